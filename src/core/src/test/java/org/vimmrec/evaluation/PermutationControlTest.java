package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationControlTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 50})
    void shouldGiveEachEmbeddingToOneItem(int items) {
        int[] all = IntStream.range(0, items).toArray();
        for (int permutation = 0; permutation < PermutationControl.PERMUTATIONS; permutation++) {
            int[] holders = PermutationControl.permutation(items, permutation);
            assertThat(holders).isEqualTo(PermutationControl.permutation(items, permutation));
            assertThat(Arrays.stream(holders).sorted())
                    .containsExactly(Arrays.stream(all).boxed().toArray(Integer[]::new));
        }
        if (items == 50) {
            assertThat(PermutationControl.permutation(items, 1))
                    .isNotEqualTo(all)
                    .isNotEqualTo(PermutationControl.permutation(items, 0));
        }
    }

    @Test
    void shouldGiveCandidatesTheEmbeddingsOfCandidates() {
        boolean[] candidates = new boolean[50];
        for (int i = 0; i < 50; i++) {
            candidates[i] = i % 4 == 1;
        }
        int[] holders = PermutationControl.permutation(50, candidates, 3);
        assertThat(Arrays.stream(holders).sorted().toArray())
                .isEqualTo(IntStream.range(0, 50).toArray())
                .isNotEqualTo(holders);
        assertThat(IntStream.range(0, 50)).allMatch(i -> candidates[i] == candidates[holders[i]]);
    }

    @Test
    void shouldGiveEveryItemEveryEmbeddingWithTheSameProbability() {
        int[][] counts = new int[5][5];
        for (int permutation = 0; permutation < 10_000; permutation++) {
            int[] holders = PermutationControl.permutation(5, permutation);
            for (int i = 0; i < 5; i++) {
                counts[i][holders[i]]++;
            }
        }
        assertThat(Arrays.stream(counts).flatMapToInt(Arrays::stream)).allMatch(count -> Math.abs(count - 2000) < 200);
    }

    @Test
    void shouldBoundOneMorePermutation() {
        assertThatThrownBy(() -> PermutationControl.of(new double[3])).hasMessage("3 values, not 9");
        PermutationControl one = PermutationControl.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}); // the variance is 7.5
        assertThat(one.mean()).isCloseTo(5, within(1e-12));
        assertThat(one.bound()).isCloseTo(5 + 3.3554 * Math.sqrt(7.5 * 10 / 9), within(0.002));

        SplittableRandom random = new SplittableRandom(1);
        int above = 0;
        for (int n = 0; n < 40_000; n++) {
            PermutationControl control = PermutationControl.of(IntStream.range(0, 9)
                    .mapToDouble(d -> random.nextGaussian())
                    .toArray());
            above += random.nextGaussian() > control.bound() ? 1 : 0;
        }
        assertThat(above).isBetween(150, 250); // one in 200
    }
}
