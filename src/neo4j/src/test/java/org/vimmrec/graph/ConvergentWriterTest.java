package org.vimmrec.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Lock;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.TransientFailureException;
import org.neo4j.graphdb.event.TransactionData;
import org.neo4j.graphdb.event.TransactionEventListenerAdapter;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.DelegatingReader;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Compares the writer with a simple model on random graphs, and runs it while other clients lock the same nodes. */
@ExtendWith(SharedDatabase.class)
@Timeout(120)
class ConvergentWriterTest {
    private static final RelationshipType TYPE = RelationshipType.withName("W");
    private static final String VALUE = "value";

    private final Database db;

    ConvergentWriterTest(Database db) {
        this.db = db;
    }

    /** Returns the ids in ascending order. */
    private long[] createNodes(int count) {
        try (Transaction tx = db.service().beginTx()) {
            long[] ids = IntStream.range(0, count)
                    .mapToLong(n -> NodeIds.of(tx.createNode()))
                    .sorted()
                    .toArray();
            tx.commit();
            return ids;
        }
    }

    private WriteCounts write(long[] sources, long[] targets, SparseRows rows, int batchSize, int concurrency) {
        try (Transaction tx = db.service().beginTx()) {
            Task task = new Task(concurrency, TaskMonitor.NONE);
            return new ConvergentWriter(db.service(), tx, batchSize, task)
                    .write(
                            ExistingRelationships.scan(tx, Ownership.adopted(TYPE.name()), task),
                            VALUE,
                            new DesiredRelationships(rows, sources, targets));
        }
    }

    private long drop(int batchSize, int concurrency) {
        try (Transaction tx = db.service().beginTx()) {
            Task task = new Task(concurrency, TaskMonitor.NONE);
            return new ConvergentWriter(db.service(), tx, batchSize, task)
                    .drop(ExistingRelationships.scan(tx, Ownership.adopted(TYPE.name()), task));
        }
    }

    private record Pair(long source, long target) {}

    private Map<Pair, List<Double>> stored() {
        Map<Pair, List<Double>> stored = new HashMap<>();
        try (Transaction tx = db.service().beginTx();
                ResourceIterator<Relationship> relationships = tx.findRelationships(TYPE)) {
            relationships.forEachRemaining(relationship -> stored.computeIfAbsent(
                            new Pair(NodeIds.of(relationship.getStartNode()), NodeIds.of(relationship.getEndNode())),
                            pair -> new ArrayList<>())
                    .add((Double) relationship.getProperty(VALUE)));
        }
        return stored;
    }

    /**
     * Rows with up to {@code maxEntries} random targets and only three different values, so that some stay unchanged.
     */
    private static Neighbours randomRows(Random random, int sources, int targets, int maxEntries) {
        int[][] columns = new int[sources][];
        double[][] values = new double[sources][];
        for (int row = 0; row < sources; row++) {
            TreeSet<Integer> chosen = new TreeSet<>();
            for (int n = random.nextInt(maxEntries + 1); n > 0; n--) {
                chosen.add(random.nextInt(targets));
            }
            List<Integer> shuffled = new ArrayList<>(chosen);
            Collections.shuffle(shuffled, random);
            columns[row] = shuffled.stream().mapToInt(column -> column).toArray();
            values[row] = shuffled.stream()
                    .mapToDouble(column -> random.nextInt(3) / 4.0)
                    .toArray();
        }
        return new Neighbours(columns, values);
    }

    private static Map<Pair, List<Double>> pairs(long[] sources, long[] targets, Neighbours rows) {
        Map<Pair, List<Double>> pairs = new HashMap<>();
        for (int row = 0; row < rows.rows(); row++) {
            for (int n = 0; n < rows.count(row); n++) {
                pairs.put(new Pair(sources[row], targets[rows.neighbour(row, n)]), List.of(rows.score(row, n)));
            }
        }
        return pairs;
    }

