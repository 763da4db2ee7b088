package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Which columns become candidates. A similarity of exactly 0.6 is the hypotenuse of 3, 4 and 5. */
class CandidateSearchTest {
    private static final Task TASK = new Task(1, TaskMonitor.NONE);
    /** Similarities with the first item: 1, 0.8, 0.6, 0, -0.6. */
    private static final float[][] EMBEDDINGS = {{5, 0}, {1, 0}, {4, 3}, {3, 4}, {0, 1}, {-3, 4}};

    private static CandidateSearch search(double cutoff) {
        int items = EMBEDDINGS.length;
        FusedSimilarity similarity =
                new FusedSimilarity(List.of(EmbeddingMatrix.of(2, EMBEDDINGS.clone())), new double[] {1});
        SearchOrder order = new SearchOrder(IntStream.range(0, items).toArray(), items, items);
        return new CandidateSearch(
                SearchParameters.of(similarity, items, items - 1, cutoff, Kernels.PLAIN), order, items - 1, false);
    }

    private static Set<Integer> candidates(CandidateSearch search, int row) {
        search.run("similarity", TASK);
        Set<Integer> columns = new HashSet<>();
        for (int rank = 0; rank < search.candidates().count(row); rank++) {
            columns.add(search.candidates().column(row, rank));
        }
        return columns;
    }

    /** The error bound of single precision must not exclude a column that is at the cutoff. */
    @Test
    void shouldKeepWhatMayBeAboveTheCutoff() {
        assertThat(candidates(search(0.6), 0)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(candidates(search(0.61), 0)).containsExactlyInAnyOrder(1, 2);
        assertThat(candidates(search(-1), 0)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    void shouldKeepWhatMayReachTheRequiredSimilarity() {
        CandidateSearch search = search(-1);
        search.require(0, 0.6);
        assertThat(candidates(search, 0)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(search.candidates().count(4)).isEqualTo(5);
    }
}
