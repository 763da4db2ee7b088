package org.vimmrec.recommender;

import java.util.Arrays;
import org.vimmrec.sparse.Interactions;

/** A matrix in compressed sparse rows (CSR). The columns of a row are in ascending order. */
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

    /** Returns the matrix of interactions, a row per user and a column per item. */
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

    /** Returns the heap that a matrix needs, in bytes. */
    static long bytes(long rows, long entries) {
        return rows * Integer.BYTES + entries * (Integer.BYTES + Double.BYTES);
    }

    int rows() {
        return offsets.length - 1;
    }

    int columns() {
        return columns;
    }

    /** The index of a row's first entry; the row ends before the first entry of the next row. */
    int start(int row) {
        return offsets[row];
    }

    int column(int entry) {
        return column[entry];
    }

    double value(int entry) {
        return values[entry];
    }

    /** Whether the matrix has an entry at a row and a column. */
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

    /** Returns the matrix with every value multiplied by the factor of its row and the factor of its column. */
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
     * Returns the adjacency matrix of the bipartite graph whose edges are the entries of this matrix. Its first nodes
     * are the rows, its last nodes the columns.
     *
     * @param transposed the transpose of this matrix
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
     * Adds the product of a row and a dense matrix to {@code sum}.
     *
     * @param dense a row for each of this matrix's columns, as long as {@code sum}
     */
    void addProduct(int row, float[][] dense, float[] sum) {
        int end = offsets[row + 1];
        int e = offsets[row];
        for (; e + 3 < end; e += 4) {
            add(
                    sum,
                    dense[column[e]],
                    dense[column[e + 1]],
                    dense[column[e + 2]],
                    dense[column[e + 3]],
                    (float) values[e],
                    (float) values[e + 1],
                    (float) values[e + 2],
                    (float) values[e + 3]);
        }
        for (; e < end; e++) {
            add(sum, dense[column[e]], (float) values[e]);
        }
    }

    /** The same, for a dense matrix whose row {@code c} is zero where {@code occurrences[c]} is 0. */
    void addProduct(int row, float[][] dense, int[] occurrences, float[] sum) {
        for (int e = offsets[row]; e < offsets[row + 1]; e++) {
            if (occurrences[column[e]] > 0) {
                add(sum, dense[column[e]], (float) values[e]);
            }
        }
    }

    /** Adds four rows at a time: the sum is read and written a quarter as often. All arguments are needed for speed. */
    @SuppressWarnings("ParameterNumber")
    private static void add(
            float[] sum, float[] a, float[] b, float[] c, float[] d, float wa, float wb, float wc, float wd) {
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
