package org.vimmrec.cli;

/**
 * The embeddings of one modality: an array of {@code dimension} floats for each of {@code items} items, or none for an
 * item that lacks the modality.
 */
interface Embeddings {

    /** How many items there are a row for, whether or not the row holds an embedding. */
    int items();

    /** The length of each embedding, at least 1. */
    int dimension();

    /**
     * The embedding of an item, {@link #dimension()} floats, not to be changed; or null where the item has none.
     *
     * @param item from 0 to {@code items() - 1}
     */
    float[] of(int item);

    /** Whether the numbers are doubles, of which {@link #of} gives the nearest floats. */
    default boolean doublePrecision() {
        return false;
    }

    /** The embedding of an item in full precision: a {@code float[]} or a {@code double[]}, or null if it has none. */
    default Object propertyOf(int item) {
        return of(item);
    }
}
