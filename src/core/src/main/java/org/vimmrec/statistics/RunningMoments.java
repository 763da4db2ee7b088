package org.vimmrec.statistics;

/**
 * The mean and standard deviation of values that are added one by one, by Welford's method. Merging follows Chan, Golub
 * and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979.
 *
 * <p>Large values are scaled down by a power of two, so that their squares do not overflow.
 */
final class RunningMoments {
    /** The reciprocal of a scale with this exponent is still finite. */
    private static final int MAX_SCALE_EXPONENT = 1000;
    /** The squares of larger values may overflow. */
    private static final double LARGE = 0x1p400;

    private long count;
    /** A power of two, at most 1. The mean is multiplied by it, and the squares by its square. */
    private double scale = 1;

    private double mean;
    /** The sum of squared deviations from the mean. */
    private double squares;

    /**
     * A power of two, at most 1, that scales a large number to near 1, so that sums and squares of such numbers do not
     * overflow. It changes no bit of a result that is finite without it.
     */
    static double scale(double magnitude) {
        return Math.scalb(1.0, -Math.max(0, Math.min(MAX_SCALE_EXPONENT, Math.getExponent(magnitude))));
    }

    /** Adds a finite value. */
    void add(double value) {
        count++;
        if (Math.abs(value * scale) > LARGE) {
            rescale(scale(value));
        }
        double scaled = value * scale;
        double delta = scaled - mean;
        mean += delta / count;
        squares += delta * (scaled - mean);
    }

    /** Adds all values of another instance, which does not change. */
    void add(RunningMoments other) {
        if (other.count == 0) {
            return;
        }
        if (other.scale < scale) {
            rescale(other.scale);
        }
        double ratio = scale / other.scale;
        double delta = other.mean * ratio - mean;
        long total = count + other.count;
        mean += delta * other.count / total;
        squares += other.squares * ratio * ratio + delta * delta * count * other.count / total;
        count = total;
    }

    /** The number of values. */
    long count() {
        return count;
    }

    /** The arithmetic mean, which rounding may move outside the range of the values; NaN if there are no values. */
    double mean() {
        return count == 0 ? Double.NaN : mean / scale;
    }

    /** The population standard deviation; NaN if there are no values. */
    double stdDev() {
        return count == 0 ? Double.NaN : Math.sqrt(squares / count) / scale;
    }

    /** Lowers the scale. What underflows to 0 is negligible beside the value that needs the lower scale. */
    private void rescale(double newScale) {
        double ratio = newScale / scale;
        mean *= ratio;
        squares *= ratio * ratio;
        scale = newScale;
    }
}
