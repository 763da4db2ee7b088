package org.vimmrec.config;

/**
 * How a result is written.
 *
 * @param property the relationship property that takes the value
 * @param batchSize relationships per transaction, about
 */
public record WriteConfig(String property, int batchSize) {

    static WriteConfig of(ConfigMap config, String defaultProperty) {
        return new WriteConfig(config.name("writeProperty", defaultProperty), batchSize(config));
    }

    static int batchSize(ConfigMap config) {
        return config.integer("batchSize", 10_000, 1, Integer.MAX_VALUE);
    }
}
