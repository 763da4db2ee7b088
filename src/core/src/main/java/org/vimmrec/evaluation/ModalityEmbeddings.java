package org.vimmrec.evaluation;

import org.vimmrec.similarity.EmbeddingMatrix;

/**
 * The embeddings of items in one modality.
 *
 * @param name the name of the modality
 * @param property the name of the property or column that holds the embeddings
 * @param embeddings a row per item
 */
public record ModalityEmbeddings(String name, String property, EmbeddingMatrix embeddings) {

    /** Stands for the modalities of items that have none: a modality in which no item has an embedding. */
    public static ModalityEmbeddings none(int items) {
        return new ModalityEmbeddings("", "", EmbeddingMatrix.of(0, new float[items][]));
    }
}
