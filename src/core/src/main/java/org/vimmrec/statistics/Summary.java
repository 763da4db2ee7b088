package org.vimmrec.statistics;

import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;

/**
 * A summary of sparse rows.
 *
 * @param rows the number of rows
 * @param rowsWithEntries the number of rows that have an entry
 * @param columnReached by column, whether any row has an entry there
 * @param values the distribution of the values of all entries
 */
public record Summary(int rows, int rowsWithEntries, boolean[] columnReached, StreamingDistribution values) {
    /** The fewest rows of a block, so that merging takes little time beside reading. */
    private static final int MIN_ROWS = 2048;
    /** The most blocks. Each holds a distribution of about 100 KB. */
    private static final int MAX_BLOCKS = 1024;

    /**
     * Reads all rows once, in parallel. Each block of rows has its own sums, which are merged in the order of the blocks, so the
     * summary is the same to the last bit at any concurrency.
     *
     * @param columns the number of columns
     * @param phase the name in progress reports
     */
    public static Summary of(SparseRows rows, int columns, String phase, Task task) {
        int rowsPerBlock = Math.max(MIN_ROWS, (rows.rows() + MAX_BLOCKS - 1) / MAX_BLOCKS);
        int blocks = (int) (((long) rows.rows() + rowsPerBlock - 1) / rowsPerBlock);
        Block[] parts = new Block[blocks];
        boolean[] reached = new boolean[columns]; // shared by all workers, which only ever set it to true
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
