package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.TransientFailureException;
import org.neo4j.graphdb.event.TransactionData;
import org.neo4j.graphdb.event.TransactionEventListener;
import org.neo4j.graphdb.event.TransactionEventListenerAdapter;
import org.vimmrec.fault.AugmentedGraph.Written;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;

/** Tests writes with transaction listeners that lock nodes, fail temporarily, or reject the commit. */
@Tag("long")
@ExtendWith(SharedDatabase.class)
@Timeout(300)
class ListenerTest {
    private static final String DATABASE = "neo4j";
    private static final String PARALLEL = ", concurrency: 4, batchSize: 40})";
    /** Write calls with the types that they write. */
    private static final List<Write> WRITES = List.of(
            new Write("CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 6", "SIMILAR_M"),
            new Write("CALL vimmrec.overlay.write({modalities: ['base']", "VIRTUAL_INTERACTED"),
            new Write(
                    "CALL vimmrec.synergistic.write({modalities: {m: 'f'}, modalityWeights: 'uniform', writeRelationshipType: 'FUSED'",
                    "FUSED"));

    private final Database db;
    private TransactionEventListener<?> registered;

    ListenerTest(Database db) {
        this.db = db;
    }

    private record Write(String call, String type) {}

    /** The code of a listener, which runs in each transaction that creates relationships. */
    private interface Code {
        void run(List<Relationship> created, Transaction tx) throws Exception;
    }

    static Stream<Write> writes() {
        return WRITES.stream();
    }

    @BeforeEach
    void createGraph() {
        AugmentedGraph.in(db).create(300, 200);
        db.run("CALL vimmrec.similarity.write({modalities: {base: 'e'}, topK: 5})");
    }

    private void listen(Code code) {
        registered = new TransactionEventListenerAdapter<Void>() {
            @Override
            public Void beforeCommit(TransactionData data, Transaction tx, GraphDatabaseService service)
                    throws Exception {
                List<Relationship> created = new ArrayList<>();
                data.createdRelationships()
                        .forEach(relationship ->
                                created.add(tx.getRelationshipByElementId(relationship.getElementId())));
                if (!created.isEmpty()) {
                    code.run(created, tx);
                }
                return null;
            }
        };
        db.management().registerTransactionEventListener(DATABASE, registered);
    }

    @AfterEach
    void stopListening() {
        if (registered != null) {
            db.management().unregisterTransactionEventListener(DATABASE, registered);
            registered = null;
        }
    }

    /** The result of the call without a listener. The relationships are dropped afterwards. */
    private Written resultWithoutListener(Write write) {
        db.run(write.call + "})");
        Written written = AugmentedGraph.in(db).written(write.type);
        drop(write);
        assertThat(AugmentedGraph.in(db).written(write.type)).isEqualTo(Written.NOTHING);
        return written;
    }

    private void drop(Write write) {
        db.run(
                write.type.startsWith("SIMILAR_")
                        ? "CALL vimmrec.similarity.drop({modalities: ['m']})"
                        : "CALL vimmrec.virtual.drop({writeRelationshipType: '" + write.type + "'})");
    }

