package org.vimmrec.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * A long computation: it knows how many threads it may use, and reports to a {@link TaskMonitor}.
 *
 * <p>Worker threads end with the call of {@link #parallel} or {@link #background} that started them. They never call
 * the monitor. Instead, the calling thread waits for them, asks the monitor every {@value #POLL_MILLIS} ms whether the
 * task was terminated, and reports the progress. Results must not depend on which thread does which unit, so that they
 * are the same at any concurrency.
 */
public final class Task {
    private static final int POLL_MILLIS = 20;
    /**
     * The task stops waiting for a worker after this time: the worker may be stuck committing and waiting for a lock.
     */
    private static final Duration MAX_STOP_TIME = Duration.ofSeconds(5);

    private final int concurrency;
    private final TaskMonitor monitor;
    /** The number of workers that have not ended. Guarded by this task. */
    private int working;
    /** Actions to run when no worker is left. Guarded by this task. */
    private final List<Runnable> whenIdle = new ArrayList<>();

    /**
     * @param concurrency the number of worker threads, at least 1
     * @param monitor receives the progress, and may terminate the task
     */
    public Task(int concurrency, TaskMonitor monitor) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be at least 1, but was " + concurrency);
        }
        this.concurrency = concurrency;
        this.monitor = monitor;
    }

    /** The number of worker threads, at least 1. */
    public int concurrency() {
        return concurrency;
    }

    /** Throws the monitor's exception if the task was terminated. For loops on the calling thread. */
    public void checkTermination() {
        monitor.checkTermination();
    }

    /** Reports the progress of a phase. For loops on the calling thread. */
    public void progress(String phase, long done, long total) {
        monitor.progress(phase, total <= 0 ? 100 : (int) Math.min(100, 100.0 * done / total));
    }

    /** Accounts for heap that the task is about to take; see {@link TaskMonitor#allocate}. Calling thread only. */
    public void allocate(long bytes) {
        monitor.allocate(bytes);
    }

    /**
     * This task for a part of a phase. Its progress from 0 to 100 becomes the phase's progress between two percentages.
     *
     * @param from 0 to 100
     * @param to {@code from} to 100
     */
    public Task part(int from, int to) {
        return reporting((phase, percent) -> monitor.progress(phase, from + percent * (to - from) / 100));
    }

    /** This task without progress reports, for the short steps of a computation that reports its own progress. */
    public Task quiet() {
        return reporting((phase, percent) -> {});
    }

    /** This task with one worker thread. */
    public Task singleThreaded() {
        return new Task(1, monitor);
    }

    private Task reporting(ObjIntConsumer<String> progress) {
        return new Task(concurrency, new TaskMonitor() {
            @Override
            public void checkTermination() {
                monitor.checkTermination();
            }

            @Override
            public void progress(String phase, int percent) {
                progress.accept(phase, percent);
            }

            @Override
            public void allocate(long bytes) {
                monitor.allocate(bytes);
            }
        });
    }

    /**
     * Does each of the units {@code 0 .. units - 1} once, on up to {@link #concurrency} threads, which take the units
     * in ascending order. Returns when all are done.
     *
     * @param phase the name in progress reports
     * @param units the number of units, at least 0. A unit should take well under a second, because a worker can only
     *     stop between units
     * @param workers creates a worker for each thread, so that a worker can own scratch memory
     * @throws RuntimeException the monitor's exception if it terminated the task, or the first exception of a worker,
     *     or a {@link CancellationException} if the calling thread was interrupted (its flag stays set). All workers
     *     have then stopped, except those that cannot be stopped; see {@link #whenIdle}
     */
    public void parallel(String phase, int units, Supplier<? extends IntConsumer> workers) {
        parallel(phase, units, context -> workers.get());
    }

    /**
     * The same for units that may take longer.
     *
     * @param workers creates a worker that calls {@link WorkerContext#checkpoint} within a unit, at least once a second
     */
    public void parallel(String phase, int units, Function<WorkerContext, ? extends IntConsumer> workers) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        run(phase, Math.min(concurrency, units), context -> {
            IntConsumer worker = workers.apply(context);
            for (int unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
                context.checkpoint();
                worker.accept(unit);
                context.progress(done.incrementAndGet(), units);
            }
        });
    }

    /**
     * The same for units so short that taking them one by one would take much of the time. Each thread takes a batch of
     * consecutive units.
     *
     * @param batchSize the number of units in a batch, at least 1. A batch should take well under a second
     */
    public void parallel(
            String phase, int units, int batchSize, Function<WorkerContext, ? extends IntConsumer> workers) {
        parallel(phase, units / batchSize + (units % batchSize == 0 ? 0 : 1), context -> {
            IntConsumer worker = workers.apply(context);
            return (IntConsumer) batch -> {
                int first = batch * batchSize;
                int end = first + Math.min(batchSize, units - first);
                for (int unit = first; unit < end; unit++) {
                    worker.accept(unit);
                }
            };
        });
    }

    /**
     * Runs a job on one other thread. Returns when it is done.
     *
     * @param phase the name in progress reports
     * @param job calls {@link WorkerContext#checkpoint} at least once a second
     * @throws RuntimeException see {@link #parallel(String, int, Supplier)}
     */
    public void background(String phase, Consumer<WorkerContext> job) {
        run(phase, 1, job);
    }

    private void run(String phase, int threads, Consumer<WorkerContext> job) {
        monitor.checkTermination(); // a computation of many short steps may never wait long enough for the next check
        monitor.progress(phase, 0);
        WorkerContext context = new WorkerContext();
        CountDownLatch running = new CountDownLatch(threads);
        Runnable work = () -> {
            try {
                job.accept(context);
            } catch (Throwable e) { // the caller rethrows it
                context.stop(e);
            } finally {
                workerEnded();
                running.countDown();
            }
        };
        for (int t = 0; t < threads; t++) {
            workerStarted();
            try {
                Thread thread = new Thread(work, "vimmrec " + phase + " " + t);
                thread.setDaemon(true);
                thread.start();
            } catch (OutOfMemoryError e) { // the JVM cannot start the thread; wait for the others
                context.stop(e);
                workerEnded();
                running.countDown();
            }
        }
        await(phase, running, context);
        context.rethrowFailure();
        monitor.progress(phase, 100);
    }

    private synchronized void workerStarted() {
        working++;
    }

    private void workerEnded() {
        List<Runnable> due = List.of();
        synchronized (this) {
            if (--working == 0) {
                due = List.copyOf(whenIdle);
                whenIdle.clear();
            }
        }
        due.forEach(Runnable::run);
    }

    /**
     * Runs an action when no worker is left. That is at once, unless a worker could not be stopped. Such a worker may
     * be stuck committing: it waits for a lock, perhaps one that its caller holds, and Neo4j cannot interrupt that
     * wait.
     */
    public void whenIdle(Runnable action) {
        synchronized (this) {
            if (working > 0) {
                whenIdle.add(action);
                return;
            }
        }
        action.run();
    }

    /** Waits for the workers. An exception that ends the wait early stops them. */
    private void await(String phase, CountDownLatch running, WorkerContext context) {
        boolean interrupted = false;
        boolean finished = false;
        long stopped = System.nanoTime();
        while (!finished) {
            try {
                finished = running.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (!finished && !context.stopped()) {
                    monitor.checkTermination();
                    monitor.progress(phase, context.percent());
                    context.checkLimits();
                    stopped = System.nanoTime();
                } else if (!finished) {
                    finished = System.nanoTime() - stopped > MAX_STOP_TIME.toNanos();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                context.stop(new CancellationException("the calling thread was interrupted"));
            } catch (RuntimeException | Error e) { // no worker may go on after the caller has returned
                context.stop(e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
