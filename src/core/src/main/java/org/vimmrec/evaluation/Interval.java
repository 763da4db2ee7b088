package org.vimmrec.evaluation;

/**
 * A 95 % interval.
 *
 * @param low the 2.5th percentile of the resamples
 * @param high the 97.5th percentile of the resamples
 */
public record Interval(double low, double high) {
    private static final double TAIL = 0.025;

    /** @param resamples the statistic's values, ascending, at least one */
    static Interval of(double[] resamples) {
        return new Interval(Bootstrap.percentile(resamples, TAIL), Bootstrap.percentile(resamples, 1 - TAIL));
    }
}