    private Written written(Write write) {
        return AugmentedGraph.in(db).written(write.type);
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Listeners that lock nodes

    /**
     * Changes both nodes of each relationship, so that concurrent transactions of the writer deadlock sooner or later.
     */
    @ParameterizedTest
    @MethodSource("writes")
    void shouldWriteTheSameResultWithAListenerThatCausesDeadlocks(Write write) {
        Written expected = resultWithoutListener(write);
        listen((created, tx) -> {
            for (Relationship relationship : created) {
                touch(relationship.getEndNode());
                touch(relationship.getStartNode());
                if (relationship.getEndNode().getProperty("n").equals(7L)) {
                    Thread.sleep(2); // gives another transaction time to start
                }
            }
        });
        db.run(write.call + PARALLEL);
        assertThat(written(write)).isEqualTo(expected);
    }

    private static void touch(Node node) {
        node.setProperty("touched", (long) node.getProperty("touched", 0L) + 1);
    }

    /**
     * The first two transactions each lock a node and then the node of the other one, which always causes a deadlock.
     */
    @ParameterizedTest
    @MethodSource("writes")
    void shouldWriteTheSameResultAfterADeadlock(Write write) {
        Written expected = resultWithoutListener(write);
        db.run("CREATE (:Lock {n: -1}), (:Lock {n: -2})");
        List<Object> locks = db.run("MATCH (l:Lock) RETURN elementId(l) AS id").stream()
                .map(row -> row.get("id"))
                .toList();
        CountDownLatch bothHold = new CountDownLatch(2);
        AtomicInteger turn = new AtomicInteger();
        AtomicInteger deadlocks = new AtomicInteger();
        listen((created, tx) -> {
            int mine = turn.getAndIncrement();
            if (mine < 2) {
                tx.acquireWriteLock(tx.getNodeByElementId((String) locks.get(mine)));
                bothHold.countDown();
                // Times out if there is only one transaction at a time.
                if (bothHold.await(5, TimeUnit.SECONDS)) {
                    try {
                        tx.acquireWriteLock(tx.getNodeByElementId((String) locks.get(1 - mine)));
                    } catch (TransientFailureException e) {
                        deadlocks.incrementAndGet();
                        throw new IllegalStateException("the audit trail is busy", e);
                    }
                }
            }
        });
        db.run(write.call + PARALLEL);
        assertThat(written(write)).isEqualTo(expected);
        assertThat(deadlocks).hasPositiveValue();
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Listeners that fail temporarily

    @ParameterizedTest
    @MethodSource("writes")
    void shouldRetryIfAListenerFailsTemporarily(Write write) throws InterruptedException {
        Written expected = resultWithoutListener(write);
        TransientFailureException deadlock = deadlock();
        for (int depth = 0; depth < 3; depth++) {
            RuntimeException failure = wrapped(deadlock, depth);
            AtomicInteger failures = new AtomicInteger();
            listen((created, tx) -> {
                if (failures.getAndIncrement() < 5) {
                    throw failure;
                }
            });
            db.run(write.call + PARALLEL);
            stopListening();
            assertThat(written(write)).as("wrapped " + depth + " times").isEqualTo(expected);
            assertThat(failures).hasValueGreaterThan(5);
            drop(write);
        }
    }

    /** The call fails after some time with the message of the listener, and leaves no partial result. */
    @ParameterizedTest
    @MethodSource("writes")
    void shouldFailWithTheMessageOfAListenerThatAlwaysFails(Write write) throws InterruptedException {
        Written expected = resultWithoutListener(write);
        TransientFailureException deadlock = deadlock();
        listen((created, tx) -> {
            throw new IllegalStateException("the audit trail is locked by Bob", deadlock);
        });
        long start = System.nanoTime();
        assertThatThrownBy(() -> db.run(write.call + PARALLEL))
                .hasMessageContaining("the audit trail is locked by Bob")
                .hasMessageContaining("[" + write.type + "]");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
        assertThat(written(write)).isEqualTo(Written.NOTHING);
        stopListening();
        db.run(write.call + PARALLEL);
        assertThat(written(write)).isEqualTo(expected);
    }

    private static RuntimeException wrapped(RuntimeException failure, int depth) {
        return depth == 0 ? failure : new RuntimeException("listener " + depth, wrapped(failure, depth - 1));
    }

    /** A real deadlock exception of Neo4j, from two transactions that lock the same nodes in opposite order. */
    private TransientFailureException deadlock() throws InterruptedException {
        db.run("MERGE (:Lock {n: -1}) MERGE (:Lock {n: -2})");
        String one = (String)
                db.row("MATCH (l:Lock {n: -1}) RETURN elementId(l) AS id").get("id");
        String other = (String)
                db.row("MATCH (l:Lock {n: -2}) RETURN elementId(l) AS id").get("id");
        CountDownLatch bothHold = new CountDownLatch(2);
        CompletableFuture<Throwable> second = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> lockBoth(other, one, bothHold)), task -> new Thread(task, "second").start());
        Throwable first = catchThrowable(() -> lockBoth(one, other, bothHold));
        Throwable failure = first == null ? second.join() : first;
        second.join();
        return (TransientFailureException) failure;
    }

    private void lockBoth(String first, String second, CountDownLatch bothHold) throws InterruptedException {
        try (Transaction tx = db.service().beginTx()) {
            tx.acquireWriteLock(tx.getNodeByElementId(first));
            bothHold.countDown();
            bothHold.await();
            tx.acquireWriteLock(tx.getNodeByElementId(second));
        }
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Listeners that reject commits

    @ParameterizedTest
    @MethodSource("writes")
    void shouldShowTheMessageOfARejectionWithoutManyRetries(Write write) {
        Written expected = resultWithoutListener(write);
        for (Exception veto : List.of(
                new IllegalStateException("no edges on Sundays"),
                new Exception("no edges on Sundays"),
                new IllegalArgumentException("no edges on Sundays", new IllegalStateException("ask Alice")),
                new UnsupportedOperationException("no edges on Sundays"))) {
            AtomicInteger asked = new AtomicInteger();
            listen((created, tx) -> {
                asked.incrementAndGet();
                throw veto;
            });
            long start = System.nanoTime();
            assertThatThrownBy(() -> db.run(write.call + PARALLEL))
                    .as(veto.toString())
                    .hasMessageContaining(veto.getCause() == null ? "no edges on Sundays" : "ask Alice")
                    .hasMessageContaining("[" + write.type + "]");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(veto.toString())
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(asked).as(veto.toString()).hasValueLessThan(30);
            assertThat(written(write)).as(veto.toString()).isEqualTo(Written.NOTHING);
            stopListening();
        }
        db.run(write.call + PARALLEL);
        assertThat(written(write)).isEqualTo(expected);
    }

    /** Earlier transactions remain committed, each source is old or new, and the next call finishes the work. */
    @ParameterizedTest
    @MethodSource("writes")
    void shouldLeaveEachSourceOldOrNewIfOneIsRejected(Write write) {
        Written expected = resultWithoutListener(write);
        listen((created, tx) -> {
            for (Relationship relationship : created) {
                if (relationship.getStartNode().getProperty("n").equals(151L)) {
                    throw new IllegalStateException("number 151 is frozen");
                }
            }
        });
        assertThatThrownBy(() -> db.run(write.call + PARALLEL)).hasMessageContaining("number 151 is frozen");
        written(write).requireOldOrNew(Written.NOTHING, expected);
        assertThat(written(write).of((write.type.startsWith("SIMILAR_") ? "Item" : "User") + "151"))
                .isEmpty();
        stopListening();
        db.run(write.call + PARALLEL);
        assertThat(written(write)).isEqualTo(expected);
    }
}
