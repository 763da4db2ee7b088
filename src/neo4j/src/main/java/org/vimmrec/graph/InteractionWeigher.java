package org.vimmrec.graph;

import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.InteractionRules;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.config.InteractionTimes;
import org.vimmrec.config.Timestamp;
import org.vimmrec.task.Shown;

/**
 * Decides whether a relationship from a user to an item counts, and with what weight before it decays. It keeps the
 * result for the last relationship, so each thread needs its own instance.
 */
final class InteractionWeigher {
    private final InteractionSource source;
    private final InteractionRules rules;
    private final InteractionTimes times;
    private final TimestampUnits units;
    /** Whether types make a difference; reading the type of a relationship takes time. */
    private final boolean typesDiffer;

    private double weight;
    private double time;
    private boolean anyWeight;

    /** What a relationship says of its item. */
    enum Verdict {
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

    /** @param units collects the units of all times that are read; null if the source needs no times */
    InteractionWeigher(InteractionSource source, TimestampUnits units) {
        this.source = source;
        this.rules = source.rules();
        this.times = rules.times();
        this.units = units;
        this.typesDiffer = !rules.typeWeights().isEmpty()
                || source.allTypes().size() > source.types().size();
    }

    /** A collector of the units of the source's times; null if it needs no times. */
    static TimestampUnits units(InteractionSource source) {
        InteractionTimes times = source.rules().times();
        return times == null ? null : new TimestampUnits(InteractionTimes.PROPERTY_KEY, times.property());
    }

    /**
     * Reads a relationship to an item.
     *
     * @param tx the transaction that the relationship was read in
     * @param user the index of the user
     * @param relationship its type is one of {@link InteractionSource#allTypes}
     * @throws IllegalArgumentException if its weight or time is invalid; names the relationship
     */
    Verdict weigh(Transaction tx, int user, Relationship relationship) {
        String type = typesDiffer ? relationship.getType().name() : null;
        boolean counts = type == null || source.types().contains(type);
        if (!counts && !rules.negativeTypes().contains(type)) {
            return Verdict.EXCLUDED;
        }
        weight = type == null ? 1 : rules.typeWeight(type);
        if (source.weightProperty() != null) {
            Object value = Relationships.property(relationship, source.weightProperty());
            if (value == Relationships.DELETED) {
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
            Object value = Relationships.requiredProperty(tx, relationship, times.property());
            if (value == Relationships.DELETED) {
                return Verdict.DELETED;
            }
            time = time(relationship, value);
            units.add(user, relationship, value);
            if (time < times.since()) {
                return counts ? Verdict.IGNORED : Verdict.EXCLUDED;
            }
        }
        return counts ? Verdict.COUNTS : Verdict.NEGATIVE;
    }

    /** The weight of the last relationship that counts or is negative: that of its property times that of its type. */
    double weight() {
        return weight;
    }

    /** The time of the last relationship that counts or is negative, if the source needs times. */
    double time() {
        return time;
    }

    /** Whether any interaction so far has the weight property. */
    boolean anyWeight() {
        return anyWeight;
    }

    private double valid(Relationship relationship, Object value) {
        double number = value instanceof Number given ? given.doubleValue() : Double.NaN;
        if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    ("`interactionWeightProperty`: the property [%s] of relationship %s must be a number above 0,"
                                    + " but was %s.")
                            .formatted(
                                    Shown.name(source.weightProperty()),
                                    relationship.getElementId(),
                                    FirstError.describe(value)));
        }
        return number;
    }

    private double time(Relationship relationship, Object value) {
        double number = Timestamp.number(value);
        if (Double.isNaN(number) || Timestamp.isTemporal(value) != times.temporal()) {
            throw new IllegalArgumentException("`%s`: the property [%s] of relationship %s must be %s, but was %s."
                    .formatted(
                            InteractionTimes.PROPERTY_KEY,
                            Shown.name(times.property()),
                            relationship.getElementId(),
                            times.temporal()
                                    ? "a date, or a date and time, like `%s`".formatted(times.decidingKey())
                                    : "a number, like `%s`".formatted(times.decidingKey()),
                            FirstError.describe(value)));
        }
        return number;
    }
}
