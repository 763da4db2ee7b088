package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.event.TransactionData;
import org.neo4j.graphdb.event.TransactionEventListenerAdapter;

/** A write changes only relationships that differ, whatever was stored before, and even if the last write failed. */
@ExtendWith(SharedDatabase.class)
class ConvergenceTest {
    private static final String SIMILARITY = "CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 3";
    private static final String OVERLAY = "CALL vimmrec.overlay.write({topK: 3";
    private static final String SYNERGISTIC = "CALL vimmrec.synergistic.write({modalities: {m: 'e'}, topK: 3";
    private static final String COUNTS = "}) YIELD relationshipsCreated AS created, relationshipsUpdated AS updated,"
            + " relationshipsDeleted AS deleted, relationshipsUnchanged AS unchanged";

    private final Database db;

    ConvergenceTest(Database db) {
        this.db = db;
    }

    static Stream<String> writes() {
        return Stream.of(SIMILARITY, OVERLAY, SYNERGISTIC);
    }

    private static String type(String write) {
        return write.equals(SIMILARITY) ? "SIMILAR_M" : "VIRTUAL_INTERACTED";
    }

    /**
     * Creates twenty items on an arc, such that all pairs differ in similarity, and ten users with three items each.
     */
    @BeforeEach
    void createGraph() {
        db.run("UNWIND range(0, 19) AS n CREATE (:Item {n: n, e: [1.0 + n, 20.0 + n * n / 7.0]})");
        db.run("UNWIND range(0, 9) AS n CREATE (u:User {n: 100 + n}) WITH u, n UNWIND [n, n + 5, n * 3 % 20] AS k"
                + " WITH DISTINCT u, k MATCH (i:Item {n: k}) CREATE (u)-[:INTERACTED]->(i)");
        db.run(SIMILARITY + "})");
    }

    private Map<String, Object> write(String write) {
        return db.row(write + COUNTS);
    }

