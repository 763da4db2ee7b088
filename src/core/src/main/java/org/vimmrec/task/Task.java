package org.vimmrec.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * One long computation: how many threads it may use, and its line to the {@link TaskMonitor}.
 *
 * <p>Worker threads live for one call of {@link #parallel} or {@link #background} and no longer, so an ended call leaves
 * nothing behind. They never speak to the host: the calling thread waits for them, asks the host every
 * {@value #POLL_MILLIS} ms whether the work is still wanted, and passes on the progress. A result must not depend on
 * which thread does which unit; that is what keeps it the same at any concurrency.
 */
public final class Task {
    private static final int POLL_MILLIS = 20;
    /** A worker that does not stop for so long cannot: its transaction commits, and waits for a lock meanwhile. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final int concurrency;
    private final TaskMonitor host;
    /** Workers that have not ended, and what is to be done when none is left; guarded by this task. */
    private int working;
    private final List<Runnable> whenIdle = new ArrayList<>();

    /**
     * @param concurrency the number of worker threads, at least 1
     * @param host whom the work is for
     */
    public Task(int concurrency, TaskMonitor host) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be at least 1, but was " + concurrency);
        }
        this.concurrency = concurrency;
        this.host = host;
    }

    /** The number of worker threads, at least 1. */
    public int concurrency() {
        return concurrency;
    }

    /** For loops on the calling thread: throws the host's exception when the work is to end. */
    public void checkTermination() {
        host.checkTermination();
    }

    /** For loops on the calling thread: tells the host how far a phase has come. */
    public void progress(String phase, long done, long total) {
        host.progress(phase, total <= 0 ? 100 : (int) Math.min(100, 100.0 * done / total));
    }

    /** Accounts for {@code bytes} of heap about to be taken; calling thread only. See {@link TaskMonitor#allocate}. */
    public void allocate(long bytes) {
        host.allocate(bytes);
    }

    /**
     * This task for a part of a phase: its progress, from 0 to 100, becomes that of the phase from one percentage to another.
     *
     * @param from 0 to 100
     * @param to {@code from} to 100
     */
    public Task part(int from, int to) {
        return reporting((phase, percent) -> host.progress(phase, from + percent * (to - from) / 100));
    }

    /** The same, but without progress: for the many short steps of a computation that tells its progress itself. */
    public Task quiet() {
        return reporting((phase, percent) -> { });
    }

    /** This task with one worker thread. */
    public Task alone() {
        return new Task(1, host);
    }

    private Task reporting(ObjIntConsumer<String> progress) {
        return new Task(concurrency, new TaskMonitor() {
            @Override
            public void checkTermination() {
                host.checkTermination();
            }

            @Override
            public void progress(String phase, int percent) {
                progress.accept(phase, percent);
            }

            @Override
            public void allocate(long bytes) {
                host.allocate(bytes);
            }
        });
    }

    /**
     * Does the units {@code 0 .. units - 1}, each once, by up to {@link #concurrency} threads, which take them in
     * ascending order. Returns when all are done.
     *
     * @param phase what to call this in progress reports
     * @param units how many, at least 0; a unit should take well under a second, because between units is where a
     *     worker notices that it is to stop
     * @param workers makes a worker for each thread, so that a worker may own scratch memory
     * @throws RuntimeException the host's, if it ended the work; or the first that a worker threw; or a
     *     {@link CancellationException} if the calling thread was interrupted (its flag is kept). In every case all
     *     workers have stopped, but for those that cannot be stopped: see {@link #whenIdle}
     */
    public void parallel(String phase, int units, Supplier<? extends IntConsumer> workers) {
        parallel(phase, units, control -> workers.get());
    }

    /**
     * Does units that may take longer, as {@link #parallel(String, int, Supplier)} does.
     *
     * @param workers makes a worker that passes a {@link Control#checkpoint} now and then within a unit
     */
    public void parallel(String phase, int units, Function<Control, ? extends IntConsumer> workers) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        run(phase, Math.min(concurrency, units), control -> {
            IntConsumer worker = workers.apply(control);
            for (int unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
                control.checkpoint();
                worker.accept(unit);
                control.progress(done.incrementAndGet(), units);
            }
        });
    }

    /**
     * Does units so short that taking them one by one would cost much of the time: each thread takes several neighbours
     * together. Otherwise as {@link #parallel(String, int, Function)}.
     *
     * @param together how many, at least 1; all of them should take well under a second
     */
    public void parallel(String phase, int units, int together, Function<Control, ? extends IntConsumer> workers) {
        parallel(phase, units / together + (units % together == 0 ? 0 : 1), control -> {
            IntConsumer worker = workers.apply(control);
            return (IntConsumer) group -> {
                int first = group * together;
                int end = first + Math.min(together, units - first);
                for (int unit = first; unit < end; unit++) {
                    worker.accept(unit);
                }
            };
        });
    }

    /**
     * Does a job on one other thread. Returns when it is done.
     *
     * @param phase what to call this in progress reports
     * @param job passes a {@link Control#checkpoint} at least once a second
     * @throws RuntimeException as {@link #parallel} does
     */
    public void background(String phase, Consumer<Control> job) {
        run(phase, 1, job);
    }

    private void run(String phase, int threads, Consumer<Control> job) {
        host.progress(phase, 0);
        Control control = new Control();
        CountDownLatch running = new CountDownLatch(threads);
        Runnable work = () -> {
            try {
                job.accept(control);
            } catch (Throwable e) { // whatever it is, the caller below gets it
                control.stop(e);
            } finally {
                ended();
                running.countDown();
            }
        };
        for (int t = 0; t < threads; t++) {
            begun();
            try {
                Thread thread = new Thread(work, "vimmrec " + phase + " " + t);
                thread.setDaemon(true);
                thread.start();
            } catch (OutOfMemoryError e) { // no heap or no more threads; those that run must still be awaited
                control.stop(e);
                ended();
                running.countDown();
            }
        }
        await(phase, running, control);
        control.rethrowFailure();
        host.progress(phase, 100);
    }

    private synchronized void begun() {
        working++;
    }

    private void ended() {
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
     * Does something when no worker is left: at once, unless one could not be stopped. Such a worker's commit waits for
     * a lock, which Neo4j does not let anybody end, and perhaps for one of the caller's, who gives none back while waiting.
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

    /** Waits for the workers. What ends the wait early becomes the failure that stops them. */
    private void await(String phase, CountDownLatch running, Control control) {
        boolean interrupted = false;
        boolean finished = false;
        long stopped = System.nanoTime();
        while (!finished) {
            try {
                finished = running.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (!finished && !control.stopped()) {
                    host.checkTermination();
                    host.progress(phase, control.percent.get());
                    control.checkLimits();
                    stopped = System.nanoTime();
                } else if (!finished) {
                    finished = System.nanoTime() - stopped > LONGEST_STOP.toNanos();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                control.stop(new CancellationException("the calling thread was interrupted"));
            } catch (RuntimeException | Error e) { // whatever it is, nobody may work on when the caller has gone
                control.stop(e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What workers and the waiting thread share. Thread-safe. */
    public static final class Control {
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();
        private final AtomicInteger percent = new AtomicInteger();

        private Control() {
        }

        /** Throws a {@link CancellationException} if the work is to end. */
        public void checkpoint() {
            if (stopped()) {
                throw new CancellationException("stopped");
            }
        }

        /** Tells how far the work has come. */
        public void progress(long done, long total) {
            percent.accumulateAndGet(total <= 0 ? 0 : (int) Math.min(100, 100.0 * done / total), Math::max);
        }

        /**
         * What frees a worker that may be waiting for something when the work is to end. Runs on another thread, at once
         * if that is already so, perhaps twice, until the registration is closed.
         */
        public Registration whenStopped(Runnable release) {
            return whenStopped(release, Long.MAX_VALUE, null);
        }

        /**
         * The same; and unless the registration is closed in time, all work ends.
         *
         * @param seconds until then
         * @param failure what the caller is told
         */
        public Registration whenStopped(Runnable release, long seconds, Supplier<RuntimeException> failure) {
            Registration registration = new Registration(release, seconds, failure);
            registrations.add(registration);
            if (stopped()) {
                release.run();
            }
            return registration;
        }

        private void checkLimits() {
            for (Registration registration : registrations) {
                if ((System.nanoTime() - registration.begin) / 1_000_000_000 >= registration.seconds) {
                    stop(registration.failure.get());
                }
            }
        }

        /** See {@link #whenStopped}. */
        public final class Registration implements AutoCloseable {
            private final Runnable release;
            private final long begin = System.nanoTime();
            private final long seconds;
            private final Supplier<RuntimeException> failure;

            private Registration(Runnable release, long seconds, Supplier<RuntimeException> failure) {
                this.release = release;
                this.seconds = seconds;
                this.failure = failure;
            }

            @Override
            public void close() {
                registrations.remove(this);
            }
        }

        private boolean stopped() {
            return failure.get() != null;
        }

        /** Ends the work of all workers; the first reason is the one that is told. What a worker throws does the same. */
        public void stop(Throwable reason) {
            if (failure.compareAndSet(null, reason)) {
                registrations.forEach(registration -> registration.release.run());
            }
        }

        private void rethrowFailure() {
            if (failure.get() instanceof Error error) {
                throw error;
            }
            if (failure.get() != null) {
                throw (RuntimeException) failure.get(); // a job cannot throw a checked exception
            }
        }
    }
}
