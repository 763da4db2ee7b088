package org.vimmrec.graph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.TransactionTerminatedException;
import org.neo4j.graphdb.TransientFailureException;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.WorkerContext;

/**
 * A thread of a {@link WriteJob}: compares chunks of rows and writes the batches that become full.
 *
 * <p>After a transient failure, it retries the batch in smaller parts and with longer pauses. From failure number
 * {@value #SHARED_ATTEMPTS} on, no other transaction of the job runs at the same time.
 */
final class WriteWorker implements IntConsumer {
    private static final int SHARED_ATTEMPTS = 3;
    private static final int POLL_MILLIS = 20;
    /** Lower bound of the write speed, used to extend the lock timeout of large batches. */
    private static final int MIN_CHANGES_PER_SECOND = 1000;

    private final GraphDatabaseService db;
    private final Duration lockTimeout;
    private final WriteJob job;
    private final WorkerContext control;
    private final SparseRows.Reader reader;
    private final DesiredRow row;

    WriteWorker(GraphDatabaseService db, Duration lockTimeout, WriteJob job, WorkerContext control) {
        this.db = db;
        this.lockTimeout = lockTimeout;
        this.job = job;
        this.control = control;
        this.reader = job.desired().rows() == null ? null : job.desired().rows().reader();
        this.row = job.newRow();
    }

    @Override
    public void accept(int chunk) {
        for (Batch batch : compareChunk(chunk)) {
            write(batch);
        }
        if (job.finishChunk()) {
            write(job.lastCreating());
            write(job.lastChanging());
        }
    }

    /** Compares a chunk of rows with the existing relationships. Returns the batches that are full. */
    private List<Batch> compareChunk(int chunk) {
        List<Batch> full = new ArrayList<>();
        WriteCounts unchanged = WriteCounts.NONE;
        try (Transaction tx = db.beginTx();
                var registration = control.whenStopped(tx::terminate)) {
            for (int n = job.firstRow(chunk); n < job.endRow(chunk); n++) {
                control.checkpoint();
                WriteCounts difference = compareRow(tx, n);
                if (difference.changes() == 0) {
                    unchanged = unchanged.plus(difference);
                } else {
                    Batch batch = job.collect(job.source(n), row, difference);
                    if (batch != null) {
                        full.add(batch);
                    }
                }
            }
        } catch (TransactionTerminatedException e) {
            control.checkpoint();
            throw e;
        }
        job.count(unchanged);
        return full;
    }

    private WriteCounts compareRow(Transaction tx, int n) {
        if (job.isObsolete(n)) {
            row.clear();
        } else {
            row.read(reader, reader.read(n), job.desired().targets());
        }
        Node source = NodeIds.nodeOrNull(tx, job.source(n));
        if (source == null) {
            return WriteCounts.NONE; // deleted after it was read
        }
        try {
            return row.compare(source);
        } catch (NotFoundException | TransientFailureException e) {
            // Another client is changing the source. Count it as different: the transaction of the batch compares it
            // again.
            return new WriteCounts(0, 1, 0, 0);
        }
    }

    /** Writes a batch when enough permits are free. Retries after transient failures. */
    private void write(Batch batch) {
        acquire(batch.permits());
        int permits = batch.permits();
        try {
            control.checkpoint();
            int part = batch.size();
            int failures = 0;
            for (int from = 0; from < batch.size(); ) {
                int to = Math.min(batch.size(), from + part);
                try {
                    job.count(commit(batch, from, to));
                    from = to;
                    failures = 0;
                } catch (RuntimeException e) {
                    control.checkpoint();
                    if (!TransactionFailures.mayRetry(e, ++failures)) {
                        throw TransactionFailures.toUserError(e, "relationships of type [" + job.type() + "]");
                    }
                    part = Math.max(1, (to - from) / 2);
                    TransactionFailures.backOff(failures);
                    if (failures == SHARED_ATTEMPTS && permits < WriteJob.WRITERS) {
                        // Release the permits first: two workers that hold one permit and wait for all would wait
                        // forever.
                        job.writers().release(permits);
                        permits = 0;
                        acquire(WriteJob.WRITERS);
                        permits = WriteJob.WRITERS;
                    }
                }
            }
        } catch (RuntimeException | Error e) {
            control.stop(e); // before another worker gets the permits
            throw e;
        } finally {
            job.writers().release(permits);
        }
    }

    private WriteCounts commit(Batch batch, int from, int to) {
        long seconds = lockTimeout.toSeconds() + batch.changes() / MIN_CHANGES_PER_SECOND;
        try (Transaction tx = db.beginTx();
                var registration =
                        control.whenStopped(tx::terminate, seconds, () -> aborted("after " + seconds + " seconds"))) {
            WriteCounts written = WriteCounts.NONE;
            for (int n = from; n < to; n++) {
                control.checkpoint();
                Node source = NodeIds.nodeOrNull(tx, batch.source(n));
                if (source != null) { // otherwise deleted after it was compared
                    batch.read(n, row);
                    written = written.plus(row.write(tx, source));
                }
            }
            if (written.changes() > 0) {
                tx.commit();
            }
            return written;
        } catch (TransactionTerminatedException e) {
            control.checkpoint();
            if (e.getClass() != TransactionTerminatedException.class) {
                throw e; // a subclass: the wait for a lock exceeded db.lock.acquisition.timeout, which is worth a retry
            }
            throw aborted("by another client");
        }
    }

    /**
     * The error for an aborted transaction. It has no cause, because Neo4j shows only the message of the innermost one.
     */
    private RuntimeException aborted(String when) {
        return new IllegalStateException(("A transaction that writes relationships of type [%s] was aborted %s; earlier"
                        + " transactions of this call are committed. Check whether another transaction, perhaps the one that called this"
                        + " procedure, holds locks on these nodes, and run the procedure again to finish.")
                .formatted(job.type(), when));
    }

    private void acquire(int permits) {
        try {
            while (!job.writers().tryAcquire(permits, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                control.checkpoint();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("The call was interrupted while it waited to write.", e);
        }
    }
}
