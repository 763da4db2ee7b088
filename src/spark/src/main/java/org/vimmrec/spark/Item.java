package org.vimmrec.spark;

import java.io.Serializable;

/**
 * An item and its embeddings.
 *
 * @param id of neighbours with equal scores, the one with the lower id comes first
 * @param candidate whether the item may be a neighbour of others
 * @param rows by modality the embedding as {@link org.vimmrec.similarity.EmbeddingMatrix#row} scales it; null if the
 *     item lacks the modality
 */
record Item(long id, boolean candidate, float[][] rows) implements Serializable {

    /** An item that may be a neighbour of others. */
    Item(long id, float[][] rows) {
        this(id, true, rows);
    }
}
