package org.vimmrec.update;

import java.util.concurrent.atomic.LongAdder;
import org.vimmrec.sparse.DelegatingReader;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.SummaryBuilder;

/**
 * Rows that record their counts, checksums and summary when they are read, so a write computes each row once. Each row
 * must be read once, by any thread.
 */
public final class RecordedRows implements SparseRows {
    private final SparseRows rows;
    private final long[] columns;
    private final int[] counts;
    private final long[] checksums;
    private final SummaryBuilder summary;
    private final LongAdder nanos = new LongAdder();

    /**
     * @param columns the node ids of the columns
     * @param counts by row, takes the number of entries
     * @param checksums by row, takes the {@link RowChecksum} without values
     * @param summary takes the rows; null if none is needed
     */
    public RecordedRows(SparseRows rows, long[] columns, int[] counts, long[] checksums, SummaryBuilder summary) {
        this.rows = rows;
        this.columns = columns;
        this.counts = counts;
        this.checksums = checksums;
        this.summary = summary;
    }

    @Override
    public int rows() {
        return rows.rows();
    }

    /** The time that reading the rows took, summed over all threads, in nanoseconds. */
    public long nanos() {
        return nanos.sum();
    }

    @Override
    public Reader reader() {
        return new DelegatingReader(rows.reader()) {
            @Override
            public int read(int row) {
                long start = System.nanoTime();
                int entries = reader.read(row);
                counts[row] = entries;
                checksums[row] = RowChecksum.of(reader, entries, columns, false);
                if (summary != null) {
                    summary.add(row, reader, entries);
                }
                nanos.add(System.nanoTime() - start);
                return entries;
            }
        };
    }
}
