package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How a computation runs.
 *
 * @param concurrency threads
 * @param sudo whether to run although the estimate exceeds the free memory
 * @param effective all keys of the configuration with the values in effect
 */
public record RunConfig(int concurrency, boolean sudo, Map<String, Object> effective) {
    private static final int MOST_THREADS = 1024;
    /** Keys that say how a result comes about, and not which one. */
    private static final Set<String> MEANS = Set.of("concurrency", "sudo", "batchSize", "invalidEmbeddings", "onMismatch",
            "adopt", "changedItems", "users", "weights");

    /** To be read last, because it refuses the keys that nobody has read. */
    static RunConfig of(ConfigMap config) {
        return new RunConfig(concurrency(config), config.flag("sudo", false), config.effective());
    }

    /** The keys that decide the result. */
    public Map<String, Object> deciding() {
        Map<String, Object> deciding = new LinkedHashMap<>(effective);
        deciding.keySet().removeAll(MEANS);
        return deciding;
    }

    static int concurrency(ConfigMap config) {
        return config.integer("concurrency", Math.min(4, Runtime.getRuntime().availableProcessors()), 1, MOST_THREADS);
    }
}
