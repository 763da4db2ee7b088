package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Transaction;

/** Which property values are embeddings, and how invalid ones are handled. */
@ExtendWith(SharedDatabase.class)
class EmbeddingsTest {
    private final Database db;

    EmbeddingsTest(Database db) {
        this.db = db;
    }

    /** Creates an item for each embedding, or without one for null. */
    private void create(Object... embeddings) {
        try (Transaction tx = db.service().beginTx()) {
            for (int i = 0; i < embeddings.length; i++) {
                Node item = tx.createNode(Label.label("Item"));
                item.setProperty("name", i);
                if (embeddings[i] != null) {
                    item.setProperty("e", embeddings[i]);
                }
            }
            tx.commit();
        }
    }

    private Map<String, Object> stats(String more) {
        return db.row("CALL vimmrec.similarity.stats({modalities: {m: 'e'}" + more + "})");
    }

    static List<Object> threeFour() {
        return List.of(
                new float[] {3, 4}, new double[] {3, 4}, new long[] {3, 4}, new int[] {3, 4}, new short[] {3, 4});
    }

    @ParameterizedTest
    @MethodSource("threeFour")
    void shouldReadEveryNumericArray(Object embedding) {
        create(embedding, new double[] {1, 0});
        assertThat(db.run(
                        "CALL vimmrec.similarity.stream({modalities: {m: 'e'}}) YIELD similarity RETURN round(similarity, 9)"
                                + " AS similarity"))
                .containsExactly(Map.of("similarity", 0.6), Map.of("similarity", 0.6));
    }

    @Test
    void shouldReadListsCreatedByCypher() {
        db.run("CREATE (:Item {e: [3.0, 4.0]}), (:Item {e: [1, 0]}), (:Item {e: [6, 8.0]})");
        assertThat(db.run(
                        "CALL vimmrec.similarity.stream({modalities: {m: 'e'}}) YIELD similarity RETURN round(similarity, 9)"
                                + " AS similarity, count(*) AS pairs ORDER BY similarity"))
                .containsExactly(Map.of("similarity", 0.6, "pairs", 4L), Map.of("similarity", 1.0, "pairs", 2L));
    }

    @Test
    void shouldReadEmbeddingsOfAnyMagnitude() {
        create(new double[] {3e300, 4e300}, new double[] {1e-300, 0}, new double[] {Double.MIN_VALUE, 0}, new float[] {
            Float.MAX_VALUE, 0
        });
        Map<String, Object> row = stats("");
        assertThat(row).contains(entry("nodesCompared", 4L), entry("similarityPairs", 12L));
        assertThat((double) ((Map<?, ?>) row.get("similarityDistribution")).get("min"))
                .isCloseTo(0.6, within(1e-7));
        assertThat((double) ((Map<?, ?>) row.get("similarityDistribution")).get("max"))
                .isEqualTo(1);
    }

    @Test
    void shouldReadVectorsIfTheServerSupportsThem() {
        String version = (String) db.row("CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel'"
                        + " RETURN versions[0] AS version")
                .get("version");
        assumeTrue(
                Integer.parseInt(version.split("\\.")[0]) >= 2025,
                "Neo4j " + version + " has no VECTOR type; from 2025.10 on");
        // Community Edition cannot store a VECTOR, but a transaction can contain one.
        try (Transaction tx = db.service().beginTx()) {
            for (String vector : List.of(
                    "vector([3, 4], 2, INTEGER8)", "vector([1, 0], 2, FLOAT64)", "vector([6, 8], 2, FLOAT32)")) {
                Database.run(tx, "CYPHER 25 CREATE (:Item {e: " + vector + "})", Map.of());
            }
            Database.run(tx, "CREATE (:Item {e: [0.0, 5.0]})", Map.of());
            assertThat(Database.run(
                            tx,
                            "CALL vimmrec.similarity.stats({modalities: {m: 'e'}}) YIELD nodesCompared, dimension,"
                                    + " nodesMissing, similarityPairs",
                            Map.of()))
                    .containsExactly(
                            Map.of("nodesCompared", 4L, "dimension", 2L, "nodesMissing", 0L, "similarityPairs", 10L));
            assertThat(Database.run(
                            tx,
                            "CALL vimmrec.similarity.stream({modalities: {m: 'e'}}) YIELD similarity RETURN"
                                    + " round(similarity, 9) AS s, count(*) AS pairs ORDER BY s",
                            Map.of()))
                    .containsExactly(
                            Map.of("s", 0.6, "pairs", 4L),
                            Map.of("s", 0.8, "pairs", 4L),
                            Map.of("s", 1.0, "pairs", 2L));
            assertThat((long)
                            Database.run(tx, "CALL vimmrec.similarity.stats.estimate({modalities: {m: 'e'}})", Map.of())
                                    .get(0)
                                    .get("bytesMin"))
                    .isPositive();
        }
    }

