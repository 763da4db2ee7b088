package org.vimmrec.config;

import java.util.List;

/**
 * How what was written is updated.
 *
 * @param onMismatch what to do where an update is not possible
 * @param named the nodes that have changed, as the caller gave them; null to find them
 * @param weights what to do where the modality weights would be others by now; virtual interactions only
 */
public record UpdateConfig(OnMismatch onMismatch, List<?> named, Weights weights) {

    /** Where nothing is remembered of a former write, or it had another configuration. */
    public enum OnMismatch {
        /** Do what the write mode does, and say so. */
        FULL,
        /** End with an error. */
        FAIL,
        /** As {@link #FULL}, even where the type was written for other labels, interaction types or modalities. */
        REPLACE
    }

    /** See {@link WriteConfig#replace}. */
    boolean replaces() {
        return onMismatch == OnMismatch.REPLACE;
    }

    /** The modality weights of an update. */
    public enum Weights {
        /** Those of the last full write. */
        KEEP,
        /** Those that a full write would find. */
        RECOMPUTE
    }

    static UpdateConfig ofSimilarity(ConfigMap config) {
        return new UpdateConfig(onMismatch(config), config.list("changedItems", "a list of nodes"), Weights.KEEP);
    }

    static UpdateConfig ofStrategy(ConfigMap config) {
        return new UpdateConfig(onMismatch(config), config.list("users", "a list of nodes"),
                config.choice("weights", Weights.KEEP));
    }

    private static OnMismatch onMismatch(ConfigMap config) {
        return config.choice("onMismatch", OnMismatch.FULL);
    }
}
