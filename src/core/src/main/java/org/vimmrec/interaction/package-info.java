/**
 * Neighbours and interactions to virtual interactions.
 *
 * <p>A user's items vouch for their neighbours. With {@code I_u} the items of user {@code u} and {@code r_ui} the weight
 * of an interaction, for {@code j not in I_u}:
 * <pre>
 *   Overlay:      v_uj = sum_{i in I_u} r_ui * sum_{m in M_i} w_m^(i) * s^m_ij * [j in N_k^m(i)]  /  sum_{i in I_u} r_ui
 *   Synergistic:  v_uj = sum_{i in I_u} r_ui * S_ij * [j in N_k(i)]                              /  sum_{i in I_u} r_ui
 *
 *   weight = virtualWeight * v_uj,  kept if weight &gt; minWeight and among the user's maxPerUser highest
 * </pre>
 * where {@code w_m^(i) = w_m / sum_{m' in M_i} w_m'} adapts to the modalities in which item {@code i} has neighbours.
 * Both are one sparse product over <em>layers</em> of neighbours, one layer per modality for Overlay and a single fused
 * one for Synergistic; see {@link org.vimmrec.interaction.VirtualInteractions}.
 *
 * <p>Where users and items are the same nodes, a user's own node is never a candidate.
 *
 * <p>Aggregations: {@code mean} is the formula; {@code sum} leaves out the division; {@code max} takes, in each layer,
 * the best vouching item in place of the average over items, so it needs neither {@code r_ui} nor a division.
 *
 * <p>Source: VI-MMRec, arXiv 2512.08702.
 */
package org.vimmrec.interaction;
