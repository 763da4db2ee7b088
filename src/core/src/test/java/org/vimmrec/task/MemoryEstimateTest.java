package org.vimmrec.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryEstimateTest {

    @Test
    void shouldRefuseWhatIsNoRange() {
        assertThatThrownBy(() -> new MemoryEstimate(-1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 to 5");
        assertThatThrownBy(() -> new MemoryEstimate(6, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("6 to 5");
    }

    @Test
    void shouldAddBothEnds() {
        assertThat(new MemoryEstimate(1, 10).plus(new MemoryEstimate(2, 20))).isEqualTo(new MemoryEstimate(3, 30));
    }

    @Test
    void shouldStayAtTheLargestNumberRatherThanOverflow() {
        MemoryEstimate huge = MemoryEstimate.of(Long.MAX_VALUE);
        assertThat(huge.plus(huge)).isEqualTo(huge);
        assertThat(MemoryEstimate.arrays(Long.MAX_VALUE, Long.MAX_VALUE, 8)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldCountHeadersAndReferencesOfArrays() {
        assertThat(MemoryEstimate.arrays(10, 100, 4)).isEqualTo(10 * (16 + 8 + 400));
        assertThat(MemoryEstimate.arrays(0, 100, 4)).isZero();
    }

    @Test
    void shouldBeReadable() {
        assertThat(MemoryEstimate.of(0).range()).isEqualTo("0 Bytes");
        assertThat(MemoryEstimate.of(1023).range()).isEqualTo("1023 Bytes");
        assertThat(MemoryEstimate.of(1024).range()).isEqualTo("1.0 KiB");
        assertThat(MemoryEstimate.of(3L << 29).range()).isEqualTo("1.5 GiB");
        assertThat(new MemoryEstimate(1 << 20, 3 << 20).range()).isEqualTo("[1.0 MiB ... 3.0 MiB]");
    }

    @Test
    void shouldRefuseOnlyWhatNeedsMoreThanThereIs() {
        assertThatCode(() -> new MemoryEstimate(100, 500).requireWithin(100)).doesNotThrowAnyException();
        assertThatThrownBy(() -> new MemoryEstimate(3L << 30, 4L << 30).requireWithin(1 << 20))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[3.0 GiB ... 4.0 GiB]")
                .hasMessageContaining("1.0 MiB")
                .hasMessageContaining("sudo: true");
    }

    @Test
    void shouldKnowTheFreeHeap() {
        assertThat(MemoryEstimate.freeHeap())
                .isPositive()
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
    }
}
