/**
 * Computes virtual interactions from interactions and neighbours.
 *
 * <p>The neighbours of a user's items become candidates for virtual interactions. Let {@code I_u} be the items of user
 * {@code u}, and {@code r_ui} the weight of an interaction. For {@code j not in I_u}:
 *
 * <pre>
 *   Overlay:      v_uj = sum_{i in I_u} r_ui * sum_{m in M_i} w_m^(i) * s^m_ij * [j in N_k^m(i)] / sum_{i in I_u} r_ui
 *   Synergistic:  v_uj = sum_{i in I_u} r_ui * S_ij * [j in N_k(i)]                             / sum_{i in I_u} r_ui
 *
 *   weight = min(maxWeight, virtualWeight * v_uj / (1 + d_j)^popularityDiscount)
 * </pre>
 *
 * where {@code d_j} is the number of users who interacted with item {@code j}. A virtual interaction is kept if its
 * weight is above minWeight and if it is among the user's highest: at most maxPerUser, and at most maxPerInteraction
 * for each real one; see {@link org.vimmrec.interaction.EdgeRule}.
 *
 * <p>{@code w_m^(i) = w_m / sum_{m' in M_i} w_m'} adapts to the modalities {@code M_i} in which item {@code i} has
 * neighbours. Both strategies are a sparse matrix product over <em>layers</em> of neighbours. Overlay has a layer for
 * each modality, Synergistic has one fused layer; see {@link org.vimmrec.interaction.VirtualInteractions}.
 *
 * <p>Negative interactions {@code D_u} with weights {@code n_ui} count against the neighbours of their items. Their
 * votes are subtracted before the division by the weights of the real interactions:
 *
 * <pre>
 *   v_uj = (sum_{i in I_u} r_ui * vote(i, j) - sum_{i in D_u} n_ui * vote(i, j)) / sum_{i in I_u} r_ui
 * </pre>
 *
 * where {@code vote(i, j)} is the factor of {@code r_ui} above. Items of negative interactions and other excluded items
 * are no candidates. A user without a real interaction has no virtual ones.
 *
 * <p>If users and items are the same nodes, a user's own node is never a candidate.
 *
 * <p>The aggregation {@code mean} is the formula above, and {@code sum} omits the division. {@code max} takes the best
 * vote {@code w_m^(i) * s^m_ij} or {@code S_ij} of each layer in place of the weighted average over items, so it uses
 * neither {@code r_ui} nor a division; the best negative vote of each layer is subtracted.
 *
 * <p>Source: VI-MMRec, arXiv 2512.08702.
 */
package org.vimmrec.interaction;
