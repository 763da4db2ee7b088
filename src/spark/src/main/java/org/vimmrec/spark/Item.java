package org.vimmrec.spark;

import java.io.Serializable;
import org.vimmrec.similarity.EmbeddingMatrix;

/**
 * An item and its embeddings.
 *
 * @param id of neighbours with equal scores, the one with the lower id comes first
 * @param candidate whether the item may be a neighbour of others
 * @param rows by modality the embedding as {@link EmbeddingMatrix#row} scales it; null if the item lacks the modality
 */
record Item(long id, boolean candidate, float[][] rows) implements Serializable {

    /** An item that may be a neighbour of others. */
    Item(long id, float[][] rows) {
        this(id, true, rows);
    }

    /**
     * The embeddings of items in one modality.
     *
     * @param items by index; null where there is none
     * @param modality its place in the rows
     * @param name of the modality, for the error message
     * @throws IllegalArgumentException if embeddings differ in length; names an item
     */
    static EmbeddingMatrix matrix(Item[] items, int modality, String name) {
        float[][] rows = new float[items.length][];
        int dimension = 0;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = items[i] == null ? null : items[i].rows[modality];
            if (rows[i] != null && dimension != 0 && rows[i].length != dimension) {
                throw new IllegalArgumentException(Rows.invalid(
                        name, items[i].id, "has %d numbers, but others have %d".formatted(rows[i].length, dimension)));
            }
            dimension = rows[i] == null ? dimension : rows[i].length;
        }
        return EmbeddingMatrix.of(dimension, rows);
    }
}
