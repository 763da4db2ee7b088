/**
 * Embeddings to exact nearest neighbours.
 *
 * <p>For items {@code i != j} and a modality {@code m}, {@code s^m_ij = cos(e_i^m, e_j^m)}, clamped to [-1, 1]. Over
 * several modalities with weights {@code w_m}, the fused similarity counts the modalities that both items have:
 * <pre>
 *   S_ij = sum_{m in M_i &amp; M_j} w_m * s^m_ij  /  sum_{m in M_i &amp; M_j} w_m
 * </pre>
 * {@code N(i)} is the {@code topK} items with the highest similarity above a cutoff; among equals the lower index
 * wins. One modality of weight 1 is the similarity of that modality alone, so one search serves the
 * {@code SIMILAR_<MODALITY>} relationships and the Synergistic strategy.
 *
 * <p>Exact means: every pair is compared, and the order is that of scores computed in double precision from the
 * single-precision rows that {@link org.vimmrec.similarity.EmbeddingMatrix} holds. Approximate search would be
 * cheaper for millions of items, but its neighbours change between runs. {@link org.vimmrec.similarity.ExactNeighbours}
 * tells how that is done at the speed of single precision; {@link org.vimmrec.similarity.Kernels} which arithmetic runs.
 *
 * <p>Source: VI-MMRec, arXiv 2512.08702, sections on Overlay and Synergistic virtual interactions.
 */
package org.vimmrec.similarity;
