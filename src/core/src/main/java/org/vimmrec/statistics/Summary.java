package org.vimmrec.statistics;

import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;

/**
 * What sparse rows amount to.
 *
 * @param rows the number of rows
 * @param rowsWithEntries how many of them have an entry
 * @param columnReached by column whether any row has an entry there
 * @param values the distribution of all entries' values, and their number
 */
public record Summary(int rows, int rowsWithEntries, boolean[] columnReached, StreamingDistribution values) {
    /** A block holds at least so many rows, so that merging costs nothing beside reading them. */
    private static final int LEAST_ROWS = 2048;
    /** There are at most so many blocks, because each holds a distribution, of some 100 KB. */
    private static final int MOST_BLOCKS = 1024;

    /**
     * Reads all rows once, in parallel. Sums are formed by blocks of rows and merged in the blocks' order, so that the
     * figures are the same to the last bit at any concurrency.
     *
     * @param columns the number of columns
     * @param phase what to call this in progress reports
     */
    public static Summary of(SparseRows rows, int columns, String phase, Task task) {
        int rowsPerBlock = Math.max(LEAST_ROWS, (rows.rows() + MOST_BLOCKS - 1) / MOST_BLOCKS);
        int blocks = (int) (((long) rows.rows() + rowsPerBlock - 1) / rowsPerBlock);
        Block[] parts = new Block[blocks];
        boolean[] reached = new boolean[columns]; // by all workers: they only ever set, and to the same value
        task.parallel(phase, blocks, () -> {
            SparseRows.Reader reader = rows.reader();
            return block -> {
                int start = block * rowsPerBlock;
                parts[block] = new Block();
                parts[block].read(reader, start, (int) Math.min(rows.rows(), (long) start + rowsPerBlock), reached);
            };
        });
        int withEntries = 0;
        StreamingDistribution values = new StreamingDistribution();
        for (Block part : parts) {
            withEntries += part.rowsWithEntries;
            values.add(part.values);
        }
        return new Summary(rows.rows(), withEntries, reached, values);
    }

    private static final class Block {
        private final StreamingDistribution values = new StreamingDistribution();
        private int rowsWithEntries;

        void read(SparseRows.Reader reader, int start, int end, boolean[] reached) {
            for (int row = start; row < end; row++) {
                int entries = reader.read(row);
                rowsWithEntries += entries > 0 ? 1 : 0;
                for (int n = 0; n < entries; n++) {
                    values.add(reader.value(n));
                    reached[reader.column(n)] = true;
                }
            }
        }
    }
}
