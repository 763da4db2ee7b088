/**
 * Finds exact nearest neighbours from embeddings.
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
 * <p>The search is exact: it compares every pair, and it ranks by scores that are computed in double precision from the
 * single-precision rows of {@link org.vimmrec.similarity.EmbeddingMatrix}. Approximate search would be faster for
 * millions of items, but its neighbours change between runs. {@link org.vimmrec.similarity.ExactNeighbours} explains
 * how the search reaches the speed of single precision, and {@link org.vimmrec.similarity.Kernels} which arithmetic it
 * uses.
 *
 * <p>Source: VI-MMRec, arXiv 2512.08702, sections on Overlay and Synergistic virtual interactions.
 */
package org.vimmrec.similarity;
