package org.vimmrec.graph;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.TransactionTerminatedException;
import org.neo4j.graphdb.TransientFailureException;
import org.vimmrec.similarity.SparseRows;
import org.vimmrec.task.Task;

/**
 * Makes the relationships of a type be what they should be, changing only what differs.
 *
 * <p>For each source node it reads the outgoing relationships of the type, keeps those that stand as they should,
 * updates those with another value, deletes those that no longer hold (and all but one of parallel ones), and creates
 * what is missing. Sources that should have none, but do, lose theirs. So a second run changes nothing, and a run after
 * one that was stopped half way finishes its work.
 *
 * <p>Transactions hold about {@code batchSize} changes and never split a source node. They are this writer's own, on one
 * background thread, so the caller's transaction neither grows nor decides over them; one that meets a deadlock or
 * another passing failure is tried again. A node that somebody deletes meanwhile is left out.
 *
 * <p>Relationships without any floating-point property are nothing that this plugin writes; meeting one to change is an
 * error, so that a type that holds other data is not overwritten by mistake.
 */
public final class ConvergentWriter {
    private static final int TRIES = 10;
    private static final int FIRST_PAUSE_MILLIS = 10;
    private static final int CHECK_EVERY = 4096;
    /** A transaction that has not changed enough by then is ended all the same, and the next one begins. */
    private static final long LONGEST_BATCH_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** A transaction that takes so long waits for somebody's lock. */
    private static final long PATIENCE_SECONDS = 30;
    private static final int CHANGES_PER_SECOND_AT_LEAST = 1000;

    private final GraphDatabaseService db;
    private final Transaction callers;
    private final Task task;
    private final int batchSize;

