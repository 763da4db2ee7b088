/**
 * Finds nearest neighbours from embeddings.
 *
 * <p>The similarity of items {@code i != j} in modality {@code m} is {@code s^m_ij = cos(e_i^m, e_j^m)}, clamped to
 * [-1, 1]. The fused similarity over modalities with weights {@code w_m} uses the modalities that both items have:
 *
 * <pre>
 *   S_ij = sum_{m in M_i &amp; M_j} w_m * s^m_ij  /  sum_{m in M_i &amp; M_j} w_m
 * </pre>
 *
 * {@code N(i)} are the {@code topK} items with the highest similarity above a cutoff. Among equal similarities the
 * lower index wins. With one modality of weight 1, {@code S_ij} is the similarity in that modality. So the same search
 * finds the {@code SIMILAR_<MODALITY>} relationships and the neighbours of the Synergistic strategy.
 *
 * <p>{@link org.vimmrec.similarity.NeighbourSearch} finds them in one of two ways. Both rank by scores that are
 * computed in double precision from the single-precision rows of {@link org.vimmrec.similarity.EmbeddingMatrix}. The
 * exact search compares every pair; {@link org.vimmrec.similarity.ExactNeighbours} explains how it reaches the speed of
 * single precision. {@link org.vimmrec.similarity.ApproximateNeighbours} compares few of the pairs, for hundreds of
 * thousands of items, and measures which share of the neighbours it found. {@link org.vimmrec.similarity.Kernels} tells
 * which arithmetic they use.
 *
 * <p>Source: VI-MMRec, arXiv 2512.08702, sections on Overlay and Synergistic virtual interactions.
 */
package org.vimmrec.similarity;
