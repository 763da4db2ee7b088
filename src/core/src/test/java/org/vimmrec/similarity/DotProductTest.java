package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotProductTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 13, 16, 207, 702, 4098})
    void shouldBeTheSameToTheLastBitInEveryImplementation(int length) {
        Random random = new Random(length);
        float[] a = random(random, length);
        float[] b = random(random, length);
        BigDecimal exact = BigDecimal.ZERO;
        double magnitude = 0;
        for (int k = 0; k < length; k++) {
            magnitude += Math.abs((double) a[k] * b[k]);
            exact = exact.add(new BigDecimal(a[k]).multiply(new BigDecimal(b[k])));
        }
        double plain = Kernels.PLAIN.dotProduct().of(a, b);
        assertThat(plain).isCloseTo(exact.doubleValue(), within(length * 0x1p-53 * magnitude));
        if (Kernels.VECTOR.available()) {
            assertThat(Kernels.VECTOR.dotProduct().of(a, b)).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 21, 207})
    void shouldBeTheSameOfFourAtOnce(int length) {
        Random random = new Random(length);
        float[] a = random(random, length);
        float[][] b = {random(random, length), random(random, length), random(random, length), random(random, length)};
        for (Kernels kernels : Kernels.values()) {
            if (kernels.available()) {
                double[] sums = new double[6];
                kernels.dotProduct().of(a, b[0], b[1], b[2], b[3], sums, 1);
                assertThat(sums)
                        .containsExactly(
                                0,
                                Kernels.PLAIN.dotProduct().of(a, b[0]),
                                Kernels.PLAIN.dotProduct().of(a, b[1]),
                                Kernels.PLAIN.dotProduct().of(a, b[2]),
                                Kernels.PLAIN.dotProduct().of(a, b[3]),
                                0);
            }
        }
    }

    private static float[] random(Random random, int length) {
        float[] row = new float[length];
        for (int k = 0; k < length; k++) {
            row[k] = (random.nextFloat() - 0.5f) * (1 << random.nextInt(8));
        }
        return row;
    }
}
