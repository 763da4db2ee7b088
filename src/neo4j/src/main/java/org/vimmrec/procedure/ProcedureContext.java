package org.vimmrec.procedure;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Transaction;
import org.neo4j.logging.Log;
import org.vimmrec.config.RunConfig;
import org.vimmrec.graph.ReadTransactions;
import org.vimmrec.similarity.Kernels;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/** What one call of a procedure uses of Neo4j. */
final class ProcedureContext implements AutoCloseable {
    private static final AtomicBoolean KERNEL_LOGGED = new AtomicBoolean();

    private final String procedure;
    private final GraphDatabaseService db;
    private final Transaction tx;
    private final Log log;
    private final ReadTransactions reads;
    private final CallMemory memory;
    private final CallMonitor monitor;
    /** Whether the end of the call is not worth a line in the log. */
    private final boolean brief;

    private final long start = System.nanoTime();

    private ProcedureContext(String procedure, VimmrecProcedures injected, ReadTransactions reads, boolean brief) {
        this.procedure = procedure;
        this.db = injected.db;
        this.tx = injected.tx;
        this.log = injected.log;
        this.reads = reads;
        this.brief = brief;
        this.memory = new CallMemory(injected.memory.newTracker());
        this.monitor = new CallMonitor(procedure, injected, memory);
    }

    /** The context of a call that may read in several transactions. */
    static ProcedureContext of(String procedure, VimmrecProcedures injected) {
        // first, because it must see the caller's transaction before anything is read in it
        ReadTransactions reads = ReadTransactions.of(injected.db, injected.tx, injected.status);
        return new ProcedureContext(procedure, injected, reads, false);
    }

    /**
     * The context of a call that a request waits for: it reads in the caller's transaction only, and logs its end on
     * the level debug.
     */
    static ProcedureContext brief(String procedure, VimmrecProcedures injected) {
        return new ProcedureContext(procedure, injected, ReadTransactions.only(injected.db, injected.tx), true);
    }

    GraphDatabaseService db() {
        return db;
    }

    /** The caller's transaction. */
    Transaction tx() {
        return tx;
    }

    /** The transactions to read in. */
    ReadTransactions reads() {
        return reads;
    }

    /** A task for this call. */
    Task task(int concurrency) {
        return new Task(concurrency, monitor);
    }

    /** Logs once how similarities are computed. */
    void announceKernel() {
        if (KERNEL_LOGGED.compareAndSet(false, true)) {
            log.info("vimmrec: %s", Kernels.inUse().description());
        }
    }

    /** Logs notices, which the result contains, too. */
    void log(List<String> notices) {
        notices.forEach(notice -> log.info("%s: %s", procedure, notice));
    }

    /** See {@link CallMemory#reserve}. */
    void reserve(MemoryEstimate estimate, RunConfig run) {
        memory.reserve(estimate, run);
    }

    /** See {@link CallMemory#within}. */
    <R> R within(MemoryEstimate estimate, RunConfig run, Supplier<R> work) {
        return memory.within(estimate, run, work);
    }

    /** A stream that closes this context at its end, or at once if it cannot be made. */
    <R> Stream<R> streaming(Supplier<Stream<R>> rows) {
        try {
            return rows.get().onClose(this::close);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    static long millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1_000_000;
    }

    /** Releases the memory. */
    @Override
    public void close() {
        memory.close();
        if (brief) {
            log.debug("%s: ended after %d ms", procedure, millisSince(start));
        } else {
            log.info("%s: ended after %d ms", procedure, millisSince(start));
        }
    }
}
