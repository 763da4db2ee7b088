/**
 * Whether virtual interactions help: splits, recommenders, ranking metrics, and how sure one can be.
 *
 * <p>A {@link org.vimmrec.evaluation.Split} holds interactions out. A {@link org.vimmrec.evaluation.Recommender} learns from a
 * {@link org.vimmrec.evaluation.TrainingMatrix}: the training interactions, with or without virtual ones, which are computed
 * from the training interactions alone. {@link org.vimmrec.evaluation.Ranking} asks how well it finds what was held out, over
 * the full ranking of all items (sampled rankings mislead: Krichene and Rendle, KDD 2020).
 * {@link org.vimmrec.evaluation.Uplift} compares two of them user by user, {@link org.vimmrec.evaluation.Choice} takes the best of
 * many, and {@link org.vimmrec.evaluation.PermutationControl} tells whether it is what the embeddings say that makes it so.
 *
 * <p>The recommenders, with {@code X} the weighted matrix of users by items, real and virtual, and {@code D} its degrees, the
 * sums of rows or columns:
 * <ul>
 *   <li>{@link org.vimmrec.evaluation.LightGcn}: {@code E = (E_0 + A E_0 + ... + A^L E_0) / (L + 1)} with
 *       {@code A = D^-1/2 (0 X; X' 0) D^-1/2} over users and items, scores {@code e_u . e_i}; {@code E_0} is learnt with Adam
 *       (Kingma and Ba, 2015) so that a user's real interactions score above items that are neither real nor virtual
 *       ones (BPR: Rendle et al., UAI 2009). {@code A} is symmetric, so the gradient takes the same way back.
 *       He et al., SIGIR 2020, arXiv 2002.02126;
 *   <li>{@link org.vimmrec.evaluation.Ease}: {@code P = (X'X + lambda I)^-1}, {@code B_ij = -P_ij / P_jj} for {@code i != j},
 *       {@code B_jj = 0}, scores {@code X B}. Steck, WWW 2019, arXiv 1905.03375;
 *   <li>{@link org.vimmrec.evaluation.GraphFilter}: scores {@code X D_i^-a X' D_u^-1 X D_i^(a-1)}. With {@code a = 1/2} the
 *       linear filter of GF-CF (Shen et al., CIKM 2021), with {@code a = 1} the walk of three steps P3 (Cooper et al., WWW
 *       2014).
 *   <li>{@link org.vimmrec.evaluation.Popularity}: an item's score is the number of users who have it.
 * </ul>
 *
 * <p>Items of equal score rank as a {@link org.vimmrec.evaluation.TieOrder} says, and no metric depends on the order of users
 * or items. All is the same, bit for bit, at any concurrency.
 */
package org.vimmrec.evaluation;
