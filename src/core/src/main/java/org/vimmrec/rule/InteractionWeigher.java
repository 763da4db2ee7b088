package org.vimmrec.rule;

import org.vimmrec.task.Shown;

/**
 * Decides whether a relationship from a user to an item counts, and with what weight before it decays. It keeps the
 * result for the last relationship, so each thread needs its own instance.
 */
public final class InteractionWeigher {
    /** What a {@link Source} returns instead of a value if the relationship was deleted after it was found. */
    public static final Object DELETED = new Object();

    private final InteractionRules rules;
    private final InteractionTimes times;
    private final TimestampUnits units;
    /** Reading the type of a relationship takes time. */
    private final boolean typesDiffer;

    private double weight;
    private double time;
    private boolean anyWeight;

    /** What a relationship says of its item. */
    public enum Verdict {
        /** It is an interaction. */
        COUNTS,
        /** It counts against similar items, and its item is excluded. */
        NEGATIVE,
        /** Its item is excluded, because the type says so. */
        EXCLUDED,
        /** It would be an interaction, but its weight is too low, or it is too old. Its item is excluded. */
        IGNORED,
        /** Another client has deleted it. */
        DELETED
    }

    /** A relationship from a user to an item, whose values are asked for only if they matter. */
    public interface Source {
        /** Its type, one of {@link InteractionRules#allTypes}. */
        String type();

        /** The value of its weight property, null if it has none, or {@link InteractionWeigher#DELETED}. */
        Object weight();

        /** The value of its time property, null if it has none, or {@link InteractionWeigher#DELETED}. */
        Object time();

        /** The name of the relationship, for errors, such as {@code relationship 7}. */
        String name();
    }

    /** @param units collects the units of all times that are read; null if the rules need no times */
    public InteractionWeigher(InteractionRules rules, TimestampUnits units) {
        this.rules = rules;
        this.times = rules.times();
        this.units = units;
        this.typesDiffer = rules.typesDiffer();
    }

    /** A collector of the units of the rules' times; null if they need no times. */
    public static TimestampUnits units(InteractionRules rules) {
        return rules.times() == null
                ? null
                : new TimestampUnits(
                        InteractionTimes.PROPERTY_KEY, rules.times().property());
    }

    /**
     * Decides about a relationship to an item.
     *
     * @param user a number of the user, for errors that do not depend on the order in which users are read
     * @throws IllegalArgumentException if its weight or time is invalid; names the relationship
     */
    public Verdict weigh(long user, Source relationship) {
        String type = typesDiffer ? relationship.type() : null;
        boolean counts = type == null || rules.types().contains(type);
        if (!counts && !rules.negativeTypes().contains(type)) {
            return Verdict.EXCLUDED;
        }
        weight = type == null ? 1 : rules.typeWeight(type);
        if (rules.weightProperty() != null) {
            Object value = relationship.weight();
            if (value == DELETED) {
                return Verdict.DELETED;
            }
            if (value != null) {
                // A product of two numbers above 0 may be too small for a number above 0.
                weight = Math.max(Double.MIN_VALUE, weight * valid(relationship, value));
                anyWeight |= counts;
            }
        }
        if (counts && weight < rules.minWeight()) {
            return Verdict.IGNORED;
        }
        if (times != null) {
            Object value = relationship.time();
            if (value == DELETED) {
                return Verdict.DELETED;
            }
            time = time(relationship, value);
            if (units.isNew(user, value)) {
                units.add(user, relationship.name(), value);
            }
            if (time < times.since()) {
                return counts ? Verdict.IGNORED : Verdict.EXCLUDED;
            }
        }
        return counts ? Verdict.COUNTS : Verdict.NEGATIVE;
    }

    /** The weight of the last relationship that counts or is negative: that of its property times that of its type. */
    public double weight() {
        return weight;
    }

    /** The time of the last relationship that counts or is negative, if the rules need times. */
    public double time() {
        return time;
    }

    /** Whether any interaction so far has the weight property. */
    public boolean anyWeight() {
        return anyWeight;
    }

    private double valid(Source relationship, Object value) {
        double number = value instanceof Number given ? given.doubleValue() : Double.NaN;
        if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "`interactionWeightProperty`: the property [%s] of %s must be a number above 0, but was %s."
                            .formatted(Shown.name(rules.weightProperty()), relationship.name(), Shown.kind(value)));
        }
        return number;
    }

    private double time(Source relationship, Object value) {
        double number = Timestamp.number(value);
        if (Double.isNaN(number) || Timestamp.isTemporal(value) != times.temporal()) {
            throw new IllegalArgumentException("`%s`: the property [%s] of %s must be %s, but was %s."
                    .formatted(
                            InteractionTimes.PROPERTY_KEY,
                            Shown.name(times.property()),
                            relationship.name(),
                            times.temporal()
                                    ? "a date, or a date and time, like `%s`".formatted(times.decidingKey())
                                    : "a number, like `%s`".formatted(times.decidingKey()),
                            Shown.kind(value)));
        }
        return number;
    }
}
