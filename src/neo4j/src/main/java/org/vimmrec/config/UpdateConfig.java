package org.vimmrec.config;

import java.util.List;

/**
 * Options of the update mode.
 *
 * @param onMismatch what to do if an incremental update is not possible
 * @param changedNodes the changed nodes, as the caller listed them; null if the update detects them
 * @param weights whether to recompute the modality weights; virtual interactions only
 */
public record UpdateConfig(OnMismatch onMismatch, List<?> changedNodes, Weights weights) {

    /** What to do if there is no usable manifest, or it was written with another configuration. */
    public enum OnMismatch {
        /** Do a full write and report the reason. */
        FULL,
        /** Fail with an error. */
        FAIL,
        /** Like {@link #FULL}, even if the type was written for other labels, interaction types or modalities. */
        REPLACE
    }

    /** See {@link WriteConfig#replace}. */
    boolean replaces() {
        return onMismatch == OnMismatch.REPLACE;
    }

    /** The modality weights to use in an update. */
    public enum Weights {
        /** The weights of the last full write. */
        KEEP,
        /** The weights that a full write would compute. */
        RECOMPUTE
    }

    static UpdateConfig ofSimilarity(ConfigMap config) {
        return new UpdateConfig(onMismatch(config), NodeList.of(config, "changedItems"), Weights.KEEP);
    }

    static UpdateConfig ofStrategy(ConfigMap config) {
        return new UpdateConfig(
                onMismatch(config), NodeList.of(config, "users"), config.choice("weights", Weights.KEEP));
    }

    /** An update of recommendations has the configuration of the last write, so nothing can mismatch. */
    static UpdateConfig ofRecommendations() {
        return new UpdateConfig(OnMismatch.FAIL, null, Weights.KEEP);
    }

    private static OnMismatch onMismatch(ConfigMap config) {
        return config.choice("onMismatch", OnMismatch.FULL);
    }
}
