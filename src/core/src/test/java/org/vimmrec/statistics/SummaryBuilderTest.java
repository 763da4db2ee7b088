package org.vimmrec.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class SummaryBuilderTest {
    /** More than two blocks of rows, the last one incomplete. */
    private static final int ROWS = 4600;

    private static final int COLUMNS = 40;
    private static final double[] PERCENTS = {0, 1, 25, 50, 99, 100};

    /** Rows whose sum depends on the order of its summands. The last column has no entry. */
    private static Neighbours rows() {
        SplittableRandom random = new SplittableRandom(5);
        int[][] columns = new int[ROWS][];
        double[][] values = new double[ROWS][];
        for (int row = 0; row < ROWS; row++) {
            int first = row;
            int count = random.nextInt(5);
            columns[row] = IntStream.range(0, count)
                    .map(n -> (first + n) % (COLUMNS - 1))
                    .toArray();
            values[row] = random.doubles(count, 0, 1)
                    .map(value -> value * value * value)
                    .toArray();
        }
        return new Neighbours(columns, values);
    }

    private static List<Integer> rowNumbers(int from, int to) {
        return new ArrayList<>(IntStream.range(from, to).boxed().toList());
    }

    /** Adds the rows on several threads, which take them in the given order. */
    private static Summary summary(SparseRows rows, List<Integer> order, int concurrency) {
        SummaryBuilder builder = new SummaryBuilder(rows.rows(), COLUMNS);
        new Task(concurrency, TaskMonitor.NONE).parallel("test", order.size(), () -> {
            SparseRows.Reader reader = rows.reader();
            return n -> builder.add(order.get(n), reader, reader.read(order.get(n)));
        });
        return builder.build();
    }

    private static void assertSame(Summary actual, Summary expected) {
        assertThat(actual.rows()).isEqualTo(expected.rows());
        assertThat(actual.rowsWithEntries()).isEqualTo(expected.rowsWithEntries());
        assertThat(actual.columnReached()).isEqualTo(expected.columnReached());
        assertThat(actual.values().count()).isEqualTo(expected.values().count());
        assertThat(actual.values().mean()).isEqualTo(expected.values().mean());
        assertThat(actual.values().stdDev()).isEqualTo(expected.values().stdDev());
        for (double percent : PERCENTS) {
            assertThat(actual.values().percentile(percent))
                    .isEqualTo(expected.values().percentile(percent));
        }
    }

    @Test
    void shouldCountTheBytesOfAllBlocks() {
        for (int rows : new int[] {0, 1, ROWS, 3_000_000, Integer.MAX_VALUE}) {
            assertThat(SummaryBuilder.bytes(rows))
                    .as("%d rows", rows)
                    .isEqualTo(100_000L * new SummaryBuilder(rows, COLUMNS).blocks());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void shouldSummarizeRowsInAnyOrderToTheSameBits(int concurrency) {
        Neighbours rows = rows();
        Summary expected = Summary.of(rows, COLUMNS, "test", new Task(1, TaskMonitor.NONE));
        assertThat(expected.rowsWithEntries()).isBetween(1, ROWS - 1);
        assertSame(summary(rows, rowNumbers(0, ROWS), concurrency), expected);
        List<Integer> order = rowNumbers(0, ROWS);
        Collections.reverse(order);
        assertSame(summary(rows, order, concurrency), expected);
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(order, new Random(seed));
            assertSame(summary(rows, order, concurrency), expected);
        }
    }

    @Test
    void shouldSummarizeNoRows() {
        Summary summary = new SummaryBuilder(0, COLUMNS).build();
        assertThat(summary.rows()).isZero();
        assertThat(summary.rowsWithEntries()).isZero();
        assertThat(summary.columnReached()).hasSize(COLUMNS).doesNotContain(true);
        assertThat(summary.values().mean()).isNaN();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 2047, 2048, ROWS - 1})
    void shouldNotBuildASummaryWithoutAllRows(int missing) {
        List<Integer> order = rowNumbers(0, ROWS);
        order.remove(missing);
        Collections.shuffle(order, new Random(1));
        assertThatThrownBy(() -> summary(rows(), order, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("row %d ".formatted(missing));
    }
}
