/**
 * The recommenders that an evaluation asks. A {@link org.vimmrec.recommender.Recommender} learns from
 * {@link org.vimmrec.recommender.TrainingData} and gives a {@link org.vimmrec.recommender.Scorer};
 * {@link org.vimmrec.recommender.Recommenders} is the registry.
 *
 * <p>{@code X} is the weighted matrix of users by items, with real and virtual interactions, {@code D_u} and
 * {@code D_i} are the degrees of users and items (the sums of its rows and columns), and {@code D} holds both:
 *
 * <ul>
 *   <li>{@link org.vimmrec.recommender.LightGcn}: {@code E = (E_0 + A E_0 + ... + A^L E_0) / (L + 1)} with {@code A =
 *       D^-1/2 (0 X; X' 0) D^-1/2} over users and items, and scores {@code e_u . e_i}. {@code E_0} is learnt with
 *       {@link org.vimmrec.recommender.Adam} so that a user's real interactions score above items with which the user
 *       has neither a real nor a virtual interaction (Bayesian personalised ranking,
 *       {@link org.vimmrec.recommender.BprSampler}). {@code A} is symmetric, so the gradient is propagated by {@code A}
 *       as well. He et al., <em>LightGCN</em>, SIGIR 2020, arXiv 2002.02126;
 *   <li>{@link org.vimmrec.recommender.Freedom}: LightGCN on a graph {@code X} that loses most of its edges at random
 *       in every epoch, with {@code S E_0} added to the outputs of items. {@code S} is the mean over modalities of the
 *       graph of nearest neighbours, each normalised to {@code D^-1/2 S_m D^-1/2}. The loss is that of LightGCN without
 *       penalty, plus a weighted loss of the same form with scores {@code e_u . W_m f_i} for each modality {@code m}
 *       with features {@code f_i}. Zhou and Shen, <em>A Tale of Two Graphs</em>, ACM MM 2023, arXiv 2211.06924;
 *   <li>{@link org.vimmrec.recommender.Bm3}: with LightGCN's outputs {@code h}, an item's own embedding added to its
 *       output, a linear predictor {@code p} and projected features {@code t}, the loss is {@code 1 - cos} of the pairs
 *       {@code p(h_u), h'_i}; {@code p(h_i), h'_u}; and, weighted, {@code p(t_i), h'_i} and {@code p(t_i), t'_i}, where
 *       a prime stands for dropped coordinates and no gradient. There are no negative items. Scores are {@code p(h_u) .
 *       p(h_i)}. Zhou et al., <em>Bootstrap Latent Representations for Multi-modal Recommendation</em>, WWW 2023, arXiv
 *       2207.05969;
 *   <li>{@link org.vimmrec.recommender.Vbpr}: scores {@code b_i + g_u . g_i + t_u . W f_i + b . f_i} with the features
 *       {@code f_i} of all modalities, learnt by Bayesian personalised ranking. It has no graph: virtual interactions
 *       are positives that are sampled by their weight. He and McAuley, <em>VBPR</em>, AAAI 2016, arXiv 1510.01784;
 *   <li>{@link org.vimmrec.recommender.Ease}: {@code P = (X'X + lambda I)^-1}, {@code B_ij = -P_ij / P_jj} for {@code i
 *       != j}, {@code B_jj = 0}, and scores {@code X B}. Steck, <em>Embarrassingly Shallow Autoencoders for Sparse
 *       Data</em>, WWW 2019, arXiv 1905.03375;
 *   <li>{@link org.vimmrec.recommender.GraphFilter}: scores {@code X D_i^-a X' D_u^-1 X D_i^(a-1)}. With {@code a =
 *       1/2} it is the linear filter of GF-CF (Shen et al., <em>How Powerful is Graph Convolution for
 *       Recommendation?</em>, CIKM 2021), with {@code a = 1} the random walk of three steps P3 (Cooper et al.,
 *       <em>Random Walks in Recommender Systems</em>, WWW 2014);
 *   <li>{@link org.vimmrec.recommender.VirtualRanking}: the weight of a user's virtual interaction with an item, and
 *       below these the number of the item's users;
 *   <li>{@link org.vimmrec.recommender.Popularity}: an item's score is its number of users.
 * </ul>
 *
 * <p>All results are the same, bit for bit, at any concurrency.
 */
package org.vimmrec.recommender;
