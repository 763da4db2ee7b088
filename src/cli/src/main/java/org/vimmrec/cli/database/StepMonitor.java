package org.vimmrec.cli.database;

import java.util.concurrent.CancellationException;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.task.TaskMonitor;

/** Shows the progress of a computation of the core in a step, and ends it when the process is told to stop. */
public record StepMonitor(Database database, Progress.Step step) implements TaskMonitor {

    @Override
    public void checkTermination() {
        if (database.interrupted()) {
            throw new CancellationException();
        }
    }

    @Override
    public void progress(String phase, int percent) {
        step.toPercent(percent, phase);
    }

    @Override
    public void allocate(long bytes) {
        // the JVM's heap is the only limit
    }
}
