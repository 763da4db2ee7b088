package org.vimmrec.statistics;

import java.util.Arrays;

/** How much each modality counts: non-negative weights that sum to 1. */
public final class ModalityWeights {
    private static final double ROUNDING = 1e-14;

    private ModalityWeights() {
    }

    /**
     * Weights in proportion to what each modality has.
     *
     * @param evidence one finite number per modality, such as its mean similarity; negative counts as 0
     * @return weights of sum 1, within rounding: weights that this has returned stay what they are; uniform where no modality has positive evidence
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
        if (Math.abs(total - 1) < ROUNDING) { // another division would change the last bit, and so every virtual interaction
            return Arrays.stream(evidence).map(value -> Math.max(0, value)).toArray();
        }
        if (largest == 0) {
            return uniform(evidence.length);
        }
        double[] weights = new double[evidence.length];
        double sum = 0;
        for (int m = 0; m < weights.length; m++) {
            weights[m] = Math.max(0, evidence[m] / largest); // against overflow of the sum
            sum += weights[m];
        }
        for (int m = 0; m < weights.length; m++) {
            weights[m] /= sum;
        }
        return weights;
    }

    /**
     * The weights where some modalities are empty: these weigh 0, and the others as much beside each other as before, or the
     * same if none of them weighs anything.
     *
     * @param weights of sum 1
     * @param empty by modality
     * @return weights of sum 1; all 0 if all are empty
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

    /** The same weight for each. */
    public static double[] uniform(int modalities) {
        double[] weights = new double[modalities];
        Arrays.fill(weights, 1.0 / modalities);
        return weights;
    }
}
