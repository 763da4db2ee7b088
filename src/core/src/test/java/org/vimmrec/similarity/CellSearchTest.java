package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class CellSearchTest {
    private static final int ITEMS = 1500;
    private static final int CAPACITY = 10;
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /** A large cell must lead to the same lists if its parts are compared one after the other. */
    @ParameterizedTest
    @CsvSource({"512, 1500", "512, 700", "64, 1500", "64, 30", "749, 1500"})
    void shouldCompareAllPairsOfACellInParts(int part, int targets) {
        FusedSimilarity similarity =
                new FusedSimilarity(List.of(SpectralEmbeddings.matrix(ITEMS, 20, 1, 7)), new double[] {1});
        assertThat(lists(similarity, targets, part)).isEqualTo(lists(similarity, targets, ITEMS));
    }

    private static List<List<Integer>> lists(FusedSimilarity similarity, int targets, int part) {
        NeighbourLists lists = new NeighbourLists(Kernels.inUse().insertion(), ITEMS, CAPACITY, 0);
        int[] items = IntStream.range(0, ITEMS).toArray();
        new CellSearch(similarity, Kernels.inUse(), items, targets, lists, part)
                .run(Cells.of(new int[ITEMS], 1, 1), "test", TASK);
        List<List<Integer>> rows = new ArrayList<>();
        for (int row = 0; row < ITEMS; row++) {
            List<Integer> columns = new ArrayList<>();
            for (int n = 0; n < lists.count(row); n++) {
                columns.add(lists.column(row, n));
            }
            assertThat(columns).hasSize(Math.min(CAPACITY, row < targets ? targets - 1 : targets));
            rows.add(columns);
        }
        return rows;
    }
}
