/**
 * Offline evaluation: whether virtual interactions help a recommender, and which variant helps most.
 *
 * <p>The terms: an <em>experiment</em> ({@link org.vimmrec.evaluation.Experiment}) compares <em>variants</em>
 * ({@link org.vimmrec.evaluation.Variant}), the ways to augment the training interactions, with the baseline, which has
 * none. A <em>split</em> ({@link org.vimmrec.evaluation.Split}) divides interactions into training, validation and
 * test. A <em>run</em> ({@link org.vimmrec.evaluation.Run}) trains one recommender with one variant on one split. A
 * <em>metric</em> ({@link org.vimmrec.evaluation.Metric}) rates the lists that the trained model recommends.
 *
 * <p>The protocol, for each recommender:
 *
 * <ol>
 *   <li>Split the interactions, once per seed: at random, by each user's time, at points in time, or by labels in the
 *       data. Modality weights, virtual interactions and models are computed from training interactions alone. A random
 *       split leaks the future into training, and so does each user's time, but a split at the same points in time for
 *       all does not (Meng et al., <em>Exploring Data Splitting Strategies for the Evaluation of Recommendation
 *       Models</em>, RecSys 2020). Whole items can be held out, too ({@link org.vimmrec.evaluation.SplitMethod}).
 *   <li>Run the baseline and every variant on every split, and rank all items for each user: metrics of sampled
 *       candidates mislead (Krichene and Rendle, <em>On Sampled Metrics for Item Recommendation</em>, KDD 2020). The
 *       baseline is the same recommender with the same parameters, because a weak baseline feigns progress (Ferrari
 *       Dacrema et al., <em>Are We Really Making Much Progress?</em>, RecSys 2019). The metrics are
 *       {@link org.vimmrec.evaluation.Recall}, {@link org.vimmrec.evaluation.Ndcg},
 *       {@link org.vimmrec.evaluation.Coverage} and {@link org.vimmrec.evaluation.ColdItems}. Others are reported and
 *       select nothing: {@link org.vimmrec.evaluation.HitRate}, {@link org.vimmrec.evaluation.ReciprocalRank}
 *       (Voorhees, <em>The TREC-8 Question Answering Track Report</em>, 1999), {@link org.vimmrec.evaluation.Novelty}
 *       (Zhou et al., <em>Solving the apparent diversity-accuracy dilemma of recommender systems</em>, PNAS 2010) and
 *       {@link org.vimmrec.evaluation.IntraListDiversity} (Ziegler et al., <em>Improving Recommendation Lists Through
 *       Topic Diversification</em>, WWW 2005). Popularity always runs beside the recommenders.
 *   <li>Select a variant by its objective on the validation interactions ({@link org.vimmrec.evaluation.Objective}:
 *       recall, NDCG, recall of cold items or coverage). An objective other than recall may cost a bounded share of
 *       recall ({@link org.vimmrec.evaluation.Goal}). The selection accounts for the number of variants
 *       ({@link org.vimmrec.evaluation.VariantSelection}; Romano and Wolf, Econometrica 2005; White, Econometrica
 *       2000).
 *   <li>Report its test metrics with the 95 % interval of its {@link org.vimmrec.evaluation.Uplift}, from a paired
 *       bootstrap over users (Efron and Tibshirani, 1993), and the same for users with few and with many interactions
 *       ({@link org.vimmrec.evaluation.ActivityGroup}). A variant whose objective does not exceed the baseline's in the
 *       test is not recommended, and neither is one that loses NDCG, or with another objective too much recall.
 *   <li>Run the selected variant again with embeddings permuted among the items
 *       ({@link org.vimmrec.evaluation.PermutationControl}). A variant whose objective does not exceed that control in
 *       the test (with coverage, whose recall does not) gains from additional edges, not from the embeddings, and is
 *       not recommended.
 * </ol>
 *
 * <p>{@link org.vimmrec.evaluation.ExperimentResult} holds all results, the conclusion for each recommender, and its
 * words. Of several recommenders, the one whose recommended result has the highest validation recall is the best; with
 * another objective, the one with the highest objective among those whose recall is near the highest.
 *
 * <p>Items of equal score rank as a {@link org.vimmrec.evaluation.TieOrder} says, and no metric depends on the order of
 * users or items. All results are the same, bit for bit, at any concurrency.
 */
package org.vimmrec.evaluation;
