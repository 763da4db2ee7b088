package org.vimmrec.config;

import java.util.List;

/**
 * The configuration of {@code vimmrec.similarity.*}.
 *
 * @param embeddings the embeddings to compare
 * @param topK number of neighbours per item
 * @param similarityCutoff lower bound of the similarity, exclusive, from -1 to 1
 * @param relationshipTypePrefix the relationship type is this prefix and the modality in upper case
 * @param write write options; null in the read-only modes
 * @param update update options; null in the other modes
 * @param items the only items to find neighbours of, as the caller listed them; null for all items, and in the modes
 *     other than stream
 * @param run execution options
 */
public record SimilarityConfig(
        EmbeddingSource embeddings,
        int topK,
        double similarityCutoff,
        String relationshipTypePrefix,
        WriteConfig write,
        UpdateConfig update,
        List<?> items,
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
                mode == Mode.STREAM ? NodeList.of(config, "items") : null,
                RunConfig.of(config));
    }
}
