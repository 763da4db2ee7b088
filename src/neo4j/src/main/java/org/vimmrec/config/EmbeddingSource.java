package org.vimmrec.config;

/**
 * Where the embeddings are.
 *
 * @param itemLabel the label of the nodes that bear them
 * @param modalities and their properties
 * @param invalid what to do about broken ones
 */
public record EmbeddingSource(String itemLabel, Modalities modalities, InvalidEmbeddings invalid) {

    static EmbeddingSource of(ConfigMap config, Modalities modalities) {
        return new EmbeddingSource(config.name("itemLabel", "Item"), modalities,
                config.choice("invalidEmbeddings", InvalidEmbeddings.FAIL));
    }
}
