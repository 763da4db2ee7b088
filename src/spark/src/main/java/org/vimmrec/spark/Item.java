package org.vimmrec.spark;

import java.io.Serializable;

/**
 * An item and its embeddings.
 *
 * @param id what ties between neighbours are broken by: the lower one wins
 * @param rows by modality the embedding as {@link org.vimmrec.similarity.EmbeddingMatrix#row} scales it; null if the
 *     item lacks the modality
 */
record Item(long id, float[][] rows) implements Serializable {}
