package org.vimmrec.config;

/**
 * Write options.
 *
 * @param property relationship property that receives the value
 * @param batchSize approximate number of relationships per transaction
 * @param adopt whether the plugin may update and delete relationships of the type that it did not write
 * @param replace whether to replace relationships that were written for other labels, interaction types or modalities
 */
public record WriteConfig(String property, int batchSize, boolean adopt, boolean replace) {

    /** What to do if the type was written for other labels, interaction types or modalities. */
    private enum OnMismatch {
        FAIL,
        REPLACE
    }

    static WriteConfig of(ConfigMap config, String defaultProperty, UpdateConfig update) {
        return of(config, "writeProperty", defaultProperty, update);
    }

    /** @param key the key that names the property */
    static WriteConfig of(ConfigMap config, String key, String defaultProperty, UpdateConfig update) {
        return new WriteConfig(
                config.name(key, defaultProperty),
                batchSize(config),
                adopt(config),
                update == null
                        ? config.choice("onMismatch", OnMismatch.FAIL) == OnMismatch.REPLACE
                        : update.replaces());
    }

    static boolean adopt(ConfigMap config) {
        return config.flag("adopt", false);
    }

    static int batchSize(ConfigMap config) {
        return config.integer("batchSize", 10_000, 1, Integer.MAX_VALUE);
    }
}
