package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the matrix holds embeddings, and what it says of them. */
class EmbeddingMatrixTest {

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.999, 2, 3e-5, 1e-38, Float.MIN_VALUE, 1e20, Float.MAX_VALUE})
    void shouldScaleTheLargestNumberToBetweenOneAndTwo(double largest) {
        float[] row = EmbeddingMatrix.row(new double[] {largest / 4, -largest, 0});
        assertThat(row[1]).isBetween(-2f, -1f);
        assertThat(row[0]).isEqualTo(-row[1] / 4);
        assertThat(row[2]).isZero();
        float[] single = {(float) (largest / 4), (float) -largest, 0};
        assertThat(EmbeddingMatrix.row(single))
                .isEqualTo(EmbeddingMatrix.row(new double[] {single[0], single[1], single[2]}));
    }

    @Test
    void shouldScaleEqualEmbeddingsOfBothPrecisionsToTheSameBits() {
        Random random = new Random(3);
        for (int exponent = -149; exponent < 128; exponent++) {
            float[] single = new float[9];
            double[] twice = new double[9];
            for (int k = 0; k < single.length; k++) {
                single[k] = Math.scalb(1 + random.nextFloat(), exponent) * (random.nextBoolean() ? 1 : -1);
                twice[k] = single[k];
            }
            assertThat(EmbeddingMatrix.row(single)).as("2^%d", exponent).isEqualTo(EmbeddingMatrix.row(twice));
        }
    }

    @Test
    void shouldHaveNoRowForZeros() {
        assertThat(EmbeddingMatrix.row(new float[] {0, -0f})).isNull();
        assertThat(EmbeddingMatrix.row(new double[] {0, -0.0})).isNull();
    }

    @Test
    void shouldTellWhichItemsHaveAnEmbedding() {
        EmbeddingMatrix.Builder builder = new EmbeddingMatrix.Builder(4);
        builder.put(1, new float[] {1, 0});
        builder.put(2, new float[] {0, 1});
        assertThat(builder.has(2)).isTrue();
        builder.remove(2);
        assertThat(builder.has(2)).isFalse();
        builder.put(3, new float[] {1, 1});
        EmbeddingMatrix matrix = builder.build(2);
        assertThat(matrix.items()).isEqualTo(4);
        assertThat(matrix.present()).isEqualTo(2);
        assertThat(matrix.dimension()).isEqualTo(2);
        assertThat(matrix.has(1)).isTrue();
        assertThat(matrix.has(2)).isFalse();
        assertThat(matrix.inverseNorm(2)).isZero();
        assertThat(matrix.inverseNorm(3)).isEqualTo(1 / Math.sqrt(2));
        assertThatThrownBy(() -> builder.build(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 1 has dimension 2, not 3");
    }

    @Test
    void shouldCopyARowAtALength() {
        EmbeddingMatrix matrix = EmbeddingMatrix.of(2, new float[][] {{3, 4}, null});
        float[] out = {9, 9, 9, 9, 9};
        matrix.copyScaled(0, 10, out, 1);
        assertThat(out).containsExactly(9, 6, 8, 9, 9);
        matrix.copyScaled(1, 10, out, 2);
        assertThat(out).containsExactly(9, 6, 0, 0, 9);
    }
}
