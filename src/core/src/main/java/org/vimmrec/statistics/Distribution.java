package org.vimmrec.statistics;

import java.util.Arrays;

/**
 * The distribution of values that are all in memory: exact moments and percentiles. All of them are NaN if there are no
 * values.
 *
 * <p>The standard deviation is that of the population. A percentile between two values is interpolated linearly, like
 * Cypher's {@code percentileCont} and NumPy's {@code percentile}. The moments take two passes over the values, which is
 * more accurate than {@link RunningMoments}.
 */
public final class Distribution {
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
        double scale = RunningMoments.scale(Math.max(Math.abs(lowest), Math.abs(highest)));
        double sum = 0;
        for (double value : sorted) {
            sum += value * scale;
        }
        double scaledMean = sum / sorted.length;
        double squares = 0;
        for (double value : sorted) {
            squares += (value * scale - scaledMean) * (value * scale - scaledMean);
        }
        mean = Math.max(lowest, Math.min(highest, scaledMean / scale)); // rounding may leave the range
        stdDev = Math.sqrt(squares / sorted.length) / scale;
    }

    /**
     * Creates the distribution of values.
     *
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

    /** The population standard deviation. */
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

    /** The value below which {@code percent} percent of the values lie. */
    public double percentile(double percent) {
        return percentile(sorted, percent);
    }

    /**
     * The value below which {@code percent} percent of the values lie, interpolated linearly; NaN if there are no
     * values.
     *
     * @param sorted ascending, finite
     */
    public static double percentile(double[] sorted, double percent) {
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
