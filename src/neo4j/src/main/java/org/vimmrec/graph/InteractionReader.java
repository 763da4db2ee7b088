package org.vimmrec.graph;

import java.util.concurrent.atomic.AtomicBoolean;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** Reads the interactions of users with items, in parallel if {@link ReadTransactions} allows it. */
public final class InteractionReader {
    private static final String PHASE = "reading interactions";

    private final ReadTransactions transactions;
    private final InteractionSource source;
    private final Task task;
    private final RelationshipType[] types;

    /** @param transactions the transactions to read in */
    public InteractionReader(ReadTransactions transactions, InteractionSource source, Task task) {
        this.transactions = transactions;
        this.source = source;
        this.task = task;
        this.types = source.types().stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
    }

    /**
     * The nodes with the user label.
     *
     * @throws IllegalArgumentException if there is no such node, or no relationship of an interaction type
     */
    public IdIndex users() {
        Transaction tx = transactions.callers();
        var inUse = UnknownNameErrors.typesInUse(tx);
        for (String type : source.types()) {
            if (!inUse.contains(type)) {
                throw UnknownNameErrors.noRelationship(tx, type, "interactionType");
            }
        }
        return Nodes.read(tx, source.userLabel(), "userLabel", task);
    }

    /** The number of relationships of the interaction types between any nodes: an upper bound on the interactions. */
    public long count() {
        long count = 0;
        for (String type : source.types()) {
            count += Relationships.count(transactions.callers(), type, task);
        }
        return count;
    }

    /**
     * Reads the interactions of all users with all items. Ignores relationships to other nodes.
     *
     * @throws IllegalArgumentException if there are no interactions, if none has the weight property, or if a weight is
     *     not a number above 0
     */
    public Interactions read(IdIndex users, IdIndex items) {
        Reading reading = new Reading(users, items);
        Interactions interactions = reading.all();
        if (interactions.total() == 0) {
            throw new IllegalArgumentException(
                    ("In this database, no relationship of type %s (`interactionType`) leads from"
                                    + " a node with the label [%s] (`userLabel`) to an item. Check the labels, the type and the direction.")
                            .formatted(Shown.names(source.types()), Shown.name(source.userLabel())));
        }
        if (source.weightProperty() != null && !reading.anyWeight.get()) {
            throw new IllegalArgumentException(("In this database, no relationship of type %s has the property [%s]"
                            + " (`interactionWeightProperty`). Correct the name, or leave the key out.")
                    .formatted(Shown.names(source.types()), Shown.name(source.weightProperty())));
        }
        return interactions;
    }

    /**
     * Like {@link #read}, but accepts that there are no interactions.
     *
     * @throws IllegalArgumentException if a weight is not a number above 0
     */
    public Interactions readAny(IdIndex users, IdIndex items) {
        return new Reading(users, items).all();
    }

    /** Collects the interactions of all users. Threads may read different chunks of users concurrently. */
    private final class Reading implements ReadTransactions.ChunkReader {
        private final IdIndex users;
        private final IdIndex items;
        private final Interactions[] parts;
        private final FirstError error = new FirstError();
        private final AtomicBoolean anyWeight = new AtomicBoolean();

        Reading(IdIndex users, IdIndex items) {
            this.users = users;
            this.items = items;
            this.parts = new Interactions[ReadTransactions.chunks(users.size())];
        }

        Interactions all() {
            transactions.forEachChunk(users.size(), PHASE, task, () -> this);
            error.throwIfAny();
            return Interactions.of(parts).withSelves(items.indexes(users));
        }

        @Override
        public void read(Transaction tx, int chunk, int from, int to) {
            Interactions.Builder builder = new Interactions.Builder(source.weightProperty() != null);
            for (int u = from; u < to && !error.isBefore(u); u++) {
                try {
                    read(u, NodeIds.node(tx, users.ids()[u]), builder);
                } catch (NotFoundException e) {
                    continue; // the user was deleted after the ids were read
                } finally {
                    builder.endUser();
                }
            }
            parts[chunk] = builder.build();
        }

        private void read(int u, Node user, Interactions.Builder builder) {
            double total = 0;
            try (ResourceIterable<Relationship> outgoing = user.getRelationships(Direction.OUTGOING, types)) {
                for (Relationship relationship : outgoing) {
                    int item = items.index(NodeIds.of(relationship.getEndNode()));
                    Object weight = item < 0 || source.weightProperty() == null
                            ? null
                            : Relationships.property(relationship, source.weightProperty());
                    if (item >= 0 && weight != Relationships.DELETED) {
                        double strength = strength(u, relationship, weight);
                        builder.add(item, strength);
                        total += strength;
                    }
                }
            }
            if (Double.isInfinite(total)) {
                error.add(
                        u,
                        ("`interactionWeightProperty`: the sum of the property [%s] over the interactions of node %s"
                                        + " is infinite. Divide all weights by the same number.")
                                .formatted(Shown.name(source.weightProperty()), user.getElementId()));
            }
        }

        /** The weight {@code r_ui}; 1 if the property is missing or invalid. */
        private double strength(int u, Relationship relationship, Object weight) {
            if (weight == null) {
                return 1;
            }
            if (!valid(weight)) {
                error.add(u, error(relationship, weight));
                return 1;
            }
            if (!anyWeight.getPlain()) { // avoids contention: only the first write is needed
                anyWeight.setPlain(true);
            }
            return ((Number) weight).doubleValue();
        }
    }

    /** Whether a value is a valid weight {@code r_ui}. */
    private static boolean valid(Object weight) {
        return weight instanceof Number number
                && number.doubleValue() > 0
                && number.doubleValue() < Double.POSITIVE_INFINITY;
    }

    private String error(Relationship relationship, Object weight) {
        return ("`interactionWeightProperty`: the property [%s] of relationship %s must be a number above 0,"
                        + " but was %s.")
                .formatted(
                        Shown.name(source.weightProperty()), relationship.getElementId(), FirstError.describe(weight));
    }
}
