package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class KernelWarmupTest {
    private static final double LARGE = 1e10;

    private final Task task = new Task(2, TaskMonitor.NONE);
    private final KernelWarmup warmup = new KernelWarmup();

    @Test
    void shouldWarmUpEachImplementationOnce() {
        for (Kernels kernels : Kernels.values()) {
            if (kernels.available()) {
                assertThat(warmup.warmUp(LARGE, kernels, task))
                        .as("%s, the first time", kernels)
                        .isTrue();
                assertThat(warmup.warmUp(LARGE, kernels, task))
                        .as("%s, the second time", kernels)
                        .isFalse();
            }
        }
    }

    @Test
    void shouldWarmUpForLargeSearchesOnly() {
        assertThat(warmup.warmUp(1e6, Kernels.PLAIN, task)).isFalse();
        assertThat(warmup.warmUp(LARGE, Kernels.PLAIN, task)).isTrue();
    }

    @Test
    void shouldWarmUpAgainAfterAnInterruptedWarmUp() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> warmup.warmUp(LARGE, Kernels.PLAIN, task)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(warmup.warmUp(LARGE, Kernels.PLAIN, task)).isTrue();
    }

    /** The warm-up is not part of the progress of a search. */
    @Test
    void shouldReportNoProgress() {
        List<String> reports = new ArrayList<>();
        warmup.warmUp(LARGE, Kernels.PLAIN, new Task(2, new TaskMonitor() {
            @Override
            public void checkTermination() {}

            @Override
            public void progress(String phase, int percent) {
                reports.add(phase);
            }

            @Override
            public void allocate(long bytes) {
                reports.add(bytes + " bytes");
            }
        }));
        assertThat(reports).isEmpty();
    }
}
