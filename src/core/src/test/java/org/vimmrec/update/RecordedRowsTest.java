package org.vimmrec.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.reference.Rankings;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.SelectedRows;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.Summary;
import org.vimmrec.statistics.SummaryBuilder;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class RecordedRowsTest {
    private static final Neighbours ROWS =
            new Neighbours(new int[][] {{0, 2}, {}, {1}, {2, 1, 0}}, new double[][] {{0.5, 0.25}, {}, {1}, {3, 2, 1}});
    private static final long[] IDS = {10, 21, 32};

    private final int[] counts = {-1, -1, -1, -1};
    private final long[] checksums = {-1, -1, -1, -1};

    private static void readAll(SparseRows rows, int concurrency) {
        new Task(concurrency, TaskMonitor.NONE).parallel("test", rows.rows(), () -> rows.reader()::read);
    }

    private static long checksum(int row) {
        SparseRows.Reader reader = ROWS.reader();
        return RowChecksum.of(reader, reader.read(row), IDS, false);
    }

    @Test
    void shouldReturnTheRowsUnchanged() {
        RecordedRows rows = new RecordedRows(ROWS, IDS, counts, checksums, null);
        assertThat(rows.rows()).isEqualTo(4);
        assertThat(Rankings.rows(rows)).isEqualTo(Rankings.rows(ROWS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldRecordCountsChecksumsAndSummary(int concurrency) {
        SummaryBuilder builder = new SummaryBuilder(4, IDS.length);
        RecordedRows rows = new RecordedRows(ROWS, IDS, counts, checksums, builder);
        assertThat(rows.nanos()).isZero();
        readAll(rows, concurrency);
        assertThat(counts).containsExactly(2, 0, 1, 3);
        assertThat(checksums)
                .containsExactly(IntStream.range(0, 4)
                        .mapToLong(RecordedRowsTest::checksum)
                        .toArray());
        assertThat(checksums[1]).as("a row without entries").isZero();
        Summary summary = builder.build();
        assertThat(summary.rows()).isEqualTo(4);
        assertThat(summary.rowsWithEntries()).isEqualTo(3);
        assertThat(summary.values().count()).isEqualTo(6);
        assertThat(summary.values().max()).isEqualTo(3);
        assertThat(rows.nanos()).isPositive();
    }

    /** An update reads the rows of affected users only, and keeps what is stored of the others. */
    @Test
    void shouldRecordOnlyTheRowsThatAreRead() {
        RecordedRows rows = new RecordedRows(ROWS, IDS, counts, checksums, null);
        readAll(new SelectedRows(rows, new int[] {1, 3}), 1);
        assertThat(counts).containsExactly(-1, 0, -1, 3);
        assertThat(checksums).containsExactly(-1, 0, -1, checksum(3));
    }
}
