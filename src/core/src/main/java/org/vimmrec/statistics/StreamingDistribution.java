package org.vimmrec.statistics;

/**
 * The distribution of values that are too many to keep, such as the weights of all virtual interactions. Count,
 * extremes, mean and standard deviation are exact apart from rounding; percentiles are accurate to 1 part in 1,024.
 *
 * <p>Values are counted in bins by the leading bits of their double representation: the sign, the exponent, and the
 * highest {@value #MANTISSA_BITS} bits of the mantissa. So a bin is never wider than 1/1024 of its values, whatever
 * their magnitude. If the same distributions are merged in the same order, the results are the same to the last bit.
 */
public final class StreamingDistribution {
    private static final int MANTISSA_BITS = 10;
    private static final int SHIFT = 52 - MANTISSA_BITS;
    private static final int BINS_PER_CHUNK = 1 << MANTISSA_BITS;

    /**
     * The bins in ascending order of their values. A chunk holds the bins of one exponent, and is null until it has a
     * value.
     */
    private final long[][] chunks = new long[2 * 2048][];

    private final RunningMoments moments = new RunningMoments();
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Adds a finite value. */
    public void add(double value) {
        int bin = bin(value);
        chunk(bin >>> MANTISSA_BITS)[bin & (BINS_PER_CHUNK - 1)]++;
        moments.add(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
    }

    /** Adds all values of another distribution, which does not change. */
    public void add(StreamingDistribution other) {
        for (int c = 0; c < chunks.length; c++) {
            if (other.chunks[c] != null) {
                long[] chunk = chunk(c);
                for (int b = 0; b < BINS_PER_CHUNK; b++) {
                    chunk[b] += other.chunks[c][b];
                }
            }
        }
        moments.add(other.moments);
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
    }

    /** The number of values. */
    public long count() {
        return moments.count();
    }

    /** The arithmetic mean; NaN if there are no values. */
    public double mean() {
        return Math.max(min, Math.min(max, moments.mean())); // rounding may leave the range
    }

    /** The population standard deviation; NaN if there are no values. */
    public double stdDev() {
        return moments.stdDev();
    }

    /** The lowest value; NaN if there are no values. */
    public double min() {
        return count() == 0 ? Double.NaN : min;
    }

    /** The highest value; NaN if there are no values. */
    public double max() {
        return count() == 0 ? Double.NaN : max;
    }

    /**
     * The value that {@code percent} percent of the values do not exceed (nearest rank), accurate to 1 part in 1,024;
     * NaN if there are no values.
     */
    public double percentile(double percent) {
        long count = count();
        if (count == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, (long) Math.ceil(percent * count / 100));
        if (rank == count) {
            return max;
        }
        long seen = 0;
        for (int c = 0; c < chunks.length; c++) {
            for (int b = 0; chunks[c] != null && b < BINS_PER_CHUNK; b++) {
                seen += chunks[c][b];
                if (seen >= rank) {
                    return Math.max(min, Math.min(max, middle(c << MANTISSA_BITS | b)));
                }
            }
        }
        throw new IllegalStateException("%d values in bins, but %d counted".formatted(seen, count));
    }

    private long[] chunk(int c) {
        if (chunks[c] == null) {
            chunks[c] = new long[BINS_PER_CHUNK];
        }
        return chunks[c];
    }

    /** The bin of a value, from 0, ascending with the value. The bits of negative doubles descend with the value. */
    private static int bin(double value) {
        long bits = Double.doubleToRawLongBits(value + 0.0); // -0.0 + 0.0 is 0.0
        int magnitude = (int) ((bits & Long.MAX_VALUE) >>> SHIFT);
        int half = 2048 << MANTISSA_BITS;
        return bits < 0 ? half - 1 - magnitude : half + magnitude;
    }

    private static double middle(int bin) {
        int half = 2048 << MANTISSA_BITS;
        int magnitude = bin < half ? half - 1 - bin : bin - half;
        if (magnitude == 0) {
            return 0; // far more likely than the denormal numbers in its bin
        }
        double value = Double.longBitsToDouble((long) magnitude << SHIFT | 1L << SHIFT - 1);
        return bin < half ? -value : value;
    }
}
