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

/** A manifest of millions of entries is written and deleted in pieces: the call says so, and can be ended in between. */
@Tag("long")
@ExtendWith(SharedDatabase.class)
@Timeout(300)
class ManifestTerminationTest {
    /** A second is promised; a machine that is busy with other things gets another. */
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final int ENTRIES_PER_NODE = 65_536;
    private static final int ITEMS = Rounds.of(2500, 6000);
    private static final int TOP_K = Rounds.of(500, 1000);
    private static final String WRITE = "CALL vimmrec.synergistic.write({modalities: {m: 'e'}, modalityWeights: 'uniform', topK: " + TOP_K
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

    private static boolean isWritten(String details) {
        return details.contains("writing") || details.contains("anifest") || details.contains("deleting");
    }

    /**
     * Runs a call and ends it a while after the first relationships were written.
     *
     * @return how long it went on after that; null if it had ended before
     */
    private Duration terminate(String call, long afterMillis) throws InterruptedException {
        CompletableFuture<Throwable> running = CompletableFuture.supplyAsync(() -> catchThrowable(() -> db.run(call)),
                task -> new Thread(task, "caller").start());
        long seen = 0;
        while (!running.isDone()) {
            for (Map<String, Object> row : db.run("SHOW TRANSACTIONS YIELD transactionId AS id, statusDetails AS details"
                    + " WHERE details STARTS WITH 'vimmrec.'")) {
                String details = (String) row.get("details");
                phases.add(details.replaceAll("\\d+ %", "N %"));
                seen = seen == 0 && isWritten(details) ? System.nanoTime() : seen;
                if (seen != 0 && System.nanoTime() - seen >= afterMillis * 1_000_000) {
                    db.run("TERMINATE TRANSACTION $id", Map.of("id", row.get("id")));
                    long told = System.nanoTime();
                    running.join();
                    return Duration.ofNanos(System.nanoTime() - told);
                }
            }
            Thread.sleep(2);
        }
        assertThat(running.join()).isNull();
        return null;
    }

    private void assertTerminatesSoonWheneverItIsTold(String call, String before) throws InterruptedException {
        int ended = 0;
        for (long afterMillis : List.of(0L, 40L, 150L, 400L, 900L)) {
            if (before != null) {
                db.run(before);
            }
            Duration went = terminate(call, afterMillis);
            if (went != null) {
                ended++;
                assertThat(went).as("ended %d ms after it began to write, phases %s", afterMillis, phases).isLessThan(SOON);
            }
        }
        assertThat(ended).as("phases " + phases).isPositive();
    }

    @Test
    void shouldHearAtOnceThatItIsToEndAndKeepSmallNodes() throws InterruptedException {
        createGraph();
        assertTerminatesSoonWheneverItIsTold(WRITE, null);
        db.run(WRITE);
        Map<String, Object> nodes = db.row("MATCH (n:_VimmrecLedger) WHERE n.ids IS NOT NULL"
                + " RETURN max(size(n.ids)) AS most, sum(size(n.ids)) AS all");
        assertThat((long) nodes.get("all")).isGreaterThanOrEqualTo((long) ITEMS * TOP_K);
        assertThat((long) nodes.get("most")).isLessThanOrEqualTo(ENTRIES_PER_NODE);
        assertThat(db.row("CALL vimmrec.list() YIELD complete, itemsChanged")).containsEntry("complete", true)
                .containsEntry("itemsChanged", 0L);

        assertTerminatesSoonWheneverItIsTold(DROP, WRITE);
        assertThat(phases).as("where the manifest shows").anyMatch(phase -> phase.contains("anifest"));
        db.run(WRITE);
        assertThat((long) db.row(WRITE).get("relationshipsUnchanged")).isPositive();
        db.run(DROP);
        assertThat(db.row("MATCH (n:_VimmrecLedger) RETURN count(n) AS n")).containsEntry("n", 0L);
    }
}
