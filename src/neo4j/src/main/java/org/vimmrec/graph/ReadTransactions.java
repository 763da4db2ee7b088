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
 * The transactions that a procedure call reads in: either the caller's transaction only, or several transactions in
 * parallel if they see the same data.
 *
 * <p>Neo4j isolates transactions at the level read committed. So other transactions see what the caller's transaction
 * sees, except its uncommitted changes. The public API does not tell whether a transaction has uncommitted changes. But
 * creating, changing or deleting a node takes locks that are held until the transaction ends, and SHOW TRANSACTIONS
 * shows the number of locks of the user's own transactions. If the caller's transaction holds locks for another reason,
 * such as an index lookup before the call, reading is not parallel: slower, but correct.
 */
public final class ReadTransactions {
    /** Number of elements to read in one transaction, and between two termination checks. */
    private static final int CHUNK = 256;
    /** Fewer chunks are read before threads and transactions have started. */
    private static final int MIN_CHUNKS_FOR_THREADS = 8;

    private static final String LOCKS =
            "SHOW TRANSACTIONS YIELD statusDetails, activeLockCount WHERE statusDetails = $mark"
                    + " RETURN activeLockCount AS locks";

    private final GraphDatabaseService db;
    private final Transaction callers;
    private final boolean parallel;

    private ReadTransactions(GraphDatabaseService db, Transaction callers, boolean parallel) {
        this.db = db;
        this.callers = callers;
        this.parallel = parallel;
    }

    /**
     * The transactions of a procedure call. Call this before the procedure reads anything, because even a search for
     * nodes with a label takes a lock. Overwrites the status details of the caller's transaction.
     */
    public static ReadTransactions of(GraphDatabaseService db, Transaction callers, StatusDetailsAccessor status) {
        return new ReadTransactions(db, callers, !mayHaveChanges(callers, status));
    }

    /** Reads in the caller's transaction only. Takes no time, unlike {@link #of}: suits calls that read little. */
    public static ReadTransactions only(GraphDatabaseService db, Transaction callers) {
        return new ReadTransactions(db, callers, false);
    }

    /** The transactions beside one that has no uncommitted changes. */
    public static ReadTransactions beside(GraphDatabaseService db, Transaction unchanged) {
        return new ReadTransactions(db, unchanged, true);
    }

    /** Reads the elements {@code from .. to - 1}. Called again for the same chunk after a transient failure. */
    interface ChunkReader {
        void read(Transaction tx, int chunk, int from, int to);
    }

    /** The manifests in the database. */
    ManifestStore manifest(Task task) {
        return new ManifestStore(db, task);
    }

    /** The caller's transaction. Use it on the calling thread only. */
    Transaction callers() {
        return callers;
    }

    /** The number of chunks for a number of elements. */
    static int chunks(int elements) {
        return elements / CHUNK + (elements % CHUNK == 0 ? 0 : 1);
    }

    /**
     * Reads elements in chunks. Chunks start in ascending order and may run in parallel, so the result of a chunk must
     * not depend on other chunks.
     *
     * @param readers creates a reader for each thread
     */
    void forEachChunk(int elements, String phase, Task task, Supplier<ChunkReader> readers) {
        int chunks = chunks(elements);
        if (task.concurrency() > 1 && chunks >= MIN_CHUNKS_FOR_THREADS && parallel) {
            task.parallel(phase, chunks, control -> {
                ChunkReader reader = readers.get();
                return chunk -> {
                    try (Transaction tx = db.beginTx();
                            var registration = control.whenStopped(tx::terminate)) {
                        read(reader, tx, chunk, elements);
                    }
                };
            });
        } else {
            ChunkReader reader = readers.get();
            for (int chunk = 0; chunk < chunks; chunk++) {
                task.checkTermination();
                task.progress(phase, chunk, chunks);
                read(reader, callers, chunk, elements);
            }
        }
    }

    private static void read(ChunkReader reader, Transaction tx, int chunk, int elements) {
        int from = chunk * CHUNK;
        retrying(() -> {
            reader.read(tx, chunk, from, from + Math.min(CHUNK, elements - from));
            return null;
        });
    }

    /** Reads again after a transient failure. What is read must not depend on earlier attempts. */
    public static <T> T retrying(Supplier<T> reading) {
        for (int failures = 0; ; ) {
            try {
                return reading.get();
            } catch (TransientFailureException e) { // another client changed the relationships of a node meanwhile
                if (!TransactionFailures.mayRetry(e, ++failures)) {
                    throw e;
                }
                TransactionFailures.backOff(failures);
            }
        }
    }

    /** Sets unique status details, so that the transaction finds itself in the list of all transactions. */
    private static boolean mayHaveChanges(Transaction tx, StatusDetailsAccessor status) {
        String mark = "vimmrec " + UUID.randomUUID();
        status.setStatusDetails(mark);
        try (Result rows = tx.execute(LOCKS, Map.of("mark", mark))) {
            return !rows.hasNext() || ((Number) rows.next().get("locks")).longValue() > 0;
        }
    }
}