    @Test
    void shouldCountMissingEmbeddingsAndZeroVectors() {
        create(new double[] {1, 0}, new double[] {1, 1}, null, new double[] {0, -0.0}, new long[] {0, 0});
        assertThat(stats(""))
                .contains(
                        entry("nodesCompared", 2L),
                        entry("nodesMissing", 3L),
                        entry("nodesInvalid", 0L),
                        entry("similarityPairs", 2L));
    }

    private record Broken(Object embedding, String problem) {}

    static List<Broken> broken() {
        return List.of(
                new Broken(new double[] {1, Double.NaN}, "NaN at position 1"),
                new Broken(new double[] {Double.NEGATIVE_INFINITY, 1}, "-Infinity at position 0"),
                new Broken(new float[] {1, Float.POSITIVE_INFINITY}, "Infinity at position 1"),
                new Broken(new double[] {1, 2, 3}, "has 3 numbers, but most items have 2"),
                new Broken(new double[] {1}, "has 1 numbers, but most items have 2"),
                new Broken(new double[0], "empty"),
                new Broken("1,2", "String"),
                new Broken(new String[] {"1", "2"}, "String[]"),
                new Broken(new boolean[] {true, false}, "boolean[]"),
                new Broken(7L, "Long"),
                // Drivers store binary data as byte[], so its bytes are not the numbers of an embedding.
                new Broken(new byte[] {3, 4}, "store a list of floats"),
                new Broken(new byte[8], "byte array with 8 elements"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void shouldNameTheKeyAndTheNodeOfABrokenEmbedding(Broken broken) {
        create(new double[] {1, 0}, new double[] {1, 1}, broken.embedding, new double[] {2, 1});
        String node = (String)
                db.row("MATCH (i:Item {name: 2}) RETURN elementId(i) AS id").get("id");
        for (String mode : List.of("stats", "stream", "write")) {
            assertThatThrownBy(() -> db.run("CALL vimmrec.similarity." + mode + "({modalities: {m: 'e'}})"))
                    .satisfies(e -> assertThat(e.getMessage())
                            .contains("`modalities.m`", "[e]", node, broken.problem, "`invalidEmbeddings: 'skip'`"));
        }
        assertThat(db.row("MATCH ()-[r]->() RETURN count(*) AS n")).containsEntry("n", 0L);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void shouldSkipAndCountABrokenEmbedding(Broken broken) {
        create(new double[] {1, 0}, broken.embedding, new double[] {1, 1}, null);
        create(new double[] {2, 1});
        assertThat(stats(", invalidEmbeddings: 'skip'"))
                .contains(
                        entry("nodesCompared", 3L),
                        entry("nodesMissing", 2L),
                        entry("nodesInvalid", 1L),
                        entry("dimension", 2L),
                        entry("similarityPairs", 6L));
    }

    @Test
    void shouldUseTheMostFrequentLengthEvenIfTheFirstDiffers() {
        create(new double[] {1, 0, 0}, new double[] {1, 1}, new double[] {2, 1});
        assertThat(stats(", invalidEmbeddings: 'skip'")).contains(entry("dimension", 2L), entry("nodesInvalid", 1L));
    }

    /** Zero vectors often represent missing embeddings, so their length says nothing about the others. */
    @ParameterizedTest
    @ValueSource(strings = {"fail", "skip"})
    void shouldIgnoreTheLengthOfZeroVectors(String invalid) {
        create(new double[2], new double[2], new double[] {1, 2, 3}, new double[2], new double[] {1, 0, 0});
        assertThat(stats(", invalidEmbeddings: '" + invalid + "'"))
                .contains(
                        entry("dimension", 3L),
                        entry("nodesInvalid", 0L),
                        entry("nodesMissing", 3L),
                        entry("nodesCompared", 2L));
    }

    @Test
    void shouldFindNothingIfAllEmbeddingsAreBroken() {
        create("a", "b");
        assertThat(stats(", invalidEmbeddings: 'skip'"))
                .contains(entry("nodesCompared", 0L), entry("nodesInvalid", 2L), entry("similarityPairs", 0L));
    }

    @Test
    void shouldFindNoPairsForASingleItem() {
        create(new double[] {1, 0});
        assertThat(stats("")).contains(entry("nodesCompared", 1L), entry("similarityPairs", 0L));
    }

    @Test
    void shouldAllowADifferentLengthInEachModality() {
        db.run("UNWIND range(1, 3) AS n CREATE (:Item {a: [n, 1], b: [1, n, 2]})");
        assertThat(db.run("CALL vimmrec.similarity.stats({modalities: {a: 'a', b: 'b'}}) YIELD dimension"))
                .containsExactly(Map.of("dimension", 2L), Map.of("dimension", 3L));
    }
}
