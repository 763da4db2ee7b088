package org.vimmrec.config;

/**
 * The configuration of {@code vimmrec.statistics}.
 *
 * @param embeddings the modalities, and for {@code coInteraction} where their embeddings are
 * @param similarities where the similarities are stored
 * @param interactions for {@code coInteraction}
 * @param weighting how the weights are found
 * @param run how to run
 */
public record StatisticsConfig(EmbeddingSource embeddings, StoredSimilarities similarities,
        InteractionSource interactions, Weighting weighting, RunConfig run) {

    /** Reads the configuration. */
    public static StatisticsConfig of(ConfigMap config) {
        Modalities modalities = Modalities.optional(config);
        return new StatisticsConfig(
                EmbeddingSource.of(config, modalities),
                StoredSimilarities.of(config, modalities),
                InteractionSource.of(config),
                Weighting.ofStatistics(config, modalities),
                RunConfig.of(config));
    }
}
