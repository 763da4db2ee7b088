package org.vimmrec.graph;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.task.WorkerContext;

/**
 * Writes embeddings to a property of nodes, and only those that differ. A node changes in one transaction, so after an
 * interrupted write each node has its old or its new value. Nodes that are deleted concurrently are skipped.
 */
public final class EmbeddingWriter {
    /** A transaction that takes this long is waiting for a lock of another transaction. */
    private static final int LOCK_TIMEOUT_SECONDS = 60;

    private final GraphDatabaseService db;
    private final String property;
    private final int batchSize;
    private final Task task;

    /**
     * @param property the property that receives the embeddings
     * @param batchSize the number of nodes in a transaction, at least 1
     */
    public EmbeddingWriter(GraphDatabaseService db, String property, int batchSize, Task task) {
        this.db = db;
        this.property = property;
        this.batchSize = batchSize;
        this.task = task;
    }

    /** The number of changes. */
    public record Counts(long written, long removed, long unchanged) {}

    /**
     * Writes the embeddings of nodes.
     *
     * @param nodes the ids of the nodes
     * @param embeddings by node its embedding, or null to remove the property; called by several threads
     */
    public Counts write(long[] nodes, IntFunction<float[]> embeddings) {
        AtomicLong written = new AtomicLong();
        AtomicLong removed = new AtomicLong();
        AtomicLong unchanged = new AtomicLong();
        int batches = (int) ((nodes.length + (long) batchSize - 1) / batchSize);
        task.parallel("writing " + property, batches, control -> batch -> {
            int from = batch * batchSize;
            int to = (int) Math.min(nodes.length, from + (long) batchSize);
            Counts counts = commit(control, nodes, embeddings, from, to);
            written.addAndGet(counts.written);
            removed.addAndGet(counts.removed);
            unchanged.addAndGet(counts.unchanged);
        });
        return new Counts(written.get(), removed.get(), unchanged.get());
    }

    private Counts commit(WorkerContext control, long[] nodes, IntFunction<float[]> embeddings, int from, int to) {
        for (int failures = 0; ; ) {
            control.checkpoint();
            try (Transaction tx = db.beginTx();
                    var registration = control.whenStopped(tx::terminate, LOCK_TIMEOUT_SECONDS, this::timeout)) {
                long written = 0;
                long removed = 0;
                long unchanged = 0;
                for (int n = from; n < to; n++) {
                    control.checkpoint();
                    Node node = NodeIds.nodeOrNull(tx, nodes[n]);
                    if (node == null) {
                        continue; // deleted after it was read
                    }
                    float[] wanted = embeddings.apply(n);
                    Object stored = node.getProperty(property, null);
                    if (wanted == null && stored != null) {
                        node.removeProperty(property);
                        removed++;
                    } else if (wanted != null && !(stored instanceof float[] same && Arrays.equals(same, wanted))) {
                        node.setProperty(property, wanted);
                        written++;
                    } else if (wanted != null) {
                        unchanged++;
                    }
                }
                if (written + removed > 0) {
                    tx.commit();
                }
                return new Counts(written, removed, unchanged);
            } catch (RuntimeException e) {
                control.checkpoint();
                if (!TransactionFailures.mayRetry(e, ++failures)) {
                    throw TransactionFailures.toUserError(e, "the property [" + Shown.name(property) + "]");
                }
                TransactionFailures.backOff(failures);
            }
        }
    }

    private RuntimeException timeout() {
        return new IllegalStateException(
                ("A transaction that writes the property [%s] was aborted after %d seconds; earlier"
                                + " transactions of this call are committed. Check whether another transaction, perhaps the one that called"
                                + " this procedure, holds locks on these nodes, and run the procedure again to finish.")
                        .formatted(Shown.name(property), LOCK_TIMEOUT_SECONDS));
    }
}
