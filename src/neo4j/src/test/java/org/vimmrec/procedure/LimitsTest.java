package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;

/** Calls on a server whose {@code db.memory.transaction.max} is 20 MiB. */
class LimitsTest {
    private static Database db;

    /** Creates one user, and 2,000 items with 100 dimensions, whose 200 nearest neighbours take about 5 MiB of heap. */
    @BeforeAll
    static void startAndCreateItems() {
        db = Database.with(GraphDatabaseSettings.memory_transaction_max_size, 20L << 20);
        for (int part = 0; part < 10; part++) {
            db.run(
                    "UNWIND range(1, 200) AS n CREATE (i:Item {n: n}) SET i.e = [k IN range(1, 100) | (n * k) % 101 - 50.0]");
        }
        db.run("MATCH (i:Item) WITH i LIMIT 5 MERGE (u:User) CREATE (u)-[:INTERACTED]->(i)");
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @Test
    void shouldFailWithNeo4jsErrorAndWriteNothing() {
        // 2,000 * 2,000 neighbours of 12 bytes are 48 MB.
        for (String call : List.of(
                "similarity.stream({",
                "similarity.stats({",
                "similarity.write({",
                "synergistic.write({modalityWeights: 'uniform', ")) {
            assertThatThrownBy(() -> db.run("CALL vimmrec." + call + "modalities: {m: 'e'}, topK: 2000})"))
                    .satisfies(e -> assertThat(e).hasStackTraceContaining("db.memory.transaction.max"));
        }
        assertThat(db.row("MATCH ()-[r:SIMILAR_M|VIRTUAL_INTERACTED]->() RETURN count(r) AS n"))
                .containsEntry("n", 0L);
    }

    /** The changes that a write makes in one transaction count against the limit, too. */
    @Test
    void shouldWriteNothingIfABatchIsTooLargeForATransaction() {
        String write =
                "CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 100, similarityCutoff: -1, batchSize: %d})";
        assertThatThrownBy(() -> db.run(write.formatted(1_000_000)))
                .hasStackTraceContaining("db.memory.transaction.max");
        assertThat(db.run("MATCH (i:Item) RETURN DISTINCT COUNT { (i)-[:SIMILAR_M]->() } AS degree"))
                .containsExactly(Map.of("degree", 0L));
        assertThat(db.row(write.formatted(1000))).containsEntry("relationshipsCreated", 200_000L);
        db.run("CALL vimmrec.similarity.drop({batchSize: 1000})");
    }

    @Test
    void shouldFailWithNeo4jsErrorBeforeItEvaluates() {
        assertThatThrownBy(() -> db.run("CALL vimmrec.evaluate({modalities: {m: 'e'}, topKs: 2000})"))
                .satisfies(e -> assertThat(e).hasStackTraceContaining("db.memory.transaction.max"));
    }

    /** Procedures that have no estimate read embeddings, too: 2,000 embeddings with 3,000 dimensions take 24 MB. */
    @Test
    void shouldFailWithNeo4jsErrorBeforeItReadsTooMuch() {
        for (int part = 0; part < 100; part++) {
            db.run(
                    "MATCH (i:Item) WHERE i.n % 100 = $part SET i.g = [k IN range(1, 3000) | (i.n * k) % 101 - 50.0]",
                    Map.of("part", part));
        }
        db.run("CALL vimmrec.similarity.write({modalities: {g: 'g'}, topK: 1, sudo: true, batchSize: 1000})");
        for (String call : List.of("list(%s)", "statistics({modalities: {g: 'g'}, weighting: 'coInteraction'%s})")) {
            assertThatThrownBy(() -> db.run("CALL vimmrec." + call.formatted(call.startsWith("list") ? "{}" : "")))
                    .satisfies(e -> assertThat(e).hasStackTraceContaining("db.memory.transaction.max"));
            assertThat(db.run("CALL vimmrec."
                            + call.formatted(call.startsWith("list") ? "{sudo: true}" : ", sudo: true")))
                    .hasSize(1);
        }
        db.run("CALL vimmrec.similarity.drop()");
    }

    @Test
    void shouldReleaseItsMemoryEvenIfACallEndsEarly() {
        try (Transaction tx = db.service().beginTx()) {
            for (int n = 0; n < 4; n++) {
                assertThat(Database.run(
                                tx,
                                "CALL vimmrec.similarity.stream({modalities: {m: 'e'}, topK: 200}) YIELD similarity"
                                        + " RETURN similarity LIMIT 3",
                                Map.of()))
                        .hasSize(3);
            }
            for (int n = 0; n < 3; n++) {
                try (Result result = tx.execute("CALL vimmrec.similarity.stream({modalities: {m: 'e'}, topK: 200})")) {
                    assertThat(result.hasNext()).isTrue(); // the rest is never read
                }
            }
        }
        try (Transaction tx = db.service().beginTx()) {
            for (int n = 0; n < 4; n++) {
                assertThat(Database.run(
                                tx, "CALL vimmrec.similarity.stats({modalities: {m: 'e'}, topK: 200})", Map.of()))
                        .hasSize(1);
            }
        }
    }

    @Test
    void shouldShowItsMemoryWhileAStreamIsOpen() {
        try (Transaction tx = db.service().beginTx();
                Result result = tx.execute("CALL vimmrec.similarity.stream({modalities: {m: 'e'}, topK: 200})")) {
            assertThat(result.hasNext()).isTrue();
            assertThat((long) db.row(
                                    "SHOW TRANSACTIONS YIELD estimatedUsedHeapMemory AS bytes, currentQuery WHERE currentQuery STARTS"
                                            + " WITH 'CALL vimmrec.similarity.stream' RETURN bytes")
                            .get("bytes"))
                    .isGreaterThan(5_000_000);
        }
    }
}
