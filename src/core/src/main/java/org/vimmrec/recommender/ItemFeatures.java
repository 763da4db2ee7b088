package org.vimmrec.recommender;

import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Neighbours;

/**
 * The features of items in one modality.
 *
 * @param modality its name
 * @param embeddings a row per item
 * @param neighbours the most similar items of each item
 */
public record ItemFeatures(String modality, EmbeddingMatrix embeddings, Neighbours neighbours) {}
