package org.vimmrec.statistics;

import java.util.HashMap;
import java.util.Map;
import org.vimmrec.sparse.SparseRows;

/**
 * Builds the {@link Summary} of rows that several threads read, each row once and in any order.
 *
 * <p>Each block of rows has its own sums. Rows enter a block in the order of their numbers, and blocks are merged in
 * their order, so the summary is the same to the last bit at any concurrency. A row that comes too early waits until
 * the rows before it have come. Threads that take rows in ascending order therefore keep only few rows waiting.
 */
public final class SummaryBuilder {
    /** The fewest rows of a block, so that merging takes little time beside reading. */
    private static final int MIN_ROWS = 2048;

    private static final int MAX_BLOCKS = 1024;
    /** The heap of a block: the distribution of values that span about ten powers of two. */
    private static final int BLOCK_BYTES = 100_000;

    private final int rows;
    private final int rowsPerBlock;
    private final Block[] blocks;
    private final boolean[] reached;

    /** Starts with no rows, of which {@link #add} must get all. */
    public SummaryBuilder(int rows, int columns) {
        this.rows = rows;
        this.rowsPerBlock = rowsPerBlock(rows);
        this.blocks = new Block[blocks(rows)];
        this.reached = new boolean[columns];
        for (int block = 0; block < blocks.length; block++) {
            blocks[block] = new Block(start(block));
        }
    }

    /** The heap that the summary of rows takes, in bytes. Rows that wait for others are not included. */
    public static long bytes(int rows) {
        return (long) blocks(rows) * BLOCK_BYTES;
    }

    private static int rowsPerBlock(int rows) {
        return Math.max(MIN_ROWS, (int) (((long) rows + MAX_BLOCKS - 1) / MAX_BLOCKS));
    }

    private static int blocks(int rows) {
        return (int) (((long) rows + rowsPerBlock(rows) - 1) / rowsPerBlock(rows));
    }

    int blocks() {
        return blocks.length;
    }

    int start(int block) {
        return (int) Math.min(rows, (long) block * rowsPerBlock);
    }

    /** Adds the current row of a reader. */
    public void add(int row, SparseRows.Reader reader, int entries) {
        for (int n = 0; n < entries; n++) {
            reached[reader.column(n)] = true; // threads only ever set it to true
        }
        blocks[row / rowsPerBlock].add(row, reader, entries);
    }

    /** The summary, after all rows were added. */
    public Summary build() {
        int withEntries = 0;
        StreamingDistribution values = new StreamingDistribution();
        for (int block = 0; block < blocks.length; block++) {
            if (blocks[block].next != start(block + 1)) {
                throw new IllegalStateException("row %d was not added".formatted(blocks[block].next));
            }
            withEntries += blocks[block].rowsWithEntries;
            values.add(blocks[block].values);
        }
        return new Summary(rows, withEntries, reached, values);
    }

    private static final class Block {
        private final StreamingDistribution values = new StreamingDistribution();
        private final Map<Integer, double[]> waiting = new HashMap<>();
        private int next;
        private int rowsWithEntries;

        Block(int start) {
            this.next = start;
        }

        synchronized void add(int row, SparseRows.Reader reader, int entries) {
            rowsWithEntries += entries > 0 ? 1 : 0;
            if (row != next) {
                double[] early = new double[entries];
                for (int n = 0; n < entries; n++) {
                    early[n] = reader.value(n);
                }
                waiting.put(row, early);
                return;
            }
            for (int n = 0; n < entries; n++) {
                values.add(reader.value(n));
            }
            next++;
            for (double[] early = waiting.remove(next); early != null; early = waiting.remove(next)) {
                for (double value : early) {
                    values.add(value);
                }
                next++;
            }
        }
    }
}
