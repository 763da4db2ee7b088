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

/** Reads the property by which interactions are split, on the task's threads where {@link ReadTransactions} allows it. */
public final class InteractionKeyReader {
    private final ReadTransactions transactions;
    private final SplitSource split;
    private final RelationshipType[] types;
    private final Task task;

    /** Reads in the given transactions; {@code split} names a property. */
    public InteractionKeyReader(ReadTransactions transactions, InteractionSource source, SplitSource split, Task task) {
        this.transactions = transactions;
        this.split = split;
        this.types = source.types().stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
        this.task = task;
    }

    /**
     * Reads a number for each interaction; of parallel ones, the lowest counts.
     *
     * @param interactions as {@link InteractionReader} has read them
     * @throws IllegalArgumentException if an interaction has no such property, or it is not a number, or times are of
     *     different kinds; names interactions
     * @throws IllegalStateException if interactions have been deleted since they were read
     */
    public KeyedInteractions read(Interactions interactions, IdIndex users, IdIndex items) {
        Reading reading = new Reading(interactions, users, items);
        transactions.forEachChunk(users.size(), "reading " + split.property(), task, () -> reading);
        reading.refused.throwIfAny();
        reading.examples.throwIfDifferent();
        for (double key : reading.keys) {
            if (Double.isNaN(key)) {
                throw new IllegalStateException("interactions were deleted while they were read; run it again");
            }
        }
        return new KeyedInteractions(interactions, reading.keys);
    }

    /** In what a time is given. Only times of the same unit can be compared. */
    private enum Unit {
        /** Of no size by which a unit could be told. */
        NUMBER("a small number"),
        SECONDS("a number, by its size in seconds since 1970"),
        MILLISECONDS("a number, by its size in milliseconds since 1970"),
        MICROSECONDS("a number, by its size in microseconds since 1970"),
        NANOSECONDS("a number, by its size in nanoseconds since 1970"),
        DATE("a date"),
        LOCAL_DATETIME("a date and time without a time zone"),
        ZONED_DATETIME("a date and time with a time zone");

        /** Since 1970, from 1973 to 2286. */
        private static final double FEWEST_SECONDS = 1e8;
        private static final double MOST_SECONDS = 1e10;

        private final String description;

        Unit(String description) {
            this.description = description;
        }

        static Unit of(Object value) {
            return value instanceof Number number ? of(Math.abs(number.doubleValue()))
                    : value instanceof LocalDate ? DATE
                    : value instanceof LocalDateTime ? LOCAL_DATETIME : ZONED_DATETIME;
        }

        private static Unit of(double size) {
            double seconds = size;
            for (Unit unit = SECONDS; unit != DATE; unit = values()[unit.ordinal() + 1]) {
                if (seconds >= FEWEST_SECONDS && seconds < MOST_SECONDS) {
                    return unit;
                }
                seconds /= 1000;
            }
            return NUMBER;
        }
    }

    /** Of each unit the first interaction that has it, whichever thread is there first. */
    private final class Examples {
        private final int[] users = new int[Unit.values().length];
        private final String[] found = new String[users.length];

        Examples() {
            Arrays.fill(users, Integer.MAX_VALUE);
        }

        /** Takes a time into account; a 0 is before all others, whatever their unit. */
        void add(int user, Relationship relationship, Object value) {
            if (value instanceof Number number && number.doubleValue() == 0) {
                return;
            }
            int unit = Unit.of(value).ordinal();
            if (user < users[unit]) { // seldom; what another thread has written meanwhile is looked at again below
                synchronized (this) {
                    if (user < users[unit]) {
                        users[unit] = user;
                        found[unit] = "relationship %s has %s (%s)".formatted(relationship.getElementId(), value,
                                Unit.values()[unit].description);
                    }
                }
            }
        }

        synchronized void throwIfDifferent() {
            List<Unit> units = Arrays.stream(Unit.values()).filter(unit -> found[unit.ordinal()] != null).toList();
            if (units.size() > 1) {
                throw new IllegalArgumentException(("`%s`: in the property [%s], times are of different kinds and cannot be"
                        + " compared: %s. Convert all to one kind.").formatted(split.key(), split.property(),
                                units.stream().map(unit -> found[unit.ordinal()]).collect(Collectors.joining(", "))));
            }
        }
    }

    /** All users' keys while they are read; different users by different threads. */
    private final class Reading implements ReadTransactions.ChunkReader {
        private final Interactions interactions;
        private final IdIndex users;
        private final IdIndex items;
        private final int[] starts;
        /** In the order of users and places; NaN until it is read. */
        private final double[] keys;
        private final FirstError refused = new FirstError();
        private final Examples examples = new Examples();

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
            for (int u = from; u < to && !refused.isBefore(u); u++) {
                try (ResourceIterable<Relationship> outgoing = NodeIds.node(tx, users.ids()[u])
                        .getRelationships(Direction.OUTGOING, types);
                        ResourceIterator<Relationship> relationships = outgoing.iterator()) {
                    read(tx, u, relationships);
                } catch (NotFoundException e) {
                    continue; // the user is deleted since: so are all of the keys
                }
            }
        }

        private void read(Transaction tx, int u, ResourceIterator<Relationship> relationships) {
            while (relationships.hasNext()) {
                Relationship relationship = relationships.next();
                int place = place(interactions, u, items.index(NodeIds.of(relationship.getEndNode())));
                if (place >= 0) {
                    Object value = Relationships.requiredProperty(tx, relationship, split.property());
                    if (value == Relationships.GONE) {
                        continue; // its key is missing, which is told at the end
                    }
                    double key = number(value);
                    if (Double.isNaN(key)) {
                        refused.add(u, refusal(relationship, value));
                        return;
                    }
                    if (!split.labelled()) {
                        examples.add(u, relationship, value);
                    }
                    int at = starts[u] + place;
                    keys[at] = Double.isNaN(keys[at]) ? key : Math.min(keys[at], key);
                }
            }
        }
    }

    private static int place(Interactions interactions, int user, int item) {
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

    /** A number, or for a time the seconds since 1970; NaN if it is neither. */
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

    private String refusal(Relationship relationship, Object value) {
        return "`%s`: the property [%s] of relationship %s must be a number%s, but was %s.".formatted(split.key(),
                Shown.name(split.property()), relationship.getElementId(), split.labelled() ? "" : " or a date",
                FirstError.described(value));
    }

    private static double seconds(LocalDateTime dateTime) {
        return dateTime.toEpochSecond(ZoneOffset.UTC) + dateTime.getNano() / 1e9;
    }
}
