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
    /**
     * Reads all rows once, in parallel; see {@link SummaryBuilder}.
     *
     * @param columns the number of columns
     * @param phase the name in progress reports
     */
    public static Summary of(SparseRows rows, int columns, String phase, Task task) {
        SummaryBuilder summary = new SummaryBuilder(rows.rows(), columns);
        task.parallel(phase, summary.blocks(), () -> {
            SparseRows.Reader reader = rows.reader();
            return block -> {
                for (int row = summary.start(block); row < summary.start(block + 1); row++) {
                    summary.add(row, reader, reader.read(row));
                }
            };
        });
        return summary.build();
    }
}
