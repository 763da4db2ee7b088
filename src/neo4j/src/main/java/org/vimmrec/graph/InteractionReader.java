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

/** Reads which user interacted with which items, on the task's threads where {@link ReadTransactions} allows it. */
public final class InteractionReader {
    private static final String PHASE = "reading interactions";

    private final ReadTransactions transactions;
    private final InteractionSource source;
    private final Task task;
    private final RelationshipType[] types;

    /** Reads in the given transactions. */
    public InteractionReader(ReadTransactions transactions, InteractionSource source, Task task) {
        this.transactions = transactions;
        this.source = source;
        this.task = task;
        this.types = source.types().stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
    }

    /**
     * The nodes with the users' label.
     *
     * @throws IllegalArgumentException if there is none, or no relationship of an interaction type
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

    /** The number of relationships of the interaction types, whatever they join: at least the interactions to read. */
    public long count() {
        long count = 0;
        for (String type : source.types()) {
            count += Relationships.count(transactions.callers(), type, task);
        }
        return count;
    }

    /**
     * Reads the interactions of all users with all items; relationships to other nodes are none.
     *
     * @throws IllegalArgumentException if there is none, if no interaction has the weight property, or if a weight is
     *     not a number above 0
     */
    public Interactions read(IdIndex users, IdIndex items) {
        Reading reading = new Reading(users, items);
        Interactions interactions = reading.all();
        if (interactions.total() == 0) {
            throw new IllegalArgumentException(("In this database, no relationship of type %s that `interactionType` names"
                    + " leads from a node with the label [%s] that `userLabel` names to an item.")
                            .formatted(Shown.names(source.types()), Shown.name(source.userLabel())));
        }
        if (source.weightProperty() != null && !reading.anyWeight.get()) {
            throw new IllegalArgumentException(("In this database, no relationship of type %s has the property [%s] that"
                    + " `interactionWeightProperty` names.").formatted(Shown.names(source.types()),
                            Shown.name(source.weightProperty())));
        }
        return interactions;
    }

    /**
     * The same, where there may be none.
     *
     * @throws IllegalArgumentException if a weight is not a number above 0
     */
    public Interactions readAny(IdIndex users, IdIndex items) {
        return new Reading(users, items).all();
    }

    /** All users' interactions while they are read; different users by different threads. */
    private final class Reading implements ReadTransactions.ChunkReader {
        private final IdIndex users;
        private final IdIndex items;
        private final Interactions[] parts;
        private final FirstError refused = new FirstError();
        private final AtomicBoolean anyWeight = new AtomicBoolean();

        Reading(IdIndex users, IdIndex items) {
            this.users = users;
            this.items = items;
            this.parts = new Interactions[ReadTransactions.chunks(users.size())];
        }

        Interactions all() {
            transactions.forEachChunk(users.size(), PHASE, task, () -> this);
            refused.throwIfAny();
            return Interactions.of(parts).withSelves(items.indexes(users));
        }

        @Override
        public void read(Transaction tx, int chunk, int from, int to) {
            Interactions.Builder builder = new Interactions.Builder(source.weightProperty() != null);
            for (int u = from; u < to && !refused.isBefore(u); u++) {
                try {
                    read(u, NodeIds.node(tx, users.ids()[u]), builder);
                } catch (NotFoundException e) {
                    continue; // the user is deleted since the ids were read: there are no more interactions
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
                    Object weight = item < 0 || source.weightProperty() == null ? null
                            : Relationships.property(relationship, source.weightProperty());
                    if (item >= 0 && weight != Relationships.GONE) {
                        double strength = strength(u, relationship, weight);
                        builder.add(item, strength);
                        total += strength;
                    }
                }
            }
            if (Double.isInfinite(total)) {
                refused.add(u, ("`interactionWeightProperty`: the property [%s] of the interactions of node %s adds up to more"
                        + " than a number can be. Divide them all by the same number.").formatted(
                                Shown.name(source.weightProperty()), user.getElementId()));
            }
        }

        /** {@code r_ui}; 1 where there is none, or one that is refused. */
        private double strength(int u, Relationship relationship, Object weight) {
            if (weight == null) {
                return 1;
            }
            if (!valid(weight)) {
                refused.add(u, refusal(relationship, weight));
                return 1;
            }
            if (!anyWeight.getPlain()) { // threads that all write here slow each other down
                anyWeight.setPlain(true);
            }
            return ((Number) weight).doubleValue();
        }
    }

    /** Whether a value can be {@code r_ui}. */
    private static boolean valid(Object weight) {
        return weight instanceof Number number && number.doubleValue() > 0
                && number.doubleValue() < Double.POSITIVE_INFINITY;
    }

    private String refusal(Relationship relationship, Object weight) {
        return ("`interactionWeightProperty`: the property [%s] of relationship %s must be a number above 0, but was %s.")
                .formatted(Shown.name(source.weightProperty()), relationship.getElementId(), FirstError.described(weight));
    }
}
