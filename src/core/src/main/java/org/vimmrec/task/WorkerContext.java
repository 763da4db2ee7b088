package org.vimmrec.task;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** How workers of a {@link Task} report progress, and learn and tell that the work must stop. Thread-safe. */
public final class WorkerContext {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();
    private final AtomicInteger percent = new AtomicInteger();

    WorkerContext() {}

    /** Throws a {@link CancellationException} if the work must stop. */
    public void checkpoint() {
        if (stopped()) {
            throw new CancellationException("stopped");
        }
    }

    /** Reports the progress of the work. */
    public void progress(long done, long total) {
        percent.accumulateAndGet(total <= 0 ? 0 : (int) Math.min(100, 100.0 * done / total), Math::max);
    }

    /**
     * Registers an action that frees a worker from waiting when the work stops. The action runs on another thread, or
     * at once if the work has already stopped. It may run twice, but not after the registration is closed.
     */
    public Registration whenStopped(Runnable release) {
        return whenStopped(release, Long.MAX_VALUE, null);
    }

    /**
     * The same with a time limit. If the registration is still open at the limit, all work stops.
     *
     * @param seconds the time limit
     * @param failure the exception that the caller of the task receives
     */
    public Registration whenStopped(Runnable release, long seconds, Supplier<RuntimeException> failure) {
        Registration registration = new Registration(release, seconds, failure);
        registrations.add(registration);
        if (stopped()) {
            release.run();
        }
        return registration;
    }

    /**
     * Stops all workers. The caller of the task receives the first reason. An exception of a worker has the same
     * effect.
     */
    public void stop(Throwable reason) {
        if (failure.compareAndSet(null, reason)) {
            registrations.forEach(registration -> registration.release.run());
        }
    }

    boolean stopped() {
        return failure.get() != null;
    }

    int percent() {
        return percent.get();
    }

    /** Stops the work if a registration has exceeded its time limit. */
    void checkLimits() {
        for (Registration registration : registrations) {
            if ((System.nanoTime() - registration.begin) / 1_000_000_000 >= registration.seconds) {
                stop(registration.failure.get());
            }
        }
    }

    void rethrowFailure() {
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() != null) {
            throw (RuntimeException) failure.get(); // a worker cannot throw a checked exception
        }
    }

    /** An action that runs when the work stops; see {@link #whenStopped}. */
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
}
