package org.vimmrec.statistics;

/**
 * The distribution of values too many to keep, such as the weights of all virtual interactions: exact count, extremes,
 * mean and standard deviation, and percentiles to within 1 part in 1,024.
 *
 * <p>Values fall into bins by the leading bits of their double representation: sign, exponent, and the highest
 * {@value #MANTISSA_BITS} bits of the mantissa. So a bin is never wider than 1/1024 of its values, whatever their
 * magnitude. Merged in a fixed order, the same values give the same figures to the last bit.
 */
public final class StreamingDistribution {
    private static final int MANTISSA_BITS = 10;
    private static final int SHIFT = 52 - MANTISSA_BITS;
    private static final int BINS_PER_CHUNK = 1 << MANTISSA_BITS;
    /** Squares of larger values may overflow. */
    private static final double LARGE = 0x1p400;

    /** Bins by the order of their values; a chunk, one exponent, is there only once a value fell into it. */
    private final long[][] chunks = new long[2 * 2048][];
    private long count;
    /** A power of two, lower where values are large. The mean is multiplied by it, and the squares by its square. */
    private double scale = 1;
    private double mean;
    private double squares;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Takes in a finite value. */
    public void add(double value) {
        int bin = bin(value);
        chunk(bin >>> MANTISSA_BITS)[bin & (BINS_PER_CHUNK - 1)]++;
        count++;
        if (Math.abs(value * scale) > LARGE) {
            rescale(Distribution.scale(value));
        }
        double scaled = value * scale;
        double delta = scaled - mean;
        mean += delta / count;
        squares += delta * (scaled - mean);
        min = Math.min(min, value);
        max = Math.max(max, value);
    }

    /** Takes in all that another one has; the other stays as it was. */
    public void add(StreamingDistribution other) {
        if (other.count == 0) {
            return;
        }
        for (int c = 0; c < chunks.length; c++) {
            if (other.chunks[c] != null) {
                long[] chunk = chunk(c);
                for (int b = 0; b < BINS_PER_CHUNK; b++) {
                    chunk[b] += other.chunks[c][b];
                }
            }
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
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
    }

    /** The number of values. */
    public long count() {
        return count;
    }

    /** The arithmetic mean; NaN of no values. */
    public double mean() {
        return count == 0 ? Double.NaN : Math.max(min, Math.min(max, mean / scale)); // rounding may exceed them
    }

    /** The population's standard deviation; NaN of no values. */
    public double stdDev() {
        return count == 0 ? Double.NaN : Math.sqrt(squares / count) / scale;
    }

    /** The lowest value; NaN of no values. */
    public double min() {
        return count == 0 ? Double.NaN : min;
    }

    /** The highest value; NaN of no values. */
    public double max() {
        return count == 0 ? Double.NaN : max;
    }

    /** The value that {@code percent} of 100 do not exceed, to within 1 part in 1,024; NaN of no values. */
    public double percentile(double percent) {
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

    /** To a lower scale. What becomes 0 by it is as good as 0 beside the value that it is for. */
    private void rescale(double newScale) {
        double ratio = newScale / scale;
        mean *= ratio;
        squares *= ratio * ratio;
        scale = newScale;
    }

    private long[] chunk(int c) {
        if (chunks[c] == null) {
            chunks[c] = new long[BINS_PER_CHUNK];
        }
        return chunks[c];
    }

    /** The bin of a value: ascending with the value, from 0. Negative doubles' bits ascend the other way round. */
    private static int bin(double value) {
        long bits = Double.doubleToRawLongBits(value + 0.0); // -0.0 + 0.0 is 0.0
        int magnitude = (int) ((bits & Long.MAX_VALUE) >>> SHIFT);
        int half = 2048 << MANTISSA_BITS;
        return bits < 0 ? half - 1 - magnitude : half + magnitude;
    }

    private static double middle(int bin) {
        int half = 2048 << MANTISSA_BITS;
        int magnitude = bin < half ? half - 1 - bin : bin - half;
        double value = Double.longBitsToDouble((long) magnitude << SHIFT | 1L << SHIFT - 1);
        return bin < half ? -value : value;
    }
}
