package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The calls of {@code vimmrec.recommend.*} can be terminated, exclude other writers, and finish what was interrupted.
 */
@ExtendWith(SharedDatabase.class)
@Timeout(180)
class RecommendInterruptionTest {
    private final Database db;

    RecommendInterruptionTest(Database db) {
        this.db = db;
    }

    private CompletableFuture<List<Map<String, Object>>> start(String call) {
        return CompletableFuture.supplyAsync(() -> db.run(call));
    }

    /** Waits until the status details of a transaction contain a text, and returns its id. */
    private String awaitStatus(String text, CompletableFuture<?> call) throws InterruptedException {
        while (!call.isDone()) {
            List<Map<String, Object>> rows = db.run(
                    "SHOW TRANSACTIONS YIELD transactionId, statusDetails WHERE statusDetails CONTAINS $text"
                            + " RETURN transactionId",
                    Map.of("text", text));
            if (!rows.isEmpty()) {
                return (String) rows.get(0).get("transactionId");
            }
            Thread.sleep(1);
        }
        throw new AssertionError("the call ended before " + text);
    }

    private void terminateIn(String text, String call) throws InterruptedException {
        CompletableFuture<List<Map<String, Object>>> running = start(call);
        String id = awaitStatus(text, running);
        long start = System.nanoTime();
        db.run("TERMINATE TRANSACTION $id", Map.of("id", id));
        assertThatThrownBy(() -> running.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("erminated");
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(2);
    }

    @Test
    void shouldLeaveEachUserAsBeforeOrAfterAndFinishInTheNextCall() throws InterruptedException {
        Tastes.create(db, 1500, 4, true);
        String write = "CALL vimmrec.recommend.write({recommender: 'graphFilter', limit: 4, batchSize: 1})";
        terminateIn("writing RECOMMENDED: 1", write);
        Set<Object> degrees = new TreeSet<>();
        db.run("MATCH (u:User) RETURN DISTINCT COUNT { (u)-[:RECOMMENDED]->() } AS degree")
                .forEach(row -> degrees.add(row.get("degree")));
        assertThat(degrees).containsExactly(0L, 4L);
        assertThat(db.row("CALL vimmrec.list() YIELD complete")).containsEntry("complete", false);
        assertThatThrownBy(
                        () -> db.run(
                                "MATCH (u:User) WITH collect(u)[..2] AS users CALL vimmrec.recommend.write({recommender:"
                                        + " 'graphFilter', limit: 4, users: users}) YIELD usersProcessed RETURN usersProcessed"))
                .hasMessageContaining("the stored state is unusable");
        Map<String, Object> rest = db.row(write.replace(", batchSize: 1", ""));
        assertThat((long) rest.get("relationshipsUnchanged")).isPositive();
        assertThat((long) rest.get("relationshipsUnchanged") + (long) rest.get("relationshipsCreated"))
                .isEqualTo(6000);
        terminateIn("writing RECOMMENDED: 1", "CALL vimmrec.recommend.drop({batchSize: 1})");
        assertThat(db.row("CALL vimmrec.recommend.drop({})").get("relationshipsDeleted"))
                .isInstanceOf(Long.class);
        assertThat(db.run("MATCH ()-[r:RECOMMENDED]->() RETURN r LIMIT 1")).isEmpty();
        assertThat(db.run("CALL vimmrec.list()")).isEmpty();
    }

    @Test
    void shouldFinishAnInterruptedTrainingInTheNextCall() throws InterruptedException {
        Tastes.create(db, 3000, 4, true);
        String train =
                "CALL vimmrec.recommend.train({recommender: 'lightGcn', epochs: 2, dimensions: 8, batchSize: %d})";
        terminateIn("writing vimmrecEmbedding: 1", train.formatted(1));
        assertThat((long) db.row("MATCH (n) WHERE n.vimmrecEmbedding IS NOT NULL RETURN count(n) AS count")
                        .get("count"))
                .isBetween(1L, 3119L);
        assertThatThrownBy(() -> db.run("CALL vimmrec.recommend.stream({recommender: 'stored'})"))
                .hasMessageContaining("its training is under way or was interrupted");
        Map<String, Object> rest = db.row(train.formatted(1000));
        assertThat((long) rest.get("nodePropertiesUnchanged")).isPositive();
        assertThat((long) rest.get("nodePropertiesUnchanged") + (long) rest.get("nodePropertiesWritten"))
                .isEqualTo(3120);
        assertThat(db.run("CALL vimmrec.recommend.stream({recommender: 'stored', limit: 1})"))
                .hasSize(3000);
    }

    @Test
    void shouldTerminateSoonInTraining() throws InterruptedException {
        Tastes.create(db, 2000, 6, true);
        terminateIn(
                "vimmrec.recommend.stream: LightGCN",
                "CALL vimmrec.recommend.stream({recommender: 'lightGcn', epochs: 100000})");
        terminateIn(
                "vimmrec.recommend.train: FREEDOM",
                "CALL vimmrec.recommend.train({recommender: 'freedom', modalities: {taste: 'taste'}})");
    }

    @Test
    void shouldRefuseASecondWriter() throws Exception {
        Tastes.create(db, 2000, 6, true);
        String train = "CALL vimmrec.recommend.train({recommender: 'lightGcn', epochs: 100000})";
        CompletableFuture<?> first = start(train);
        String id = awaitStatus("LightGCN", first);
        assertThatThrownBy(() -> db.run(train)).hasMessageContaining("Another call is writing or dropping");
        assertThatThrownBy(() -> db.run("CALL vimmrec.recommend.drop({embeddingProperty: 'vimmrecEmbedding'})"))
                .hasMessageContaining("Another call is writing or dropping");
        db.run("TERMINATE TRANSACTION $id", Map.of("id", id));
        assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }
}
