package org.vimmrec.evaluation;

import java.util.List;
import java.util.Map;

/**
 * The result of a recommender with one variant, or of its baseline.
 *
 * @param variant null for the baseline, which learns from real interactions alone
 * @param modalityWeights the weight of each modality, the mean over splits; empty for the baseline
 * @param metrics the metrics over all splits
 * @param uplift the uplift of the test recall over the baseline; 0 for the baseline
 * @param groups the test recall of groups of users
 * @param millis the time of all runs, in milliseconds
 */
public record VariantResult(
        Variant variant,
        Map<String, Double> modalityWeights,
        EvaluationResult metrics,
        Uplift uplift,
        List<ActivityGroup.Estimate> groups,
        long millis) {}
