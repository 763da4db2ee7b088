package org.vimmrec.config;

/**
 * How a result is written.
 *
 * @param property the relationship property that takes the value
 * @param batchSize relationships per transaction, about
 * @param adopt whether relationships of the type that others have written become the plugin's, to overwrite and delete
 * @param replace whether relationships that were written for other labels, interaction types or modalities are replaced
 */
public record WriteConfig(String property, int batchSize, boolean adopt, boolean replace) {

    /** What the write mode does where the type was written for other labels, interaction types or modalities. */
    private enum OnMismatch { FAIL, REPLACE }

    static WriteConfig of(ConfigMap config, String defaultProperty, UpdateConfig update) {
        return new WriteConfig(config.name("writeProperty", defaultProperty), batchSize(config), adopt(config),
                update == null ? config.choice("onMismatch", OnMismatch.FAIL) == OnMismatch.REPLACE : update.replaces());
    }

    static boolean adopt(ConfigMap config) {
        return config.flag("adopt", false);
    }

    static int batchSize(ConfigMap config) {
        return config.integer("batchSize", 10_000, 1, Integer.MAX_VALUE);
    }
}
