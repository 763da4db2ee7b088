package org.vimmrec.alternative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedUpliftTest {

    /** The differences 1, 2, 3, 4, 5 have mean 3 and standard deviation 1.5811; R's t.test gives 1.0368 to 4.9632. */
    @Test
    void shouldComputeStudentsIntervalOfPairedDifferences() {
        PairedUplift uplift = PairedUplift.of(new double[] {9, 10, 11, 8, 12}, new double[] {10, 12, 14, 12, 17});
        assertThat(uplift.mean()).isCloseTo(0.3, within(1e-12));
        assertThat(uplift.margin()).isCloseTo(0.19632, within(1e-4));
        assertThat(uplift).hasToString("+30.0 (10.4 to 49.6)");
    }

    @Test
    void shouldPairTheSeeds() {
        PairedUplift uplift = PairedUplift.of(new double[] {1, 3}, new double[] {1.1, 3.1});
        assertThat(uplift.mean()).isCloseTo(0.05, within(1e-12));
        assertThat(uplift.margin()).isCloseTo(0, within(1e-9));
    }
}
