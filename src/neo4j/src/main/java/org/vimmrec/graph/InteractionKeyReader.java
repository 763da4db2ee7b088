package org.vimmrec.graph;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
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
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** Reads the property that interactions are split by, in parallel if {@link ReadTransactions} allows it. */
public final class InteractionKeyReader {
    private final ReadTransactions transactions;
    private final SplitSource split;
    private final RelationshipType[] types;
    private final Task task;

    /**
     * @param transactions the transactions to read in
     * @param split must have a property
     */
    public InteractionKeyReader(ReadTransactions transactions, InteractionSource source, SplitSource split, Task task) {
        this.transactions = transactions;
        this.split = split;
        this.types = source.types().stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
        this.task = task;
    }

    /**
     * Reads the split key of each interaction: a number. Parallel interactions get the lowest one.
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
        reading.units.requireSingle();
        for (double key : reading.keys) {
            if (Double.isNaN(key)) {
                throw new IllegalStateException(
                        "Interactions were deleted while they were read. Run the procedure again.");
            }
        }
        return new KeyedInteractions(interactions, reading.keys);
    }

    /** The unit of a timestamp. Only timestamps of the same unit are comparable. */
    private enum Unit {
        /** A number too small to tell its unit. */
        NUMBER("a small number"),
        SECONDS("a number, probably in seconds since 1970"),
        MILLISECONDS("a number, probably in milliseconds since 1970"),
        MICROSECONDS("a number, probably in microseconds since 1970"),
        NANOSECONDS("a number, probably in nanoseconds since 1970"),
        DATE("a date"),
        LOCAL_DATETIME("a date and time without a time zone"),
        ZONED_DATETIME("a date and time with a time zone");

        /** Timestamps between 1973 and 2286, in seconds since 1970. */
        private static final double MIN_SECONDS = 1e8;

        private static final double MAX_SECONDS = 1e10;

        private final String description;

        Unit(String description) {
            this.description = description;
        }

        static Unit of(Object value) {
            return value instanceof Number number
                    ? of(Math.abs(number.doubleValue()))
                    : value instanceof LocalDate
                            ? DATE
                            : value instanceof LocalDateTime ? LOCAL_DATETIME : ZONED_DATETIME;
        }

        private static Unit of(double size) {
            double seconds = size;
            for (Unit unit = SECONDS; unit != DATE; unit = values()[unit.ordinal() + 1]) {
                if (seconds >= MIN_SECONDS && seconds < MAX_SECONDS) {
                    return unit;
                }
                seconds /= 1000;
            }
            return NUMBER;
        }
    }

    /** The units found, each with its first interaction as an example. Thread-safe. */
    private final class UnitsInUse {
        private final int[] users = new int[Unit.values().length];
        private final String[] examples = new String[users.length];

        UnitsInUse() {
            Arrays.fill(users, Integer.MAX_VALUE);
            if (split.times() != null) {
                split.times().points().forEach(this::add);
            }
        }

        /** Records the unit of a point in time to split at. */
        private void add(String key, Object value) {
            if (!isZero(value)) {
                Unit unit = Unit.of(value);
                examples[unit.ordinal()] = "`%s` is %s (%s)".formatted(key, value, unit.description);
                users[unit.ordinal()] = -1;
            }
        }

        private static boolean isZero(Object value) {
            return value instanceof Number number && number.doubleValue() == 0;
        }

        /** Records the unit of a timestamp. Ignores 0, which is earlier than every other timestamp in any unit. */
        void add(int user, Relationship relationship, Object value) {
            if (isZero(value)) {
                return;
            }
            int unit = Unit.of(value).ordinal();
            if (user < users[unit]) { // rarely true; checked again under the lock
                synchronized (this) {
                    if (user < users[unit]) {
                        users[unit] = user;
                        examples[unit] = "relationship %s has %s (%s)"
                                .formatted(relationship.getElementId(), value, Unit.values()[unit].description);
                    }
                }
            }
        }

        synchronized void requireSingle() {
            List<Unit> units = Arrays.stream(Unit.values())
                    .filter(unit -> examples[unit.ordinal()] != null)
                    .toList();
            if (units.size() > 1) {
                throw new IllegalArgumentException(
                        ("`%s`: in the property [%s], times have different units and cannot be compared:"
                                        + " %s. Convert all of them to one unit.")
                                .formatted(
                                        split.key(),
                                        split.property(),
                                        units.stream()
                                                .map(unit -> examples[unit.ordinal()])
                                                .collect(Collectors.joining(", "))));
            }
        }
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
        private final UnitsInUse units = new UnitsInUse();

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
            for (int u = from; u < to && !error.isBefore(u); u++) {
                try (ResourceIterable<Relationship> outgoing =
                                NodeIds.node(tx, users.ids()[u]).getRelationships(Direction.OUTGOING, types);
                        ResourceIterator<Relationship> relationships = outgoing.iterator()) {
                    read(tx, u, relationships);
                } catch (NotFoundException e) {
                    continue; // the user was deleted; its missing keys are reported at the end
                }
            }
        }

        private void read(Transaction tx, int u, ResourceIterator<Relationship> relationships) {
            while (relationships.hasNext()) {
                Relationship relationship = relationships.next();
                int position = position(interactions, u, items.index(NodeIds.of(relationship.getEndNode())));
                if (position >= 0) {
                    Object value = Relationships.requiredProperty(tx, relationship, split.property());
                    if (value == Relationships.DELETED) {
                        continue; // its missing key is reported at the end
                    }
                    double key = number(value);
                    if (Double.isNaN(key)) {
                        error.add(u, error(relationship, value));
                        return;
                    }
                    if (!split.labelled()) {
                        units.add(u, relationship, value);
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
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        if (!split.labelled()) {
            if (value instanceof LocalDate date) {
                return seconds(date.atStartOfDay());
            }
            if (value instanceof LocalDateTime dateTime) {
                return seconds(dateTime);
            }
            if (value instanceof ZonedDateTime dateTime) {
                return seconds(dateTime.withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime());
            }
        }
        return Double.NaN;
    }

    private String error(Relationship relationship, Object value) {
        return "`%s`: the property [%s] of relationship %s must be a number%s, but was %s."
                .formatted(
                        split.key(),
                        Shown.name(split.property()),
                        relationship.getElementId(),
                        split.labelled() ? "" : " or a date",
                        FirstError.describe(value));
    }

    private static double seconds(LocalDateTime dateTime) {
        return dateTime.toEpochSecond(ZoneOffset.UTC) + dateTime.getNano() / 1e9;
    }
}
