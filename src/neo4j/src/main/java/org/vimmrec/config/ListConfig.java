package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vimmrec.interaction.Strategy;

/**
 * The configuration of {@code vimmrec.list}.
 *
 * @param run execution options
 */
public record ListConfig(RunConfig run) {
    private static final String PROCEDURE = "vimmrec.list";

    /** Reads the configuration. */
    public static ListConfig of(ConfigMap config) {
        return new ListConfig(RunConfig.of(config));
    }

    /** Parses the stored configuration of similarities. */
    public static SimilarityConfig similarity(Map<String, Object> stored) {
        return SimilarityConfig.of(lenient(stored), Mode.WRITE);
    }

    /** Parses the stored configuration of virtual interactions. */
    public static VirtualConfig virtual(Map<String, Object> stored, Strategy strategy) {
        return VirtualConfig.of(lenient(stored), strategy, Mode.WRITE);
    }

    /** Parses the stored configuration of recommendations or of a model. */
    public static RecommendConfig recommendations(Map<String, Object> stored) {
        return RecommendConfig.ofStored(lenient(stored));
    }

    /** Skips embeddings that became invalid after the write, so that they do not make the list fail. */
    private static ConfigMap lenient(Map<String, Object> stored) {
        Map<String, Object> map = new LinkedHashMap<>(stored);
        map.put("invalidEmbeddings", "skip");
        return new ConfigMap(PROCEDURE, map);
    }
}