    static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldWriteTheDesiredRelationshipsAndCountEachChangeOnce(int seed) {
        Random random = new Random(seed);
        long[] nodes = createNodes(2 + random.nextInt(300));
        long[] sources =
                Arrays.stream(nodes).filter(node -> random.nextInt(4) > 0).toArray();
        long[] targets =
                Arrays.stream(nodes).filter(node -> random.nextInt(3) > 0).toArray();
        Map<Pair, List<Double>> existing =
                pairs(nodes, nodes, randomRows(random, nodes.length, nodes.length, random.nextInt(6)));
        Neighbours rows = randomRows(
                random, sources.length, Math.max(1, targets.length), targets.length == 0 ? 0 : random.nextInt(70));
        Map<Pair, List<Double>> desired = pairs(sources, targets, rows);
        desired.forEach((pair, value) -> { // some of the desired relationships exist already
            if (random.nextInt(3) == 0) {
                existing.put(pair, Collections.nCopies(1 + random.nextInt(2), random.nextInt(3) / 4.0));
            }
        });
        try (Transaction tx = db.service().beginTx()) {
            existing.forEach((pair, values) -> values.forEach(value -> NodeIds.node(tx, pair.source)
                    .createRelationshipTo(NodeIds.node(tx, pair.target), TYPE)
                    .setProperty(VALUE, value)));
            tx.commit();
        }
        long total = existing.values().stream().mapToLong(List::size).sum();
        long kept = desired.keySet().stream().filter(existing::containsKey).count();
        long unchanged = desired.entrySet().stream()
                .filter(entry -> existing.containsKey(entry.getKey())
                        && existing.get(entry.getKey())
                                .get(0)
                                .equals(entry.getValue().get(0)))
                .count();
        int batchSize = new int[] {1, 7, 100, 10_000}[random.nextInt(4)];
        int concurrency = 1 + random.nextInt(4);

        assertThat(write(sources, targets, rows, batchSize, concurrency))
                .isEqualTo(new WriteCounts(desired.size() - kept, kept - unchanged, total - kept, unchanged));
        assertThat(stored()).isEqualTo(desired);
        assertThat(write(sources, targets, rows, batchSize, concurrency))
                .isEqualTo(new WriteCounts(0, 0, 0, desired.size()));
        assertThat(drop(batchSize, concurrency)).isEqualTo(desired.size());
        assertThat(stored()).isEmpty();
    }

