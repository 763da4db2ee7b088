package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecallEstimateTest {

    /**
     * With recalls of 0 and 1 it is Wilson's interval of a proportion, here of 81 in 263, which Newcombe worked out.
     */
    @Test
    void shouldBeWilsonsIntervalForTrials() {
        double[] recalls = new double[263];
        Arrays.fill(recalls, 0, 81, 1);
        RecallEstimate estimate = RecallEstimate.of(recalls, 263, 1.959964);
        assertThat(estimate.recall()).isCloseTo(81 / 263.0, within(1e-12));
        assertThat(estimate.low()).isCloseTo(0.2553, within(2e-4)); // the sample variance divides by n - 1
        assertThat(estimate.high()).isCloseTo(0.3662, within(2e-4));
    }

    @Test
    void shouldHaveAWidthIfAllRecallsAreEqual() {
        double[] recalls = new double[1000];
        Arrays.fill(recalls, 1);
        RecallEstimate estimate = RecallEstimate.of(recalls, 1000, 1.959964);
        assertThat(estimate.low()).isCloseTo(1 / (1 + 1.959964 * 1.959964 / 1000), within(1e-9));
        assertThat(estimate.high()).isEqualTo(1);
    }

    /** Items whose neighbours are found all or not at all tell less than independent neighbours. */
    @Test
    void shouldBeWiderIfTheNeighboursOfAnItemDependOnEachOther() {
        SplittableRandom random = new SplittableRandom(1);
        double[] independent = new double[1000];
        double[] together = new double[1000];
        for (int n = 0; n < 1000; n++) {
            for (int k = 0; k < 10; k++) {
                independent[n] += random.nextInt(10) > 0 ? 0.1 : 0;
            }
            together[n] = random.nextInt(10) > 0 ? 1 : 0;
        }
        assertThat(width(together) / width(independent)).isCloseTo(Math.sqrt(10), within(0.4));
    }

    private static double width(double[] recalls) {
        RecallEstimate estimate = RecallEstimate.of(recalls, recalls.length, 1.959964);
        return estimate.high() - estimate.low();
    }

    @Test
    void shouldBeExactIfNoItemHasNeighbours() {
        assertThat(RecallEstimate.of(new double[10], 0, 2)).isEqualTo(RecallEstimate.EXACT);
    }
}
