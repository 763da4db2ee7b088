package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Transaction;
import org.neo4j.kernel.impl.transaction.stats.TransactionCounters;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/** Calls inside a larger query or transaction: which data they see, and which writes they refuse. */
@ExtendWith(SharedDatabase.class)
@Timeout(60)
class CallersTransactionTest {
    private static final String ITEMS = "CREATE (a:Item {name: 'a', e: [1, 0]}), (:Item {name: 'b', e: [3, 4]}),"
            + " (:Item {name: 'c', e: [4, 3]}), (:User {name: 'u'})-[:INTERACTED]->(a)";
    private static final String WRITE =
            "CALL vimmrec.similarity.write({modalities: {m: 'e'}}) YIELD relationshipsCreated";

    private final Database db;

    CallersTransactionTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createUnrelatedNode() {
        db.run("CREATE (:Unrelated)");
    }

    private static List<Map<String, Object>> in(Transaction tx, String cypher) {
        return Database.run(tx, cypher, Map.of());
    }

    @Test
    void shouldSeeUncommittedChangesOfTheCaller() {
        try (Transaction tx = db.service().beginTx()) {
            in(tx, ITEMS);
            assertThat(in(tx, "CALL vimmrec.similarity.stream({modalities: {m: 'e'}})"))
                    .hasSize(6);
            assertThat(in(tx, "CALL vimmrec.similarity.stats({modalities: {m: 'e'}})")
                            .get(0))
                    .containsEntry("nodesCompared", 3L);
            in(tx, "MATCH (a:Item {name: 'a'}), (b:Item {name: 'b'}) CREATE (a)-[:SIMILAR_M {score: 0.5}]->(b)");
            assertThat(
                            in(
                                    tx,
                                    "CALL vimmrec.overlay.stream({modalities: ['m'], virtualWeight: 1}) YIELD item, weight RETURN item.name AS item, weight"))
                    .containsExactly(Map.of("item", "b", "weight", 0.5));
            assertThat(in(tx, "CALL vimmrec.overlay.stats({modalities: ['m']})").get(0))
                    .containsEntry("virtualInteractions", 1L);
            assertThat(in(tx, "CALL vimmrec.synergistic.stats({modalities: {m: 'e'}})")
                            .get(0))
                    .containsEntry("virtualInteractions", 2L);
            assertThat(in(tx, "CALL vimmrec.statistics({modalities: ['m']})").get(0))
                    .containsEntry("relationshipCount", 1L);
        }
    }

    @Test
    void shouldNotSeeNodesThatTheCallerHasDeleted() {
        db.run(ITEMS);
        try (Transaction tx = db.service().beginTx()) {
            in(tx, "MATCH (c:Item {name: 'c'}) DELETE c");
            assertThat(in(tx, "CALL vimmrec.similarity.stream({modalities: {m: 'e'}})"))
                    .hasSize(2);
        }
    }

    /**
     * There are enough items to read them on several threads, but the transactions of these threads would not see the
     * caller's changes.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3000 | RETURN 1",
                "3001 | CREATE (:Item {e: [1, 2, 3]})",
                "2999 | MATCH (i:Item {n: 17}) DELETE i",
                "2999 | MATCH (i:Item {n: 17}) REMOVE i.e",
                "2999 | MATCH (i:Item {n: 17}) SET i.e = [0, 0, 0]",
                "2999 | MATCH (i:Item {n: 17}) REMOVE i:Item"
            })
    void shouldSeeUncommittedChangesAmongManyItems(long compared, String change) {
        db.run("UNWIND range(1, 3000) AS n CREATE (:Item {n: n, e: [n, 1, n % 7]})");
        try (Transaction tx = db.service().beginTx()) {
            in(tx, change);
            assertThat(in(tx, "CALL vimmrec.similarity.stats({modalities: {m: 'e'}, concurrency: 3})")
                            .get(0))
                    .containsEntry("nodesCompared", compared);
        }
    }

    /** Other threads read each chunk in its own transaction, so the number of transactions shows that they read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "similarity.stats({modalities: {m: 'e'}, topK: 1, concurrency: %d})",
                "similarity.write({modalities: {m: 'e'}, topK: 1, concurrency: %d})",
                "similarity.update({modalities: {m: 'e'}, topK: 1, concurrency: %d})",
                "statistics({concurrency: %d})",
                "overlay.stats({concurrency: %d})",
                "overlay.write({concurrency: %d})",
                "overlay.update({concurrency: %d})",
                "synergistic.stats({modalities: {m: 'e'}, topK: 1, concurrency: %d})",
                "list({concurrency: %d})"
            })
    void shouldReadOnSeveralThreadsIfTheCallerHasChangedNothing(String call) {
        db.run("UNWIND range(1, 3000) AS n CREATE (i:Item {e: [n, n % 11, n % 7]}), (:User)-[:INTERACTED]->(i)");
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 1})");
        db.run("CALL vimmrec.overlay.write()");
        assertThat(transactions(call.formatted(2)) - transactions(call.formatted(1)))
                .isGreaterThanOrEqualTo(3000 / 256);
    }

    /** The number of transactions that a call starts. */
    private long transactions(String call) {
        TransactionCounters counters =
                ((GraphDatabaseAPI) db.service()).getDependencyResolver().resolveDependency(TransactionCounters.class);
        long before = counters.getNumberOfStartedTransactions();
        db.run("CALL vimmrec." + call);
        return counters.getNumberOfStartedTransactions() - before;
    }

