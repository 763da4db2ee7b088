package org.vimmrec.rule;

import java.io.Serializable;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.vimmrec.task.Shown;

/**
 * The units of the timestamps in a property, each with its first interaction as an example. Only timestamps of the same
 * unit are comparable. Thread-safe.
 */
public final class TimestampUnits implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String property;
    private final long[] users = new long[Unit.values().length];
    private final String[] examples = new String[users.length];

    /**
     * @param key the configuration key that names the property, for errors
     * @param property the property with the timestamps
     */
    public TimestampUnits(String key, String property) {
        this.key = key;
        this.property = property;
        Arrays.fill(users, Long.MAX_VALUE);
    }

    /** The unit of a timestamp. */
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

    /** Records the unit of a point in time in the configuration. */
    public void addPoint(String pointKey, Object value) {
        if (!isZero(value)) {
            Unit unit = Unit.of(value);
            examples[unit.ordinal()] = "`%s` is %s (%s)".formatted(pointKey, value, unit.description);
            users[unit.ordinal()] = -1;
        }
    }

    private static boolean isZero(Object value) {
        return value instanceof Number number && number.doubleValue() == 0;
    }

    /** Whether {@link #add} would record a timestamp. Rarely true. */
    public boolean isNew(long user, Object value) {
        return !isZero(value) && user < users[Unit.of(value).ordinal()];
    }

    /**
     * Records the unit of a timestamp. Ignores 0, which is earlier than every other timestamp in any unit.
     *
     * @param user a number of the user. The interaction of the lowest one is the example
     * @param interaction its name, such as {@code relationship 7}
     */
    public void add(long user, String interaction, Object value) {
        if (!isZero(value)) {
            Unit unit = Unit.of(value);
            keep(unit.ordinal(), user, "%s has %s (%s)".formatted(interaction, value, unit.description));
        }
    }

    private synchronized void keep(int unit, long user, String example) {
        if (user < users[unit]) {
            users[unit] = user;
            examples[unit] = example;
        }
    }

    /** Adds what another instance has recorded. */
    public TimestampUnits merge(TimestampUnits other) {
        for (int unit = 0; unit < users.length; unit++) {
            keep(unit, other.users[unit], other.examples[unit]);
        }
        return this;
    }

    /** @throws IllegalArgumentException if timestamps have different units; names an interaction of each unit */
    public synchronized void requireSingle() {
        List<Unit> units = Arrays.stream(Unit.values())
                .filter(unit -> examples[unit.ordinal()] != null)
                .toList();
        if (units.size() > 1) {
            throw new IllegalArgumentException(
                    ("`%s`: in the property [%s], times have different units and cannot be compared:"
                                    + " %s. Convert all of them to one unit.")
                            .formatted(
                                    key,
                                    property,
                                    units.stream()
                                            .map(unit -> examples[unit.ordinal()])
                                            .collect(Collectors.joining(", "))));
        }
    }

    /**
     * Checks a number in the configuration against the timestamps. Numbers whose unit is unknown suit all units.
     *
     * @param otherKey the configuration key of the number
     * @throws IllegalArgumentException if the number has another unit
     */
    public synchronized void requireUnitOf(String otherKey, double number) {
        Unit given = Unit.of(number);
        for (Unit unit = Unit.SECONDS; unit != Unit.DATE; unit = Unit.values()[unit.ordinal() + 1]) {
            if (given != Unit.NUMBER && unit != given && examples[unit.ordinal()] != null) {
                throw new IllegalArgumentException(
                        "`%s` must have the unit of the times in the property [%s]: it is %s, but %s."
                                .formatted(
                                        otherKey, Shown.name(property), given.description, examples[unit.ordinal()]));
            }
        }
    }
}
