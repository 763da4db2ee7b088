package org.vimmrec.alternative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vimmrec.similarity.EmbeddingMatrix;

class CentredEmbeddingsTest {

    /** The unit vectors are (1, 0), (0, 1) and (0.6, 0.8), their mean is (1.6, 1.8) / 3. */
    @Test
    void shouldSubtractTheMeanOfUnitVectors() {
        EmbeddingMatrix centred = CentredEmbeddings.of(EmbeddingMatrix.of(2, new float[][] {
            EmbeddingMatrix.row(new float[] {7, 0}),
            EmbeddingMatrix.row(new float[] {0, 0.1f}),
            null,
            EmbeddingMatrix.row(new float[] {3, 4})
        }));
        assertThat(centred.has(2)).isFalse();
        assertThat(centred.cosine(0, 1)).isCloseTo(cosine(1.4, -1.8, -1.6, 1.2), within(1e-6));
        assertThat(centred.cosine(0, 3)).isCloseTo(cosine(1.4, -1.8, 0.2, 0.6), within(1e-6));
    }

    private static double cosine(double x, double y, double otherX, double otherY) {
        return (x * otherX + y * otherY) / Math.hypot(x, y) / Math.hypot(otherX, otherY);
    }
}
