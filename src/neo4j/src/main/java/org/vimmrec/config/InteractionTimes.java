package org.vimmrec.config;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.time.temporal.TemporalUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the times of interactions decide. All times are numbers: the timestamps themselves, or seconds since 1970 if
 * they are dates.
 *
 * @param property relationship property with the time of an interaction
 * @param temporal whether the times are dates, and not numbers
 * @param since an interaction before this time is ignored; negative infinity to ignore none
 * @param halfLife the time in which the weight of an interaction halves, above 0; infinity if weights do not decay
 * @param asOf the time at which an interaction has its full weight; NaN if it is not known or there is no half-life
 * @param relative whether an interaction has its full weight at the time of the user's newest one, in place of
 *     {@code asOf}. A mean does not depend on that, and so it is the same to the last bit whenever it is computed
 */
public record InteractionTimes(
        String property, boolean temporal, double since, double halfLife, double asOf, boolean relative) {
    static final String AS_OF = "asOf";
    /** The key that names the property. */
    public static final String PROPERTY_KEY = "timestampProperty";

    private static final String SINCE = "since";
    private static final String HALF_LIFE = "halfLife";
    private static final String DEFAULT_PROPERTY = "timestamp";
    private static final String DATE = "a date, or a date and time";
    /** The error if the times are numbers, which have no default. */
    static final String AS_OF_REQUIRED =
            "`asOf` is required if `halfLife` is a number: the time at which an interaction"
                    + " has its full weight, in the unit of the timestamps";

    /** Reads the keys; returns null if times decide nothing. */
    static InteractionTimes of(ConfigMap config) {
        Object since = config.value(SINCE, null, given -> time(config, SINCE, given, DATE + ", or a number"));
        Object halfLife = config.value(HALF_LIFE, null, given -> halfLife(config, given));
        Object asOf = config.value(AS_OF, null, given -> time(config, AS_OF, given, DATE + ", or a number"));
        String property = config.name(PROPERTY_KEY, DEFAULT_PROPERTY);
        if (asOf != null && halfLife == null) {
            throw config.error("`%s` is the time at which an interaction has its full weight, so it needs `%s`"
                    .formatted(AS_OF, HALF_LIFE));
        }
        if (since == null && halfLife == null) {
            config.show(PROPERTY_KEY, null); // it has no effect
            return null;
        }
        boolean temporal = halfLife == null ? Timestamp.isTemporal(since) : halfLife instanceof TemporalAmount;
        requireSameKind(config, SINCE, since, temporal);
        requireSameKind(config, AS_OF, asOf, temporal);
        return new InteractionTimes(
                property,
                temporal,
                since == null ? Double.NEGATIVE_INFINITY : Timestamp.number(since),
                halfLife == null ? Double.POSITIVE_INFINITY : length(halfLife),
                asOf == null ? Double.NaN : Timestamp.number(asOf),
                false);
    }

    private static Object time(ConfigMap config, String key, Object given, String expectation) {
        if (Double.isNaN(Timestamp.number(given))) {
            throw config.expected(key, expectation, given);
        }
        return given;
    }

    private static Object halfLife(ConfigMap config, Object given) {
        double length = given instanceof Number || given instanceof TemporalAmount ? length(given) : Double.NaN;
        if (!(length > 0 && length < Double.POSITIVE_INFINITY)) {
            throw config.expected(HALF_LIFE, "a duration or a number, above 0", given);
        }
        return given;
    }

    /** The number itself, or the seconds of a duration; Java and Cypher agree on the average length of a month. */
    private static double length(Object halfLife) {
        if (halfLife instanceof Number number) {
            return number.doubleValue();
        }
        double seconds = 0;
        for (TemporalUnit unit : ((TemporalAmount) halfLife).getUnits()) {
            seconds +=
                    ((TemporalAmount) halfLife).get(unit) * (unit.getDuration().toNanos() / 1e9);
        }
        return seconds;
    }

    private static void requireSameKind(ConfigMap config, String key, Object time, boolean temporal) {
        if (time != null && Timestamp.isTemporal(time) != temporal) {
            throw config.expected(
                    key,
                    temporal
                            ? DATE + ", because `%s` is a duration".formatted(HALF_LIFE)
                            : "a number, because `%s` is one".formatted(HALF_LIFE),
                    time);
        }
    }

    /** Whether the weights of interactions decay. */
    public boolean decays() {
        return halfLife < Double.POSITIVE_INFINITY;
    }

    /** The key that decides whether timestamps are numbers or dates. */
    public String decidingKey() {
        return decays() ? HALF_LIFE : SINCE;
    }

    /** The numbers that have the unit of the timestamps, by key; empty if these are dates. */
    public Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (!temporal && since > Double.NEGATIVE_INFINITY) {
            numbers.put(SINCE, since);
        }
        if (!temporal && decays()) {
            numbers.put(AS_OF, asOf);
        }
        return numbers;
    }

    /** Whether {@code asOf} has yet to be determined. */
    boolean needsAsOf() {
        return decays() && Double.isNaN(asOf);
    }

    /** Whether a value can be the {@code asOf} of these times. */
    boolean accepts(Object time) {
        return !Double.isNaN(Timestamp.number(time)) && Timestamp.isTemporal(time) == temporal;
    }

    /** The same times as of now, which becomes the effective value of {@code asOf}. */
    InteractionTimes atNow(ConfigMap config) {
        if (!temporal) {
            throw config.error(AS_OF_REQUIRED);
        }
        ZonedDateTime now = now();
        config.show(AS_OF, now);
        return at(now);
    }

    static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
    }

    /** The same times as of a time. */
    InteractionTimes at(Object time) {
        return new InteractionTimes(property, temporal, since, halfLife, Timestamp.number(time), relative);
    }

    InteractionTimes relative(boolean newRelative) {
        return new InteractionTimes(property, temporal, since, halfLife, asOf, newRelative);
    }
}