    /** All relationships of the type, with their exact values. */
    private List<String> stored(String type) {
        return db
                .run("MATCH (s)-[r:" + type
                        + "]->(t) RETURN s.n + ' ' + t.n + ' ' + toString(coalesce(r.score, r.weight))"
                        + " AS line ORDER BY line")
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void shouldChangeNothingTheSecondTime(String write) {
        write(write);
        List<String> first = stored(type(write));
        assertThat(first).hasSizeGreaterThan(20);
        assertThat(write(write))
                .containsOnly(
                        entry("created", 0L), entry("updated", 0L), entry("deleted", 0L), entry("unchanged", (long)
                                first.size()));
        assertThat(stored(type(write))).isEqualTo(first);
    }

    static Stream<String> changes() {
        return Stream.of(
                "MATCH (i:Item {n: 4}) SET i.e = [50.0, 1.0]",
                "MATCH (i:Item {n: 4}) REMOVE i.e",
                "MATCH (i:Item {n: 4}) DETACH DELETE i",
                "MATCH (i:Item {n: 4}) REMOVE i:Item",
                "CREATE (:Item {n: 77, e: [3.0, 20.5]})",
                "MATCH (u:User {n: 103}), (i:Item {n: 19}) CREATE (u)-[:INTERACTED]->(i)",
                "MATCH (:User {n: 103})-[r:INTERACTED]->() DELETE r",
                "MATCH (u:User {n: 103}) DETACH DELETE u",
                "MATCH (u:User {n: 103}) REMOVE u:User",
                "MATCH ()-[r:SIMILAR_M|VIRTUAL_INTERACTED]->() WHERE rand() < 0.5 DELETE r",
                "MATCH (a)-[r:SIMILAR_M]->(b) CREATE (a)-[:SIMILAR_M {score: 0.5}]->(b)",
                "MATCH (a)-[r:VIRTUAL_INTERACTED]->(b) CREATE (a)-[:VIRTUAL_INTERACTED {weight: r.weight}]->(b)",
                "MATCH ()-[r:VIRTUAL_INTERACTED]->() SET r.weight = 0.123",
                "MATCH ()-[r:SIMILAR_M]->() SET r.score = 0.123",
                "MATCH (a:Item {n: 1}) CREATE (a)-[:SIMILAR_M {score: 1.0}]->(a)",
                "RETURN 1");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void shouldEqualAFreshWriteAfterAnyChange(String change) {
        writes().forEach(this::write);
        db.run(change);
        for (String write : List.of(SIMILARITY, OVERLAY, SYNERGISTIC)) {
            write(write);
            List<String> converged = stored(type(write));
            db.run("MATCH ()-[r:" + type(write) + "]->() DELETE r");
            write(write);
            assertThat(converged).isNotEmpty().isEqualTo(stored(type(write)));
        }
    }

    @ParameterizedTest
    @MethodSource("writes")
    void shouldEqualAFreshWriteAfterAChangeOfTopK(String write) {
        write(write);
        for (int topK : new int[] {1, 7, 2}) {
            String changed = write.replace("topK: 3", "topK: " + topK);
            if (!write.equals(SIMILARITY)) {
                db.run(SIMILARITY.replace("topK: 3", "topK: 7") + "})");
            }
            write(changed);
            List<String> converged = stored(type(write));
            db.run("MATCH ()-[r:" + type(write) + "]->() DELETE r");
            write(changed);
            assertThat(converged).isNotEmpty().isEqualTo(stored(type(write)));
        }
    }

    @Test
    void shouldCountWhatItChanged() {
        db.run("MATCH (s:Item)-[r:SIMILAR_M]->() WITH s, r ORDER BY s.n LIMIT 2 DELETE r");
        db.run("MATCH (s:Item {n: 10})-[r:SIMILAR_M]->() SET r.score = 0.25");
        db.run("MATCH (s:Item {n: 19}), (t:Item {n: 0}) CREATE (s)-[:SIMILAR_M {score: 0.1}]->(t)");
        assertThat(write(SIMILARITY))
                .containsOnly(
                        entry("created", 2L), entry("updated", 3L), entry("deleted", 1L), entry("unchanged", 55L));
    }

    @Test
    void shouldRepairParallelDuplicates() {
        db.run("MATCH (a:Item {n: 5})-[r:SIMILAR_M]->(b) CREATE (a)-[:SIMILAR_M {score: r.score}]->(b)");
        assertThat(write(SIMILARITY))
                .containsOnly(
                        entry("created", 0L), entry("updated", 0L), entry("deleted", 3L), entry("unchanged", 60L));
    }

    @Test
    void shouldReplaceItsOwnWriteProperty() {
        db.run(SIMILARITY + ", writeProperty: 'cosine'})");
        assertThat(db.run("MATCH ()-[r:SIMILAR_M]->() RETURN DISTINCT keys(r) AS keys, count(*) AS n"))
                .containsExactly(Map.of("keys", List.of("cosine"), "n", 60L));
    }

    static Stream<String> foreign() {
        return Stream.of("", "{since: 2020}", "{score: 'high'}", "{rating: 5, note: 'mine'}");
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void shouldRefuseATypeThatHoldsOtherData(String properties) {
        db.run("MATCH (s:User {n: 100}), (t:User {n: 101}) CREATE (s)-[:FRIEND " + properties + "]->(t)");
        for (String write : List.of(
                "CALL vimmrec.overlay.write({writeRelationshipType: 'FRIEND'})",
                "CALL vimmrec.synergistic.write({modalities: {m: 'e'}, writeRelationshipType: 'FRIEND'})",
                "CALL vimmrec.similarity.write({modalities: {end: 'e'}, relationshipTypePrefix: 'FRI'})",
                "CALL vimmrec.virtual.drop({writeRelationshipType: 'FRIEND'})",
                "CALL vimmrec.similarity.drop({modalities: ['end'], relationshipTypePrefix: 'FRI'})")) {
            assertThatThrownBy(() -> db.run(write))
                    .satisfies(e -> assertThat(e.getMessage())
                            .contains("[FRIEND]", "holds other data", "name another type", (String)
                                    db.row("MATCH ()-[r:FRIEND]->() RETURN elementId(r) AS id")
                                            .get("id")));
            assertThat(db.run("MATCH ()-[r:FRIEND]->() RETURN count(*) AS n, collect(properties(r)) = ["
                            + (properties.isEmpty() ? "{}" : properties) + "] AS same"))
                    .containsExactly(Map.of("n", 1L, "same", true));
        }
    }

    @Test
    void shouldFindOneForeignRelationshipAmongManyBeforeItWrites() {
        db.run("MATCH (s:User {n: 100}), (t:Item {n: 1}) UNWIND range(1, 3000) AS k"
                + " CREATE (s)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(t)");
        db.run("MATCH (s:User {n: 109}), (t:User {n: 101}) CREATE (s)-[:VIRTUAL_INTERACTED {since: 2020}]->(t)");
        for (String call : List.of(OVERLAY + ", batchSize: 1})", "CALL vimmrec.virtual.drop({batchSize: 1})")) {
            assertThatThrownBy(() -> db.run(call))
                    .satisfies(e -> assertThat(e.getMessage()).contains("holds other data"));
            assertThat(db.row("MATCH ()-[r:VIRTUAL_INTERACTED]->() RETURN count(*) AS n"))
                    .containsEntry("n", 3001L);
        }
    }

    @Test
    void shouldDropNoModalityIfOneHoldsOtherData() {
        db.run("MATCH (s:User {n: 100}), (t:User {n: 101}) CREATE (s)-[:SIMILAR_USERS {since: 2020}]->(t)");
        assertThatThrownBy(() -> db.run("CALL vimmrec.similarity.drop({modalities: ['m', 'users']})"))
                .hasMessageContaining("[SIMILAR_USERS]");
        assertThat(stored("SIMILAR_M")).hasSize(60);
    }

    @Test
    void shouldIgnoreATypeThatDiffersFromItsOwnOnlyInCase() {
        db.run("MATCH (s:User {n: 100}), (t:User {n: 101}) CREATE (s)-[:SIMILAR_m {since: 2020}]->(t)");
        assertThat(db.run("CALL vimmrec.statistics() YIELD modality, weight"))
                .containsExactly(Map.of("modality", "m", "weight", 1.0));
        assertThat(db.run("CALL vimmrec.similarity.drop() YIELD relationshipType"))
                .containsExactly(Map.of("relationshipType", "SIMILAR_M"));
        assertThat(stored("SIMILAR_M")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void shouldWriteTheSameInBatchesOfAnySize(String write) {
        write(write);
        List<String> whole = stored(type(write));
        for (int batchSize : new int[] {1, 2, 7, 1_000_000}) {
            db.run("MATCH ()-[r:" + type(write) + "]->() DELETE r");
            assertThat(write(write + ", batchSize: " + batchSize)).containsEntry("created", (long) whole.size());
            assertThat(stored(type(write))).isEqualTo(whole);
        }
    }

    /**
     * Records, for each transaction, the sources whose relationships of a type change. If {@code failing} is positive,
     * the transaction with that number fails.
     */
    private static final class Commits extends TransactionEventListenerAdapter<Object> {
        private final String type;
        private final int failing;
        private final List<Set<Object>> sources = new ArrayList<>();
        private int attempts;

        Commits(String type, int failing) {
            this.type = type;
            this.failing = failing;
        }

        @Override
        public Object beforeCommit(TransactionData data, Transaction tx, GraphDatabaseService service) {
            Set<Object> changed = new HashSet<>();
            for (Iterable<Relationship> side : List.of(data.createdRelationships(), data.deletedRelationships())) {
                for (Relationship relationship : side) {
                    if (relationship.isType(org.neo4j.graphdb.RelationshipType.withName(type))) {
                        changed.add(relationship.getStartNode().getElementId());
                    }
                }
            }
            if (!changed.isEmpty()) {
                if (++attempts == failing) {
                    throw new IllegalStateException("this disk is full, says the test");
                }
                sources.add(changed);
            }
            return null;
        }
    }

    private Commits listening(String type, int failing, Runnable run) {
        Commits commits = new Commits(type, failing);
        db.management().registerTransactionEventListener(db.service().databaseName(), commits);
        try {
            run.run();
        } finally {
            db.management().unregisterTransactionEventListener(db.service().databaseName(), commits);
        }
        return commits;
    }

    @ParameterizedTest
    @MethodSource("writes")
    void shouldWriteEachSourceInOneTransaction(String write) {
        db.run("MATCH ()-[r:" + type(write) + "]->() DELETE r");
        if (write.equals(OVERLAY)) {
            write(SIMILARITY);
        }
        Commits commits = listening(type(write), 0, () -> write(write + ", batchSize: 2"));
        assertThat(commits.sources).hasSizeGreaterThan(5);
        Map<Object, Integer> transactions = new HashMap<>();
        commits.sources.forEach(sources -> sources.forEach(source -> transactions.merge(source, 1, Integer::sum)));
        assertThat(transactions.values()).containsOnly(1);
    }

    @Test
    void shouldPutAboutBatchSizeChangesIntoATransaction() {
        db.run("MATCH ()-[r:SIMILAR_M]->() DELETE r");
        assertThat(listening("SIMILAR_M", 0, () -> write(SIMILARITY + ", batchSize: 7")).sources)
                .hasSize(7)
                .allMatch(sources -> sources.size() <= 3);
        db.run("MATCH ()-[r:SIMILAR_M]->() DELETE r");
        assertThat(listening("SIMILAR_M", 0, () -> write(SIMILARITY)).sources).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldKeepSourcesConsistentIfItFailsAndFinishNextTime(int failing) {
        write(SYNERGISTIC);
        List<String> old = stored("VIRTUAL_INTERACTED");
        String changed = SYNERGISTIC.replace("topK: 3", "topK: 6");
        assertThatThrownBy(() -> listening("VIRTUAL_INTERACTED", failing, () -> write(changed + ", batchSize: 1")))
                .hasStackTraceContaining("this disk is full, says the test");
        List<String> half = stored("VIRTUAL_INTERACTED");
        write(changed);
        List<String> after = stored("VIRTUAL_INTERACTED");
        assertThat(bySource(old).keySet()).isEqualTo(bySource(after).keySet());
        int renewed = 0;
        for (String source : bySource(after).keySet()) {
            Set<String> edges = bySource(half).get(source);
            assertThat(edges).isIn(bySource(old).get(source), bySource(after).get(source));
            renewed += edges.equals(bySource(after).get(source)) ? 1 : 0;
        }
        assertThat(renewed).isEqualTo(failing - 1);
        db.run("MATCH ()-[r:VIRTUAL_INTERACTED]->() DELETE r");
        write(changed);
        assertThat(after).isEqualTo(stored("VIRTUAL_INTERACTED"));
    }

    private static Map<String, Set<String>> bySource(List<String> lines) {
        Map<String, Set<String>> bySource = new HashMap<>();
        for (String line : lines) {
            bySource.computeIfAbsent(line.split(" ")[0], key -> new TreeSet<>()).add(line);
        }
        return bySource;
    }
}
