package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;

/** Long calls show their progress, can be terminated, and exclude other writers of the same type. */
@ExtendWith(SharedDatabase.class)
@Timeout(120)
class LongWorkTest {
    /** Calls should end within one second. Two are allowed, because the machine may be busy. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Database db;

    LongWorkTest(Database db) {
        this.db = db;
    }

    private void createItems(int items, int dimension) {
        Random random = new Random(1);
        for (int first = 0; first < items; first += 2000) {
            try (Transaction tx = db.service().beginTx()) {
                for (int i = first; i < Math.min(items, first + 2000); i++) {
                    float[] embedding = new float[dimension];
                    for (int k = 0; k < dimension; k++) {
                        embedding[k] = (float) random.nextGaussian();
                    }
                    Node item = tx.createNode(Label.label("Item"));
                    item.setProperty("n", i);
                    item.setProperty("e", embedding);
                }
                tx.commit();
            }
        }
    }

    /** Creates users with ten items each. */
    private void createUsers(int users, int items) {
        db.run("UNWIND range(0, " + (users - 1) + ") AS n CREATE (u:User {n: n}) WITH u, n UNWIND range(0, 9) AS k"
                + " MATCH (i:Item {n: (n * 7 + k * k * 31) % " + items + "}) CREATE (u)-[:INTERACTED]->(i)");
    }

    private CompletableFuture<List<Map<String, Object>>> start(String call) {
        return CompletableFuture.supplyAsync(() -> db.run(call));
    }

    /**
     * Waits for a transaction whose status details start with the given text. Returns its id, or null if the call ends
     * first.
     */
    private String awaitStatus(String beginning, CompletableFuture<?> call) throws InterruptedException {
        while (!call.isDone()) {
            List<Map<String, Object>> rows = db.run(
                    "SHOW TRANSACTIONS YIELD transactionId, statusDetails"
                            + " WHERE statusDetails STARTS WITH $beginning RETURN transactionId",
                    Map.of("beginning", beginning));
            if (!rows.isEmpty()) {
                return (String) rows.get(0).get("transactionId");
            }
            Thread.sleep(1);
        }
        return null;
    }