    /**
     * @param db where to open transactions
     * @param callers transaction, for reading only
     * @param batchSize changes per transaction, about; at least 1
     */
    public ConvergentWriter(GraphDatabaseService db, Transaction callers, int batchSize, Task task) {
        this.db = db;
        this.callers = callers;
        this.task = task;
        this.batchSize = batchSize;
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
     * Checks that a type is safe to write or drop.
     *
     * @throws IllegalArgumentException if a relationship of the type is none of this plugin's; names it
     */
    public void requireOwn(String type) {
        Relationships.forEach(callers, type, task, ConvergentWriter::requireOwn);
    }

    private static void requireOwn(Relationship relationship) {
        for (Object value : relationship.getAllProperties().values()) {
            if (value instanceof Double) {
                return;
            }
        }
        throw new IllegalArgumentException(("The relationship type [%s] holds other data: relationship %s has no"
                + " floating-point property, so this plugin has not written it. Nothing of it was changed; name another"
                + " type.").formatted(relationship.getType().name(), relationship.getElementId()));
    }

    /**
     * Makes the relationships of the type exactly the wanted ones.
     *
     * @param property takes the value
     * @return what was changed, transactions that were tried again counted once
     * @throws IllegalStateException before anything is changed, if a source or target is not committed yet; names it
     */
    public WriteCounts write(String type, String property, Wanted wanted) {
        requireCommitted(type, wanted.sources());
        if (wanted.targets() != wanted.sources()) {
            requireCommitted(type, wanted.targets());
        }
        Job job = new Job(RelationshipType.withName(type), property, wanted, strays(type, wanted.sources()));
        task.background("writing " + type, job::run);
        return job.counts;
    }

    /** Nodes that the caller sees and other transactions do not are the caller's own, which nobody else can join. */
    private void requireCommitted(String type, long[] nodes) {
        long[] unseen = new long[nodes.length];
        int[] count = new int[1];
        task.background("checking nodes for " + type, control -> {
            try (Transaction tx = db.beginTx()) {
                for (int n = 0; n < nodes.length; n++) {
                    if (n % CHECK_EVERY == 0) {
                        control.checkpoint();
                    }
                    if (NodeIds.nodeOrNull(tx, nodes[n]) == null) {
                        unseen[count[0]++] = nodes[n];
                    }
                }
            }
        });
        for (int n = 0; n < count[0]; n++) {
            Node uncommitted = NodeIds.nodeOrNull(callers, unseen[n]);
            if (uncommitted != null) {
                throw new IllegalStateException(("Node %s is not committed yet, so relationships of type [%s], which are written"
                        + " in transactions of their own, cannot join it. Nothing was written; commit the node first.")
                                .formatted(uncommitted.getElementId(), type));
            }
        }
    }

    /** Deletes all relationships of the type; how many. */
    public long drop(String type) {
        Wanted nothing = new Wanted(null, new long[0], new long[0]);
        return write(type, "", nothing).deleted();
    }

    /** Nodes that have relationships of the type, and are not among the sources. Ascending. */
    private long[] strays(String type, long[] sources) {
        LongStream.Builder strays = LongStream.builder();
        long[] last = {-1};
        Relationships.forEach(callers, type, task, relationship -> {
            long source = NodeIds.of(relationship.getStartNode());
            if (source != last[0] && Arrays.binarySearch(sources, source) < 0) {
                strays.add(source);
                last[0] = source;
            }
        });
        return strays.build().sorted().distinct().toArray();
    }

    /** One call of {@link #write}; runs on the background thread. */
    private final class Job {
        private final RelationshipType type;
        private final String property;
        private final Wanted wanted;
        private final long[] strays;
        private final SparseRows.Reader reader;
        private WriteCounts counts = new WriteCounts(0, 0, 0, 0);
        private Task.Control control;

        /** The wanted row of the current source, ascending by target. */
        private long[] targets = new long[16];
        private double[] values = new double[16];
        private boolean[] found = new boolean[16];
        private int length;

        Job(RelationshipType type, String property, Wanted wanted, long[] strays) {
            this.type = type;
            this.property = property;
            this.wanted = wanted;
            this.strays = strays;
            this.reader = wanted.rows() == null ? null : wanted.rows().reader();
        }

        void run(Task.Control newControl) {
            control = newControl;
            int sources = wanted.sources().length + strays.length;
            int next = 0;
            while (next < sources) {
                next = batchWithRetries(next, sources);
                control.progress(next, sources);
            }
        }

        private int batchWithRetries(int first, int sources) {
            for (int attempt = 1;; attempt++) {
                try {
                    return batch(first, sources);
                } catch (TransientFailureException | NotFoundException e) {
                    control.checkpoint();
                    if (attempt == TRIES) {
                        throw e;
                    }
                    pause(attempt);
                }
            }
        }

        /** Writes sources from {@code first} on until the transaction is full, and returns the first that is left. */
        private int batch(int first, int sources) {
            long start = System.nanoTime();
            long seconds = PATIENCE_SECONDS + batchSize / CHANGES_PER_SECOND_AT_LEAST;
            try (Transaction tx = db.beginTx(seconds, TimeUnit.SECONDS)) {
                control.whenStopped(tx::terminate);
                WriteCounts batch = new WriteCounts(0, 0, 0, 0);
                int next = first;
                while (next < sources && batch.changes() < batchSize
                        && System.nanoTime() - start < LONGEST_BATCH_NANOS) {
                    control.checkpoint();
                    batch = batch.plus(converge(tx, next++));
                }
                if (batch.changes() > 0) {
                    tx.commit();
                }
                counts = counts.plus(batch);
                return next;
            } catch (TransactionTerminatedException e) {
                control.checkpoint();
                throw new IllegalStateException(("A transaction that writes relationships of type [%s] was ended after %d"
                        + " seconds, or by somebody else. Does another transaction hold locks on these nodes, perhaps the"
                        + " one that called this procedure? What was written so far stands; run again to finish.")
                                .formatted(type.name(), seconds), e);
            } finally {
                control.whenStopped(() -> { });
            }
        }

        private WriteCounts converge(Transaction tx, int row) {
            boolean stray = row >= wanted.sources().length;
            long source = stray ? strays[row - wanted.sources().length] : wanted.sources()[row];
            readWanted(stray ? -1 : row);
            Node node = NodeIds.nodeOrNull(tx, source);
            if (node == null) {
                return new WriteCounts(0, 0, 0, 0); // deleted since it was read
            }
            WriteCounts standing = convergeStanding(node);
            long created = 0;
            for (int n = 0; n < length; n++) {
                if (!found[n]) {
                    created += create(tx, node, targets[n], values[n]);
                }
            }
            return standing.plus(new WriteCounts(created, 0, 0, 0));
        }

        private WriteCounts convergeStanding(Node node) {
            long updated = 0;
            long deleted = 0;
            long unchanged = 0;
            try (ResourceIterable<Relationship> outgoing = node.getRelationships(Direction.OUTGOING, type);
                    ResourceIterator<Relationship> relationships = outgoing.iterator()) {
                while (relationships.hasNext()) {
                    Relationship relationship = relationships.next();
                    int n = Arrays.binarySearch(targets, 0, length, NodeIds.of(relationship.getEndNode()));
                    Object value = relationship.getProperty(property, null);
                    if (!(value instanceof Double)) {
                        requireOwn(relationship);
                    }
                    if (n < 0 || found[n] || !(value instanceof Double stored)) {
                        relationship.delete();
                        deleted++;
                    } else if (stored != values[n]) {
                        relationship.setProperty(property, values[n]);
                        found[n] = true;
                        updated++;
                    } else {
                        found[n] = true;
                        unchanged++;
                    }
                }
            }
            return new WriteCounts(0, updated, deleted, unchanged);
        }

        private int create(Transaction tx, Node source, long target, double value) {
            Node node = NodeIds.nodeOrNull(tx, target);
            if (node == null) {
                return 0; // deleted since it was read
            }
            source.createRelationshipTo(node, type).setProperty(property, value);
            return 1;
        }

        /** Takes the wanted row, none for -1, in ascending order of the targets' ids. */
        private void readWanted(int row) {
            length = row < 0 ? 0 : reader.read(row);
            if (length > targets.length) {
                targets = new long[length * 2];
                values = new double[length * 2];
                found = new boolean[length * 2];
            }
            for (int n = 0; n < length; n++) {
                targets[n] = wanted.targets()[reader.column(n)];
                found[n] = false;
            }
            Arrays.sort(targets, 0, length);
            for (int n = 0; n < length; n++) {
                long target = wanted.targets()[reader.column(n)];
                values[Arrays.binarySearch(targets, 0, length, target)] = reader.value(n);
            }
        }

        private void pause(int attempt) {
            try {
                Thread.sleep((long) FIRST_PAUSE_MILLIS << attempt - 1);
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while waiting to write again", e);
            }
        }
    }
}
