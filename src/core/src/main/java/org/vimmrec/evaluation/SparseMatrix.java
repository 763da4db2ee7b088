package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.sparse.Interactions;

/** A sparse matrix in compressed rows, the columns of a row ascending. */
final class SparseMatrix {
    private final int columns;
    private final int[] offsets;
    private final int[] column;
    private final double[] values;

    private SparseMatrix(int columns, int[] offsets, int[] column, double[] values) {
        this.columns = columns;
        this.offsets = offsets;
        this.column = column;
        this.values = values;
    }

    /** A row per user, a column per item. */
    static SparseMatrix of(Interactions interactions, int items) {
        int[] offsets = new int[interactions.users() + 1];
        int[] column = new int[interactions.total()];
        double[] values = new double[column.length];
        int at = 0;
        for (int u = 0; u < interactions.users(); u++) {
            for (int n = 0; n < interactions.count(u); n++) {
                column[at] = interactions.item(u, n);
                values[at++] = interactions.weight(u, n);
            }
            offsets[u + 1] = at;
        }
        return new SparseMatrix(items, offsets, column, values);
    }

    /** The heap that a matrix with so many entries takes, in bytes. */
    static long bytes(long rows, long entries) {
        return rows * Integer.BYTES + entries * (Integer.BYTES + Double.BYTES);
    }

    int rows() {
        return offsets.length - 1;
    }

    int columns() {
        return columns;
    }

    /** Where a row's entries begin; they end where the next row's begin. */
    int start(int row) {
        return offsets[row];
    }

    int column(int entry) {
        return column[entry];
    }

    double value(int entry) {
        return values[entry];
    }

    /** Whether there is an entry. */
    boolean contains(int row, int c) {
        return Arrays.binarySearch(column, offsets[row], offsets[row + 1], c) >= 0;
    }

    double[] rowSums() {
        double[] sums = new double[rows()];
        for (int row = 0; row < sums.length; row++) {
            for (int e = offsets[row]; e < offsets[row + 1]; e++) {
                sums[row] += values[e];
            }
        }
        return sums;
    }

    SparseMatrix transposed() {
        int[] starts = new int[columns + 1];
        for (int c : column) {
            starts[c + 1]++;
        }
        for (int c = 0; c < columns; c++) {
            starts[c + 1] += starts[c];
        }
        int[] next = starts.clone();
        int[] rowOf = new int[column.length];
        double[] moved = new double[column.length];
        for (int row = 0; row < rows(); row++) {
            for (int e = offsets[row]; e < offsets[row + 1]; e++) {
                int to = next[column[e]]++;
                rowOf[to] = row;
                moved[to] = values[e];
            }
        }
        return new SparseMatrix(rows(), starts, rowOf, moved);
    }

    /** Every value times its row's factor and its column's. */
    SparseMatrix scaled(double[] rowFactors, double[] columnFactors) {
        double[] scaled = new double[values.length];
        for (int row = 0; row < rows(); row++) {
            for (int e = offsets[row]; e < offsets[row + 1]; e++) {
                scaled[e] = rowFactors[row] * values[e] * columnFactors[column[e]];
            }
        }
        return new SparseMatrix(columns, offsets, column, scaled);
    }

    /**
     * The adjacency matrix of the graph whose edges this matrix holds: rows come first among the nodes, then columns.
     *
     * @param transposed this matrix, transposed
     */
    SparseMatrix bipartite(SparseMatrix transposed) {
        int nodes = rows() + columns;
        int[] starts = new int[nodes + 1];
        int[] neighbour = new int[2 * column.length];
        double[] weights = new double[2 * column.length];
        System.arraycopy(offsets, 0, starts, 0, rows());
        for (int c = 0; c <= columns; c++) {
            starts[rows() + c] = column.length + transposed.offsets[c];
        }
        for (int e = 0; e < column.length; e++) {
            neighbour[e] = rows() + column[e];
        }
        System.arraycopy(transposed.column, 0, neighbour, column.length, column.length);
        System.arraycopy(values, 0, weights, 0, column.length);
        System.arraycopy(transposed.values, 0, weights, column.length, column.length);
        return new SparseMatrix(nodes, starts, neighbour, weights);
    }

    /**
     * Adds to {@code sum} the product of a row and a dense matrix.
     *
     * @param dense a row for each of this matrix's columns, as long as {@code sum}
     */
    void addProduct(int row, float[][] dense, float[] sum) {
        int end = offsets[row + 1];
        int e = offsets[row];
        for (; e + 3 < end; e += 4) {
            add(sum, dense[column[e]], dense[column[e + 1]], dense[column[e + 2]], dense[column[e + 3]],
                    (float) values[e], (float) values[e + 1], (float) values[e + 2], (float) values[e + 3]);
        }
        for (; e < end; e++) {
            add(sum, dense[column[e]], (float) values[e]);
        }
    }

    /** The same, where a row of {@code dense} is zero if {@code occurrences} is. */
    void addProduct(int row, float[][] dense, int[] occurrences, float[] sum) {
        for (int e = offsets[row]; e < offsets[row + 1]; e++) {
            if (occurrences[column[e]] > 0) {
                add(sum, dense[column[e]], (float) values[e]);
            }
        }
    }

    /** Four at a time, so that the sum is read and written a quarter as often. */
    private static void add(float[] sum, float[] a, float[] b, float[] c, float[] d, float wa, float wb, float wc,
            float wd) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += wa * a[k] + wb * b[k] + wc * c[k] + wd * d[k];
        }
    }

    private static void add(float[] sum, float[] a, float weight) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += weight * a[k];
        }
    }
}
