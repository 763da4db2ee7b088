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

    /** Returns a square matrix of zeros. */
    static SparseMatrix empty(int rows) {
        return new SparseMatrix(rows, new int[rows + 1], new int[0], new double[0]);
    }

    /** Returns a square matrix with ones on the diagonal, from a row on, and zeros elsewhere. */
    static SparseMatrix diagonal(int rows, int from) {
        int[] offsets = new int[rows + 1];
        Arrays.setAll(offsets, row -> Math.max(0, row - from));
        int[] column = new int[rows - from];
        Arrays.setAll(column, n -> from + n);
        double[] ones = new double[column.length];
        Arrays.fill(ones, 1);
        return new SparseMatrix(rows, offsets, column, ones);
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

    /** Tells for each entry whether it is among some interactions, which must all be entries. */
    boolean[] entriesIn(Interactions interactions) {
        boolean[] among = new boolean[column.length];
        for (int row = 0; row < rows(); row++) {
            int n = 0;
            for (int e = offsets[row]; e < offsets[row + 1]; e++) {
                among[e] = n < interactions.count(row) && interactions.item(row, n) == column[e];
                n += among[e] ? 1 : 0;
            }
        }
        return among;
    }

    /** Returns the matrix of the entries that are selected. */
    SparseMatrix selected(boolean[] entries) {
        int[] newOffsets = new int[offsets.length];
        int[] newColumn = new int[column.length];
        double[] newValues = new double[column.length];
        int at = 0;
        for (int row = 0; row < rows(); row++) {
            for (int e = offsets[row]; e < offsets[row + 1]; e++) {
                if (entries[e]) {
                    newColumn[at] = column[e];
                    newValues[at++] = values[e];
                }
            }
            newOffsets[row + 1] = at;
        }
        return new SparseMatrix(columns, newOffsets, Arrays.copyOf(newColumn, at), Arrays.copyOf(newValues, at));
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
     * Returns {@code D^-1/2 (0 X; X' 0) D^-1/2} for this matrix {@code X} of users by items: the adjacency matrix of
     * the user-item graph, where {@code D} holds the degrees of its nodes. The users come first, then the items.
     */
    SparseMatrix normalizedBipartite() {
        SparseMatrix byColumn = transposed();
        double[] rowFactors = inverseRoots(rowSums());
        double[] columnFactors = inverseRoots(byColumn.rowSums());
        return scaled(rowFactors, columnFactors).bipartite(byColumn.scaled(columnFactors, rowFactors));
    }

    /** Returns {@code 1 / sqrt(degree)}, or 0 where the degree is 0. */
    static double[] inverseRoots(double[] degrees) {
        double[] roots = new double[degrees.length];
        Arrays.setAll(roots, n -> degrees[n] > 0 ? 1 / Math.sqrt(degrees[n]) : 0);
        return roots;
    }

    /**
     * Returns the adjacency matrix of the bipartite graph whose edges are the entries of this matrix. Its first nodes
     * are the rows, its last nodes the columns.
     *
     * @param transposed the transpose of this matrix
     */
    private SparseMatrix bipartite(SparseMatrix transposed) {
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
            Vectors.addScaled(
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
            Vectors.addScaled(sum, dense[column[e]], (float) values[e]);
        }
    }

    /** The same, for a dense matrix whose row {@code c} is zero where {@code occurrences[c]} is 0. */
    void addProduct(int row, float[][] dense, int[] occurrences, float[] sum) {
        for (int e = offsets[row]; e < offsets[row + 1]; e++) {
            if (occurrences[column[e]] > 0) {
                Vectors.addScaled(sum, dense[column[e]], (float) values[e]);
            }
        }
    }
}
