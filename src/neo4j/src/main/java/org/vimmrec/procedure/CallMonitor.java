package org.vimmrec.procedure;

import org.neo4j.logging.Log;
import org.neo4j.procedure.StatusDetailsAccessor;
import org.neo4j.procedure.TerminationGuard;
import org.vimmrec.task.Shown;
import org.vimmrec.task.TaskMonitor;

/**
 * Connects the computation of a call with Neo4j: termination, memory and progress. Each change of the progress goes to
 * the transaction's status details, and each {@value #LOG_STEP} % to the log.
 */
final class CallMonitor implements TaskMonitor {
    private static final int LOG_STEP = 10;

    private final String procedure;
    private final Log log;
    private final TerminationGuard termination;
    private final StatusDetailsAccessor status;
    private final CallMemory memory;
    private String phase = "";
    private int percent;

    CallMonitor(String procedure, VimmrecProcedures injected, CallMemory memory) {
        this.procedure = procedure;
        this.log = injected.log;
        this.termination = injected.termination;
        this.status = injected.status;
        this.memory = memory;
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
        memory.allocate(bytes);
    }
}
