package org.vimmrec.config;

/**
 * The configuration of {@code vimmrec.statistics}.
 *
 * @param embeddings the modalities; their embedding properties are needed for {@code coInteraction} only
 * @param similarities the stored similarities
 * @param interactions the real interactions; needed for {@code coInteraction} only
 * @param weighting the method that determines the modality weights
 * @param run execution options
 */
public record StatisticsConfig(
        EmbeddingSource embeddings,
        StoredSimilarities similarities,
        InteractionSource interactions,
        Weighting weighting,
        RunConfig run) {

    /** Reads the configuration. */
    public static StatisticsConfig of(ConfigMap config) {
        Modalities modalities = Modalities.optional(config);
        return new StatisticsConfig(
                EmbeddingSource.of(config, modalities),
                StoredSimilarities.of(config, modalities),
                InteractionSource.of(config).withAsOf(config),
                Weighting.ofStatistics(config, modalities),
                RunConfig.of(config));
    }
}
