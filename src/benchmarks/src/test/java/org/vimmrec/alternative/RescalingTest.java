package org.vimmrec.alternative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class RescalingTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);
    private static final int ITEMS = 60;
    private static final int TOP_K = 5;

    private static EmbeddingMatrix matrix(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            float[] row = new float[6];
            for (int k = 0; k < row.length; k++) {
                row[k] = random.nextFloat();
            }
            rows[i] = random.nextInt(5) == 0 ? null : EmbeddingMatrix.row(row);
        }
        return EmbeddingMatrix.of(6, rows);
    }

    /** Without rescaling, the result is that of the product's search. */
    @Test
    void shouldFindTheNearestByTheFusedSimilarity() {
        List<EmbeddingMatrix> modalities = List.of(matrix(1), matrix(2));
        double[] weights = {0.7, 0.3};
        Neighbours found = Rescaling.search(modalities, weights, m -> (cosine, i, j) -> cosine, TOP_K, TASK);
        assertThat(Rows.of(found))
                .isEqualTo(Rows.of(
                        ExactNeighbours.search(new FusedSimilarity(modalities, weights), TOP_K, 0, "test", TASK)));
    }

    @Test
    void shouldScaleByTheDistanceOfTheLastNeighbour() {
        Rescaling local =
                Rescaling.local(new Neighbours(new int[][] {{1, 2}, {0}, {}}, new double[][] {{0.9, 0.6}, {0.9}, {}}));
        assertThat(local.of(0.9, 0, 1)).isCloseTo(Math.exp(-0.01 / (0.4 * 0.1)), within(1e-12));
        assertThat(local.of(0.5, 0, 2)).isZero();
        assertThat(local.of(1, 2, 0)).isEqualTo(1);
    }

    @Test
    void shouldStandardiseByAllPairs() {
        EmbeddingMatrix matrix = matrix(3);
        Rescaling standardised = Rescaling.standardised(matrix);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            for (int j = 0; j < ITEMS; j++) {
                if (i != j && matrix.has(i) && matrix.has(j)) {
                    values.add(standardised.of(matrix.cosine(i, j), i, j));
                }
            }
        }
        assertThat(values.stream().mapToDouble(value -> value).average()).hasValueCloseTo(0.0, within(1e-9));
        assertThat(values.stream().mapToDouble(value -> value * value).average())
                .hasValueCloseTo(1.0, within(1e-9));
    }
}
