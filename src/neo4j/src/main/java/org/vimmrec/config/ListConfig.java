package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vimmrec.interaction.Strategy;

/**
 * The configuration of {@code vimmrec.list}.
 *
 * @param run how to run
 */
public record ListConfig(RunConfig run) {
    private static final String PROCEDURE = "vimmrec.list";

    /** Reads the configuration. */
    public static ListConfig of(ConfigMap config) {
        return new ListConfig(RunConfig.of(config));
    }

    /** The configuration that similarities were written with. */
    public static SimilarityConfig similarity(Map<String, Object> stored) {
        return SimilarityConfig.of(lenient(stored), Mode.WRITE);
    }

    /** The configuration that virtual interactions were written with. */
    public static VirtualConfig virtual(Map<String, Object> stored, Strategy strategy) {
        return VirtualConfig.of(lenient(stored), strategy, Mode.WRITE);
    }

    /** An embedding that is broken by now is no reason to list nothing. */
    private static ConfigMap lenient(Map<String, Object> stored) {
        Map<String, Object> map = new LinkedHashMap<>(stored);
        map.put("invalidEmbeddings", "skip");
        return new ConfigMap(PROCEDURE, map);
    }
}
