package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmbeddingScorerTest {
    private final Random random = new Random(5);

    private float[][] rows(int count, int length) {
        float[][] rows = new float[count][length];
        for (float[] row : rows) {
            for (int d = 0; d < length; d++) {
                row[d] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    private static float[] scores(Scorer scorer, int user, int items) {
        float[][] scores = new float[1][items];
        scorer.reader().score(new int[] {user}, 0, 1, scores);
        return scores[0];
    }

    @Test
    void shouldScoreTheSameFromItsOwnEmbeddings() {
        for (boolean withBias : new boolean[] {false, true}) {
            float[] biases = withBias ? rows(1, 6)[0] : new float[6];
            EmbeddingScorer scorer = EmbeddingScorer.of(rows(3, 8), rows(6, 8), biases);
            assertThat(scorer.hasBiases()).isEqualTo(withBias);
            assertThat(scorer.length(withBias)).isEqualTo(withBias ? 9 : 8);
            float[][] items = IntStream.range(0, 6)
                    .mapToObj(i -> scorer.itemEmbedding(i, withBias))
                    .toArray(float[][]::new);
            EmbeddingScorer stored = EmbeddingScorer.ofItems(items).withUsers(scorer.userEmbedding(2, withBias));
            assertThat(scores(stored, 0, 6)).isEqualTo(scores(scorer, 2, 6));
            assertThat(items[0]).hasSize(scorer.length(withBias));
        }
    }

    @Test
    void shouldBeTheDotProduct() {
        EmbeddingScorer scorer = EmbeddingScorer.of(rows(2, 4), rows(5, 4), rows(1, 5)[0]);
        float[] user = scorer.userEmbedding(1, true);
        assertThat(user[4]).isEqualTo(1);
        for (int i = 0; i < 5; i++) {
            float[] item = scorer.itemEmbedding(i, true);
            double dot = 0;
            for (int d = 0; d < 5; d++) {
                dot += user[d] * item[d];
            }
            assertThat((double) scores(scorer, 1, 5)[i]).isCloseTo(dot, within(1e-6));
        }
    }

    @Test
    void shouldTellWhetherTheTrainingDiverged() {
        float[][] items = rows(3, 4);
        assertThat(EmbeddingScorer.of(rows(2, 4), items, new float[3]).isFinite())
                .isTrue();
        assertThat(EmbeddingScorer.of(rows(2, 4), items, new float[] {0, Float.NaN, 0})
                        .isFinite())
                .isFalse();
        items[1][2] = Float.NEGATIVE_INFINITY;
        assertThat(EmbeddingScorer.of(rows(2, 4), items, new float[3]).isFinite())
                .isFalse();
        assertThat(EmbeddingScorer.of(items, rows(2, 4), new float[2]).isFinite())
                .isFalse();
    }

    @Test
    void shouldAverageItems() {
        float[][] items = {{1, 2, 3, 4}, {3, 2, 1, 0}, {9, 9, 9, 9}};
        assertThat(EmbeddingScorer.ofItems(items).meanOfItems(new int[] {0, 1})).containsExactly(2, 2, 2, 2);
    }

    @Test
    void shouldKnowWhichLengthsEmbeddingsHave() {
        assertThat(IntStream.range(0, 14).filter(EmbeddingScorer::isValidLength))
                .containsExactly(4, 5, 8, 9, 12, 13);
    }
}
