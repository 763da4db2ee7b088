package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Execution options.
 *
 * @param concurrency number of threads
 * @param sudo whether to run even if the memory estimate exceeds the free heap
 * @param effective every key of the procedure, with the value given or the default
 */
public record RunConfig(int concurrency, boolean sudo, Map<String, Object> effective) {
    private static final int MAX_THREADS = 1024;
    /** Keys that do not influence what is written. */
    private static final Set<String> EXECUTION_KEYS = Set.of(
            "concurrency",
            "sudo",
            "batchSize",
            "invalidEmbeddings",
            "onMismatch",
            "adopt",
            "changedItems",
            "users",
            "weights");

    /** Reads the execution options. Call this last: it rejects every key that was not read before. */
    static RunConfig of(ConfigMap config) {
        return new RunConfig(concurrency(config), config.flag("sudo", false), config.effective());
    }

    /** The effective configuration without the keys that do not influence what is written. */
    public Map<String, Object> resultKeys() {
        Map<String, Object> resultKeys = new LinkedHashMap<>(effective);
        resultKeys.keySet().removeAll(EXECUTION_KEYS);
        return resultKeys;
    }

    /** The same options, with another effective value of a key. */
    RunConfig with(String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(effective);
        changed.put(key, value);
        return new RunConfig(concurrency, sudo, changed);
    }

    static int concurrency(ConfigMap config) {
        return config.integer("concurrency", Math.min(4, Runtime.getRuntime().availableProcessors()), 1, MAX_THREADS);
    }
}
