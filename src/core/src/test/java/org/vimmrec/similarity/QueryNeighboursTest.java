package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vimmrec.sparse.TopKHeap;

class QueryNeighboursTest {
    private static float[] row(double... values) {
        return EmbeddingMatrix.row(values);
    }

    @Test
    void shouldWeighTheModalitiesThatBothHave() {
        EmbeddingMatrix first = EmbeddingMatrix.of(2, new float[][] {row(1, 0), null, row(1, 1), row(-1, 0)});
        EmbeddingMatrix second = EmbeddingMatrix.of(2, new float[][] {row(0, 1), row(1, 0), null, null});
        TopKHeap best = QueryNeighbours.of(
                List.of(first.withItem(row(2, 0)), second.withItem(row(3, 0))), new double[] {0.75, 0.25}, 10);
        assertThat(best.indexes()).containsExactly(1, 0, 2, 3);
        assertThat(best.score(0)).isCloseTo(1, within(1e-12));
        assertThat(best.score(1)).isCloseTo(0.75, within(1e-12));
        assertThat(best.score(2)).isCloseTo(Math.sqrt(0.5), within(1e-7));
        assertThat(best.score(3)).isCloseTo(-1, within(1e-12));
    }

    @Test
    void shouldLeaveOutItemsWithoutAModalityOfTheQuery() {
        EmbeddingMatrix first = EmbeddingMatrix.of(1, new float[][] {row(1), null});
        EmbeddingMatrix second = EmbeddingMatrix.of(1, new float[][] {null, row(1)});
        TopKHeap best =
                QueryNeighbours.of(List.of(first.withItem(row(1)), second.withItem(null)), new double[] {0.5, 0.5}, 5);
        assertThat(best.indexes()).containsExactly(0);
    }
}
