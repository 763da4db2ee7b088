package org.vimmrec.graph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.TransactionTerminatedException;
import org.neo4j.graphdb.TransientFailureException;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.task.WorkerContext;

/**
 * Makes the relationships of a type be what they should be, changing only what differs.
 *
 * <p>For each source node it reads the outgoing relationships of the type, keeps those that stand as they should,
 * updates those with another value, deletes those that no longer hold (and all but one of parallel ones), and creates
 * what is missing. Sources that should have none, but do, lose theirs. So a second run changes nothing, and a run after
 * one that was stopped half way finishes its work.
 *
 * <p>The task's threads compute rows and compare them with what stands. Sources that differ are collected into batches of
 * about {@code batchSize} changes, and whichever thread fills one writes it, while the others go on. So memory is that of
 * a few batches. A batch is a transaction of this writer's own: the caller's neither grows nor decides over it. It
 * never splits a source, and it compares each once more, so that what other clients did meanwhile is taken into account.
 *
 * <p>Locks: committing a relationship locks both its nodes, so transactions with popular targets in common wait for each
 * other, but building one goes well beside the commit of another. Until its commit, where Neo4j locks nodes in the order
 * of their ids, a new relationship takes shared locks only; hence {@value #WRITERS} transactions that do nothing but
 * create are let go at once, and do not deadlock. Changing and deleting locks relationships from the start, and so is
 * done by one transaction at a time, with no other beside it. What other clients hold, or what a transaction listener or
 * trigger does within the commit, may still end in a deadlock or another passing failure: the batch is tried again, in ever
 * smaller parts, after ever longer pauses, and from the {@value #TRIES_BESIDE_OTHERS}rd failure on with no other transaction of
 * this writer beside it. A node that somebody deletes meanwhile is left out.
 *
 * <p>Relationships that are not the plugin's own, see {@link Ownership}, are never changed; meeting one to change is an
 * error.
 */
public final class ConvergentWriter {
    private static final int WRITERS = 2;
    private static final int ROWS_PER_CHUNK = 64;
    private static final int NODES_PER_CHUNK = 4096;
    /** Sources with very many relationships of which hardly one differs fill a batch, too. */
    private static final int ENTRIES_PER_CHANGE = 10;
    private static final int TRIES_BESIDE_OTHERS = 3;
    private static final int POLL_MILLIS = 20;
    /** A transaction that takes so long waits for somebody's lock. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CHANGES_PER_SECOND_AT_LEAST = 1000;

    private final GraphDatabaseService db;
    private final Transaction callers;
    private final Task task;
    private final int batchSize;
    private final Duration patience;

    /**
     * @param db where to open transactions
     * @param callers transaction, for reading only
     * @param batchSize changes per transaction, about; at least 1
     */
    public ConvergentWriter(GraphDatabaseService db, Transaction callers, int batchSize, Task task) {
        this(db, callers, batchSize, task, PATIENCE);
    }

    /** With another patience than users get. */
    ConvergentWriter(GraphDatabaseService db, Transaction callers, int batchSize, Task task, Duration patience) {
        this.db = db;
        this.callers = callers;
        this.task = task;
        this.batchSize = batchSize;
        this.patience = patience;
    }

    /**
     * What should stand.
     *
     * @param rows entries: row is the index of the source, column that of the target, value that of the property
     * @param sources node ids by row, ascending
     * @param targets node ids by column, ascending
     */
    public record Wanted(SparseRows rows, long[] sources, long[] targets) {
    }

    /**
     * Makes the relationships of the type exactly the wanted ones.
     *
     * @param standing what stood of the type when it was found safe to write
     * @param property takes the value
     * @param wanted between nodes that are committed: see {@link #requireCommitted}
     * @return what was changed, transactions that were tried again counted once
     */
    public WriteCounts write(ExistingRelationships standing, String property, Wanted wanted) {
        return new Job(standing.ownership(), property, wanted, standing.sourcesWithout(wanted.sources())).run();
    }

    /** Deletes all relationships of the type; how many. */
    public long drop(ExistingRelationships standing) {
        Wanted nothing = new Wanted(null, new long[0], new long[0]);
        return new Job(standing.ownership(), "", nothing, standing.sources()).run().deleted();
    }

