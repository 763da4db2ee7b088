package org.vimmrec.similarity;

import java.util.Arrays;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.task.MemoryEstimate;

/**
 * The embeddings of all items in one modality: a row for each item in single precision, or no row if the item lacks the
 * modality.
 *
 * <p>A row is the embedding times a power of two that brings its largest component into [1, 2). The scaling does not
 * round a {@code float} embedding, keeps products of huge and of tiny embeddings within range, and does not change
 * cosines. The matrix also keeps the squared length of each row in double precision, for the denominator of the cosine.
 */
public final class EmbeddingMatrix {
    private static final DotProduct DOT = Kernels.inUse().dotProduct();

    private final int dimension;
    private final float[][] rows;
    /** By item, the squared length of its row. */
    private final double[] squares;

    private final long[] fingerprints;
    private final int present;

    private EmbeddingMatrix(int dimension, Builder builder) {
        this.dimension = dimension;
        this.rows = builder.rows;
        this.squares = builder.squares;
        this.fingerprints = builder.fingerprints;
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] != null) {
                if (rows[i].length != dimension) {
                    throw new IllegalArgumentException(
                            "row %d has dimension %d, not %d".formatted(i, rows[i].length, dimension));
                }
                count++;
            }
        }
        this.present = count;
    }

    /**
     * Creates a matrix of given rows.
     *
     * @param dimension the length of every row, at least 1 unless all rows are absent
     * @param rows made by {@link #row}, or null for an item that lacks the modality; kept without copying
     */
    public static EmbeddingMatrix of(int dimension, float[][] rows) {
        Builder builder = new Builder(rows.length);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] != null) {
                builder.put(i, rows[i]);
            }
        }
        return builder.build(dimension);
    }

    /**
     * Returns the same matrix with one more item.
     *
     * @param row made by {@link #row}, of this matrix's dimension
     */
    public EmbeddingMatrix withItem(float[] row) {
        float[][] all = Arrays.copyOf(rows, rows.length + 1);
        all[rows.length] = row;
        return of(dimension, all);
    }

    /** Collects rows. Several threads may put rows of different items; {@link #build} must come after all of them. */
    public static final class Builder {
        private final float[][] rows;
        private final double[] squares;
        private final long[] fingerprints;

        /** @param items the number of items, which have no rows yet */
        public Builder(int items) {
            rows = new float[items][];
            squares = new double[items];
            fingerprints = new long[items];
        }

        /**
         * Sets an item's row.
         *
         * @param row made by {@link EmbeddingMatrix#row}; kept without copying
         */
        public void put(int item, float[] row) {
            rows[item] = row;
            squares[item] = DOT.of(row, row); // here, because the row is in the processor's cache
            fingerprints[item] = Fingerprint.of(row);
        }

        /** Removes an item's row. */
        public void remove(int item) {
            rows[item] = null;
            squares[item] = 0;
            fingerprints[item] = Fingerprint.NONE;
        }

        /** Whether the item has a row. */
        public boolean has(int item) {
            return rows[item] != null;
        }

        /**
         * Creates the matrix.
         *
         * @param dimension the length of every row, at least 1 unless all rows are absent
         */
        public EmbeddingMatrix build(int dimension) {
            return new EmbeddingMatrix(dimension, this);
        }
    }

    /**
     * Scales an embedding to the form that the matrix holds.
     *
     * @param embedding finite values
     * @return the scaled row, or null if all values are zero, because the cosine is then undefined
     */
    public static float[] row(double[] embedding) {
        double largest = 0;
        for (double value : embedding) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest == 0) {
            return null;
        }
        double factor = factor(largest);
        float[] row = new float[embedding.length];
        for (int k = 0; k < row.length; k++) {
            row[k] = (float) (embedding[k] * factor);
        }
        return row;
    }

    /** The same for an embedding in single precision. */
    public static float[] row(float[] embedding) {
        float largest = 0;
        for (float value : embedding) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest == 0) {
            return null;
        }
        double factor = factor(largest);
        float[] row = new float[embedding.length];
        if (factor <= Float.MAX_VALUE) { // the same results as below, in a loop that C2 vectorises
            float single = (float) factor;
            for (int k = 0; k < row.length; k++) {
                row[k] = embedding[k] * single;
            }
        } else {
            for (int k = 0; k < row.length; k++) {
                row[k] = (float) (embedding[k] * factor);
            }
        }
        return row;
    }

    /** The power of two that scales a number to [1, 2). */
    private static double factor(double largest) {
        // Denormal numbers are scaled like the smallest normal one, because 2^1022 is the largest finite factor.
        return Math.scalb(1.0, -Math.getExponent(Math.max(largest, Double.MIN_NORMAL)));
    }

    /** The number of items, with and without an embedding. */
    public int items() {
        return rows.length;
    }

    /** The number of items that have an embedding. */
    public int present() {
        return present;
    }

    /** The length of every row; 0 if no item has one. */
    public int dimension() {
        return dimension;
    }

    /** Whether the item has an embedding. */
    public boolean has(int item) {
        return rows[item] != null;
    }

    /**
     * Writes an item's embedding, scaled to a length, from {@code out[offset]} on; zeros if the item lacks the
     * modality.
     */
    public void copyScaled(int item, double length, float[] out, int offset) {
        double factor = has(item) ? length / Math.sqrt(squares[item]) : 0;
        for (int k = 0; k < dimension; k++) {
            out[offset + k] = has(item) ? (float) (rows[item][k] * factor) : 0;
        }
    }

    /**
     * The cosine of two items that have an embedding, in [-1, 1]. Symmetric to the last bit; 1 for equal embeddings.
     */
    public double cosine(int i, int j) {
        return cosine(i, j, DOT.of(rows[i], rows[j]));
    }

    /**
     * Computes the cosines of an item with others. All have an embedding.
     *
     * @param others the other items, in the first {@code count} places
     * @param cosines receives the cosine of {@code others[n]} at {@code n}
     */
    void cosines(int i, int[] others, int count, double[] cosines) {
        int n = 0;
        for (; n + 4 <= count; n += 4) {
            DOT.of(rows[i], rows[others[n]], rows[others[n + 1]], rows[others[n + 2]], rows[others[n + 3]], cosines, n);
        }
        for (; n < count; n++) {
            cosines[n] = DOT.of(rows[i], rows[others[n]]);
        }
        for (n = 0; n < count; n++) {
            cosines[n] = cosine(i, others[n], cosines[n]);
        }
    }

    private double cosine(int i, int j, double product) {
        return Math.max(-1, Math.min(1, product / Math.sqrt(squares[i] * squares[j])));
    }

    /**
     * Returns the sum of the cosines of all pairs of those items that have an embedding, in time proportional to the
     * items and not to their pairs: half of what the squared length of the sum of their unit vectors exceeds their
     * number by. In single precision, so the error of the mean cosine is near 1e-6.
     *
     * @param items may contain items that lack the modality
     * @param sum a buffer of at least the dimension
     */
    public double pairCosines(int[] items, float[] sum) {
        Arrays.fill(sum, 0, dimension, 0);
        int count = 0;
        for (int item : items) {
            if (has(item)) {
                addUnit(rows[item], (float) inverseNorm(item), sum);
                count++;
            }
        }
        double square = 0;
        for (int k = 0; k < dimension; k++) {
            square += (double) sum[k] * sum[k];
        }
        return (square - count) / 2;
    }

    private static void addUnit(float[] row, float factor, float[] sum) {
        for (int k = 0; k < row.length; k++) {
            sum[k] += row[k] * factor;
        }
    }

    /** By item, the {@link Fingerprint} of its row, or {@link Fingerprint#NONE}. The caller must not change it. */
    public long[] fingerprints() {
        return fingerprints;
    }

    /** The rows, for kernels; null if the item lacks the modality. The caller must not change them. */
    float[][] rows() {
        return rows;
    }

    /** The factor that scales an item's row to length 1; 0 for an item without a row. */
    double inverseNorm(int item) {
        return rows[item] == null ? 0 : 1 / Math.sqrt(squares[item]);
    }

    /** The heap that a matrix takes, in bytes. */
    public static long bytes(long items, long present, int dimension) {
        return MemoryEstimate.arrays(present, dimension, Float.BYTES) + items * (Double.BYTES + Long.BYTES);
    }
}
