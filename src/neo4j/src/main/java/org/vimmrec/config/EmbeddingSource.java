package org.vimmrec.config;

/**
 * The nodes and properties that hold embeddings.
 *
 * @param itemLabel label of the nodes with embeddings
 * @param modalities the modalities, with the property of each
 * @param invalid how to handle invalid embeddings
 */
public record EmbeddingSource(String itemLabel, Modalities modalities, InvalidEmbeddings invalid) {

    static EmbeddingSource of(ConfigMap config, Modalities modalities) {
        return new EmbeddingSource(
                config.name("itemLabel", "Item"),
                modalities,
                config.choice("invalidEmbeddings", InvalidEmbeddings.FAIL));
    }
}
