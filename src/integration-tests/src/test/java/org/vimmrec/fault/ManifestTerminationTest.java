package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;

/** Tests that a call can be terminated while it writes or deletes a manifest of millions of entries. */
@Tag("long")
@ExtendWith(SharedDatabase.class)
@Timeout(300)
class ManifestTerminationTest {
    /** The documented limit is one second; a busy machine gets another one. */
    private static final Duration TERMINATION_LIMIT = Duration.ofSeconds(2);

    private static final int ENTRIES_PER_NODE = 65_536;
    private static final int ITEMS = Rounds.of(2500, 6000);
    private static final int TOP_K = Rounds.of(500, 1000);
    private static final String WRITE =
            "CALL vimmrec.synergistic.write({modalities: {m: 'e'}, modalityWeights: 'uniform', topK: " + TOP_K
                    + ", maxPerUser: 3, similarityCutoff: -1.0, sudo: true})";
    private static final String DROP = "CALL vimmrec.virtual.drop()";

    private final Database db;
    private final Set<String> phases = new ConcurrentSkipListSet<>();

    ManifestTerminationTest(Database db) {
        this.db = db;
    }

    private void createGraph() {
        Random random = new Random(1);
        try (Transaction tx = db.service().beginTx()) {
            for (int n = 0; n < ITEMS; n++) {
                Node item = tx.createNode(Label.label("Item"));
                item.setProperty("n", (long) n);
                item.setProperty("e", new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()});
            }
            tx.commit();
        }
        db.run("MATCH (i:Item) WHERE i.n < 5 CREATE (:User)-[:INTERACTED]->(i)");
    }

    private static boolean isWriting(String details) {
        return details.contains("writing") || details.contains("anifest") || details.contains("deleting");
    }

    /**
     * Runs a call and terminates it some time after it has started to write.
     *
     * @return the time from the termination to the end of the call; null if the call terminated before
     */
    private Duration terminate(String call, long afterMillis) throws InterruptedException {
        CompletableFuture<Throwable> running = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> db.run(call)), task -> new Thread(task, "caller").start());
        long seen = 0;
        while (!running.isDone()) {
            for (Map<String, Object> row :
                    db.run("SHOW TRANSACTIONS YIELD transactionId AS id, statusDetails AS details"
                            + " WHERE details STARTS WITH 'vimmrec.'")) {
                String details = (String) row.get("details");
                phases.add(details.replaceAll("\\d+ %", "N %"));
                seen = seen == 0 && isWriting(details) ? System.nanoTime() : seen;
                if (seen != 0 && System.nanoTime() - seen >= afterMillis * 1_000_000) {
                    db.run("TERMINATE TRANSACTION $id", Map.of("id", row.get("id")));
                    long terminated = System.nanoTime();
                    running.join();
                    return Duration.ofNanos(System.nanoTime() - terminated);
                }
            }
            Thread.sleep(2);
        }
        assertThat(running.join()).isNull();
        return null;
    }

    private void assertTerminatesSoonAtAnyTime(String call, String before) throws InterruptedException {
        int terminated = 0;
        for (long afterMillis : List.of(0L, 40L, 150L, 400L, 900L)) {
            if (before != null) {
                db.run(before);
            }
            Duration duration = terminate(call, afterMillis);
            if (duration != null) {
                terminated++;
                assertThat(duration)
                        .as("terminated %d ms after it started to write, phases %s", afterMillis, phases)
                        .isLessThan(TERMINATION_LIMIT);
            }
        }
        assertThat(terminated).as("phases " + phases).isPositive();
    }

    @Test
    void shouldTerminateSoonAndStoreTheManifestInSmallNodes() throws InterruptedException {
        createGraph();
        assertTerminatesSoonAtAnyTime(WRITE, null);
        db.run(WRITE);
        Map<String, Object> nodes = db.row("MATCH (n:_VimmrecLedger) WHERE n.ids IS NOT NULL"
                + " RETURN max(size(n.ids)) AS most, sum(size(n.ids)) AS all");
        assertThat((long) nodes.get("all")).isGreaterThanOrEqualTo((long) ITEMS * TOP_K);
        assertThat((long) nodes.get("most")).isLessThanOrEqualTo(ENTRIES_PER_NODE);
        assertThat(db.row("CALL vimmrec.list() YIELD complete, itemsChanged"))
                .containsEntry("complete", true)
                .containsEntry("itemsChanged", 0L);

        assertTerminatesSoonAtAnyTime(DROP, WRITE);
        assertThat(phases).as("phases of the manifest").anyMatch(phase -> phase.contains("anifest"));
        db.run(WRITE);
        assertThat((long) db.row(WRITE).get("relationshipsUnchanged")).isPositive();
        db.run(DROP);
        assertThat(db.row("MATCH (n:_VimmrecLedger) RETURN count(n) AS n")).containsEntry("n", 0L);
    }
}
