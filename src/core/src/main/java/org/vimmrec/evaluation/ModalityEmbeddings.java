package org.vimmrec.evaluation;

import org.vimmrec.similarity.EmbeddingMatrix;

/**
 * The embeddings of items in one modality.
 *
 * @param name the name of the modality
 * @param property the name of the property or column that holds the embeddings
 * @param embeddings a row per item
 */
public record ModalityEmbeddings(String name, String property, EmbeddingMatrix embeddings) {}
