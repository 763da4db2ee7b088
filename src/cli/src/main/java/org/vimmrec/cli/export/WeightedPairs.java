package org.vimmrec.cli.export;

import java.util.Arrays;
import org.vimmrec.cli.process.CommandFailure;

/**
 * Pairs with a weight, in the order in which they were added. The row is a user or an item, and the column is an item.
 */
final class WeightedPairs {

    private int[] rows = new int[1024];
    private int[] columns = new int[1024];
    private double[] weights = new double[1024];
    private int size;

    void add(int row, int column, double weight) {
        if (size == rows.length) {
            if (size == CsrMatrix.MAX_SIZE) {
                throw new CommandFailure("more than " + CsrMatrix.MAX_SIZE
                        + " entries in a matrix. Export fewer virtual " + "interactions, such as with --max-per-user.");
            }
            int larger = (int) Math.min(CsrMatrix.MAX_SIZE, size + (size >>> 1) + 1L);
            rows = Arrays.copyOf(rows, larger);
            columns = Arrays.copyOf(columns, larger);
            weights = Arrays.copyOf(weights, larger);
        }
        rows[size] = row;
        columns[size] = column;
        weights[size++] = weight;
    }

    int size() {
        return size;
    }

    int row(int n) {
        return rows[n];
    }

    int column(int n) {
        return columns[n];
    }

    double weight(int n) {
        return weights[n];
    }
}
