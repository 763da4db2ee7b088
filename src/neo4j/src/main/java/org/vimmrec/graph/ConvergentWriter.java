package org.vimmrec.graph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/**
 * Changes the relationships of a type to the desired ones, and writes only the differences.
 *
 * <p>For each source node, the writer reads the outgoing relationships of the type. It keeps those with the desired
 * value, updates those with another value, deletes those that are not desired (and all but one of parallel ones), and
 * creates the missing ones. It also deletes the relationships of sources that should have none. So a second run changes
 * nothing, and a run after an interrupted one finishes its work.
 *
 * <p>The threads of the task compute rows and compare them with the existing relationships. They collect the sources
 * that differ into batches of about {@code batchSize} changes. The thread that fills a batch writes it, while the
 * others continue, so only a few batches are in memory at a time. Each batch is written in a transaction of its own,
 * independent of the caller's transaction. A batch never splits a source, and it compares each source again, so it
 * takes concurrent changes by other clients into account.
 *
 * <p>Locks: a commit locks both nodes of each changed relationship, so transactions with common target nodes wait for
 * each other. Until the commit, where Neo4j locks nodes in the order of their ids, a new relationship takes only shared
 * locks. Therefore {@link WriteJob#WRITERS} transactions that only create relationships may run at the same time
 * without a deadlock. Updates and deletions take exclusive locks from the start, so a transaction with updates or
 * deletions runs alone. Other clients, transaction listeners and triggers may still cause deadlocks and other transient
 * failures. {@link WriteWorker} retries such a batch in smaller and smaller parts. Nodes that are deleted concurrently
 * are skipped.
 *
 * <p>The writer never changes foreign relationships, see {@link Ownership}. It fails if it would have to.
 */
public final class ConvergentWriter {
    private static final int NODES_PER_CHUNK = 4096;
    /**
     * A transaction that takes this long, plus the time for its changes, is waiting for a lock of another transaction.
     */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

    private final GraphDatabaseService db;
    private final Transaction callers;
    private final Task task;
    private final int batchSize;
    private final Duration lockTimeout;

    /**
     * @param db the database to open transactions in
     * @param callers the caller's transaction, used for reading only
     * @param batchSize approximate number of changes per transaction, at least 1
     */
    public ConvergentWriter(GraphDatabaseService db, Transaction callers, int batchSize, Task task) {
        this(db, callers, batchSize, task, LOCK_TIMEOUT);
    }

    /** For tests that need a shorter timeout. */
    ConvergentWriter(GraphDatabaseService db, Transaction callers, int batchSize, Task task, Duration lockTimeout) {
        this.db = db;
        this.callers = callers;
        this.task = task;
        this.batchSize = batchSize;
        this.lockTimeout = lockTimeout;
    }

    /**
     * Changes the relationships of a type to the desired ones.
     *
     * @param existing the existing relationships of the type, after the ownership check
     * @param property relationship property that receives the value
     * @param desired the desired relationships; their nodes must be committed, see {@link #requireCommitted}
     * @return the number of changes; retried transactions count once
     */
    public WriteCounts write(ExistingRelationships existing, String property, DesiredRelationships desired) {
        return write(existing, new WrittenProperties(property, null), desired);
    }

    /** The same for relationships that also have a rank. */
    public WriteCounts write(
            ExistingRelationships existing, WrittenProperties properties, DesiredRelationships desired) {
        return run(existing.ownership(), properties, desired, existing.sourcesWithout(desired.sources()));
    }

    /** Deletes all relationships of a type and returns their number. */
    public long drop(ExistingRelationships existing) {
        DesiredRelationships nothing = new DesiredRelationships(null, new long[0], new long[0]);
        return run(existing.ownership(), new WrittenProperties("", null), nothing, existing.sources())
                .deleted();
    }

    private WriteCounts run(
            Ownership ownership, WrittenProperties properties, DesiredRelationships desired, long[] obsoleteSources) {
        WriteJob job = new WriteJob(ownership, properties, desired, obsoleteSources, batchSize);
        task.parallel(
                "writing " + ownership.type(), job.chunks(), control -> new WriteWorker(db, lockTimeout, job, control));
        return job.counts();
    }

    /**
     * Checks that nodes are committed. Call this before the first write: the writer's transactions cannot see nodes
     * that the caller's transaction has created.
     *
     * @throws IllegalStateException if a node is not committed yet; names the node
     */
    public void requireCommitted(long[] nodes) {
        List<Long> unseen = new ArrayList<>();
        int chunks = (int) ((nodes.length + NODES_PER_CHUNK - 1L) / NODES_PER_CHUNK);
        task.parallel("checking nodes", chunks, () -> chunk -> {
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
                throw new IllegalStateException(
                        ("Node %s is not committed yet, so the procedure, which writes in transactions of"
                                        + " its own, cannot create relationships of this node. Nothing was written; commit the node first.")
                                .formatted(uncommitted.getElementId()));
            }
        }
    }
}
