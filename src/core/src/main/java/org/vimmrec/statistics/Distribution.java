package org.vimmrec.statistics;

import java.util.Arrays;

/**
 * The distribution of values that are all at hand: exact moments and percentiles.
 *
 * <p>The standard deviation is the population's. A percentile between two values is interpolated between them, as
 * Cypher's {@code percentileCont} and NumPy's {@code percentile} do. Of no values, every figure is NaN.
 */
public final class Distribution {
    /** One divided by the scale is finite, too. */
    private static final int MOST_SCALED = 1000;

    private final double[] sorted;
    private final double mean;
    private final double stdDev;

    private Distribution(double[] sorted) {
        this.sorted = sorted;
        if (sorted.length == 0) {
            mean = Double.NaN;
            stdDev = Double.NaN;
            return;
        }
        double lowest = sorted[0];
        double highest = sorted[sorted.length - 1];
        double scale = scale(Math.max(Math.abs(lowest), Math.abs(highest)));
        double sum = 0;
        for (double value : sorted) {
            sum += value * scale;
        }
        double scaledMean = sum / sorted.length;
        double squares = 0;
        for (double value : sorted) {
            squares += (value * scale - scaledMean) * (value * scale - scaledMean);
        }
        mean = Math.max(lowest, Math.min(highest, scaledMean / scale)); // rounding may exceed them
        stdDev = Math.sqrt(squares / sorted.length) / scale;
    }

    /**
     * A power of two, at most 1, that brings a large number near 1, so that neither sums nor squares of such numbers overflow.
     * It changes no bit of a result that is finite without it.
     */
    static double scale(double magnitude) {
        return Math.scalb(1.0, -Math.max(0, Math.min(MOST_SCALED, Math.getExponent(magnitude))));
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
        double step = (place - below) * (sorted[above] - sorted[below]);
        double halfStep = (place - below) * (sorted[above] / 2 - sorted[below] / 2);
        return Double.isFinite(step) ? sorted[below] + step : sorted[below] + halfStep + halfStep;
    }
}
