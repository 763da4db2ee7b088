package org.vimmrec.statistics;

import java.util.Arrays;

/**
 * The distribution of values that are all at hand: exact moments and percentiles.
 *
 * <p>The standard deviation is the population's. A percentile between two values is interpolated between them, as
 * Cypher's {@code percentileCont} and NumPy's {@code percentile} do. Of no values, every figure is NaN.
 */
public final class Distribution {
    private final double[] sorted;
    private final double mean;
    private final double stdDev;

    private Distribution(double[] sorted) {
        this.sorted = sorted;
        double sum = 0;
        for (double value : sorted) {
            sum += value;
        }
        mean = sum / sorted.length;
        double squares = 0;
        for (double value : sorted) {
            squares += (value - mean) * (value - mean);
        }
        stdDev = Math.sqrt(squares / sorted.length);
    }

    /**
     * @param values finite, in any order; sorted in place and kept
     */
    public static Distribution of(double[] values) {
        Arrays.sort(values);
        return new Distribution(values);
    }

    /** The number of values. */
    public long count() {
        return sorted.length;
    }

    /** The arithmetic mean. */
    public double mean() {
        return mean;
    }

    /** The population's standard deviation. */
    public double stdDev() {
        return stdDev;
    }

    /** The lowest value. */
    public double min() {
        return percentile(0);
    }

    /** The highest value. */
    public double max() {
        return percentile(100);
    }

    /** The value below which {@code percent} of 100 lie. */
    public double percentile(double percent) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
