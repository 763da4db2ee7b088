package org.vimmrec.graph;

import java.util.Arrays;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.config.SplitSource;
import org.vimmrec.evaluation.KeyedInteractions;
import org.vimmrec.rule.InteractionWeigher;
import org.vimmrec.rule.Timestamp;
import org.vimmrec.rule.TimestampUnits;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** Reads the property that interactions are split by, in parallel if {@link ReadTransactions} allows it. */
public final class InteractionKeyReader {
    private final ReadTransactions transactions;
    private final InteractionSource source;
    private final SplitSource split;
    private final RelationshipType[] types;
    private final Task task;

    /**
     * @param transactions the transactions to read in
     * @param split must have a property
     */
    public InteractionKeyReader(ReadTransactions transactions, InteractionSource source, SplitSource split, Task task) {
        this.transactions = transactions;
        this.source = source;
        this.split = split;
        this.types = source.types().stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
        this.task = task;
    }

    /**
     * Reads the split key of each interaction: a number. Parallel interactions get the lowest one. Relationships that
     * do not count as interactions need no key.
     *
     * @param interactions the result of {@link InteractionReader}
     * @throws IllegalArgumentException if an interaction has no valid value, or if timestamps have different units;
     *     names the interactions
     * @throws IllegalStateException if interactions were deleted after they were read
     */
    public KeyedInteractions read(Interactions interactions, IdIndex users, IdIndex items) {
        Reading reading = new Reading(interactions, users, items);
        transactions.forEachChunk(users.size(), "reading " + split.property(), task, () -> reading);
        reading.error.throwIfAny();
        if (split.times() != null) {
            split.times().points().forEach(reading.units::addPoint);
        }
        reading.units.requireSingle();
        for (double key : reading.keys) {
            if (Double.isNaN(key)) {
                throw new IllegalStateException(
                        "Interactions were deleted while they were read. Run the procedure again.");
            }
        }
        return new KeyedInteractions(interactions, reading.keys);
    }

    /** Collects the keys of all users. Threads may read different users concurrently. */
    private final class Reading implements ReadTransactions.ChunkReader {
        private final Interactions interactions;
        private final IdIndex users;
        private final IdIndex items;
        private final int[] starts;
        /** By user and position of the interaction; NaN until it is read. */
        private final double[] keys;

        private final FirstError error = new FirstError();
        private final TimestampUnits units = new TimestampUnits(split.key(), split.property());

        Reading(Interactions interactions, IdIndex users, IdIndex items) {
            this.interactions = interactions;
            this.users = users;
            this.items = items;
            this.starts = new int[users.size()];
            for (int u = 1; u < starts.length; u++) {
                starts[u] = starts[u - 1] + interactions.count(u - 1);
            }
            this.keys = new double[interactions.total()];
            Arrays.fill(keys, Double.NaN);
        }

        @Override
        public void read(Transaction tx, int chunk, int from, int to) {
            RelationshipWeigher weigher = new RelationshipWeigher(source, InteractionWeigher.units(source.rules()));
            for (int u = from; u < to && !error.isBefore(u); u++) {
                try (ResourceIterable<Relationship> outgoing =
                                NodeIds.node(tx, users.ids()[u]).getRelationships(Direction.OUTGOING, types);
                        ResourceIterator<Relationship> relationships = outgoing.iterator()) {
                    read(tx, u, relationships, weigher);
                } catch (NotFoundException e) {
                    continue; // the user was deleted; its missing keys are reported at the end
                }
            }
        }

        private void read(
                Transaction tx, int u, ResourceIterator<Relationship> relationships, RelationshipWeigher weigher) {
            while (relationships.hasNext()) {
                Relationship relationship = relationships.next();
                int position = position(interactions, u, items.index(NodeIds.of(relationship.getEndNode())));
                if (position >= 0 && weigher.weigh(tx, u, relationship) == InteractionWeigher.Verdict.COUNTS) {
                    Object value = Relationships.requiredProperty(tx, relationship, split.property());
                    if (value == Relationships.DELETED) {
                        continue; // its missing key is reported at the end
                    }
                    double key = number(value);
                    if (Double.isNaN(key)) {
                        error.add(u, error(relationship, value));
                        return;
                    }
                    if (!split.labelled() && units.isNew(u, value)) {
                        units.add(u, "relationship " + relationship.getElementId(), value);
                    }
                    int at = starts[u] + position;
                    keys[at] = Double.isNaN(keys[at]) ? key : Math.min(keys[at], key);
                }
            }
        }
    }

    /** The position of an item among the interactions of a user, or -1. */
    private static int position(Interactions interactions, int user, int item) {
        int low = 0;
        int high = interactions.count(user) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = interactions.item(user, middle);
            if (found == item) {
                return middle;
            }
            if (found < item) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The number itself, or the seconds since 1970 of a date; NaN for other types. */
    private double number(Object value) {
        return split.labelled() && !(value instanceof Number) ? Double.NaN : Timestamp.number(value);
    }

    private String error(Relationship relationship, Object value) {
        return "`%s`: the property [%s] of relationship %s must be a number%s, but was %s."
                .formatted(
                        split.key(),
                        Shown.name(split.property()),
                        relationship.getElementId(),
                        split.labelled() ? "" : " or a date",
                        Shown.kind(value));
    }
}