    @Test
    void shouldRefuseToWriteToNodesThatTheCallerHasNotCommitted() {
        db.run(ITEMS);
        try (Transaction tx = db.service().beginTx()) {
            in(tx, "CREATE (:Item {name: 'd', e: [1, 1]})");
            assertThatThrownBy(() -> in(tx, WRITE))
                    .hasMessageContaining("not committed")
                    .hasMessageContaining("Nothing was written");
        }
        assertThat(db.row("MATCH ()-[r:SIMILAR_M]->() RETURN count(*) AS n")).containsEntry("n", 0L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Item | similarity.%s({modalities: {m: 'e'}})",
                "User | overlay.%s()",
                "User | synergistic.%s({modalities: {m: 'e'}, writeRelationshipType: 'FUSED'})"
            })
    void shouldKeepTheManifestIfItRefusesToWrite(String label, String call) {
        db.run(ITEMS);
        db.run(WRITE);
        db.run("CALL vimmrec." + call.formatted("write"));
        for (String mode : List.of("write", "update")) {
            try (Transaction tx = db.service().beginTx()) {
                in(tx, "CREATE (:" + label + " {e: [1, 1]})");
                assertThatThrownBy(() -> in(tx, "CALL vimmrec." + call.formatted(mode)))
                        .hasMessageContaining("not committed");
            }
        }
        assertThat(db.row("CALL vimmrec." + call.formatted("update") + " YIELD mode"))
                .containsEntry("mode", "update");
    }

    @Test
    void shouldWriteInItsOwnTransactions() {
        db.run(ITEMS);
        try (Transaction tx = db.service().beginTx()) {
            in(tx, "CREATE (:Unrelated)");
            assertThat(in(tx, WRITE)).containsExactly(Map.of("relationshipsCreated", 6L));
            assertThat(in(tx, "MATCH ()-[r:SIMILAR_M]->() RETURN count(*) AS n"))
                    .containsExactly(Map.of("n", 6L));
            tx.rollback();
        }
        assertThat(db.row("MATCH ()-[r:SIMILAR_M]->() RETURN count(*) AS n")).containsEntry("n", 6L);
        assertThat(db.row("MATCH (n:Unrelated) RETURN count(*) AS n")).containsEntry("n", 1L);
    }

    @Test
    void shouldRunOncePerRow() {
        db.run(ITEMS);
        assertThat(db.run(
                        "UNWIND [2, 1] AS k CALL vimmrec.similarity.stream({modalities: {m: 'e'}, topK: k}) YIELD target"
                                + " RETURN k, count(target) AS n ORDER BY k"))
                .containsExactly(Map.of("k", 1L, "n", 3L), Map.of("k", 2L, "n", 6L));
        assertThat(
                        db.run(
                                "UNWIND [1, 2, 2] AS k CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: k})"
                                        + " YIELD relationshipsCreated AS created, relationshipsUnchanged AS unchanged RETURN k, created, unchanged"))
                .containsExactly(
                        Map.of("k", 1L, "created", 3L, "unchanged", 0L),
                        Map.of("k", 2L, "created", 3L, "unchanged", 3L),
                        Map.of("k", 2L, "created", 0L, "unchanged", 6L));
    }

    @Test
    void shouldWorkInsideALargerQuery() {
        db.run(ITEMS);
        assertThat(
                        db.run(
                                "CALL vimmrec.similarity.write({modalities: {m: 'e'}}) YIELD relationshipType CALL vimmrec.overlay.write()"
                                        + " YIELD relationshipsCreated MATCH (:User)-[v:VIRTUAL_INTERACTED]->(i) RETURN i.name AS item ORDER BY v.weight DESC"))
                .containsExactly(Map.of("item", "c"), Map.of("item", "b"));
    }
}
