package org.vimmrec.cli.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.vimmrec.mmrec.NpzWriter;

/**
 * A sparse matrix in compressed rows (CSR).
 *
 * @param columns the number of columns
 * @param offsets where each row starts in the other two arrays, and where the last one ends
 * @param indices the columns of the entries, ascending within a row
 * @param values the values of the entries
 */
record CsrMatrix(int columns, int[] offsets, int[] indices, double[] values) {

    /** The maximum number of entries. The number of rows is below it, too. */
    static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    /** The number of rows. */
    int rows() {
        return offsets.length - 1;
    }

    /** The number of entries. */
    int size() {
        return indices.length;
    }

    /**
     * Writes the matrix as SciPy's {@code save_npz} does: a zip archive of NumPy arrays. Values have double precision,
     * so they are those of the procedures to the last bit. Indices have 32 bits, which suffice for any matrix that fits
     * into Java's arrays.
     */
    void writeNpz(Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                NpzWriter npz = new NpzWriter(out)) {
            npz.array("indices").array(indices);
            npz.array("indptr").array(offsets);
            npz.array("format").text("csr");
            npz.array("shape").array(new long[] {rows(), columns});
            npz.array("data").array(values);
        }
    }

    /** Collects entries in any order. */
    static final class Builder {

        private final int rows;
        private final int columns;
        private final WeightedPairs entries = new WeightedPairs();

        /** An empty matrix; {@code rows} is below {@link #MAX_SIZE}. */
        Builder(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
        }

        /** Adds an entry. Of several entries at the same place, the first counts. */
        Builder add(int row, int column, double value) {
            entries.add(row, column, value);
            return this;
        }

        /** Adds an entry for each pair. */
        Builder addAll(WeightedPairs pairs) {
            for (int n = 0; n < pairs.size(); n++) {
                add(pairs.row(n), pairs.column(n), pairs.weight(n));
            }
            return this;
        }

        CsrMatrix build() {
            int size = entries.size();
            int[] byColumn = sorted(null, entries::column, columns);
            int[] order = sorted(byColumn, entries::row, rows);
            int[] offsets = new int[rows + 1];
            int[] indices = new int[size];
            double[] sortedValues = new double[size];
            int distinct = 0;
            for (int n = 0; n < size; n++) {
                int entry = order[n];
                int row = entries.row(entry);
                if (n == 0
                        || row != entries.row(order[n - 1])
                        || entries.column(entry) != entries.column(order[n - 1])) {
                    indices[distinct] = entries.column(entry);
                    sortedValues[distinct++] = entries.weight(entry);
                    offsets[row + 1]++;
                }
            }
            for (int row = 0; row < rows; row++) {
                offsets[row + 1] += offsets[row];
            }
            return new CsrMatrix(
                    columns, offsets, Arrays.copyOf(indices, distinct), Arrays.copyOf(sortedValues, distinct));
        }

        /**
         * The entries in ascending order of a key below {@code limit}; entries with equal keys keep their order.
         *
         * @param order the order before; null for that of adding
         */
        private int[] sorted(int[] order, IntUnaryOperator keys, int limit) {
            int size = entries.size();
            int[] next = new int[limit + 1];
            for (int n = 0; n < size; n++) {
                next[keys.applyAsInt(n) + 1]++;
            }
            for (int key = 0; key < limit; key++) {
                next[key + 1] += next[key];
            }
            int[] sorted = new int[size];
            for (int n = 0; n < size; n++) {
                int entry = order == null ? n : order[n];
                sorted[next[keys.applyAsInt(entry)]++] = entry;
            }
            return sorted;
        }
    }
}