    /**
     * To be asked before anything is written. Nodes that the caller sees and other transactions do not are the caller's
     * own, which nobody else can join.
     *
     * @throws IllegalStateException if a node is not committed yet; names it
     */
    public void requireCommitted(long[] nodes) {
        List<Long> unseen = new ArrayList<>();
        task.parallel("checking nodes", chunks(nodes.length, NODES_PER_CHUNK), () -> chunk -> {
            try (Transaction tx = db.beginTx()) {
                int end = (int) Math.min(nodes.length, (chunk + 1L) * NODES_PER_CHUNK);
                for (int n = chunk * NODES_PER_CHUNK; n < end; n++) {
                    if (NodeIds.nodeOrNull(tx, nodes[n]) == null) {
                        synchronized (unseen) {
                            unseen.add(nodes[n]);
                        }
                    }
                }
            }
        });
        for (long node : unseen) {
            Node uncommitted = NodeIds.nodeOrNull(callers, node);
            if (uncommitted != null) {
                throw new IllegalStateException(("Node %s is not committed yet, so relationships, which are written in"
                        + " transactions of their own, cannot join it. Nothing was written; commit the node first.")
                                .formatted(uncommitted.getElementId()));
            }
        }
    }

    private static int chunks(int elements, int perChunk) {
        return (int) ((elements + perChunk - 1L) / perChunk);
    }

    /** One call of {@link #write} or {@link #drop}: what its threads share. */
    private final class Job {
        private final Ownership ownership;
        private final String property;
        private final Wanted wanted;
        private final long[] strays;
        private final int rows;
        private final AtomicInteger chunksLeft;
        private final Semaphore writers = new Semaphore(WRITERS, true);

        /** Sources of which nothing stands, and those of which something does; guarded by this job, as are the counts. */
        private Batch creating = new Batch(1);
        private Batch changing = new Batch(WRITERS);
        private WriteCounts counts = WriteCounts.NONE;

        Job(Ownership ownership, String property, Wanted wanted, long[] strays) {
            this.ownership = ownership;
            this.property = property;
            this.wanted = wanted;
            this.strays = strays;
            this.rows = Math.addExact(wanted.sources().length, strays.length);
            this.chunksLeft = new AtomicInteger(chunks(rows, ROWS_PER_CHUNK));
        }

        WriteCounts run() {
            task.parallel("writing " + ownership.type(), chunksLeft.get(), control -> new Worker(this, control));
            return counts;
        }

        long source(int row) {
            return row < wanted.sources().length ? wanted.sources()[row] : strays[row - wanted.sources().length];
        }

        synchronized void count(WriteCounts more) {
            counts = counts.plus(more);
        }

        /** Takes a source that differs; returns the batch that is now full, or null. */
        synchronized Batch collect(long source, WantedRow row, WriteCounts difference) {
            boolean nothingStands = difference.updated() + difference.deleted() + difference.unchanged() == 0;
            Batch batch = nothingStands ? creating : changing;
            batch.add(source, row, difference.changes());
            if (batch.changes() < batchSize && batch.entries() < (long) ENTRIES_PER_CHANGE * batchSize) {
                return null;
            }
            if (nothingStands) {
                creating = new Batch(1);
            } else {
                changing = new Batch(WRITERS);
            }
            return batch;
        }
    }

    /** One thread of a job. */
    private final class Worker implements IntConsumer {
        private final Job job;
        private final WorkerContext control;
        private final SparseRows.Reader reader;
        private final WantedRow row;

        Worker(Job job, WorkerContext control) {
            this.job = job;
            this.control = control;
            this.reader = job.wanted.rows() == null ? null : job.wanted.rows().reader();
            this.row = new WantedRow(job.ownership, job.property);
        }

