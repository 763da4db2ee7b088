package org.vimmrec.spark;

import java.io.Serializable;

/**
 * An item and its embeddings.
 *
 * @param id of neighbours with equal scores, the one with the lower id comes first
 * @param rows by modality the embedding as {@link org.vimmrec.similarity.EmbeddingMatrix#row} scales it; null if the
 *     item lacks the modality
 */
record Item(long id, float[][] rows) implements Serializable {}
