package org.vimmrec.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.task.Shown;

/**
 * The relationships from users to items: the real interactions, and those that say what not to propose.
 *
 * @param userLabel label of the users
 * @param rules which relationships count as interactions, and how much
 */
public record InteractionSource(String userLabel, InteractionRules rules) {
    static final String TYPE = "interactionType";
    private static final String WEIGHT_PROPERTY = "interactionWeightProperty";
    private static final String MIN_WEIGHT = "minInteractionWeight";
    private static final String TYPES = "a name, a list of names, or a map from name to weight";

    /** All relationships of the types count. */
    public InteractionSource(String userLabel, List<String> types, String weightProperty) {
        this(userLabel, InteractionRules.all(types, weightProperty));
    }

    /** Reads the keys. Times may have no {@code asOf} yet; see {@link #withAsOf(ConfigMap)}. */
    static InteractionSource of(ConfigMap config) {
        String userLabel = config.name("userLabel", "User");
        Map<String, Double> typeWeights = new TreeMap<>();
        List<String> types = typesOrWeights(config, TYPE, List.of("INTERACTED"), typeWeights);
        boolean weightedTypes = !typeWeights.isEmpty();
        String weightProperty = config.name(WEIGHT_PROPERTY, null);
        Double minWeight = config.optionalPositiveNumber(MIN_WEIGHT, Double.MAX_VALUE);
        if (minWeight != null && weightProperty == null && !weightedTypes) {
            throw config.error(("`%s` needs weights to compare with; give `%s`, or `%s` as a map from type to weight")
                    .formatted(MIN_WEIGHT, WEIGHT_PROPERTY, TYPE));
        }
        List<String> excludeTypes = config.list(
                InteractionRules.EXCLUDE_TYPES,
                null,
                "a name or a list of names",
                given -> config.validName(given, InteractionRules.EXCLUDE_TYPES));
        List<String> negativeTypes = typesOrWeights(config, InteractionRules.NEGATIVE_TYPES, null, typeWeights);
        InteractionRules rules = new InteractionRules(
                types,
                Map.copyOf(typeWeights),
                weightProperty,
                minWeight == null ? 0 : minWeight,
                TimeKeys.of(config),
                excludeTypes == null ? List.of() : excludeTypes,
                negativeTypes == null ? List.of() : negativeTypes);
        requireDistinct(config, InteractionRules.EXCLUDE_TYPES, rules.excludeTypes(), types);
        requireDistinct(config, InteractionRules.NEGATIVE_TYPES, rules.negativeTypes(), types);
        return new InteractionSource(userLabel, rules);
    }

    /** A name or a list of names, or a map from name to weight. Adds the map's weights to {@code weights}. */
    private static List<String> typesOrWeights(
            ConfigMap config, String key, List<String> defaultTypes, Map<String, Double> weights) {
        if (!(config.value(key, null, given -> given) instanceof Map<?, ?> map)) {
            return config.list(key, defaultTypes, TYPES, given -> config.validName(given, key));
        }
        if (map.isEmpty()) {
            throw config.expected(key, TYPES, map);
        }
        Map<String, Double> given = new TreeMap<>();
        map.forEach((type, weight) -> given.put(config.validName(type, key), weight(config, key, type, weight)));
        weights.putAll(given);
        config.show(key, given);
        return List.copyOf(given.keySet());
    }

    private static double weight(ConfigMap config, String key, Object type, Object given) {
        double weight = given instanceof Number number ? number.doubleValue() : Double.NaN;
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw config.expected(key + "." + type, "a number above 0", given);
        }
        return weight;
    }

    private static void requireDistinct(ConfigMap config, String key, List<String> others, List<String> types) {
        for (String type : others) {
            if (types.contains(type)) {
                throw config.error(
                        ("`%s` must not name a type of `%s`, but [%s] is in both. Remove it from one of them")
                                .formatted(key, TYPE, Shown.name(type)));
            }
        }
    }

    /**
     * The same source, whose {@code asOf} is known: the one that the caller gave, or now.
     *
     * @throws IllegalArgumentException if it is needed, and the times are numbers
     */
    InteractionSource withAsOf(ConfigMap config) {
        return rules.times() == null || !rules.times().needsAsOf()
                ? this
                : with(rules.with(TimeKeys.atNow(config, rules.times())));
    }

    /** The same source with other rules. */
    InteractionSource with(InteractionRules newRules) {
        return new InteractionSource(userLabel, newRules);
    }

    /** The same source, whose weights are relative to the newest interaction of each user instead of {@code asOf}. */
    InteractionSource relative() {
        return with(rules.relative(true));
    }

    /** The same source, whose weights are relative to {@code asOf}. */
    public InteractionSource absolute() {
        return with(rules.relative(false));
    }

    /** The relationship types of the interactions. */
    public List<String> types() {
        return rules.types();
    }

    /** The relationship property with the weight of an interaction; null if there is none. */
    public String weightProperty() {
        return rules.weightProperty();
    }

    /** See {@link InteractionRules#weighted}. */
    public boolean weighted() {
        return rules.weighted();
    }

    /** See {@link InteractionRules#mayIgnore}. */
    public boolean mayIgnore() {
        return rules.mayIgnore();
    }

    /** See {@link InteractionRules#allTypes}. */
    public Set<String> allTypes() {
        return rules.allTypes();
    }

    /** The configuration key that names a type; null if none does. */
    String keyOf(String type) {
        return types().contains(type)
                ? TYPE
                : rules.negativeTypes().contains(type)
                        ? InteractionRules.NEGATIVE_TYPES
                        : rules.excludeTypes().contains(type) ? InteractionRules.EXCLUDE_TYPES : null;
    }
}
