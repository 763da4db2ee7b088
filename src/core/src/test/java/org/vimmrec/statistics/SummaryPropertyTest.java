package org.vimmrec.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.vimmrec.reference.Distribution;
import org.vimmrec.reference.Neighbour;
import org.vimmrec.reference.Rankings;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class SummaryPropertyTest {

    @Provide
    Arbitrary<Integer> rowCounts() {
        return Arbitraries.of(0, 1, 2047, 2048, 2049, 5000, 9000);
    }

    /** Several blocks of rows, so that their merging shows. */
    @Property(tries = 20)
    void shouldSumUpAllRowsToTheSameBitsAtAnyConcurrency(
            @ForAll("rowCounts") int rows, @ForAll @IntRange(min = 4, max = 50) int columns, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] indexes = new int[rows][];
        double[][] values = new double[rows][];
        boolean[] reached = new boolean[columns];
        int withEntries = 0;
        for (int r = 0; r < rows; r++) {
            int count = random.nextInt(4);
            withEntries += count > 0 ? 1 : 0;
            indexes[r] = new int[count];
            values[r] = new double[count];
            for (int n = 0; n < count; n++) {
                indexes[r][n] = (r + n) % (columns - 1); // never the last column
                reached[indexes[r][n]] = true;
                values[r][n] = random.nextDouble();
            }
        }
        Neighbours matrix = new Neighbours(indexes, values);
        Summary one = Summary.of(matrix, columns, "test", new Task(1, TaskMonitor.NONE));
        Distribution exact = Distribution.of(Rankings.rows(matrix));
        assertThat(one.rows()).isEqualTo(rows);
        assertThat(one.rowsWithEntries()).isEqualTo(withEntries);
        assertThat(one.columnReached()).isEqualTo(reached);
        assertThat(one.values().count()).isEqualTo(exact.count());
        if (exact.count() > 0) {
            assertThat(one.values().min()).isEqualTo(exact.min());
            assertThat(one.values().max()).isEqualTo(exact.max());
            assertThat(one.values().mean()).isCloseTo(exact.mean(), within(1e-12));
            assertThat(one.values().stdDev()).isCloseTo(exact.standardDeviation(), within(1e-12));
        }
        for (int concurrency : new int[] {2, 3, 8}) {
            Summary many = Summary.of(matrix, columns, "test", new Task(concurrency, TaskMonitor.NONE));
            assertThat(figures(many)).isEqualTo(figures(one));
            assertThat(many.columnReached()).isEqualTo(reached);
        }
    }

    private static List<Neighbour> figures(Summary summary) {
        return List.of(
                new Neighbour(summary.rowsWithEntries(), summary.values().mean()),
                new Neighbour((int) summary.values().count(), summary.values().stdDev()),
                new Neighbour(50, summary.values().percentile(50)),
                new Neighbour(99, summary.values().percentile(99)));
    }
}
