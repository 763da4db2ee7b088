package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.recommender.RecommenderType;

/** The runs of one recommender with one variant, or with none for the baseline: one on each split so far. */
final class VariantRuns {
    private final RecommenderType recommender;
    private final Variant variant;
    private final List<Run> runs = new ArrayList<>();
    /** By split; empty for the baseline. */
    private final List<double[]> modalityWeights = new ArrayList<>();

    private long nanos;

    /** @param variant null for the baseline */
    VariantRuns(RecommenderType recommender, Variant variant) {
        this.recommender = recommender;
        this.variant = variant;
    }

    RecommenderType recommender() {
        return recommender;
    }

    Variant variant() {
        return variant;
    }

    void add(Run run, long runNanos) {
        runs.add(run);
        nanos += runNanos;
    }

    void addModalityWeights(double[] weights) {
        modalityWeights.add(weights);
    }

    double[] modalityWeights(int split) {
        return modalityWeights.get(split);
    }

    EvaluationResult result() {
        return EvaluationResult.of(runs);
    }

    /**
     * Returns the result, once all runs are done.
     *
     * @param all the names of all modalities
     * @param weighted the names of those that have weights; the others weigh 0
     */
    VariantResult result(
            EvaluationResult metrics,
            Uplift uplift,
            List<ActivityGroup.Estimate> groups,
            List<String> all,
            List<String> weighted) {
        if (variant == null) {
            return new VariantResult(null, Map.of(), metrics, uplift, groups, nanos / 1_000_000);
        }
        Map<String, Double> weights = new LinkedHashMap<>();
        all.forEach(modality -> weights.put(modality, 0.0));
        double[] means = meanModalityWeights();
        for (int m = 0; m < means.length; m++) {
            weights.put(weighted.get(m), means[m]);
        }
        return new VariantResult(variant, weights, metrics, uplift, groups, nanos / 1_000_000);
    }

    private double[] meanModalityWeights() {
        double[] means = new double[modalityWeights.get(0).length];
        for (double[] split : modalityWeights) {
            for (int m = 0; m < means.length; m++) {
                means[m] += split[m] / modalityWeights.size();
            }
        }
        return means;
    }
}
