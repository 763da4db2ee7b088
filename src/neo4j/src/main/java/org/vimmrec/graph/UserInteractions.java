package org.vimmrec.graph;

import java.util.function.LongToIntFunction;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.rule.InteractionWeigher.Verdict;
import org.vimmrec.rule.TimestampUnits;
import org.vimmrec.rule.UserVotes;
import org.vimmrec.sparse.Interactions;

/**
 * Reads the interactions of one user after another by traversal, and collects them. Each thread needs its own instance.
 */
final class UserInteractions {
    private final RelationshipType[] types;
    private final RelationshipWeigher weigher;
    private final UserVotes votes;
    private int ignored;

    /** @param units collects the units of all times that are read; null if the source needs no times */
    UserInteractions(InteractionSource source, TimestampUnits units) {
        this.types = source.allTypes().stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
        this.weigher = new RelationshipWeigher(source, units);
        this.votes = new UserVotes(source.rules());
    }

    /**
     * Reads the interactions of the current user.
     *
     * @param tx the transaction of the node
     * @param user the index of the user, for errors that do not depend on the order in which users are read
     * @param index by node id the number of an item, or a negative number for other nodes
     * @throws org.neo4j.graphdb.NotFoundException if the user was deleted; the user then has no interactions
     * @throws IllegalArgumentException if a weight or a time is invalid; the user then has no interactions
     */
    void read(Transaction tx, int user, Node node, LongToIntFunction index) {
        votes.begin();
        try (ResourceIterable<Relationship> outgoing = node.getRelationships(Direction.OUTGOING, types)) {
            for (Relationship relationship : outgoing) {
                int item = index.applyAsInt(NodeIds.endOf(relationship));
                if (item >= 0) {
                    Verdict verdict = weigher.weigh(tx, user, relationship);
                    votes.add(item, verdict, weigher.weight(), weigher.time());
                    ignored += verdict == Verdict.IGNORED ? 1 : 0;
                }
            }
        }
        votes.count(() -> "node " + node.getElementId());
    }

    /** Completes the current user, who may have no interactions, and starts the next one. */
    void endUser() {
        votes.endUser();
    }

    /** The interactions of all completed users that count. */
    Interactions interactions() {
        return votes.interactions();
    }

    /** The negative interactions of all completed users. */
    Interactions negatives() {
        return votes.negatives();
    }

    /** By completed user the items that must not be proposed, without those of the user's interactions. */
    Interactions excluded() {
        return votes.excluded();
    }

    /** The number of interactions so far that were ignored, because their weight is too low or they are too old. */
    int ignored() {
        return ignored;
    }

    /** Whether any interaction so far has the weight property. */
    boolean anyWeight() {
        return weigher.anyWeight();
    }
}
