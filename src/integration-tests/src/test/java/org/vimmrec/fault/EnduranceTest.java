package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.fault.AugmentedGraph.Written;
import org.vimmrec.procedure.Database;

/**
 * Runs all kinds of calls for a long time and terminates many at random moments. No heap, thread, lock or transaction
 * may leak.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnduranceTest {
    /** The documented limit is one second; a busy machine gets another one. */
    private static final Duration TERMINATION_LIMIT = Duration.ofSeconds(2);

    private static final String SIMILARITY = "CALL vimmrec.similarity.";
    private static final String VIRTUAL = "CALL vimmrec.";
    /** Each call changes the result of the others. */
    private static final List<String> SIMILARITY_WRITES = List.of(
            "write({modalities: {m: 'e'}, topK: 4, batchSize: 20})",
            "write({modalities: {m: 'f'}, topK: 8})",
            "drop({modalities: ['m'], batchSize: 20})");

    private static final List<String> VIRTUAL_WRITES = List.of(
            "overlay.write({modalities: ['base'], maxPerUser: 8, batchSize: 20})",
            "overlay.write({modalities: ['base'], virtualWeight: 0.2})",
            "virtual.drop({batchSize: 20})",
            "synergistic.write({modalities: {base: 'e', more: 'f'}, modalityWeights: 'uniform', batchSize: 20})");
    private static final List<String> READS = List.of(
            "similarity.stats({modalities: {m: 'e', k: 'f'}, topK: 50})",
            "statistics()",
            "overlay.stats({modalities: ['base']})",
            "similarity.write.estimate({modalities: {m: 'e'}})",
            "synergistic.stats({modalities: {base: 'e', more: 'f'}, modalityWeights: 'coInteraction'})");
    private static final List<String> STREAMS = List.of(
            "similarity.stream({modalities: {m: 'e'}})",
            "overlay.stream({modalities: ['base']})",
            "synergistic.stream({modalities: {base: 'e'}, modalityWeights: 'uniform'})");
    private static final List<String> ERRORS = List.of(
            "similarity.write({modalities: {m: 'nothing'}})",
            "similarity.write({modalities: {m: 'n'}})",
            "overlay.write({topk: 3})",
            "overlay.write({interactionWeightProperty: 'x'})");

    /** Number of additional threads that Neo4j's own thread pools may have. A leak in a call would add more. */
    private static final int POOLED_THREADS = 12;

    private final Random random = new Random();
    private Database db;
    private AugmentedGraph graph;
    /** The number of calls that were terminated before their end. */
    private int terminated;

    @BeforeAll
    void createGraph() {
        db = new Database();
        graph = AugmentedGraph.in(db).create(1500, 800);
        db.run("CALL vimmrec.similarity.write({modalities: {base: 'e'}})");
    }

    @AfterAll
    void stop() {
        db.close();
    }

    @Test
    void shouldNotLeakHeapThreadsLocksOrTransactions() throws Exception {
        int minTerminated = Rounds.of(8, 100);
        long seconds = Rounds.of(Duration.ofSeconds(8), Duration.ofMinutes(6)).toSeconds();
        long start = System.nanoTime();
        long heap = 0;
        int threadsBefore = 0;
        int calls = 0;
        for (; terminated < minTerminated || secondsSince(start) < seconds; calls++) {
            if (heap == 0 && secondsSince(start) >= seconds / 3) { // after warm-up
                heap = heap();
                threadsBefore = threads();
            }
            round();
        }
        long growth = heap() - heap;
        System.out.println("calls: %d in %d s, terminated: %d; heap growth %,d KiB, additional threads %d"
                .formatted(calls, secondsSince(start), terminated, growth >> 10, threads() - threadsBefore));
        assertThat(growth).as("heap growth in bytes since a third of the time").isLessThan(8 << 20);
        assertThat(threads()).isLessThanOrEqualTo(threadsBefore + POOLED_THREADS);
        requireNoLeftovers();
    }

    private static long secondsSince(long nanoTime) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanoTime);
    }

    private static long heap() {
        for (int n = 0; n < 3; n++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void round() throws Exception {
        switch (random.nextInt(6)) {
            case 0 -> terminateAtRandom(SIMILARITY + any(SIMILARITY_WRITES), "SIMILAR_M");
            case 1 -> terminateAtRandom(VIRTUAL + any(VIRTUAL_WRITES), "VIRTUAL_INTERACTED");
            case 2 -> terminateAtRandom(VIRTUAL + any(READS), "SIMILAR_BASE");
            case 3 -> db.run(VIRTUAL + any(READS));
            case 4 -> assertThatThrownBy(() -> db.run(VIRTUAL + any(ERRORS))).isNotNull();
            default -> {
                try (Transaction tx = db.service().beginTx();
                        Result rows = tx.execute(VIRTUAL + any(STREAMS))) {
                    for (int n = random.nextInt(100); n > 0 && rows.hasNext(); n--) {
                        rows.next();
                    }
                }
            }
        }
    }

    /** Terminates a call after a random time, runs it again to the end, and checks what the first one had written. */
    private void terminateAtRandom(String call, String type) throws Exception {
        Written before = graph.written(type);
        CompletableFuture<?> running = CompletableFuture.runAsync(() -> db.run(call));
        TimeUnit.MICROSECONDS.sleep(random.nextInt(80_000));
        for (Map<String, Object> row :
                db.run("SHOW TRANSACTIONS YIELD transactionId AS id, currentQuery WHERE currentQuery STARTS WITH"
                        + " 'CALL vimmrec.' RETURN id")) {
            db.run("TERMINATE TRANSACTION $id", row);
        }
        long start = System.nanoTime(); // not before: planning these queries may take Neo4j a second
        try {
            running.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e).hasStackTraceContaining("erminated");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(call).isLessThan(TERMINATION_LIMIT);
            terminated++;
        }
        requireNoLeftovers();
        Written found = graph.written(type);
        db.run(call);
        found.requireOldOrNew(before, graph.written(type));
    }

    /** Fails if a worker thread, a transaction or a node lock of a call remains. */
    private void requireNoLeftovers() throws InterruptedException {
        long start = System.nanoTime();
        while (workers() > 0 && System.nanoTime() - start < TERMINATION_LIMIT.toNanos()) {
            Thread.sleep(1); // a thread may still exist for a moment after its work has ended
        }
        assertThat(workers()).isZero();
        assertThat(db.run("SHOW TRANSACTIONS YIELD transactionId, activeLockCount"))
                .hasSize(1);
        try (Transaction tx = db.service().beginTx(TERMINATION_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            tx.getAllNodes().forEach(tx::acquireWriteLock);
        }
    }

    private static long workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vimmrec "))
                .count();
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }
}
