package org.vimmrec.rule;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which relationships from users to items count as interactions, and how much.
 *
 * @param types the types of the interactions
 * @param typeWeights the weight of each type that was given with one; every other type weighs 1
 * @param weightProperty the property with the weight of an interaction; null if it has none
 * @param minWeight an interaction whose own weight is lower is ignored: the value of the weight property, times the
 *     weight of its type; 0 to ignore none. It does not concern negative interactions
 * @param times what the times of interactions decide; null if nothing
 * @param excludeTypes types of relationships to items that are never proposed to the user. They are no votes
 * @param negativeTypes types of relationships to items that are never proposed and whose neighbours count against
 */
public record InteractionRules(
        List<String> types,
        Map<String, Double> typeWeights,
        String weightProperty,
        double minWeight,
        InteractionTimes times,
        List<String> excludeTypes,
        List<String> negativeTypes)
        implements Serializable {
    /** The configuration key of {@link #excludeTypes}. */
    public static final String EXCLUDE_TYPES = "excludeTypes";
    /** The configuration key of {@link #negativeTypes}. */
    public static final String NEGATIVE_TYPES = "negativeTypes";

    /** All relationships of some types count. */
    public static InteractionRules all(List<String> types, String weightProperty) {
        return new InteractionRules(types, Map.of(), weightProperty, 0, null, List.of(), List.of());
    }

    /** The same rules with other times. */
    public InteractionRules with(InteractionTimes newTimes) {
        return new InteractionRules(
                types, typeWeights, weightProperty, minWeight, newTimes, excludeTypes, negativeTypes);
    }

    /**
     * The same rules with other reference times of the decay.
     *
     * @param relative see {@link InteractionTimes#relative()}
     */
    public InteractionRules relative(boolean relative) {
        return times == null ? this : with(times.relative(relative));
    }

    /** The weight of a type. */
    public double typeWeight(String type) {
        return typeWeights.getOrDefault(type, 1.0);
    }

    /** The types of all relationships to read. */
    public Set<String> allTypes() {
        Set<String> all = new LinkedHashSet<>(types);
        all.addAll(negativeTypes);
        all.addAll(excludeTypes);
        return all;
    }

    /** Whether the type of a relationship makes a difference. */
    public boolean typesDiffer() {
        return !typeWeights.isEmpty() || allTypes().size() > types.size();
    }

    /** Whether interactions have weights. The weights of parallel interactions add up. */
    public boolean weighted() {
        return weightProperty != null || !typeWeights.isEmpty() || times != null && times.decays();
    }

    /** Whether some relationships may be ignored as interactions, so that their items are excluded. */
    public boolean mayIgnore() {
        return minWeight > 0 || times != null && times.since() > Double.NEGATIVE_INFINITY;
    }

    /** Whether a user may have excluded items. */
    public boolean mayExclude() {
        return mayIgnore() || allTypes().size() > types.size();
    }
}
