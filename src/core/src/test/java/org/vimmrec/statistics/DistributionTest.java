package org.vimmrec.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void shouldInterpolateBetweenValuesWhoseDifferenceOverflows() {
        Distribution distribution = Distribution.of(new double[] {Double.MAX_VALUE, -Double.MAX_VALUE});
        assertThat(distribution.percentile(25)).isCloseTo(-Double.MAX_VALUE / 2, within(1e295));
        assertThat(distribution.percentile(50)).isCloseTo(0, within(1e295));
        assertThat(distribution.percentile(75)).isCloseTo(Double.MAX_VALUE / 2, within(1e295));
    }

    @Test
    void shouldCountZeroAndNegativeZeroInOneBin() {
        StreamingDistribution distribution = streaming(-0.0, 0.0, 5);
        assertThat(distribution.percentile(30))
                .isEqualTo(distribution.percentile(60))
                .isBetween(0.0, Double.MIN_NORMAL);
    }

    @Test
    void shouldFindZeroBetweenNegativeAndPositiveValues() {
        assertThat(streaming(-1, 0, 1).percentile(50)).isBetween(0.0, Double.MIN_NORMAL);
    }

    @Test
    void shouldFindNegativeValuesToOnePartIn1024() {
        assertThat(streaming(-8, -1.5, 8).percentile(50)).isCloseTo(-1.5, within(1.5 / 1024));
    }

    private static StreamingDistribution streaming(double... values) {
        StreamingDistribution distribution = new StreamingDistribution();
        for (double value : values) {
            distribution.add(value);
        }
        return distribution;
    }
}
