package org.vimmrec.graph;

import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.TransientFailureException;
import org.neo4j.procedure.StatusDetailsAccessor;
import org.vimmrec.task.Task;

/**
 * The transactions in which a call reads: the caller's alone, or others on the task's threads, where they see the same.
 *
 * <p>Neo4j isolates transactions by read committed, so several see what one sees, but for one thing: what the caller has
 * changed and not committed, nobody else sees. The public API does not tell whether there is such a change. But who
 * creates, changes or deletes a node takes locks and keeps them to the end of the transaction, and SHOW TRANSACTIONS
 * tells how many locks a transaction has, to everybody about their own. A caller with a lock for another reason, such as
 * an index look-up before the call, is read alone for no need, which is slower and just as right.
 */
public final class ReadTransactions {
    /** How many elements are read between two looks whether the work is to end, and in one transaction. */
    private static final int CHUNK = 256;
    /** Less work than this is done before threads and transactions have started. */
    private static final int FEWEST_CHUNKS_TO_SHARE = 8;
    private static final String LOCKS = "SHOW TRANSACTIONS YIELD statusDetails, activeLockCount WHERE statusDetails = $mark"
            + " RETURN activeLockCount AS locks";

    private final GraphDatabaseService db;
    private final Transaction callers;
    private final boolean othersSeeTheSame;

    private ReadTransactions(GraphDatabaseService db, Transaction callers, boolean othersSeeTheSame) {
        this.db = db;
        this.callers = callers;
        this.othersSeeTheSame = othersSeeTheSame;
    }

    /**
     * A procedure call's. To be made before the call looks anything up, because a search for nodes with a label, too, leaves
     * a lock. Uses the status details of the caller's transaction.
     */
    public static ReadTransactions of(GraphDatabaseService db, Transaction callers, StatusDetailsAccessor status) {
        return new ReadTransactions(db, callers, !mayHaveChanged(callers, status));
    }

    /** Those beside a transaction that is known to have changed nothing. */
    public static ReadTransactions beside(GraphDatabaseService db, Transaction unchanged) {
        return new ReadTransactions(db, unchanged, true);
    }

    /** Reads a part, the elements {@code from .. to - 1}; again from the start if it changes while it is read. */
    interface ChunkReader {
        void read(Transaction tx, int number, int from, int to);
    }

    /** What this plugin has written in the database. */
    ManifestStore manifest(Task task) {
        return new ManifestStore(db, task);
    }

    /** The caller's transaction; for the calling thread only. */
    Transaction callers() {
        return callers;
    }

    /** The number of chunks that elements are read in. */
    static int chunks(int elements) {
        return elements / CHUNK + (elements % CHUNK == 0 ? 0 : 1);
    }

    /**
     * Reads elements in chunks, each once, in ascending order; with more than one thread the order is that in which they
     * begin. A chunk's result must not depend on the others'.
     *
     * @param readers makes a reader for each thread
     */
    void forEachChunk(int elements, String phase, Task task, Supplier<ChunkReader> readers) {
        int chunks = chunks(elements);
        if (task.concurrency() > 1 && chunks >= FEWEST_CHUNKS_TO_SHARE && othersSeeTheSame) {
            task.parallel(phase, chunks, control -> {
                ChunkReader reader = readers.get();
                return number -> {
                    try (Transaction tx = db.beginTx(); var registration = control.whenStopped(tx::terminate)) {
                        read(reader, tx, number, elements);
                    }
                };
            });
        } else {
            ChunkReader reader = readers.get();
            for (int number = 0; number < chunks; number++) {
                task.checkTermination();
                task.progress(phase, number, chunks);
                read(reader, callers, number, elements);
            }
        }
    }

    private static void read(ChunkReader reader, Transaction tx, int number, int elements) {
        int from = number * CHUNK;
        for (int failures = 0;;) {
            try {
                reader.read(tx, number, from, from + Math.min(CHUNK, elements - from));
                return;
            } catch (TransientFailureException e) { // a node's relationships changed while they were read
                if (!Commit.mayPass(e, ++failures)) {
                    throw e;
                }
                Commit.pause(failures);
            }
        }
    }

    /** A transaction finds itself among all by status details that no other has. */
    private static boolean mayHaveChanged(Transaction tx, StatusDetailsAccessor status) {
        String mark = "vimmrec " + UUID.randomUUID();
        status.setStatusDetails(mark);
        try (Result rows = tx.execute(LOCKS, Map.of("mark", mark))) {
            return !rows.hasNext() || ((Number) rows.next().get("locks")).longValue() > 0;
        }
    }
}
