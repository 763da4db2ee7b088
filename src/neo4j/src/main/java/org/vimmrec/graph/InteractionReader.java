package org.vimmrec.graph;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.rule.InteractionTimes;
import org.vimmrec.rule.InteractionWeigher;
import org.vimmrec.rule.TimestampUnits;
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

    /** @param transactions the transactions to read in */
    public InteractionReader(ReadTransactions transactions, InteractionSource source, Task task) {
        this.transactions = transactions;
        this.source = source;
        this.task = task;
    }

    /**
     * The nodes with the user label.
     *
     * @throws IllegalArgumentException if there is no such node, or no relationship of an interaction type, or if the
     *     database has never had a relationship of another type
     */
    public IdIndex users() {
        Transaction tx = transactions.callers();
        requireTypes(tx, source);
        return Nodes.read(tx, source.userLabel(), "userLabel", task);
    }

    /** See {@link #users}. */
    static void requireTypes(Transaction tx, InteractionSource source) {
        requireTypes(tx, source.types(), UnknownNameErrors.typesInUse(tx), "interactionType");
        if (source.allTypes().size() > source.types().size()) {
            List<String> known = UnknownNameErrors.knownTypes(tx); // users may take back all that they have disliked
            requireTypes(tx, source.rules().excludeTypes(), known, InteractionRules.EXCLUDE_TYPES);
            requireTypes(tx, source.rules().negativeTypes(), known, InteractionRules.NEGATIVE_TYPES);
        }
    }

    private static void requireTypes(Transaction tx, List<String> types, List<String> known, String key) {
        for (String type : types) {
            if (!known.contains(type)) {
                throw UnknownNameErrors.noRelationship(tx, type, key);
            }
        }
    }

    /** The number of relationships that may be votes, between any nodes: an upper bound on the interactions. */
    public long count() {
        return count(source.types()) + count(source.rules().negativeTypes());
    }

    private long count(Collection<String> counted) {
        long count = 0;
        for (String type : counted) {
            count += Relationships.count(transactions.callers(), type, task);
        }
        return count;
    }

    /** The peak heap of reading the interactions of a number of users, in bytes. */
    public long bytes(long users) {
        return Interactions.bytes(users, count(source.types()), source.weighted()) + bytesOfOthers(users);
    }

    /** The part of {@link #bytes} for negative interactions and excluded items. */
    public long bytesOfOthers(long users) {
        if (!source.rules().mayExclude()) {
            return 0;
        }
        long negatives = count(source.rules().negativeTypes());
        long excluded =
                negatives + count(source.rules().excludeTypes()) + (source.mayIgnore() ? count(source.types()) : 0);
        return Interactions.bytes(users, negatives, source.weighted()) + Interactions.bytes(users, excluded, false);
    }

    /**
     * Reads the interactions of all users with all items. Ignores relationships to other nodes.
     *
     * @throws IllegalArgumentException if there are no interactions, if none counts, if none has the weight property,
     *     or if a weight or a time is invalid
     */
    public Interactions read(IdIndex users, IdIndex items) {
        Reading reading = new Reading(users, items);
        Interactions interactions = reading.all();
        if (interactions.total() == 0 && reading.ignored() > 0) {
            throw new IllegalArgumentException(
                    ("No interaction counts: all %d of type %s (`interactionType`) are older than `since`, or lighter"
                                    + " than `minInteractionWeight`. Correct these keys, or leave them out.")
                            .formatted(reading.ignored(), Shown.names(source.types())));
        }
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
        requireWeights(interactions);
        return interactions;
    }

    /** Checks that weights have not decayed until all are equal. Weights relative to the newest ones have not. */
    private void requireWeights(Interactions interactions) {
        InteractionTimes times = source.rules().times();
        if (times == null || !times.decays() || times.relative()) {
            return;
        }
        for (int u = 0; u < interactions.users(); u++) {
            for (int n = 0; n < interactions.count(u); n++) {
                if (interactions.weight(u, n) >= Double.MIN_NORMAL) {
                    return;
                }
            }
        }
        throw new IllegalArgumentException(
                "`asOf`: all interactions are so many half-lives older that their weights are 0. Give an earlier"
                        + " `asOf`, or a longer `halfLife`.");
    }

    /**
     * Like {@link #read}, but accepts that there are no interactions.
     *
     * @throws IllegalArgumentException if a weight or a time is invalid
     */
    public Interactions readAny(IdIndex users, IdIndex items) {
        return new Reading(users, items).all();
    }

    /** Collects the interactions of all users. Threads may read different chunks of users concurrently. */
    private final class Reading implements ReadTransactions.ChunkReader {
        private final IdIndex users;
        private final IdIndex items;
        private final TimestampUnits units = InteractionWeigher.units(source.rules());
        private final Interactions[] parts;
        private final Interactions[] negatives;
        private final Interactions[] excluded;
        private final int[] ignored;
        private final FirstError error = new FirstError();
        private final AtomicBoolean anyWeight = new AtomicBoolean();

        Reading(IdIndex users, IdIndex items) {
            this.users = users;
            this.items = items;
            int chunks = ReadTransactions.chunks(users.size());
            this.parts = new Interactions[chunks];
            this.negatives = new Interactions[chunks];
            this.excluded = new Interactions[chunks];
            this.ignored = new int[chunks];
        }

        Interactions all() {
            transactions.forEachChunk(users.size(), PHASE, task, () -> this);
            error.throwIfAny();
            if (units != null) {
                units.requireSingle();
                source.rules().times().numbers().forEach(units::requireUnitOf);
            }
            Interactions interactions = Interactions.of(parts).withSelves(items.indexes(users));
            return source.rules().mayExclude()
                    ? interactions.withNegatives(Interactions.of(negatives), Interactions.of(excluded))
                    : interactions;
        }

        long ignored() {
            return Arrays.stream(ignored).asLongStream().sum();
        }

        @Override
        public void read(Transaction tx, int chunk, int from, int to) {
            UserInteractions read = new UserInteractions(source, units);
            for (int u = from; u < to && !error.isBefore(u); u++) {
                try {
                    read.read(tx, u, NodeIds.node(tx, users.ids()[u]), items::index);
                } catch (NotFoundException e) {
                    continue; // the user was deleted after the ids were read
                } catch (IllegalArgumentException e) {
                    error.add(u, e.getMessage());
                } finally {
                    read.endUser();
                }
            }
            parts[chunk] = read.interactions();
            negatives[chunk] = read.negatives();
            excluded[chunk] = read.excluded();
            ignored[chunk] = read.ignored();
            if (read.anyWeight()) {
                anyWeight.set(true);
            }
        }
    }
}
