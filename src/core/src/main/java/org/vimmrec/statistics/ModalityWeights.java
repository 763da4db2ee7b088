package org.vimmrec.statistics;

import java.util.Arrays;

/** Computes the weights of modalities: non-negative numbers that add up to 1. */
public final class ModalityWeights {
    private static final double ROUNDING = 1e-14;

    private ModalityWeights() {}

    /**
     * Weights in proportion to the evidence of each modality.
     *
     * @param evidence a finite number for each modality, such as its mean similarity; a negative number counts as 0
     * @return weights that add up to 1 apart from rounding; uniform if no modality has positive evidence. Weights that
     *     this method returned are returned unchanged
     */
    public static double[] proportional(double[] evidence) {
        double largest = 0;
        double total = 0;
        for (double value : evidence) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("evidence must be finite, but was " + value);
            }
            largest = Math.max(largest, value);
            total += Math.max(0, value);
        }
        if (Math.abs(total - 1) < ROUNDING) { // another division would change the last bit of every virtual interaction
            return Arrays.stream(evidence).map(value -> Math.max(0, value)).toArray();
        }
        if (largest == 0) {
            return uniform(evidence.length);
        }
        double[] weights = new double[evidence.length];
        double sum = 0;
        for (int m = 0; m < weights.length; m++) {
            weights[m] = Math.max(0, evidence[m] / largest); // so that the sum does not overflow
            sum += weights[m];
        }
        for (int m = 0; m < weights.length; m++) {
            weights[m] /= sum;
        }
        return weights;
    }

    /**
     * The weights if some modalities are empty. Empty modalities have weight 0. The others keep their proportions, or
     * have the same weight if they all had weight 0.
     *
     * @param weights by modality, adding up to 1
     * @param empty whether each modality is empty
     * @return weights that add up to 1; all 0 if all modalities are empty
     */
    public static double[] among(double[] weights, boolean[] empty) {
        double[] evidence = new double[weights.length];
        double[] others = new double[weights.length];
        double sum = 0;
        int count = 0;
        for (int m = 0; m < weights.length; m++) {
            evidence[m] = empty[m] ? 0 : weights[m];
            others[m] = empty[m] ? 0 : 1;
            sum += evidence[m];
            count += empty[m] ? 0 : 1;
        }
        return count == 0 ? others : proportional(sum > 0 ? evidence : others);
    }

    /** The same weight for each modality. */
    public static double[] uniform(int modalities) {
        double[] weights = new double[modalities];
        Arrays.fill(weights, 1.0 / modalities);
        return weights;
    }
}