    private static boolean workersAreLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("vimmrec "));
    }

    private void assertTerminatesSoon(String call, String phase) throws InterruptedException {
        CompletableFuture<List<Map<String, Object>>> running = start(call);
        String id = awaitStatus(phase, running);
        assertThat(id).as("seen in phase " + phase).isNotNull();
        long start = System.nanoTime();
        db.run("TERMINATE TRANSACTION $id", Map.of("id", id));
        assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("erminated");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(call).isLessThan(SOON);
        while (workersAreLeft() && System.nanoTime() - start < SOON.toNanos()) {
            Thread.sleep(1); // a worker reports its end a moment before its thread ends
        }
        assertThat(workersAreLeft()).isFalse();
    }

    @Test
    void shouldTerminateSoonDuringASearchAndReportItsProgress() throws InterruptedException {
        createItems(8000, 256);
        assertTerminatesSoon(
                "CALL vimmrec.similarity.stats({modalities: {big: 'e'}})",
                "vimmrec.similarity.stats: similarity big: ");
        assertTerminatesSoon(
                "CALL vimmrec.similarity.stream({modalities: {big: 'e'}})",
                "vimmrec.similarity.stream: similarity big: ");
    }

    @Test
    void shouldTerminateSoonDuringAnEvaluation() throws InterruptedException {
        createItems(2000, 8);
        createUsers(1500, 2000);
        String evaluate =
                "CALL vimmrec.evaluate({modalities: {m: 'e'}, strategies: 'overlay', weightings: 'uniform', topKs: 20,"
                        + " seeds: 1, recommender: ";
        for (String recommender : List.of("graphFilter", "ease", "lightGcn", "freedom", "bm3", "vbpr")) {
            assertTerminatesSoon(evaluate + "'" + recommender + "'})", "vimmrec.evaluate: evaluating: ");
        }
    }

    @Test
    void shouldTerminateSoonDuringAWriteAndKeepSourcesConsistent() throws InterruptedException {
        createItems(1500, 4);
        String write = "CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 4, batchSize: 1})";
        assertTerminatesSoon(write, "vimmrec.similarity.write: writing SIMILAR_M: 1");
        Set<Object> degrees = new TreeSet<>();
        db.run("MATCH (i:Item) RETURN DISTINCT COUNT { (i)-[:SIMILAR_M]->() } AS degree")
                .forEach(row -> degrees.add(row.get("degree")));
        assertThat(degrees).containsExactly(0L, 4L);
        Map<String, Object> rest = db.row(write.replace(", batchSize: 1", ""));
        assertThat((long) rest.get("relationshipsUnchanged")).isPositive();
        assertThat((long) rest.get("relationshipsUnchanged") + (long) rest.get("relationshipsCreated"))
                .isEqualTo(6000);
        assertTerminatesSoon(
                "CALL vimmrec.similarity.drop({modalities: ['m'], batchSize: 1})",
                "vimmrec.similarity.drop: writing SIMILAR_M: 1");
        assertThat((long) db.row("CALL vimmrec.similarity.drop()").get("relationshipsDeleted"))
                .isBetween(1L, 5999L);
    }

    @Test
    void shouldTerminateSoonWhileAllWritersWaitForALock() throws InterruptedException {
        createItems(1500, 4);
        try (Transaction other = db.service().beginTx()) {
            other.findNodes(Label.label("Item")).forEachRemaining(other::acquireWriteLock);
            for (String batchSize : List.of("1", "10000")) {
                assertTerminatesSoon(
                        "CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 4, concurrency: 4, batchSize: "
                                + batchSize + "})",
                        "vimmrec.similarity.write: writing SIMILAR_M");
            }
        }
        assertThat(db.row("MATCH ()-[r:SIMILAR_M]->() RETURN count(r) AS n")).containsEntry("n", 0L);
        assertThat(db.row("CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 4})"))
                .containsEntry("relationshipsCreated", 6000L);
    }

    @Test
    void shouldRefuseASecondWriterOfTheTypeAtOnce() throws Exception {
        createItems(5000, 4);
        createUsers(20, 5000);
        CompletableFuture<List<Map<String, Object>>> first =
                start("CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 4, batchSize: 1})");
        assertThat(awaitStatus("vimmrec.similarity.write: writing", first)).isNotNull();
        long start = System.nanoTime();
        for (String second : List.of(
                "CALL vimmrec.similarity.write({modalities: {M: 'e'}})",
                "CALL vimmrec.similarity.drop({modalities: ['m']})",
                "CALL vimmrec.similarity.drop()",
                "CALL vimmrec.similarity.write({modalities: {free: 'e', m: 'e'}})")) {
            assertThatThrownBy(() -> db.run(second))
                    .hasMessageContaining("Another call is writing or dropping relationships of type"
                            + " [SIMILAR_M] in this database");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(first.isDone()).as("the first write is still on").isFalse();
        // Other types are free, even if a call that named them was refused.
        db.run("CALL vimmrec.similarity.write({modalities: {free: 'e'}, topK: 1})");
        db.run("CALL vimmrec.synergistic.write({modalities: {m: 'e'}, modalityWeights: 'uniform'})");
        assertThat(first.get(60, TimeUnit.SECONDS).get(0)).containsEntry("relationshipsCreated", 20_000L);
        assertThat(db.row("CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 4})"))
                .containsEntry("relationshipsUnchanged", 20_000L);
    }

    @Test
    void shouldReleaseTheTypeAfterAnError() {
        createItems(3, 4);
        db.run("CREATE (:Item {e: 'broken'})");
        String write = "CALL vimmrec.similarity.write({modalities: {m: 'e'}})";
        for (int n = 0; n < 2; n++) {
            assertThatThrownBy(() -> db.run(write)).hasMessageContaining("`modalities.m`");
        }
        db.run("MATCH (i:Item {e: 'broken'}) DELETE i");
        assertThat(db.run(write)).hasSize(1);
    }

    @Test
    void shouldRefuseACallThatExceedsTheFreeHeap() {
        db.run("UNWIND range(1, 40000) AS n CREATE (:Item {n: n, e: [1, 0]})");
        db.run("CREATE (:User)-[:INTERACTED]->(:Item {e: [1, 1]})");
        // No similarity is above 1, so there are no neighbours, but each item could have had 40,000.
        String huge = "modalities: {m: 'e'}, topK: 40000, similarityCutoff: 1.0";
        for (String call : List.of(
                "similarity.stats({",
                "similarity.stream({",
                "similarity.write({",
                "synergistic.stats({modalityWeights: 'uniform', ",
                "synergistic.write({modalityWeights: 'uniform', ")) {
            assertThatThrownBy(() -> db.run("CALL vimmrec." + call + huge + "})"))
                    .hasMessageContaining("The estimated memory (")
                    .hasMessageContaining("GiB")
                    .hasMessageContaining("exceeds the heap that is free")
                    .hasMessageContaining("sudo: true");
        }
        Map<String, Object> estimate = db.row("CALL vimmrec.similarity.stats.estimate({" + huge + "})");
        assertThat((double) estimate.get("heapPercentageMin")).isGreaterThan(100);
        assertThat((String) estimate.get("requiredMemory")).contains("GiB");
    }

    @Test
    void shouldIgnoreTheEstimateWithSudo() {
        db.run("UNWIND range(1, 20000) AS n CREATE (:Item {n: n})");
        db.run("MATCH (i:Item) SET i.e = CASE WHEN i.n < 10 THEN [1, i.n] ELSE [0, 0] END");
        String huge = "modalities: {m: 'e'}, topK: 40000";
        assertThatThrownBy(() -> db.run("CALL vimmrec.similarity.stats({" + huge + "})"))
                .hasMessageContaining("sudo: true");
        assertThat(db.row("CALL vimmrec.similarity.stats({" + huge + ", sudo: true})"))
                .containsEntry("similarityPairs", 72L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CALL vimmrec.similarity.stream({modalities: {m: 'e'}, topK: 7, ",
                "CALL vimmrec.overlay.stream({",
                "CALL vimmrec.overlay.stream({aggregation: 'max', maxPerUser: 3, ",
                "CALL vimmrec.synergistic.stream({modalities: {m: 'e'}, ",
                "CALL vimmrec.overlay.stats({modalities: {m: 'e'}, modalityWeights: 'coInteraction', sampleSize: 1000, ",
                "CALL vimmrec.synergistic.stats({modalities: {m: 'e'}, ",
                "CALL vimmrec.statistics({",
                "CALL vimmrec.similarity.stats({modalities: {m: 'e'}, "
            })
    void shouldReturnIdenticalRowsWithAnyNumberOfThreads(String call) {
        createItems(400, 13);
        createUsers(150, 400);
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}})");
        List<String> one = rows(call + "concurrency: 1})");
        assertThat(one).isNotEmpty();
        for (int concurrency : new int[] {1, 2, 3, 8}) {
            assertThat(rows(call + "concurrency: " + concurrency + "})")).isEqualTo(one);
        }
    }

    /** The rows as text, in their order and with all digits, but without timings and the configuration. */
    private List<String> rows(String call) {
        List<String> rows = new ArrayList<>();
        try (Transaction tx = db.service().beginTx();
                Result result = tx.execute(call)) {
            while (result.hasNext()) {
                Map<String, Object> row = new java.util.TreeMap<>(result.next());
                row.keySet().removeIf(column -> column.endsWith("Millis") || column.equals("configuration"));
                rows.add(row.toString());
            }
        }
        return rows;
    }

    @Test
    void shouldWriteIdenticalValuesWithAnyNumberOfThreads() {
        createItems(400, 13);
        createUsers(150, 400);
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}, concurrency: 1})");
        db.run("CALL vimmrec.overlay.write({concurrency: 1})");
        for (int concurrency : new int[] {2, 8}) {
            assertThat(db.row(
                            "CALL vimmrec.similarity.write({modalities: {m: 'e'}, concurrency: " + concurrency + "})"))
                    .containsEntry("relationshipsUnchanged", 4000L)
                    .containsEntry("relationshipsUpdated", 0L);
            assertThat(db.row("CALL vimmrec.overlay.write({concurrency: " + concurrency + "})"))
                    .containsEntry("relationshipsUpdated", 0L)
                    .containsEntry("relationshipsCreated", 0L);
        }
    }

    @Test
    void shouldWriteNothingInReadModes() {
        createItems(30, 4);
        createUsers(5, 30);
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}})");
        String before = contents();
        for (String call : List.of(
                "similarity.stream({modalities: {m: 'e'}, topK: 2})",
                "similarity.stats({modalities: {x: 'e'}})",
                "similarity.write.estimate({modalities: {x: 'e'}})",
                "statistics()",
                "overlay.stream()",
                "overlay.stats()",
                "overlay.write.estimate()",
                "synergistic.stream({modalities: {m: 'e'}})",
                "synergistic.stats({modalities: {m: 'e'}})",
                "synergistic.write.estimate({modalities: {m: 'e'}})")) {
            assertThat(db.run("CALL vimmrec." + call)).isNotEmpty();
        }
        assertThat(contents()).isEqualTo(before);
    }

    private String contents() {
        return db.run(
                        "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN elementId(n) AS n, keys(n) AS keys, elementId(r) AS r, type(r)"
                                + " AS type, properties(r) AS properties ORDER BY n, r")
                .toString();
    }
}
