package org.vimmrec.graph;

import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.interaction.Interactions;
import org.vimmrec.task.Task;

/** Reads which user interacted with which items. */
public final class InteractionReader {
    private static final String PHASE = "reading interactions";
    private static final int CHECK_EVERY = 256;

    private final Transaction tx;
    private final InteractionSource source;
    private final Task task;
    private final RelationshipType[] types;

    /** Reads in the given transaction. */
    public InteractionReader(Transaction tx, InteractionSource source, Task task) {
        this.tx = tx;
        this.source = source;
        this.task = task;
        this.types = source.types().stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
    }

    /**
     * The nodes with the users' label.
     *
     * @throws IllegalArgumentException if there is none, or no relationship of an interaction type
     */
    public Nodes users() {
        var inUse = Names.typesInUse(tx);
        for (String type : source.types()) {
            if (!inUse.contains(type)) {
                throw Names.noRelationship(tx, type, "interactionType");
            }
        }
        return Nodes.read(tx, source.userLabel(), "userLabel", task);
    }

    /** The number of relationships of the interaction types, whatever they join: at least the interactions to read. */
    public long count() {
        long count = 0;
        for (String type : source.types()) {
            count += Relationships.count(tx, type, task);
        }
        return count;
    }

    /**
     * Reads the interactions of all users with all items; relationships to other nodes are none.
     *
     * @throws IllegalArgumentException if there is none, if no interaction has the weight property, or if a weight is
     *     not a number above 0
     */
    public Interactions read(Nodes users, Nodes items) {
        Interactions.Builder builder = new Interactions.Builder(source.weightProperty() != null);
        boolean any = false;
        boolean anyWeight = false;
        for (int u = 0; u < users.size(); u++) {
            if (u % CHECK_EVERY == 0) {
                task.checkTermination();
                task.progress(PHASE, u, users.size());
            }
            try (ResourceIterable<Relationship> outgoing = outgoing(users.ids()[u]);
                    ResourceIterator<Relationship> relationships = outgoing.iterator()) {
                while (relationships.hasNext()) {
                    Relationship relationship = relationships.next();
                    int item = items.index(NodeIds.of(relationship.getEndNode()));
                    if (item >= 0) {
                        Object weight = weight(relationship);
                        builder.add(item, weight == null ? 1 : ((Number) weight).doubleValue());
                        any = true;
                        anyWeight |= weight != null;
                    }
                }
            } catch (NotFoundException e) {
                // Deleted since the ids were read: this user's interactions end here.
                task.checkTermination();
            }
            builder.endUser();
        }
        if (!any) {
            throw new IllegalArgumentException(("In this database, no relationship of type %s that `interactionType` names"
                    + " leads from a node with the label [%s] to an item.").formatted(source.types(), source.userLabel()));
        }
        if (source.weightProperty() != null && !anyWeight) {
            throw new IllegalArgumentException(("In this database, no relationship of type %s has the property [%s] that"
                    + " `interactionWeightProperty` names.").formatted(source.types(), source.weightProperty()));
        }
        return builder.build();
    }

    private ResourceIterable<Relationship> outgoing(long user) {
        Node node = NodeIds.node(tx, user);
        return node.getRelationships(Direction.OUTGOING, types);
    }

    /** {@code r_ui}, checked; null where the relationship has none or none is asked for. */
    private Object weight(Relationship relationship) {
        if (source.weightProperty() == null) {
            return null;
        }
        Object value = relationship.getProperty(source.weightProperty(), null);
        if (value != null && !(value instanceof Number number && number.doubleValue() > 0
                && number.doubleValue() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(("`interactionWeightProperty`: the property [%s] of relationship %s must be"
                    + " a number above 0, but was %s.").formatted(source.weightProperty(), relationship.getElementId(),
                            value instanceof Number ? value : "of type " + value.getClass().getSimpleName()));
        }
        return value;
    }
}
