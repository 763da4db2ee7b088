package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.vimmrec.task.Shown;

/**
 * The configuration of {@code vimmrec.recommend.update}: that of the last write, which the manifest has. Keys that
 * decide what is written may be given too, but only with the values of the last write.
 */
public final class RecommendUpdateConfig {
    private final String procedure;
    private final Map<String, Object> given;
    private final String relationshipType;
    private final int concurrency;

    private RecommendUpdateConfig(
            String procedure, Map<String, Object> given, String relationshipType, int concurrency) {
        this.procedure = procedure;
        this.given = given;
        this.relationshipType = relationshipType;
        this.concurrency = concurrency;
    }

    /** Reads the keys that say which relationships to update. */
    public static RecommendUpdateConfig of(String procedure, Map<String, Object> configuration) {
        ConfigMap config = new ConfigMap(procedure, configuration);
        Map<String, Object> given = new LinkedHashMap<>(configuration);
        for (String key : List.of(RecommendKeys.RECOMMENDER, RecommendKeys.STRATEGY)) {
            if (given.get(key) instanceof String name && name.equalsIgnoreCase(RecommendKeys.RECOMMENDED)) {
                given.remove(key); // the last write has replaced it
            }
        }
        return new RecommendUpdateConfig(
                procedure, given, RecommendConfig.relationshipType(config), RunConfig.concurrency(config));
    }

    /** The relationship type of the recommendations. */
    public String relationshipType() {
        return relationshipType;
    }

    /** The number of threads. */
    public int concurrency() {
        return concurrency;
    }

    /**
     * Returns the configuration of the update.
     *
     * @param stored the configuration of the last write, as its manifest has it
     * @throws IllegalArgumentException if the call gives another value for a key that decides what is written, or if
     *     the model would have to be trained again
     */
    public RecommendConfig continuing(Map<String, Object> stored) {
        Map<String, Object> merged = new LinkedHashMap<>(stored);
        merged.putAll(given);
        ConfigMap config = new ConfigMap(procedure, merged);
        for (String key : List.of(RecommendKeys.RECOMMENDER, RecommendKeys.STRATEGY)) {
            // before the others, whose meaning depends on these
            if (given.get(key) instanceof String name && !name.equalsIgnoreCase(String.valueOf(stored.get(key)))) {
                throw difference(config, key, stored.get(key), name);
            }
        }
        RecommendConfig continued = RecommendConfig.of(config, Mode.UPDATE);
        Map<String, Object> resultKeys = continued.run().resultKeys();
        for (String key : given.keySet()) {
            if (resultKeys.containsKey(key) && !Objects.equals(resultKeys.get(key), stored.get(key))) {
                throw difference(config, key, stored.get(key), resultKeys.get(key));
            }
        }
        if (continued.model() != null && continued.model().plan().recommender().seeded()) {
            throw config.error(("an update of '%s' would be a new training. Call vimmrec.recommend.write; or keep the"
                            + " model with vimmrec.recommend.train, and write and update with `recommender: 'stored'`")
                    .formatted(continued.model().plan().recommender().name()));
        }
        return continued;
    }

    private static IllegalArgumentException difference(ConfigMap config, String key, Object was, Object is) {
        return config.error(("an update has the configuration of the last write, but `%s` was %s and is %s. Leave the"
                        + " key out, or call vimmrec.recommend.write")
                .formatted(key, Shown.value(was), Shown.value(is)));
    }
}