    /**
     * Repeatedly locks a few nodes in random order and releases them, until {@code stop} completes. Of two deadlocked
     * transactions, Neo4j aborts the one with fewer locks. This client holds many, so the writer is aborted.
     */
    private CompletableFuture<Void> lockAtRandom(long[] nodes, long seed, CompletableFuture<Void> stop) {
        long[] own = createNodes(500);
        return CompletableFuture.runAsync(
                () -> {
                    Random random = new Random(seed);
                    while (!stop.isDone()) {
                        try (Transaction tx = db.service().beginTx()) {
                            for (long node : own) {
                                tx.acquireWriteLock(NodeIds.node(tx, node));
                            }
                            for (int n = 0; n < 3; n++) {
                                tx.acquireWriteLock(NodeIds.node(tx, nodes[random.nextInt(nodes.length)]));
                                Thread.sleep(1);
                            }
                        } catch (TransientFailureException e) {
                            continue; // this client was aborted
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                },
                task -> new Thread(task, "locking").start());
    }

    /** Counts the transactions that were rolled back. */
    private static final class Rollbacks extends TransactionEventListenerAdapter<Object> {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Object beforeCommit(TransactionData data, Transaction tx, GraphDatabaseService service) {
            return this;
        }

        @Override
        public void afterRollback(TransactionData data, Object state, GraphDatabaseService service) {
            count.incrementAndGet();
        }
    }

    /** The same rows; counts how often each one is read. */
    private static SparseRows counting(SparseRows rows, AtomicIntegerArray reads) {
        return new SparseRows() {
            @Override
            public int rows() {
                return rows.rows();
            }

            @Override
            public Reader reader() {
                return new DelegatingReader(rows.reader()) {
                    @Override
                    public int read(int row) {
                        reads.incrementAndGet(row);
                        return reader.read(row);
                    }
                };
            }
        };
    }

    @Test
    void shouldCountEachChangeAndReadEachRowOnceWhenDeadlocksForceRetries() throws Exception {
        long[] nodes = createNodes(200);
        long[] hubs = Arrays.copyOf(nodes, 12);
        Rollbacks rollbacks = new Rollbacks();
        db.management().registerTransactionEventListener(db.service().databaseName(), rollbacks);
        CompletableFuture<Void> stop = new CompletableFuture<>();
        List<CompletableFuture<Void>> clients = List.of(lockAtRandom(hubs, 1, stop), lockAtRandom(hubs, 2, stop));
        try {
            Random random = new Random(3);
            Map<Pair, List<Double>> before = Map.of();
            for (int round = 0; round < 4 || (rollbacks.count.get() == 0 && round < 50); round++) {
                Neighbours rows = randomRows(random, nodes.length, hubs.length, 6);
                Map<Pair, List<Double>> desired = pairs(nodes, hubs, rows);
                long kept =
                        desired.keySet().stream().filter(before::containsKey).count();
                long unchanged = desired.entrySet().stream()
                        .filter(before.entrySet()::contains)
                        .count();
                AtomicIntegerArray reads = new AtomicIntegerArray(nodes.length);
                assertThat(write(nodes, hubs, counting(rows, reads), 50, 2))
                        .isEqualTo(new WriteCounts(
                                desired.size() - kept, kept - unchanged, before.size() - kept, unchanged));
                assertThat(IntStream.range(0, nodes.length).map(reads::get))
                        .as("reads of each row, which may be expensive to compute")
                        .containsOnly(1);
                assertThat(stored()).isEqualTo(desired);
                before = desired;
            }
            assertThat(drop(50, 2)).isEqualTo(before.size());
        } finally {
            stop.complete(null);
            CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).get();
            db.management().unregisterTransactionEventListener(db.service().databaseName(), rollbacks);
        }
        assertThat(rollbacks.count.get())
                .as("transactions aborted by a deadlock")
                .isPositive();
        assertThat(stored()).isEmpty();
    }

    /** A write lock blocks the creation of a relationship, a read lock blocks its commit. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotWaitForeverForLocksOfItsCaller(boolean exclusive) {
        long[] nodes = createNodes(50);
        Neighbours rows = randomRows(new Random(1), nodes.length, nodes.length, 5);
        Task task = new Task(2, TaskMonitor.NONE);
        try (Transaction callers = db.service().beginTx()) {
            for (long node : nodes) {
                Node locked = NodeIds.node(callers, node);
                Lock lock = exclusive ? callers.acquireWriteLock(locked) : callers.acquireReadLock(locked);
                assertThat(lock).isNotNull();
            }
            ConvergentWriter writer = new ConvergentWriter(db.service(), callers, 10, task, Duration.ofSeconds(1));
            long start = System.nanoTime();
            assertThatThrownBy(() -> writer.write(
                            new ExistingRelationships(Ownership.adopted(TYPE.name()), new long[0]),
                            VALUE,
                            new DesiredRelationships(rows, nodes, nodes)))
                    .hasNoCause() // Neo4j shows the innermost cause instead of the message
                    .hasMessageContainingAll("[W]", "aborted after 1 seconds", "the one that called this procedure");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(stored()).isEmpty();
        }
        CompletableFuture<Void> idle = new CompletableFuture<>();
        task.whenIdle(() -> idle.complete(null));
        assertThat(idle).succeedsWithin(Duration.ofSeconds(10));
        write(nodes, nodes, rows, 10, 2);
        assertThat(stored()).isEqualTo(pairs(nodes, nodes, rows));
    }

    /** If the server limits the waiting time for locks, the writer retries after a timeout. */
    @Test
    void shouldRetryAfterALockTimeout() throws Exception {
        try (Database limited = Database.with(GraphDatabaseSettings.lock_acquisition_timeout, Duration.ofMillis(300));
                Transaction other = limited.service().beginTx()) {
            long[] nodes;
            try (Transaction tx = limited.service().beginTx()) {
                nodes = new long[] {NodeIds.of(tx.createNode()), NodeIds.of(tx.createNode())};
                tx.commit();
            }
            other.acquireWriteLock(NodeIds.node(other, nodes[1]));
            CompletableFuture<Void> release = CompletableFuture.runAsync(
                    other::close, CompletableFuture.delayedExecutor(1200, TimeUnit.MILLISECONDS));
            Neighbours rows = new Neighbours(new int[][] {{1}, {}}, new double[][] {{0.5}, {}});
            try (Transaction tx = limited.service().beginTx()) {
                assertThat(new ConvergentWriter(limited.service(), tx, 10, new Task(2, TaskMonitor.NONE))
                                .write(
                                        new ExistingRelationships(Ownership.adopted(TYPE.name()), new long[0]),
                                        VALUE,
                                        new DesiredRelationships(rows, nodes, nodes)))
                        .isEqualTo(new WriteCounts(1, 0, 0, 0));
            }
            assertThat(release).isDone();
        }
    }

    /**
     * Sources with many relationships and one change each must fill a batch too, so that not all are in one
     * transaction.
     */
    @Test
    void shouldCommitSourcesWithManyRelationshipsInSeveralTransactions() {
        int sources = 40;
        int entries = 50;
        long[] nodes = createNodes(100);
        int[][] columns = new int[sources][];
        double[][] values = new double[sources][];
        for (int row = 0; row < sources; row++) {
            columns[row] = IntStream.range(0, entries).toArray();
            values[row] = new double[entries];
        }
        long[] some = Arrays.copyOf(nodes, sources);
        write(some, nodes, new Neighbours(columns, values), 1000, 2);
        for (double[] row : values) {
            row[7] = 0.5;
        }
        AtomicInteger commits = new AtomicInteger();
        TransactionEventListenerAdapter<Object> listener = new TransactionEventListenerAdapter<>() {
            @Override
            public void afterCommit(TransactionData data, Object state, GraphDatabaseService service) {
                commits.incrementAndGet();
            }
        };
        db.management().registerTransactionEventListener(db.service().databaseName(), listener);
        try {
            assertThat(write(some, nodes, new Neighbours(columns, values), 20, 2))
                    .isEqualTo(new WriteCounts(0, sources, 0, (long) sources * (entries - 1)));
        } finally {
            db.management().unregisterTransactionEventListener(db.service().databaseName(), listener);
        }
        assertThat(commits.get()).isGreaterThanOrEqualTo(sources * entries / (20 * 10 + entries));
    }
}
