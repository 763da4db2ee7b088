package org.vimmrec.rule;

import java.io.Serializable;
import java.time.temporal.TemporalAmount;
import java.time.temporal.TemporalUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the times of interactions decide. All times are numbers: the timestamps themselves, or seconds since 1970 if
 * they are dates.
 *
 * @param property the property with the time of an interaction
 * @param temporal whether the times are dates, and not numbers
 * @param since an interaction before this time is ignored; negative infinity to ignore none
 * @param halfLife the time in which the weight of an interaction halves, above 0; infinity if weights do not decay
 * @param asOf the time at which an interaction has its full weight; NaN if it is not known or there is no half-life
 * @param relative whether an interaction has its full weight at the time of the user's newest one, in place of
 *     {@code asOf}. A mean does not depend on that, and so it is the same to the last bit whenever it is computed
 */
public record InteractionTimes(
        String property, boolean temporal, double since, double halfLife, double asOf, boolean relative)
        implements Serializable {
    /** The configuration key that names the property. */
    public static final String PROPERTY_KEY = "timestampProperty";
    /** The configuration key of {@link #since}. */
    public static final String SINCE = "since";
    /** The configuration key of {@link #halfLife}. */
    public static final String HALF_LIFE = "halfLife";
    /** The configuration key of {@link #asOf}. */
    public static final String AS_OF = "asOf";

    /**
     * The times of a configuration. At least one of {@code since} and {@code halfLife} must be given.
     *
     * @param since a point in time as {@link Timestamp} knows it, or null
     * @param halfLife a number or a duration, see {@link #length}, or null
     * @param asOf a point in time of the same kind, or null
     */
    public static InteractionTimes of(String property, Object since, Object halfLife, Object asOf) {
        return new InteractionTimes(
                property,
                halfLife == null ? Timestamp.isTemporal(since) : halfLife instanceof TemporalAmount,
                since == null ? Double.NEGATIVE_INFINITY : Timestamp.number(since),
                halfLife == null ? Double.POSITIVE_INFINITY : length(halfLife),
                asOf == null ? Double.NaN : Timestamp.number(asOf),
                false);
    }

    /**
     * The number itself, or the seconds of a duration; NaN for other values. Java and Cypher agree on the average
     * length of a month.
     */
    public static double length(Object halfLife) {
        if (halfLife instanceof Number number) {
            return number.doubleValue();
        }
        if (!(halfLife instanceof TemporalAmount amount)) {
            return Double.NaN;
        }
        double seconds = 0;
        for (TemporalUnit unit : amount.getUnits()) {
            seconds += amount.get(unit) * (unit.getDuration().toNanos() / 1e9);
        }
        return seconds;
    }

    /** Whether the weights of interactions decay. */
    public boolean decays() {
        return halfLife < Double.POSITIVE_INFINITY;
    }

    /** The configuration key that decides whether timestamps are numbers or dates. */
    public String decidingKey() {
        return decays() ? HALF_LIFE : SINCE;
    }

    /** The numbers that have the unit of the timestamps, by configuration key; empty if these are dates. */
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
    public boolean needsAsOf() {
        return decays() && Double.isNaN(asOf);
    }

    /** Whether a value can be the {@code asOf} of these times. */
    public boolean accepts(Object time) {
        return !Double.isNaN(Timestamp.number(time)) && Timestamp.isTemporal(time) == temporal;
    }

    /** The same times as of a time. */
    public InteractionTimes at(Object time) {
        return new InteractionTimes(property, temporal, since, halfLife, Timestamp.number(time), relative);
    }

    /** The same times with other reference times. */
    public InteractionTimes relative(boolean newRelative) {
        return new InteractionTimes(property, temporal, since, halfLife, asOf, newRelative);
    }

    /**
     * The weight at {@code asOf}, above 0.
     *
     * @param weight before it decays
     * @param time of the interaction
     */
    public double decayed(double weight, double time) {
        return decayed(weight, time, asOf);
    }

    /**
     * The weight at a reference time, above 0: a weight of 0 would be no interaction.
     *
     * @param weight before it decays
     * @param time of the interaction
     */
    double decayed(double weight, double time, double reference) {
        // StrictMath, because an update must compute the same bits as the write before it, on any machine.
        double share = StrictMath.pow(2, (time - reference) / halfLife);
        return Math.max(Double.MIN_VALUE, weight * share);
    }
}
