package org.vimmrec.config;

/**
 * The configuration of {@code vimmrec.recommend.drop} for the embeddings of a model.
 *
 * @param property the property with the embeddings
 * @param itemLabel label of the items, which counts only if no manifest tells it
 * @param userLabel label of the users, which counts only if no manifest tells it
 * @param batchSize number of nodes per transaction
 * @param adopt whether to also remove values that this plugin did not write
 * @param concurrency number of threads
 */
public record ModelDropConfig(
        String property, String itemLabel, String userLabel, int batchSize, boolean adopt, int concurrency) {

    /** Reads the configuration. */
    public static ModelDropConfig of(ConfigMap config) {
        ModelDropConfig drop = new ModelDropConfig(
                config.name(RecommendConfig.EMBEDDING_PROPERTY, null),
                config.name("itemLabel", EmbeddingSource.DEFAULT_LABEL),
                InteractionSource.of(config).userLabel(),
                WriteConfig.batchSize(config),
                WriteConfig.adopt(config),
                RunConfig.concurrency(config));
        config.effective();
        return drop;
    }
}
