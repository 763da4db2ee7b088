package org.vimmrec.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class TaskTest {
    private static final String PHASE = "phase of TaskTest";

    /** Records its calls, and terminates the task if {@code end} is set. */
    private static final class Listener implements TaskMonitor {
        private final Thread caller = Thread.currentThread();
        private final List<Integer> percents = new ArrayList<>();
        private volatile RuntimeException end;
        private long allocated;

        @Override
        public void checkTermination() {
            assertThat(Thread.currentThread()).isSameAs(caller);
            if (end != null) {
                throw end;
            }
        }

        @Override
        public void progress(String phase, int percent) {
            assertThat(Thread.currentThread()).isSameAs(caller);
            assertThat(phase).isEqualTo(PHASE);
            percents.add(percent);
        }

        @Override
        public void allocate(long bytes) {
            allocated += bytes;
        }
    }

    @AfterEach
    void shouldLeaveNoThreadBehind() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (!workers().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(1); // a worker is counted as ended shortly before its thread ends
        }
        assertThat(workers()).isEmpty();
    }

    private static List<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(PHASE))
                .toList();
    }

    @Test
    void shouldReportThePartsOfAPhaseAsOneRisingProgress() {
        Listener listener = new Listener();
        Task task = new Task(2, listener);
        task.part(0, 0).parallel(PHASE, 10, () -> unit -> {});
        task.part(0, 40).parallel(PHASE, 10, () -> unit -> {});
        task.part(40, 100).parallel(PHASE, 10, () -> unit -> {});
        assertThat(listener.percents).isSorted().startsWith(0).contains(40).endsWith(100);
        task.part(0, 0).allocate(7);
        assertThat(listener.allocated).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void shouldDoEachUnitOnce(int concurrency) {
        AtomicIntegerArray done = new AtomicIntegerArray(1000);
        AtomicInteger made = new AtomicInteger();
        new Task(concurrency, TaskMonitor.NONE).parallel(PHASE, 1000, () -> {
            made.incrementAndGet();
            return done::incrementAndGet;
        });
        for (int unit = 0; unit < 1000; unit++) {
            assertThat(done.get(unit)).isOne();
        }
        assertThat(made.get()).isEqualTo(concurrency);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1000, 1001, Integer.MAX_VALUE})
    void shouldDoEachUnitOnceInBatches(int together) {
        AtomicIntegerArray done = new AtomicIntegerArray(1000);
        new Task(3, TaskMonitor.NONE).parallel(PHASE, 1000, together, control -> done::incrementAndGet);
        for (int unit = 0; unit < 1000; unit++) {
            assertThat(done.get(unit)).isOne();
        }
    }

    @Test
    void shouldUseAllItsThreadsAtOnce() throws InterruptedException {
        CountDownLatch together = new CountDownLatch(3);
        new Task(3, TaskMonitor.NONE).parallel(PHASE, 3, () -> unit -> {
            together.countDown();
            await(together);
        });
        assertThat(together.getCount()).isZero();
    }

    @Test
    void shouldStartNoMoreThreadsThanUnits() {
        AtomicInteger made = new AtomicInteger();
        new Task(8, TaskMonitor.NONE).parallel(PHASE, 2, () -> {
            made.incrementAndGet();
            return unit -> {};
        });
        assertThat(made.get()).isEqualTo(2);
    }

    @Test
    void shouldReturnAtOnceWithoutUnits() {
        Listener host = new Listener();
        new Task(4, host).parallel(PHASE, 0, () -> {
            throw new AssertionError("no worker is needed");
        });
        assertThat(host.percents).endsWith(100);
    }

    @Test
    void shouldRefuseConcurrencyZero() {
        assertThatThrownBy(() -> new Task(0, TaskMonitor.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }

    @Test
    void shouldRunABackgroundJobOnAnotherThread() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        new Task(4, TaskMonitor.NONE).background(PHASE, control -> thread.set(Thread.currentThread()));
        assertThat(thread.get()).isNotNull().isNotSameAs(Thread.currentThread());
    }

    @Test
    void shouldThrowTheExceptionOfAWorkerAndStopTheOthers() {
        AtomicInteger done = new AtomicInteger();
        IllegalStateException failure = new IllegalStateException("unit 5");
        assertThatThrownBy(() -> new Task(2, TaskMonitor.NONE).parallel(PHASE, 1_000_000, () -> unit -> {
                    if (unit == 5) {
                        throw failure;
                    }
                    spin(100_000);
                    done.incrementAndGet();
                }))
                .isSameAs(failure);
        assertThat(done.get()).isLessThan(1_000_000);
        assertThat(workers().stream().filter(Thread::isAlive).count()).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldThrowTheErrorOfAWorkerUnwrapped() {
        OutOfMemoryError error = new OutOfMemoryError("of the test");
        assertThatThrownBy(() -> new Task(2, TaskMonitor.NONE).parallel(PHASE, 10, () -> unit -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void shouldThrowTheExceptionOfTheWorkerFactory() {
        IllegalStateException failure = new IllegalStateException("no scratch memory");
        assertThatThrownBy(() -> new Task(2, TaskMonitor.NONE).parallel(PHASE, 10, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void shouldStopAtOnceWhenTheMonitorTerminatesIt() {
        Listener host = new Listener();
        RuntimeException end = new RuntimeException("terminated");
        long start = System.nanoTime();
        assertThatThrownBy(() -> new Task(2, host).parallel(PHASE, Integer.MAX_VALUE, () -> unit -> {
                    host.end = end;
                    spin(100_000);
                }))
                .isSameAs(end);
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
    }

    /** Training runs thousands of steps, each of which ends before the task asks the monitor again. */
    @Test
    void shouldNotBeginAStepWhenItIsTerminated() {
        Listener host = new Listener();
        Task task = new Task(2, host);
        AtomicInteger units = new AtomicInteger();
        task.parallel(PHASE, 2, () -> unit -> units.incrementAndGet());
        host.end = new RuntimeException("terminated");
        assertThatThrownBy(() -> task.parallel(PHASE, 2, () -> unit -> units.incrementAndGet()))
                .isSameAs(host.end);
        assertThat(units).hasValue(2);
    }

    @Test
    void shouldKeepTheMonitorWhenSingleThreaded() {
        Listener listener = new Listener();
        Task alone = new Task(2, listener).singleThreaded();
        assertThat(alone.concurrency()).isOne();
        alone.parallel(PHASE, 10, () -> unit -> {});
        assertThat(listener.percents).startsWith(0).endsWith(100);
        listener.end = new IllegalStateException("of the test");
        assertThatThrownBy(alone::checkTermination).isSameAs(listener.end);
    }

    /** For example, an OutOfMemoryError while it formats the progress. */
    @Test
    void shouldStopItsWorkersWhenTheMonitorThrowsAnError() {
        OutOfMemoryError error = new OutOfMemoryError("of the test");
        AtomicInteger working = new AtomicInteger();
        TaskMonitor host = new TaskMonitor() {
            @Override
            public void checkTermination() {
                if (working.get() > 0) {
                    throw error;
                }
            }

            @Override
            public void progress(String phase, int percent) {}

            @Override
            public void allocate(long bytes) {}
        };
        assertThatThrownBy(() -> new Task(2, host).parallel(PHASE, 1_000_000, control -> unit -> {
                    working.incrementAndGet();
                    spin(100_000);
                    working.decrementAndGet();
                }))
                .isSameAs(error);
        assertThat(working).hasValue(0);
    }

    @Test
    void shouldStopWhenARegistrationExceedsItsTimeLimit() {
        IllegalStateException late = new IllegalStateException("late");
        CountDownLatch released = new CountDownLatch(1);
        assertThatThrownBy(() -> new Task(1, TaskMonitor.NONE).background(PHASE, control -> {
                    control.whenStopped(() -> {}, 60, () -> new IllegalStateException("not yet"));
                    control.whenStopped(released::countDown, 1, () -> late);
                    await(released);
                }))
                .isSameAs(late);
    }

    /** A worker that waits for a lock of the calling thread must not block it. */
    @Test
    void shouldLeaveAWorkerBehindThatCannotBeStopped() {
        CountDownLatch callerIsBack = new CountDownLatch(1);
        CountDownLatch idle = new CountDownLatch(1);
        RuntimeException end = new RuntimeException("terminated");
        Listener host = new Listener();
        Task task = new Task(1, host);
        long start = System.nanoTime();
        assertThatThrownBy(() -> task.background(PHASE, control -> {
                    host.end = end;
                    await(callerIsBack);
                }))
                .isSameAs(end);
        assertThat(System.nanoTime() - start).isBetween(TimeUnit.SECONDS.toNanos(4), TimeUnit.SECONDS.toNanos(9));
        task.whenIdle(idle::countDown);
        assertThat(idle.getCount()).isEqualTo(1);
        callerIsBack.countDown();
        await(idle);
        CountDownLatch again = new CountDownLatch(1);
        task.whenIdle(again::countDown);
        assertThat(again.getCount()).isZero();
    }

    @Test
    void shouldReleaseAWaitingJobWhenTheMonitorTerminatesTheTask() {
        Listener host = new Listener();
        RuntimeException end = new RuntimeException("terminated");
        CountDownLatch released = new CountDownLatch(1);
        assertThatThrownBy(() -> new Task(1, host).background(PHASE, control -> {
                    control.whenStopped(released::countDown);
                    host.end = end;
                    await(released);
                    control.checkpoint();
                }))
                .isSameAs(end);
        assertThat(released.getCount()).isZero();
    }

    /**
     * A worker may report its failure before it releases a lock. Later exceptions of other workers are not the reason.
     */
    @Test
    void shouldThrowTheReasonOfAWorkerThatStopsTheOthersBeforeItEnds() {
        RuntimeException reason = new RuntimeException("the disk is full");
        CountDownLatch otherWorks = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch otherEnds = new CountDownLatch(1);
        assertThatThrownBy(() -> new Task(2, TaskMonitor.NONE).parallel(PHASE, 2, control -> unit -> {
                    if (unit == 0) {
                        await(otherWorks);
                        control.stop(reason);
                        stopped.countDown();
                        await(otherEnds);
                        throw reason;
                    }
                    otherWorks.countDown();
                    await(stopped);
                    otherEnds.countDown();
                    control.checkpoint();
                }))
                .isSameAs(reason);
    }

    @Test
    void shouldReleaseAJobAtOnceThatStartsToWaitAfterTheStop() {
        Listener host = new Listener();
        RuntimeException end = new RuntimeException("terminated");
        AtomicBoolean released = new AtomicBoolean();
        assertThatThrownBy(() -> new Task(1, host).background(PHASE, control -> {
                    host.end = end;
                    try {
                        while (true) {
                            control.checkpoint();
                            Thread.onSpinWait();
                        }
                    } catch (CancellationException e) {
                        control.whenStopped(() -> released.set(true));
                        throw e;
                    }
                }))
                .isSameAs(end);
        assertThat(released).isTrue();
    }

    @Test
    void shouldStopItsWorkersAndKeepTheFlagWhenTheCallerIsInterrupted() {
        Thread caller = Thread.currentThread();
        try {
            assertThatThrownBy(() -> new Task(2, TaskMonitor.NONE).parallel(PHASE, Integer.MAX_VALUE, () -> unit -> {
                        caller.interrupt();
                        spin(100_000);
                    }))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void shouldReportProgressThatNeverFallsAndEndsAtOneHundred() {
        Listener host = new Listener();
        new Task(3, host).parallel(PHASE, 60, () -> unit -> spin(5_000_000));
        assertThat(host.percents)
                .isSorted()
                .startsWith(0)
                .endsWith(100)
                .allMatch(percent -> percent >= 0 && percent <= 100);
        assertThat(host.percents.stream().distinct().count())
                .as("steps between 0 and 100")
                .isGreaterThan(2);
    }

    @Test
    void shouldNotLetABackgroundJobsProgressFall() {
        Listener host = new Listener();
        new Task(1, host).background(PHASE, control -> {
            control.progress(80, 100);
            control.progress(10, 100);
            spin(100_000_000);
        });
        assertThat(host.percents).isSorted().contains(80).endsWith(100);
    }

    @Test
    void shouldReportProgressAndMemoryOnTheCallingThread() {
        Listener host = new Listener();
        Task task = new Task(1, host);
        task.progress(PHASE, 1, 3);
        task.progress(PHASE, 0, 0);
        task.allocate(123);
        assertThat(host.percents).containsExactly(33, 100);
        assertThat(host.allocated).isEqualTo(123);
    }

    /** Keeps the processor busy. */
    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
