package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Transaction;
import org.neo4j.logging.Log;
import org.neo4j.procedure.StatusDetailsAccessor;
import org.neo4j.procedure.TerminationGuard;
import org.neo4j.procedure.memory.ProcedureMemoryTracker;
import org.vimmrec.config.RunConfig;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.graph.ReadTransactions;
import org.vimmrec.similarity.Kernels;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;
import org.vimmrec.update.IdIndex;

/**
 * One call of a procedure, as the host of its computation: termination, progress and memory go to Neo4j. Progress goes
 * to the transaction's status details whenever it changes, and to the log in steps of {@value #LOG_STEP} %.
 */
final class ProcedureContext implements TaskMonitor, AutoCloseable {
    private static final int LOG_STEP = 10;
    private static final AtomicBoolean KERNEL_ANNOUNCED = new AtomicBoolean();

    private final String procedure;
    private final GraphDatabaseService db;
    private final Transaction tx;
    private final Log log;
    private final TerminationGuard termination;
    private final StatusDetailsAccessor status;
    private final ProcedureMemoryTracker memory;
    private final long start = System.nanoTime();
    private final ReadTransactions reads;
    private String phase = "";
    private int percent;

    ProcedureContext(String procedure, VimmrecProcedures context) {
        this.procedure = procedure;
        this.db = context.db;
        this.tx = context.tx;
        this.log = context.log;
        this.termination = context.termination;
        this.status = context.status;
        this.reads = ReadTransactions.of(db, tx, status); // now, before anybody looks anything up in the caller's
        this.memory = context.memory.newTracker();
    }

    GraphDatabaseService db() {
        return db;
    }

    Transaction tx() {
        return tx;
    }

    /** The transactions to read in. */
    ReadTransactions reads() {
        return reads;
    }

    /** Tells the log, once, how similarities are computed. */
    void announceKernel() {
        if (KERNEL_ANNOUNCED.compareAndSet(false, true)) {
            log.info("vimmrec: %s", Kernels.inUse().description());
        }
    }

    /** A computation for this call. */
    Task task(int concurrency) {
        return new Task(concurrency, this);
    }

    @Override
    public void checkTermination() {
        termination.check();
    }

    @Override
    public void progress(String newPhase, int newPercent) {
        boolean begins = !newPhase.equals(phase);
        if (begins || newPercent != percent) {
            String shown = Shown.name(newPhase);
            if (begins || newPercent / LOG_STEP > percent / LOG_STEP) {
                log.info("%s: %s: %d %%", procedure, shown, newPercent);
            }
            status.setStatusDetails("%s: %s: %d %%".formatted(procedure, shown, newPercent));
            phase = newPhase;
            percent = newPercent;
        }
    }

    @Override
    public void allocate(long bytes) {
        memory.allocateHeap(bytes);
    }

    /**
     * Takes what the estimate says from the transaction's memory limit, and refuses what the heap has no room for; with
     * `sudo`, neither.
     *
     * @throws IllegalStateException if the least need exceeds the free heap, and `sudo` is not given
     */
    void reserve(MemoryEstimate estimate, RunConfig run) {
        if (!run.sudo()) { // with it, what may never be taken must not fill Neo4j's own limits either
            estimate.requireWithin(MemoryEstimate.freeHeap());
            allocate(estimate.bytesMin());
        }
    }

    /** Does something that takes memory for as long as it lasts; see {@link #reserve}. */
    <R> R within(MemoryEstimate estimate, RunConfig run, Supplier<R> work) {
        reserve(estimate, run);
        R result = work.get();
        if (!run.sudo()) {
            memory.releaseHeap(estimate.bytesMin());
        }
        return result;
    }

    /** A stream that closes this call when it is used up, or at once if it cannot be made. */
    <R> Stream<R> streaming(Supplier<Stream<R>> rows) {
        try {
            return rows.get().onClose(this::close);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** A row of a sparse matrix as result rows, best first; nodes that are gone meanwhile give none. */
    <R> Stream<R> edges(SparseRows.Reader reader, int row, IdIndex sources, IdIndex targets, EdgeFactory<R> factory) {
        int entries = reader.read(row);
        if (entries == 0) {
            return Stream.empty();
        }
        reader.sort();
        List<R> edges = new ArrayList<>(entries);
        Node source = NodeIds.nodeOrNull(tx, sources.id(row));
        for (int n = 0; source != null && n < entries; n++) {
            Node target = NodeIds.nodeOrNull(tx, targets.ids()[reader.column(n)]);
            if (target != null) {
                edges.add(factory.edge(source, target, reader.value(n)));
            }
        }
        return edges.stream();
    }

    /** Tells the log what the result's rows tell the caller. */
    void log(List<String> notices) {
        notices.forEach(notice -> log.info("%s: %s", procedure, notice));
    }

    static long millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1_000_000;
    }

    /** Makes a result row. */
    interface EdgeFactory<R> {
        R edge(Node source, Node target, double value);
    }

    /** Gives the accounted memory back. */
    @Override
    public void close() {
        memory.close();
        log.info("%s: ended after %d ms", procedure, millisSince(start));
    }
}
