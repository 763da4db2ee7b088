package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vimmrec.similarity.ApproximateNeighbours;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FoundNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** The approximate search on real embeddings, one modality at a time and fused. */
class TikTokApproximateTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);
    private static final int TOP_K = 10;

    @Test
    void shouldReportTheRecallOfTheExactSearch() {
        List<EmbeddingMatrix> modalities = TikTok.modalities(TikTok.read());
        assertRecall(new FusedSimilarity(modalities.subList(0, 1), new double[] {1}));
        assertRecall(new FusedSimilarity(modalities.subList(1, 2), new double[] {1}));
        assertRecall(new FusedSimilarity(modalities, new double[] {0.6, 0.4}));
    }

    private static void assertRecall(FusedSimilarity similarity) {
        Neighbours exact = ExactNeighbours.search(similarity, TOP_K, 0, "", TASK);
        FoundNeighbours found = new ApproximateNeighbours(0.95).search(similarity, TOP_K, 0, "", TASK);
        double sum = 0;
        int items = 0;
        for (int i = 0; i < exact.rows(); i++) {
            assertThat(found.neighbours().count(i)).isEqualTo(exact.count(i));
            Set<Integer> expected = new HashSet<>();
            for (int n = 0; n < exact.count(i); n++) {
                expected.add(exact.neighbour(i, n));
            }
            int hits = 0;
            for (int n = 0; n < exact.count(i); n++) {
                int neighbour = found.neighbours().neighbour(i, n);
                assertThat(found.neighbours().score(i, n)).isEqualTo(similarity.score(i, neighbour));
                hits += expected.contains(neighbour) ? 1 : 0;
            }
            sum += expected.isEmpty() ? 0 : (double) hits / expected.size();
            items += expected.isEmpty() ? 0 : 1;
        }
        assertThat(found.recall().low()).isGreaterThanOrEqualTo(0.95);
        assertThat(sum / items).isBetween(found.recall().low(), found.recall().high());
    }
}
