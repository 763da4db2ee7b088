package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;

/** Compares {@code vimmrec.export.stream} with the relationships that Cypher finds, on a graph with other names. */
@ExtendWith(SharedDatabase.class)
class ExportTest {
    private static final int ITEMS = 20;
    private static final String SIMILARITY = "CALL vimmrec.similarity.write({modalities: {visual: 'v', text: 't'},"
            + " itemLabel: 'Film', topK: 3, relationshipTypePrefix: 'NEAR_', writeProperty: 'cosine'})";
    private static final String WRITE =
            "CALL vimmrec.%s.write({modalities: {visual: 'v', text: 't'}, itemLabel: 'Film',"
                    + " userLabel: 'Person', interactionType: ['SAW', 'LIKED'], modalityWeights: {visual: 3, text: 1}, topK: 2,"
                    + " relationshipTypePrefix: 'NEAR_', similarityProperty: 'cosine', writeProperty: 'w'%s})";

    private final Database db;
    private final double[][] visual = new double[ITEMS][];
    private final double[][] text = new double[ITEMS][];

    ExportTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        Random random = new Random(4);
        for (int n = 0; n < ITEMS; n++) {
            visual[n] = n == 7 ? null : new double[] {random.nextGaussian(), random.nextGaussian(), 1};
            text[n] = new double[] {random.nextGaussian(), random.nextGaussian()};
            Map<String, Object> item = new HashMap<>(Map.of("n", n, "t", text[n]));
            item.put("v", visual[n]);
            db.run("CREATE (:Film {n: $n, v: $v, t: $t})", item);
        }
        db.run("UNWIND range(100, 129) AS n CREATE (:Person {n: n})");
        for (int n = 0; n < 120; n++) {
            db.run(
                    "MATCH (p:Person {n: $person}), (f:Film {n: $film}) CREATE (p)-[:" + (n % 2 == 0 ? "SAW" : "LIKED")
                            + " {times: $times}]->(f)",
                    Map.of(
                            "person", 100 + random.nextInt(29),
                            "film", random.nextInt(ITEMS - 1),
                            "times", 1 + random.nextInt(4)));
        }
        db.run(
                "MATCH (p:Person {n: 100}), (f:Film {n: 0}) CREATE (p)-[:SAW {times: 2}]->(f), (p)-[:LIKED {times: 3}]->(f),"
                        + " (f)-[:SAW {times: 1}]->(p), (p)-[:SAW {times: 1}]->(:Other)");
        db.run(SIMILARITY);
    }

    /** Every exported edge has a positive weight, so dislikes are none, though virtual interactions depend on them. */
    @Test
    void shouldNotExportNegativeAndExcludedInteractions() {
        write("overlay", "");
        List<String> interactions = exported("{}", "kind = 'interaction'");
        List<String> virtual = exported("{}", "kind = 'virtual'");
        db.run("MATCH (p:Person {n: 101}), (f:Film) WHERE NOT (p)-[:SAW|LIKED]->(f) WITH p, f ORDER BY f.n"
                + " WITH p, collect(f) AS films, [] AS none WITH p, films[0] AS disliked, films[1] AS returned"
                + " CREATE (p)-[:DISLIKED]->(disliked), (p)-[:RETURNED]->(returned)");
        write("overlay", ", negativeTypes: 'DISLIKED', excludeTypes: 'RETURNED'");
        assertThat(exported("{}", "kind = 'interaction'")).isEqualTo(interactions);
        assertThat(exported("{}", "kind = 'virtual'")).isNotEqualTo(virtual);
        assertThat(exported("{}", "kind <> 'interaction' OR weight <= 0"))
                .isEqualTo(exported("{}", "kind <> 'interaction'"));
    }

    private void write(String strategy, String more) {
        db.run(WRITE.formatted(strategy, more));
    }

    private List<String> exported(String configuration, String condition) {
        return lines("CALL vimmrec.export.stream(" + configuration + ") YIELD kind, source, target, weight, modality"
                + " WHERE " + condition
                + " RETURN kind, source.n AS source, target.n AS target, weight, modality");
    }

    private List<String> lines(String cypher) {
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> row : db.run(cypher)) {
            lines.add("%s %s %s %s %s"
                    .formatted(
                            row.get("kind"),
                            row.get("source"),
                            row.get("target"),
                            Double.toHexString(((Number) row.get("weight")).doubleValue()),
                            row.get("modality")));
        }
        Collections.sort(lines);
        return lines;
    }

    @Test
    void shouldStreamWhatIsStored() {
        write("overlay", ", interactionWeightProperty: 'times'");
        List<String> interactions = lines("MATCH (p:Person)-[r:SAW|LIKED]->(f:Film) RETURN 'interaction' AS kind,"
                + " p.n AS source, f.n AS target, sum(r.times) AS weight, null AS modality");
        assertThat(exported("{}", "kind = 'interaction'"))
                .isEqualTo(interactions)
                .hasSizeBetween(80, 121)
                .anyMatch(line -> line.startsWith("interaction 100 0 "));
        assertThat(exported("{concurrency: 3}", "kind = 'virtual'"))
                .isEqualTo(lines("MATCH (p:Person)-[r:VIRTUAL_INTERACTED]->(f) RETURN 'virtual' AS kind,"
                        + " p.n AS source, f.n AS target, r.w AS weight, null AS modality"))
                .hasSizeGreaterThan(50);
        List<String> neighbours = new ArrayList<>();
        for (String modality : List.of("text", "visual")) {
            neighbours.addAll(lines("MATCH (f)-[r:NEAR_" + modality.toUpperCase(Locale.ROOT)
                    + "]->(g) RETURN 'neighbour' AS kind, f.n AS source, g.n AS target, r.cosine AS weight, '"
                    + modality
                    + "' AS modality"));
        }
        Collections.sort(neighbours);
        assertThat(exported("{}", "kind = 'neighbour'")).isEqualTo(neighbours).hasSizeGreaterThan(80);
    }

    @Test
    void shouldCountUnweightedInteractionsOnce() {
        write("overlay", "");
        assertThat(exported("{}", "kind = 'interaction' AND source.n = 100 AND target.n = 0"))
                .containsExactly("interaction 100 0 0x1.0p0 null");
    }

    @Test
    void shouldStreamTheFusedNeighboursOfSynergistic() {
        write("synergistic", "");
        List<Map<String, Object>> rows =
                db.run("CALL vimmrec.export.stream() YIELD kind, source, target, weight, modality"
                        + " WHERE kind = 'neighbour' AND modality IS NULL"
                        + " RETURN source.n AS source, target.n AS target, weight");
        int expected = 0;
        for (int i = 0; i < ITEMS; i++) {
            List<Double> best = new ArrayList<>();
            for (int j = 0; j < ITEMS; j++) {
                if (i != j && fused(i, j) > 0) {
                    best.add(fused(i, j));
                }
            }
            best.sort(Collections.reverseOrder());
            List<Double> found = new ArrayList<>();
            for (Map<String, Object> row : rows) {
                if (((Number) row.get("source")).intValue() == i) {
                    double weight = (double) row.get("weight");
                    assertThat(weight).isCloseTo(fused(i, ((Number) row.get("target")).intValue()), within(1e-6));
                    found.add(weight);
                }
            }
            assertThat(found).hasSize(Math.min(2, best.size()));
            for (int rank = 0; rank < found.size(); rank++) {
                assertThat(found.get(rank)).isCloseTo(best.get(rank), within(1e-6));
            }
            expected += found.size();
        }
        assertThat(rows).hasSize(expected);
    }

    /** The similarity of two items in double precision, with the weights 3 for pictures and 1 for text. */
    private double fused(int i, int j) {
        double texts = cosine(text[i], text[j]);
        return visual[i] == null || visual[j] == null ? texts : (3 * cosine(visual[i], visual[j]) + texts) / 4;
    }

    private static double cosine(double[] one, double[] other) {
        double product = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int d = 0; d < one.length; d++) {
            product += one[d] * other[d];
            squares += one[d] * one[d];
            otherSquares += other[d] * other[d];
        }
        return product / Math.sqrt(squares * otherSquares);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldLeaveOutDeletedNodes(String strategy) {
        write(strategy, "");
        List<String> before = exported("{}", "NOT 3 IN [source.n, target.n] AND source.n <> 101");
        db.run("MATCH (n) WHERE n.n IN [3, 101] DETACH DELETE n");
        assertThat(exported("{}", "true")).isEqualTo(before).isNotEmpty();
    }

    @Test
    void shouldStreamTheTypeThatIsNamed() {
        write("overlay", "");
        write("synergistic", ", writeRelationshipType: 'MAYBE_LIKES'");
        assertThat(exported("{writeRelationshipType: 'MAYBE_LIKES'}", "kind = 'virtual'"))
                .isEqualTo(lines("MATCH (p:Person)-[r:MAYBE_LIKES]->(f) RETURN 'virtual' AS kind, p.n AS source,"
                        + " f.n AS target, r.w AS weight, null AS modality"))
                .isNotEqualTo(exported("{writeRelationshipType: 'VIRTUAL_INTERACTED'}", "kind = 'virtual'"));
        assertFails(
                "{}",
                "`writeRelationshipType` is required, because virtual interactions were written to the types"
                        + " [MAYBE_LIKES, VIRTUAL_INTERACTED]. Name one of them.");
        assertFails(
                "{writeRelationshipType: 'MAYBE_LIKE'}",
                "This plugin has written no virtual interactions to the type [MAYBE_LIKE]"
                        + " (`writeRelationshipType`). Did you mean [MAYBE_LIKES]?");
        assertFails("{writeRelationshipType: 'X'}", "It has written them to [MAYBE_LIKES, VIRTUAL_INTERACTED].");
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertFails(
                "{}",
                "This plugin has written no virtual interactions. Run vimmrec.overlay.write or"
                        + " vimmrec.synergistic.write first.");
        write("overlay", "");
        assertFails("{writeRelationshipTyp: 'X'}", "writeRelationshipTyp", "writeRelationshipType");
        assertFails("{writeRelationshipType: 7}", "`writeRelationshipType` must be a name, but was 7 (INTEGER)");
        db.run("MATCH (l:_VimmrecLedger {type: 'NEAR_TEXT'}) SET l.complete = false");
        assertFails(
                "{}",
                "The relationships of type [NEAR_TEXT] are incomplete: the last write or update was interrupted or is"
                        + " still running. Run vimmrec.similarity.write again.");
        db.run("MATCH (l:_VimmrecLedger {type: 'VIRTUAL_INTERACTED'}) SET l.complete = false");
        assertFails("{}", "[VIRTUAL_INTERACTED]", "Run vimmrec.overlay.write again.");
    }

    private void assertFails(String configuration, String... parts) {
        assertThatThrownBy(() -> exported(configuration, "true"))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void shouldStreamWithoutSimilarities() {
        write("synergistic", "");
        db.run("CALL vimmrec.similarity.drop({itemLabel: 'Film', relationshipTypePrefix: 'NEAR_'})");
        assertThat(exported("{}", "kind = 'neighbour'")).hasSizeGreaterThan(20).allMatch(line -> line.endsWith("null"));
        assertThat(exported("{}", "kind = 'virtual'")).isNotEmpty();
    }

    @Test
    void shouldReturnIdenticalRowsWithAnyNumberOfThreadsAndWriteNothing() {
        write("synergistic", "");
        String contents = "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN elementId(n) AS n, keys(n) AS keys,"
                + " elementId(r) AS r, properties(r) AS values ORDER BY n, r";
        String before = db.run(contents).toString();
        String call = "CALL vimmrec.export.stream({concurrency: %d})";
        String one = db.run(call.formatted(1)).toString();
        for (int concurrency : new int[] {2, 8}) {
            assertThat(db.run(call.formatted(concurrency))).hasToString(one);
        }
        assertThat(db.run(contents)).hasToString(before);
    }

    @Test
    void shouldSeeUncommittedChangesAndEndWithItsTransaction() {
        write("overlay", "");
        try (Transaction tx = db.service().beginTx()) {
            Database.run(tx, "MATCH (p:Person {n: 129}), (f:Film {n: 19}) CREATE (p)-[:LIKED]->(f)", Map.of());
            try (Result rows = tx.execute("CALL vimmrec.export.stream() YIELD kind, source, target"
                    + " WHERE kind = 'interaction' AND source.n = 129 RETURN target.n AS target")) {
                assertThat(rows.stream().map(row -> ((Number) row.get("target")).intValue()))
                        .containsExactly(19);
            }
            Result rows = tx.execute("CALL vimmrec.export.stream()");
            assertThat(rows.hasNext()).isTrue();
            tx.terminate();
            assertThatThrownBy(() -> rows.forEachRemaining(row -> {}))
                    .satisfies(e -> assertThat(e).hasStackTraceContaining("terminated"));
        }
    }
}
