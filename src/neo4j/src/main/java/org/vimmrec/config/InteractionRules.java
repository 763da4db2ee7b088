package org.vimmrec.config;

import java.util.List;
import java.util.Map;

/**
 * Which interactions count, and how much.
 *
 * @param typeWeights the weight of each type that was given with one; every other type weighs 1
 * @param minWeight an interaction whose own weight is lower is ignored: the value of the weight property, times the
 *     weight of its type; 0 to ignore none. It does not concern negative interactions
 * @param times what the times of interactions decide; null if nothing
 * @param excludeTypes types of relationships to items that are never proposed to the user. They are no votes
 * @param negativeTypes types of relationships to items that are never proposed and whose neighbours count against
 */
public record InteractionRules(
        Map<String, Double> typeWeights,
        double minWeight,
        InteractionTimes times,
        List<String> excludeTypes,
        List<String> negativeTypes) {
    /** Every interaction counts. */
    public static final InteractionRules NONE = new InteractionRules(Map.of(), 0, null, List.of(), List.of());

    public static final String EXCLUDE_TYPES = "excludeTypes";
    public static final String NEGATIVE_TYPES = "negativeTypes";

    /** The same rules with other times. */
    InteractionRules with(InteractionTimes newTimes) {
        return new InteractionRules(typeWeights, minWeight, newTimes, excludeTypes, negativeTypes);
    }

    /** The weight of a type. */
    public double typeWeight(String type) {
        return typeWeights.getOrDefault(type, 1.0);
    }
}
