package org.vimmrec.config;

/**
 * The nodes and properties that hold embeddings.
 *
 * @param itemLabel label of the nodes with embeddings
 * @param modalities the modalities, with the property of each
 * @param invalid how to handle invalid embeddings
 */
public record EmbeddingSource(String itemLabel, Modalities modalities, InvalidEmbeddings invalid) {
    static final String DEFAULT_LABEL = "Item";

    static EmbeddingSource of(ConfigMap config, Modalities modalities) {
        return new EmbeddingSource(
                config.name("itemLabel", DEFAULT_LABEL),
                modalities,
                config.choice("invalidEmbeddings", InvalidEmbeddings.FAIL));
    }
}
