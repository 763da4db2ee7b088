package org.vimmrec.recommender;

import java.util.Arrays;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * The inverse of a symmetric positive definite matrix, in place.
 *
 * <p>By the sweep operator (Beaton 1964; Goodnight, <em>A Tutorial on the SWEEP Operator</em>, 1979), in blocks.
 * Sweeping the rows and columns {@code K} of {@code A}, with all others {@code R}, is
 *
 * <pre>
 *   A_RR := A_RR - A_RK A_KK^-1 A_KR,    A_RK := A_RK A_KK^-1,    A_KK := -A_KK^-1
 * </pre>
 *
 * After all rows are swept, {@code A} holds minus its inverse. Nearly all of the work is the first assignment, a
 * product of tall matrices that all threads compute row by row. Every block of a positive definite matrix stays
 * positive definite, so no pivoting is needed. The sweep takes {@code n^3} operations, as many as a Cholesky
 * decomposition and inversion.
 *
 * <p>Why not a library: EJML, a well-maintained library in plain Java, took three times as long on one thread, does not
 * report progress and cannot be interrupted.
 *
 * <p>A row is stored in pieces of {@value #WIDTH} columns, an array each, because the JIT compiler vectorises loops of
 * constant length over whole arrays.
 */
final class SymmetricInverse {
    /** Columns in a piece of a row. */
    static final int WIDTH = 512;

    private static final int BLOCK = 64;
    /** The number of rows that a thread processes with one piece of the block, which stays in the cache. */
    private static final int ROWS_PER_UNIT = 32;

    private static final int UNROLL = 4;

    private final double[][][] a;
    private final int size;
    private final Task steps;
    /** The rows {@code A_K*} of the current block, padded with zeros to a full block. */
    private final double[][][] before;
    /** {@code A_KK^-1 A_K*}. */
    private final double[][][] after;

    private SymmetricInverse(double[][][] a, Task steps) {
        this.a = a;
        this.size = a.length;
        this.steps = steps;
        this.before = new double[BLOCK][pieces(size)][WIDTH];
        this.after = new double[BLOCK][pieces(size)][WIDTH];
    }

    /**
     * Returns a square matrix of zeros, indexed by row, piece and column within the piece. The last piece is padded.
     */
    static double[][][] square(int size) {
        return new double[size][pieces(size)][WIDTH];
    }

    /**
     * Inverts a matrix.
     *
     * @param a a matrix from {@link #square}. Only the lower triangle and the diagonal are read. It is overwritten with
     *     the whole inverse
     * @param phase the name of this work in progress reports
     * @throws ArithmeticException if the matrix is not positive definite
     */
    static void invert(double[][][] a, String phase, Task task) {
        SymmetricInverse inverse = new SymmetricInverse(a, task.quiet());
        for (int first = 0; first < a.length; first += BLOCK) {
            task.progress(phase, first, a.length);
            inverse.sweep(first, Math.min(BLOCK, a.length - first));
        }
        inverse.negateAndMirror();
        task.progress(phase, a.length, a.length);
    }

    /** Returns the heap that a matrix and its inversion need, in bytes. */
    static long bytes(long size) {
        return MemoryEstimate.arrays((size + 2 * BLOCK) * pieces(size), WIDTH, Double.BYTES);
    }

    private static int pieces(long size) {
        return (int) ((size + WIDTH - 1) / WIDTH);
    }

    private static double get(double[][][] matrix, int row, int column) {
        return matrix[row][column / WIDTH][column % WIDTH];
    }

    private static void set(double[][][] matrix, int row, int column, double value) {
        matrix[row][column / WIDTH][column % WIDTH] = value;
    }

    private void sweep(int first, int count) {
        steps.parallel("", BLOCK, () -> k -> {
            for (int j = 0; j < size; j++) {
                set(before, k, j, k >= count ? 0 : j <= first + k ? get(a, first + k, j) : get(a, j, first + k));
            }
        });
        double[][] inverse = inverse(first, count);
        steps.parallel("", pieces(size), () -> piece -> {
            for (int k = 0; k < BLOCK; k++) {
                Arrays.fill(after[k][piece], 0);
                addProducts(after[k][piece], before, piece, inverse[k]);
            }
        });
        int units = (size + ROWS_PER_UNIT - 1) / ROWS_PER_UNIT;
        steps.parallel("", units, () -> {
            double[][] factors = new double[ROWS_PER_UNIT][BLOCK];
            return unit -> update((units - 1 - unit) * ROWS_PER_UNIT, factors); // the longest rows first
        });
        for (int k = 0; k < count; k++) {
            for (int j = 0; j < size; j++) {
                if (j < first) {
                    set(a, first + k, j, get(after, k, j));
                } else if (j >= first + count) {
                    set(a, j, first + k, get(after, k, j));
                } else if (j <= first + k) {
                    set(a, first + k, j, -inverse[k][j - first]);
                }
            }
        }
    }

    /**
     * Updates rows up to the diagonal, rounded up to whole pieces: the values right of the diagonal are never read. The
     * rows and columns of the block are overwritten afterwards.
     */
    private void update(int firstRow, double[][] factors) {
        int rows = Math.min(ROWS_PER_UNIT, size - firstRow);
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < BLOCK; k++) {
                factors[r][k] = -get(before, k, firstRow + r);
            }
        }
        for (int piece = 0; piece < pieces(firstRow + rows); piece++) {
            for (int r = 0; r < rows; r++) {
                addProducts(a[firstRow + r][piece], after, piece, factors[r]);
            }
        }
    }

    /**
     * Returns {@code A_KK^-1}, the whole matrix, by sweeping one pivot at a time; padded with zeros to a full block.
     */
    private double[][] inverse(int first, int count) {
        double[][] block = new double[BLOCK][BLOCK];
        for (int k = 0; k < count; k++) {
            for (int l = 0; l < count; l++) {
                block[k][l] = get(before, k, first + l);
            }
        }
        for (int p = 0; p < count; p++) {
            double pivot = block[p][p];
            if (!(pivot > 0)) {
                throw new ArithmeticException("not positive definite: pivot %d is %s".formatted(first + p, pivot));
            }
            for (int i = 0; i < count; i++) {
                double factor = block[i][p] / pivot;
                for (int j = 0; i != p && j < count; j++) {
                    block[i][j] -= factor * block[p][j];
                }
                block[i][p] = factor;
            }
            for (int j = 0; j < count; j++) {
                block[p][j] = block[j][p];
            }
            block[p][p] = -1 / pivot;
        }
        for (double[] row : block) {
            for (int l = 0; l < count; l++) {
                row[l] = -row[l];
            }
        }
        return block;
    }

    private void negateAndMirror() {
        steps.parallel("", size, () -> i -> {
            for (int j = 0; j <= i; j++) {
                double value = -get(a, i, j);
                set(a, i, j, value);
                set(a, j, i, value);
            }
        });
    }

    /** Adds the block's rows, each multiplied by its factor, to a piece of a row. */
    private static void addProducts(double[] sum, double[][][] rows, int piece, double[] factors) {
        for (int k = 0; k < BLOCK; k += UNROLL) {
            addProducts(
                    sum,
                    rows[k][piece],
                    rows[k + 1][piece],
                    rows[k + 2][piece],
                    rows[k + 3][piece],
                    factors[k],
                    factors[k + 1],
                    factors[k + 2],
                    factors[k + 3]);
        }
    }

    /** Adds four rows at a time: the sum is read and written a quarter as often. All arguments are needed for speed. */
    @SuppressWarnings("ParameterNumber")
    private static void addProducts(
            double[] sum,
            double[] a,
            double[] b,
            double[] c,
            double[] d,
            double ofA,
            double ofB,
            double ofC,
            double ofD) {
        for (int n = 0; n < WIDTH; n++) {
            sum[n] += ofA * a[n] + ofB * b[n] + ofC * c[n] + ofD * d[n];
        }
    }
}
