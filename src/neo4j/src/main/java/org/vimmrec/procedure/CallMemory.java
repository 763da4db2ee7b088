package org.vimmrec.procedure;

import java.util.function.Supplier;
import org.neo4j.procedure.memory.ProcedureMemoryTracker;
import org.vimmrec.config.RunConfig;
import org.vimmrec.task.MemoryEstimate;

/** The heap that a call takes, counted against the transaction's memory limit. */
final class CallMemory implements AutoCloseable {
    private final ProcedureMemoryTracker tracker;

    CallMemory(ProcedureMemoryTracker tracker) {
        this.tracker = tracker;
    }

    void allocate(long bytes) {
        tracker.allocateHeap(bytes);
    }

    /**
     * Counts an estimate, unless {@code sudo} is given: memory that may never be used must not exhaust Neo4j's own
     * limits.
     *
     * @throws IllegalStateException if the estimate's minimum exceeds the free heap
     */
    void reserve(MemoryEstimate estimate, RunConfig run) {
        if (!run.sudo()) {
            estimate.requireWithin(MemoryEstimate.freeHeap());
            allocate(estimate.bytesMin());
        }
    }

    /** Reserves memory for the time of some work. */
    <R> R within(MemoryEstimate estimate, RunConfig run, Supplier<R> work) {
        reserve(estimate, run);
        R result = work.get();
        if (!run.sudo()) {
            tracker.releaseHeap(estimate.bytesMin());
        }
        return result;
    }

    /** Releases all memory. */
    @Override
    public void close() {
        tracker.close();
    }
}