        /** Compares a chunk of sources, and writes the batches that this fills. */
        @Override
        public void accept(int chunk) {
            List<Batch> full = new ArrayList<>();
            compare(chunk * ROWS_PER_CHUNK, (int) Math.min(job.rows, (chunk + 1L) * ROWS_PER_CHUNK), full);
            for (Batch batch : full) {
                write(batch);
            }
            if (job.chunksLeft.decrementAndGet() == 0) { // nobody is left to fill these
                write(job.creating);
                write(job.changing);
            }
        }

        private void compare(int start, int end, List<Batch> full) {
            WriteCounts same = WriteCounts.NONE;
            try (Transaction tx = db.beginTx(); var registration = control.whenStopped(tx::terminate)) {
                for (int n = start; n < end; n++) {
                    control.checkpoint();
                    WriteCounts difference = compare(tx, n);
                    if (difference.changes() == 0) {
                        same = same.plus(difference);
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
            job.count(same);
        }

        private WriteCounts compare(Transaction tx, int n) {
            if (n < job.wanted.sources().length) {
                row.read(reader, reader.read(n), job.wanted.targets());
            } else {
                row.clear();
            }
            Node source = NodeIds.nodeOrNull(tx, job.source(n));
            if (source == null) {
                return WriteCounts.NONE; // deleted since it was read
            }
            try {
                return row.compare(source);
            } catch (NotFoundException | TransientFailureException e) {
                return new WriteCounts(0, 1, 0, 0); // another client changes it now; the batch's own transaction will see
            }
        }

        /** Writes a batch as soon as the other writers allow it; in parts and again and again if need be. */
        private void write(Batch batch) {
            acquire(batch.permits());
            int permits = batch.permits();
            try {
                control.checkpoint();
                int part = batch.size();
                int failures = 0;
                for (int from = 0; from < batch.size();) {
                    int to = Math.min(batch.size(), from + part);
                    try {
                        job.count(commit(batch, from, to));
                        from = to;
                        failures = 0;
                    } catch (RuntimeException e) {
                        control.checkpoint();
                        if (!Commit.mayPass(e, ++failures)) {
                            throw Commit.refusal(e, "relationships of type [" + job.ownership.type() + "]");
                        }
                        part = Math.max(1, (to - from) / 2);
                        Commit.pause(failures);
                        if (failures == TRIES_BESIDE_OTHERS && permits < WRITERS) {
                            job.writers.release(permits); // two that wait for all, each holding one, would wait forever
                            permits = 0;
                            acquire(WRITERS);
                            permits = WRITERS;
                        }
                    }
                }
            } catch (RuntimeException | Error e) {
                control.stop(e); // before another writer gets the permits
                throw e;
            } finally {
                job.writers.release(permits);
            }
        }

        private WriteCounts commit(Batch batch, int from, int to) {
            long seconds = patience.toSeconds() + batch.changes() / CHANGES_PER_SECOND_AT_LEAST;
            try (Transaction tx = db.beginTx();
                    var registration = control.whenStopped(tx::terminate, seconds, () -> failure("given up after " + seconds
                            + " seconds"))) {
                WriteCounts written = WriteCounts.NONE;
                for (int n = from; n < to; n++) {
                    control.checkpoint();
                    Node source = NodeIds.nodeOrNull(tx, batch.source(n));
                    if (source != null) { // else deleted since it was compared
                        batch.read(n, row);
                        written = written.plus(row.converge(tx, source));
                    }
                }
                if (written.changes() > 0) {
                    tx.commit();
                }
                return written;
            } catch (TransactionTerminatedException e) {
                control.checkpoint();
                if (e.getClass() != TransactionTerminatedException.class) {
                    throw e; // the time that `db.lock.acquisition.timeout` gives
                }
                throw failure("ended by somebody else");
            }
        }

        /** Without a cause: Neo4j tells the user the innermost one, and nothing else. */
        private RuntimeException failure(String what) {
            return new IllegalStateException(("A transaction that writes relationships of type [%s] was %s. Does another"
                    + " transaction hold locks on these nodes, perhaps the one that called this procedure? What was written so"
                    + " far stands; run again to finish.").formatted(job.ownership.type(), what));
        }

        private void acquire(int permits) {
            try {
                while (!job.writers.tryAcquire(permits, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    control.checkpoint();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while waiting to write", e);
            }
        }

    }
}
