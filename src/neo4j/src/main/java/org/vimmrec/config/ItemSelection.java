package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which items may be proposed, and how often.
 *
 * @param candidates the items that may be proposed
 * @param maxPerGroup by property the most virtual interactions of a user with items that have the same value of it
 * @param maxPerItem the most virtual interactions with an item; {@link Integer#MAX_VALUE} for no limit
 */
public record ItemSelection(CandidateSource candidates, Map<String, Integer> maxPerGroup, int maxPerItem) {
    /** The key of the limits by property. */
    public static final String MAX_PER_GROUP = "maxPerGroup";

    private static final String MAX_PER_ITEM = "maxPerItem";

    /** Reads the keys. */
    public static ItemSelection of(ConfigMap config) {
        CandidateSource candidates = CandidateSource.of(config);
        Map<String, Integer> maxPerGroup = config.value(MAX_PER_GROUP, Map.of(), given -> maxPerGroup(config, given));
        config.show(MAX_PER_GROUP, maxPerGroup.isEmpty() ? null : ConfigMap.longs(maxPerGroup));
        Integer maxPerItem = config.optionalInteger(MAX_PER_ITEM, 1, Integer.MAX_VALUE);
        return new ItemSelection(candidates, maxPerGroup, maxPerItem == null ? Integer.MAX_VALUE : maxPerItem);
    }

    private static Map<String, Integer> maxPerGroup(ConfigMap config, Object given) {
        if (!(given instanceof Map<?, ?> map) || map.isEmpty()) {
            throw config.expected(MAX_PER_GROUP, "a map from item property to a number, such as {category: 2}", given);
        }
        Map<String, Integer> limits = new LinkedHashMap<>();
        map.forEach((property, limit) -> {
            String key = MAX_PER_GROUP + "." + property;
            limits.put(config.validName(property, MAX_PER_GROUP), (int)
                    config.wholeNumber(limit, key, 1, Integer.MAX_VALUE));
        });
        return limits;
    }

    /** The keys that were given, with their values. */
    public Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>(candidates.given());
        if (!maxPerGroup.isEmpty()) {
            given.put(MAX_PER_GROUP, ConfigMap.longs(maxPerGroup));
        }
        if (comparesUsers()) {
            given.put(MAX_PER_ITEM, (long) maxPerItem);
        }
        return given;
    }

    /** Whether a user's virtual interactions depend on those of other users. */
    public boolean comparesUsers() {
        return maxPerItem < Integer.MAX_VALUE;
    }
}
