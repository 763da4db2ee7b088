package org.vimmrec.config;

import java.util.Map;

/**
 * How a computation runs.
 *
 * @param concurrency threads
 * @param sudo whether to run although the estimate exceeds the free memory
 * @param effective all keys of the configuration with the values in effect
 */
public record RunConfig(int concurrency, boolean sudo, Map<String, Object> effective) {
    private static final int MOST_THREADS = 1024;

    /** To be read last, because it refuses the keys that nobody has read. */
    static RunConfig of(ConfigMap config) {
        return new RunConfig(concurrency(config), config.flag("sudo", false), config.effective());
    }

    static int concurrency(ConfigMap config) {
        return config.integer("concurrency", Math.min(4, Runtime.getRuntime().availableProcessors()), 1, MOST_THREADS);
    }
}
