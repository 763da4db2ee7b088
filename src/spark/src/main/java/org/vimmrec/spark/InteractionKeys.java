package org.vimmrec.spark;

import static org.vimmrec.rule.InteractionRules.EXCLUDE_TYPES;
import static org.vimmrec.rule.InteractionRules.NEGATIVE_TYPES;
import static org.vimmrec.rule.InteractionTimes.AS_OF;
import static org.vimmrec.rule.InteractionTimes.HALF_LIFE;
import static org.vimmrec.rule.InteractionTimes.PROPERTY_KEY;
import static org.vimmrec.rule.InteractionTimes.SINCE;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.rule.InteractionTimes;
import org.vimmrec.rule.Timestamp;

/** The options that say which relationships count as interactions: keys of the procedures, with their defaults. */
final class InteractionKeys {
    static final String TYPE = "interactionType";
    static final String WEIGHT_PROPERTY = "interactionWeightProperty";
    private static final String MIN_WEIGHT = "minInteractionWeight";

    private final Options options;
    private final InteractionRules rules;
    /** Null unless given, or the time at which this was created. */
    private final Object asOf;

    /**
     * Reads the options.
     *
     * @param weightProperty the property or column with the weights of interactions, or null
     * @throws IllegalArgumentException if a value is invalid, or if two contradict each other
     */
    InteractionKeys(Options options, String weightProperty) {
        this.options = options;
        Map<String, Double> typeWeights = new TreeMap<>();
        List<String> types = options.has(TYPE) ? types(TYPE, typeWeights) : List.of("INTERACTED");
        boolean weightedTypes = !typeWeights.isEmpty();
        double minWeight = options.number(MIN_WEIGHT, 0, Double.MIN_VALUE, Double.MAX_VALUE);
        if (minWeight > 0 && weightProperty == null && !weightedTypes) {
            throw new IllegalArgumentException(
                    "`%s` needs weights to compare with. Give `%s`, or `%s` as a map from type to weight."
                            .formatted(MIN_WEIGHT, WEIGHT_PROPERTY, TYPE));
        }
        List<String> excludeTypes = options.has(EXCLUDE_TYPES) ? options.list(EXCLUDE_TYPES) : List.of();
        List<String> negativeTypes = options.has(NEGATIVE_TYPES) ? types(NEGATIVE_TYPES, typeWeights) : List.of();
        requireDistinct(EXCLUDE_TYPES, excludeTypes, types);
        requireDistinct(NEGATIVE_TYPES, negativeTypes, types);
        InteractionTimes times = times();
        boolean needsAsOf = times != null && times.needsAsOf();
        if (needsAsOf && !times.temporal()) {
            throw new IllegalArgumentException(
                    "`asOf` is required if `halfLife` is a number: the time at which an interaction"
                            + " has its full weight, in the unit of the timestamps.");
        }
        this.asOf = needsAsOf ? ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS) : time(AS_OF);
        this.rules = new InteractionRules(
                List.copyOf(types),
                Map.copyOf(typeWeights),
                weightProperty,
                minWeight,
                needsAsOf ? times.at(asOf) : times,
                List.copyOf(excludeTypes),
                List.copyOf(negativeTypes));
    }

    InteractionRules rules() {
        return rules;
    }

    /** Names, or a map from name to weight, whose weights are added to {@code weights}. */
    private List<String> types(String key, Map<String, Double> weights) {
        if (!options.isMap(key)) {
            return options.list(key).stream().distinct().toList();
        }
        Map<String, Double> given = weights(key);
        weights.putAll(given);
        return List.copyOf(given.keySet());
    }

    private Map<String, Double> weights(String key) {
        Map<String, Double> weights = new TreeMap<>();
        options.map(key)
                .forEach((type, weight) -> weights.put(
                        type, Options.number(key + "." + type, weight, Double.MIN_VALUE, Double.MAX_VALUE)));
        return weights;
    }

    private static void requireDistinct(String key, List<String> others, List<String> types) {
        for (String type : others) {
            if (types.contains(type)) {
                throw new IllegalArgumentException(
                        "`%s` must not name a type of `%s`, but [%s] is in both. Remove it from one of them."
                                .formatted(key, TYPE, type));
            }
        }
    }

    /** What times decide; null if nothing. There may be no {@code asOf} yet. */
    private InteractionTimes times() {
        Object since = time(SINCE);
        Object halfLife = halfLife();
        Object given = time(AS_OF);
        if (given != null && halfLife == null) {
            throw new IllegalArgumentException(
                    "`%s` is the time at which an interaction has its full weight, so it needs `%s`."
                            .formatted(AS_OF, HALF_LIFE));
        }
        if (since == null && halfLife == null) {
            return null;
        }
        InteractionTimes times = InteractionTimes.of(options.text(PROPERTY_KEY, "timestamp"), since, halfLife, given);
        requireSameKind(SINCE, since, times.temporal());
        requireSameKind(AS_OF, given, times.temporal());
        return times;
    }

    private Object time(String key) {
        if (!options.has(key)) {
            return null;
        }
        Object time = Times.ofOption(options.required(key));
        if (Double.isNaN(Timestamp.number(time))) {
            throw new IllegalArgumentException(
                    "`%s` must be a date, or a date and time, or a number, but is `%s`.".formatted(key, time));
        }
        return time;
    }

    private Object halfLife() {
        if (!options.has(HALF_LIFE)) {
            return null;
        }
        Object halfLife = Times.lengthOfOption(options.required(HALF_LIFE));
        double length = InteractionTimes.length(halfLife);
        if (!(length > 0 && length < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "`%s` must be a duration such as P30D, or a number, above 0, but is `%s`."
                            .formatted(HALF_LIFE, options.required(HALF_LIFE)));
        }
        return halfLife;
    }

    private static void requireSameKind(String key, Object time, boolean temporal) {
        if (time != null && Timestamp.isTemporal(time) != temporal) {
            throw new IllegalArgumentException("`%s` must be %s, but is `%s`."
                    .formatted(
                            key,
                            temporal
                                    ? "a date, or a date and time, because `%s` is a duration".formatted(HALF_LIFE)
                                    : "a number, because `%s` is one".formatted(HALF_LIFE),
                            time));
        }
    }

    /** The option that names a type; null if none does. */
    String keyOf(String type) {
        return rules.types().contains(type)
                ? TYPE
                : rules.negativeTypes().contains(type)
                        ? NEGATIVE_TYPES
                        : rules.excludeTypes().contains(type) ? EXCLUDE_TYPES : null;
    }

    /** The values in effect, as a manifest has them; those without an effect are null. */
    Map<String, Object> effective() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(TYPE, options.has(TYPE) && options.isMap(TYPE) ? weights(TYPE) : rules.types());
        keys.put(WEIGHT_PROPERTY, rules.weightProperty());
        keys.put(MIN_WEIGHT, rules.minWeight() > 0 ? rules.minWeight() : null);
        keys.put(SINCE, time(SINCE));
        keys.put(HALF_LIFE, halfLife());
        keys.put(AS_OF, asOf);
        keys.put(PROPERTY_KEY, rules.times() == null ? null : rules.times().property());
        keys.put(EXCLUDE_TYPES, rules.excludeTypes().isEmpty() ? null : rules.excludeTypes());
        boolean weighted = options.has(NEGATIVE_TYPES) && options.isMap(NEGATIVE_TYPES);
        keys.put(
                NEGATIVE_TYPES,
                weighted ? weights(NEGATIVE_TYPES) : rules.negativeTypes().isEmpty() ? null : rules.negativeTypes());
        return keys;
    }
}
