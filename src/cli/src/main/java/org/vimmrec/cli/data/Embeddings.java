package org.vimmrec.cli.data;

import org.vimmrec.similarity.EmbeddingMatrix;

/** The embeddings of one modality: for each item a vector, or null if the item misses the modality. */
public interface Embeddings {

    /** The number of items, with or without an embedding. */
    int items();

    /** The number of elements of each embedding, at least 1. */
    int dimension();

    /**
     * The embedding of an item, {@link #dimension()} floats, or null if it has none. Callers must not change the array.
     *
     * @param item from 0 to {@code items() - 1}
     */
    float[] of(int item);

    /** Whether the elements are doubles. {@link #of} rounds them to floats. */
    default boolean doublePrecision() {
        return false;
    }

    /** The embedding of an item in full precision, a {@code float[]} or {@code double[]}, or null if it has none. */
    default Object propertyOf(int item) {
        return of(item);
    }

    /** All embeddings as the input of core. */
    default EmbeddingMatrix matrix() {
        float[][] rows = new float[items()][];
        for (int item = 0; item < rows.length; item++) {
            Object embedding = propertyOf(item);
            if (embedding instanceof double[] doubles) {
                rows[item] = EmbeddingMatrix.row(doubles);
            } else if (embedding instanceof float[] floats) {
                rows[item] = EmbeddingMatrix.row(floats);
            }
        }
        return EmbeddingMatrix.of(dimension(), rows);
    }
}
