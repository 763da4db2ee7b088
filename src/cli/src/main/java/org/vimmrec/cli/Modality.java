package org.vimmrec.cli;

/**
 * One kind of content that a data set describes its items by.
 *
 * @param name       what the plugin is told to call it, such as {@code visual}; its similarities are stored as
 *                   {@code SIMILAR_VISUAL}
 * @param property   the property of {@code (:Item)} that holds the embedding, such as {@code visualEmbedding}
 * @param embeddings the embeddings themselves
 */
record Modality(String name, String property, Embeddings embeddings) {
}
