/**
 * Distributions of similarities and weights, and the modality weights that follow from them.
 *
 * <p>Weights satisfy {@code w_m >= 0} and {@code sum_m w_m = 1}:
 *
 * <ul>
 *   <li>{@code mean}, the paper's statistically informed allocation: {@code w_m = mu_m / sum mu}, where {@code mu_m} is
 *       the mean of the stored similarities of modality {@code m}. A negative mean counts as 0.
 *   <li>{@code coInteraction}, an addition of this project: {@code w_m} proportional to {@code max(z_m, 0)} with
 *       {@code z_m = (mean_co - mean_random) / std_random}. It measures how far the interactions of users agree with
 *       the modality; see {@link org.vimmrec.statistics.CoInteraction}.
 *   <li>{@code uniform}, or numbers that the caller gives.
 * </ul>
 *
 * If no modality has positive evidence, the weights are uniform.
 *
 * <p>Evaluated and not included: {@code w_m} in proportion to how much more often a modality's neighbours are among the
 * user's other items than their popularity explains. On six generated catalogues with four settings each, the graph
 * filter's recall was 13.2 % above the baseline, as with {@code coInteraction} (the difference was 0.03 points, with a
 * standard error of 0.17). With {@code mean} it was 12.8 %, with {@code uniform} 12.2 %.
 *
 * <p>Source: VI-MMRec, arXiv 2512.08702, for {@code mean}.
 */
package org.vimmrec.statistics;
