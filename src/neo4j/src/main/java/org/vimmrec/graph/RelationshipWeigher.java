package org.vimmrec.graph;

import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.rule.InteractionWeigher;
import org.vimmrec.rule.InteractionWeigher.Verdict;
import org.vimmrec.rule.TimestampUnits;

/**
 * An {@link InteractionWeigher} of relationships. It keeps the result for the last relationship, so each thread needs
 * its own instance.
 */
final class RelationshipWeigher {
    private final InteractionRules rules;
    private final InteractionWeigher weigher;
    private final Values values = new Values();
    private Transaction tx;
    private Relationship relationship;

    /** @param units collects the units of all times that are read; null if the source needs no times */
    RelationshipWeigher(InteractionSource source, TimestampUnits units) {
        this.rules = source.rules();
        this.weigher = new InteractionWeigher(rules, units);
    }

    /** The values of the current relationship. */
    private final class Values implements InteractionWeigher.Source {
        @Override
        public String type() {
            return relationship.getType().name();
        }

        @Override
        public Object weight() {
            return Relationships.property(relationship, rules.weightProperty());
        }

        @Override
        public Object time() {
            return Relationships.requiredProperty(
                    tx, relationship, rules.times().property());
        }

        @Override
        public String name() {
            return "relationship " + relationship.getElementId();
        }
    }

    /**
     * See {@link InteractionWeigher#weigh}.
     *
     * @param newTx the transaction that the relationship was read in
     * @param user the index of the user
     */
    Verdict weigh(Transaction newTx, int user, Relationship newRelationship) {
        tx = newTx;
        relationship = newRelationship;
        return weigher.weigh(user, values);
    }

    /** See {@link InteractionWeigher#weight}. */
    double weight() {
        return weigher.weight();
    }

    /** See {@link InteractionWeigher#time}. */
    double time() {
        return weigher.time();
    }

    /** See {@link InteractionWeigher#anyWeight}. */
    boolean anyWeight() {
        return weigher.anyWeight();
    }
}
