package org.vimmrec.update;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeightChangeTest {
    private static final double[] BEFORE = {0.25, 0.75};
    private static final double[] CURRENT = {0.5, 0.5};

    @Test
    void shouldKeepTheWeightsBefore() {
        WeightChange change = new WeightChange(BEFORE, CURRENT, false);
        assertThat(change.used()).containsExactly(BEFORE);
        assertThat(change.kept()).isTrue();
        assertThat(change.drift()).containsExactly(0.25, -0.25);
    }

    @Test
    void shouldUseTheCurrentWeightsIfTheyAreRecomputed() {
        WeightChange change = new WeightChange(BEFORE, CURRENT, true);
        assertThat(change.used()).containsExactly(CURRENT);
        assertThat(change.kept()).isFalse();
        assertThat(change.drift()).containsExactly(0.25, -0.25);
    }

    @Test
    void shouldAllowAnUpdateIfRecomputedWeightsAreThoseBefore() {
        WeightChange change = new WeightChange(BEFORE, BEFORE.clone(), true);
        assertThat(change.kept()).isTrue();
        assertThat(change.drift()).containsExactly(0, 0);
    }

    @Test
    void shouldNoticeAChangeOfTheLastBit() {
        double[] current = {Math.nextUp(0.25), 0.75};
        assertThat(new WeightChange(BEFORE, current, true).kept()).isFalse();
    }
}
