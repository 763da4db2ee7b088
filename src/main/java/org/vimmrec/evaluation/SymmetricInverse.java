package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * The inverse of a symmetric positive definite matrix, in place.
 *
 * <p>By the sweep operator (Beaton 1964; Goodnight, <em>A Tutorial on the SWEEP Operator</em>, 1979), in blocks. Sweeping the
 * rows and columns {@code K} of {@code A}, with all others {@code R}, is
 * <pre>
 *   A_RR := A_RR - A_RK A_KK^-1 A_KR,    A_RK := A_RK A_KK^-1,    A_KK := -A_KK^-1
 * </pre>
 * and when everything has been swept, {@code A} is minus its inverse. Nearly all of the work is the first of the three, a
 * product of tall matrices that is computed row by row, by all threads. Of a positive definite matrix every block that is
 * swept is positive definite too, so nothing needs pivoting. It takes {@code n^3} operations, as many as by way of
 * Cholesky's factors, in one kind of step in place of three.
 */
final class SymmetricInverse {
    private static final int BLOCK = 64;
    private static final int ROWS = 2;
    private static final int UNROLL = 4;
    /** So many columns of a block stay in a core's cache while rows pass by. */
    private static final int TILE = 1024;

    private final double[][] a;
    private final Task steps;
    /** The rows {@code A_K*} that are swept. */
    private final double[][] before;
    /** The same times {@code A_KK^-1}. */
    private final double[][] after;

    private SymmetricInverse(double[][] a, Task steps) {
        this.a = a;
        this.steps = steps;
        this.before = new double[BLOCK][a.length];
        this.after = new double[BLOCK][a.length];
    }

    /**
     * @param a square; only what is left of the diagonal, and the diagonal, is read. Overwritten with its inverse, both
     *     halves
     * @param phase what to call this in progress reports
     * @throws ArithmeticException if the matrix is not positive definite
     */
    static void invert(double[][] a, String phase, Task task) {
        SymmetricInverse inverse = new SymmetricInverse(a, task.quiet());
        for (int first = 0; first < a.length; first += BLOCK) {
            task.progress(phase, first, a.length);
            inverse.sweep(first, Math.min(BLOCK, a.length - first));
        }
        inverse.negateAndMirror();
        task.progress(phase, a.length, a.length);
    }

    /** The heap that it takes beyond the matrix, in bytes. */
    static long bytes(long size) {
        return MemoryEstimate.arrays(2 * BLOCK, size, Double.BYTES);
    }

    private void sweep(int first, int size) {
        int length = a.length;
        steps.parallel("", size, () -> k -> {
            System.arraycopy(a[first + k], 0, before[k], 0, first + k + 1);
            for (int i = first + k + 1; i < length; i++) {
                before[k][i] = a[i][first + k];
            }
        });
        double[][] inverse = inverse(first, size);
        steps.parallel("", (size + ROWS - 1) / ROWS, () -> unit -> {
            int k = unit * ROWS;
            int rows = Math.min(ROWS, size - k);
            for (int r = k; r < k + rows; r++) {
                Arrays.fill(after[r], 0);
            }
            addProducts(after, k, rows, inverse, k, before, length);
        });
        int groups = (length + ROWS - 1) / ROWS;
        steps.parallel("", groups, () -> {
            double[][] factors = new double[ROWS][BLOCK];
            return unit -> updateRows((groups - 1 - unit) * ROWS, first, size, factors); // the longest rows first
        });
        for (int k = 0; k < size; k++) {
            System.arraycopy(after[k], 0, a[first + k], 0, first);
            for (int l = 0; l <= k; l++) {
                a[first + k][first + l] = -inverse[k][l];
            }
        }
    }

    /** Up to the diagonal and a bit further; what is right of it is nobody's, and the swept rows are replaced afterwards. */
    private void updateRows(int firstRow, int first, int size, double[][] factors) {
        int rows = Math.min(ROWS, a.length - firstRow);
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < size; k++) {
                factors[r][k] = -before[k][firstRow + r];
            }
        }
        addProducts(a, firstRow, rows, factors, 0, after, firstRow + rows);
        for (int i = Math.max(first + size, firstRow); i < firstRow + rows; i++) {
            for (int k = 0; k < size; k++) {
                a[i][first + k] = after[k][i];
            }
        }
    }

    /** {@code A_KK^-1}, both halves, by sweeping it place by place; padded with zeros to the size of a block. */
    private double[][] inverse(int first, int size) {
        double[][] block = new double[size][BLOCK];
        for (int k = 0; k < size; k++) {
            System.arraycopy(before[k], first, block[k], 0, size);
        }
        for (int p = 0; p < size; p++) {
            double pivot = block[p][p];
            if (!(pivot > 0)) {
                throw new ArithmeticException("not positive definite: pivot %d is %s".formatted(first + p, pivot));
            }
            for (int i = 0; i < size; i++) {
                double factor = block[i][p] / pivot;
                for (int j = 0; i != p && j < size; j++) {
                    block[i][j] -= factor * block[p][j];
                }
                block[i][p] = i == p ? -1 / pivot : factor;
            }
            for (int j = 0; j < size; j++) {
                block[p][j] = j == p ? -1 / pivot : block[j][p];
            }
        }
        for (double[] row : block) {
            for (int l = 0; l < size; l++) {
                row[l] = -row[l];
            }
        }
        return block;
    }

    private void negateAndMirror() {
        steps.parallel("", a.length, () -> i -> {
            for (int j = 0; j <= i; j++) {
                a[i][j] = -a[i][j];
                a[j][i] = a[i][j];
            }
        });
    }

    /**
     * {@code target[row + r][c] += sum_k factors[factorRow + r][k] * source[k][c]} for {@code c < length}.
     *
     * @param factors zero where {@code source} is beyond what counts
     */
    private static void addProducts(double[][] target, int row, int rows, double[][] factors, int factorRow,
            double[][] source, int length) {
        double[] one = target[row];
        double[] other = rows == ROWS ? target[row + 1] : new double[length];
        double[] f = factors[factorRow];
        double[] g = rows == ROWS ? factors[factorRow + 1] : f;
        for (int from = 0; from < length; from += TILE) {
            int to = Math.min(length, from + TILE);
            for (int k = 0; k < BLOCK; k += UNROLL) {
                addProducts(one, other, source[k], source[k + 1], source[k + 2], source[k + 3], f, g, k, from, to);
            }
        }
    }

    /** In the shape that the JIT compiler turns into vector instructions. */
    private static void addProducts(double[] t, double[] u, double[] s0, double[] s1, double[] s2, double[] s3, double[] f,
            double[] g, int k, int from, int to) {
        double f0 = f[k];
        double f1 = f[k + 1];
        double f2 = f[k + 2];
        double f3 = f[k + 3];
        double g0 = g[k];
        double g1 = g[k + 1];
        double g2 = g[k + 2];
        double g3 = g[k + 3];
        for (int c = from; c < to; c++) {
            double a = s0[c];
            double b = s1[c];
            double d = s2[c];
            double e = s3[c];
            t[c] += f0 * a + f1 * b + f2 * d + f3 * e;
            u[c] += g0 * a + g1 * b + g2 * d + g3 * e;
        }
    }
}
