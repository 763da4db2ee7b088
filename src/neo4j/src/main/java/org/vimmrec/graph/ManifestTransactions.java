package org.vimmrec.graph;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;
import org.vimmrec.task.WorkerContext;
import org.vimmrec.update.ManifestRange;

/**
 * Runs the transactions that write manifest nodes, with retries after transient failures. They run on a thread of their
 * own, so that a transaction that waits for a lock can be terminated when the task is stopped.
 */
final class ManifestTransactions {
    private static final String PHASE = "writing the manifest";
    /** Approximate number of entries per transaction: about ten megabytes, which take a fraction of a second. */
    private static final int ENTRIES_PER_TRANSACTION = 4 * ManifestRange.MAX_ENTRIES;
    /** Neo4j rejects the deletion of a node if another client attaches a relationship to it meanwhile. */
    private static final int MAX_DELETE_ATTEMPTS = 5;
    /** A transaction that takes this long is waiting for a lock of another transaction. */
    private static final int LOCK_TIMEOUT_SECONDS = 30;

    private final GraphDatabaseService db;
    private final Task task;

    ManifestTransactions(GraphDatabaseService db, Task task) {
        this.db = db;
        this.task = task;
    }

    /** The work of one transaction of several. */
    interface BatchWork<T> {
        /** @param last whether this is the last batch */
        void run(Transaction tx, List<T> batch, boolean last);
    }

    /** Runs one transaction. */
    void run(Consumer<Transaction> work) {
        runInBatches(List.of(work), any -> 1, (tx, batch, last) -> work.accept(tx));
    }

    /**
     * Processes elements in one or more transactions. An empty list takes one transaction.
     *
     * @param entries the number of manifest entries that an element writes or deletes
     */
    <T> void runInBatches(List<T> all, ToLongFunction<T> entries, BatchWork<T> work) {
        task.background(PHASE, control -> {
            int done = 0;
            do {
                int end = done;
                for (long sum = 0; end < all.size() && sum < ENTRIES_PER_TRANSACTION; end++) {
                    sum += entries.applyAsLong(all.get(end));
                }
                commit(control, all.subList(done, end), end == all.size(), work);
                done = end;
                control.progress(done, all.size());
            } while (done < all.size());
        });
    }

    private <T> void commit(WorkerContext control, List<T> batch, boolean last, BatchWork<T> work) {
        for (int failures = 0; ; ) {
            control.checkpoint();
            try (Transaction tx = db.beginTx();
                    var registration =
                            control.whenStopped(tx::terminate, LOCK_TIMEOUT_SECONDS, ManifestTransactions::timeout)) {
                work.run(tx, batch, last);
                tx.commit();
                return;
            } catch (RuntimeException e) {
                control.checkpoint();
                boolean mayRetry = TransactionFailures.mayRetry(e, ++failures)
                        || TransactionFailures.violatesConstraint(e) && failures < MAX_DELETE_ATTEMPTS;
                if (!mayRetry) {
                    throw TransactionFailures.toUserError(
                            e, "the manifest, nodes with the label [" + ManifestStore.LABEL_NAME + "]");
                }
                TransactionFailures.backOff(failures);
            }
        }
    }

    private static RuntimeException timeout() {
        return new IllegalStateException(
                ("A transaction that writes the manifest, nodes with the label [%s], was aborted after"
                                + " %d seconds. Check whether another transaction, perhaps the one that called this procedure, holds locks on"
                                + " these nodes, and run the procedure again.")
                        .formatted(ManifestStore.LABEL_NAME, LOCK_TIMEOUT_SECONDS));
    }
}
