package org.vimmrec.config;

/**
 * The configuration of {@code vimmrec.similarity.*}.
 *
 * @param embeddings where they are
 * @param topK neighbours per item
 * @param similarityCutoff only neighbours with a similarity above it, in [-1, 1]
 * @param relationshipTypePrefix relationships are of this type and the modality in upper case
 * @param write how to write; null in the modes that do not
 * @param update how to update; null in the other modes
 * @param run how to run
 */
public record SimilarityConfig(EmbeddingSource embeddings, int topK, double similarityCutoff,
        String relationshipTypePrefix, WriteConfig write, UpdateConfig update,
        RunConfig run) {

    /** Reads the configuration of the mode's procedure. */
    public static SimilarityConfig of(ConfigMap config, Mode mode) {
        Modalities modalities = Modalities.required(config);
        config.name("userLabel", "User");
        UpdateConfig update = mode == Mode.UPDATE ? UpdateConfig.ofSimilarity(config) : null;
        return new SimilarityConfig(
                EmbeddingSource.of(config, modalities),
                config.integer("topK", 10, 1, Integer.MAX_VALUE),
                config.number("similarityCutoff", 0, -1, 1),
                StoredSimilarities.typePrefix(config, modalities),
                mode.writes() ? WriteConfig.of(config, "score", update) : null,
                update,
                RunConfig.of(config));
    }
}
