package org.vimmrec.cli.data;

/**
 * One kind of item content, such as images or text.
 *
 * @param name the modality's name in the plugin's configuration, such as {@code visual}; its similarities are stored as
 *     {@code SIMILAR_VISUAL}
 * @param property the property of {@code (:Item)} that holds the embedding, such as {@code visualEmbedding}
 * @param embeddings the embeddings of the items
 */
public record Modality(String name, String property, Embeddings embeddings) {}
