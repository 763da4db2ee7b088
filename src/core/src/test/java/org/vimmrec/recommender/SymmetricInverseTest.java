package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class SymmetricInverseTest {

    /** {@code B B' + I / 2}; the values right of the diagonal are garbage. */
    private static double[][][] positiveDefinite(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] b = new double[size][size];
        for (double[] row : b) {
            for (int k = 0; k < size; k++) {
                row[k] = random.nextDouble() - 0.3;
            }
        }
        double[][][] a = SymmetricInverse.square(size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double sum = i == j ? 0.5 : j > i ? 1e6 : 0;
                for (int k = 0; j <= i && k < size; k++) {
                    sum += b[i][k] * b[j][k] / size;
                }
                a[i][j / SymmetricInverse.WIDTH][j % SymmetricInverse.WIDTH] = sum;
            }
        }
        return a;
    }

    private static double at(double[][][] a, int i, int j) {
        return a[i][j / SymmetricInverse.WIDTH][j % SymmetricInverse.WIDTH];
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 63, 64, 65, 129, 300, 1100})
    void shouldGiveTheIdentityTimesTheMatrix(int size) {
        double[][][] a = positiveDefinite(size, size);
        double[][][] inverse = positiveDefinite(size, size);
        SymmetricInverse.invert(inverse, "inverting", new Task(2, TaskMonitor.NONE));
        SplittableRandom random = new SplittableRandom(size);
        for (int check = 0; check < Math.min(size * size, 40_000); check++) {
            int i = random.nextInt(size);
            int j = random.nextInt(size);
            double product = 0;
            for (int k = 0; k < size; k++) {
                product += at(a, Math.max(i, k), Math.min(i, k)) * at(inverse, k, j);
            }
            assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-10));
            assertThat(at(inverse, i, j)).isEqualTo(at(inverse, j, i));
        }
    }

    @Test
    void shouldBeTheSameAtAnyConcurrency() {
        double[][][] one = positiveDefinite(333, 1);
        double[][][] three = positiveDefinite(333, 1);
        SymmetricInverse.invert(one, "inverting", new Task(1, TaskMonitor.NONE));
        SymmetricInverse.invert(three, "inverting", new Task(3, TaskMonitor.NONE));
        for (int i = 0; i < one.length; i++) {
            assertThat(one[i]).isDeepEqualTo(three[i]);
        }
    }

    @Test
    void shouldRefuseAMatrixThatIsNotPositiveDefinite() {
        double[][][] a = positiveDefinite(100, 1);
        a[80][0][80] = -1;
        assertThatThrownBy(() -> SymmetricInverse.invert(a, "inverting", new Task(2, TaskMonitor.NONE)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("pivot 80");
    }
}
