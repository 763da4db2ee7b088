package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.vimmrec.task.TaskMonitor;
import org.vimmrec.task.Task;

class KernelWarmupTest {
    private static final double LARGE = 1e10;

    private final Task task = new Task(2, TaskMonitor.NONE);
    private final KernelWarmup practice = new KernelWarmup();

    @Test
    void shouldPractiseOnceWithEachImplementation() {
        for (Kernels kernels : Kernels.values()) {
            if (kernels.available()) {
                assertThat(practice.before(LARGE, kernels, task)).as("%s, the first time", kernels).isTrue();
                assertThat(practice.before(LARGE, kernels, task)).as("%s, the second time", kernels).isFalse();
            }
        }
    }

    @Test
    void shouldLeaveItToALargeSearch() {
        assertThat(practice.before(1e6, Kernels.PLAIN, task)).isFalse();
        assertThat(practice.before(LARGE, Kernels.PLAIN, task)).isTrue();
    }

    @Test
    void shouldLeaveItToTheNextSearchWhereTheWorkWasEnded() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> practice.before(LARGE, Kernels.PLAIN, task)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(practice.before(LARGE, Kernels.PLAIN, task)).isTrue();
    }

    /** It is no part of the search's progress. */
    @Test
    void shouldReportNothing() {
        List<String> reports = new ArrayList<>();
        practice.before(LARGE, Kernels.PLAIN, new Task(2, new TaskMonitor() {
            @Override
            public void checkTermination() {
            }

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
