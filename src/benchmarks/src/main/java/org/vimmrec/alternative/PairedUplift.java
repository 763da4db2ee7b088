package org.vimmrec.alternative;

import java.util.Locale;

/**
 * The relative difference of a metric between two recommenders that were trained with the same seeds, with its 95 %
 * interval by Student's t for paired differences.
 *
 * @param mean {@code mean(after) / mean(before) - 1}
 * @param margin half of the width of the interval
 */
public record PairedUplift(double mean, double margin) {
    /** The 97.5th percentile of Student's t distribution with 1, 2, ... degrees of freedom. */
    private static final double[] STUDENT = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};

    /** The most seeds that an interval can be computed of; at least two are needed. */
    public static final int MAX_SEEDS = STUDENT.length + 1;

    /**
     * Computes the uplift.
     *
     * @param before by seed
     * @param after by the same seeds
     */
    public static PairedUplift of(double[] before, double[] after) {
        int seeds = before.length;
        double base = 0;
        double difference = 0;
        for (int n = 0; n < seeds; n++) {
            base += before[n] / seeds;
            difference += (after[n] - before[n]) / seeds;
        }
        double squares = 0;
        for (int n = 0; n < seeds; n++) {
            double deviation = after[n] - before[n] - difference;
            squares += deviation * deviation;
        }
        double error = Math.sqrt(squares / (seeds - 1) / seeds);
        return new PairedUplift(difference / base, STUDENT[seeds - 2] * error / base);
    }

    /** The uplift in percent, such as {@code +6.0 (4.1 to 7.9)}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%+.1f (%.1f to %.1f)", 100 * mean, 100 * (mean - margin), 100 * (mean + margin));
    }
}
