package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests {@code vimmrec.similarity.*} on a graph with simple cosines: 0.6 between a and b, 0.8 between b and c, 0
 * between a and c. The vector of z is zero, and d has text only.
 */
@ExtendWith(SharedDatabase.class)
class SimilarityTest {
    private static final String MODALITIES = "modalities: {visual: 'v', text: 't'}";

    private final Database db;

    SimilarityTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createItems() {
        db.run("CREATE (:Item {name: 'a', v: [1.0, 0.0], t: [1, 0, 0]}), (:Item {name: 'b', v: [3, 4]}),"
                + " (:Item {name: 'c', v: [0.0, 2.0]}), (:Item {name: 'd', t: [7.0, 0.0, 0.0]}),"
                + " (:Item {name: 'z', v: [0, 0]}), (:Other {name: 'x', v: [1.0, 0.0], t: [1, 0, 0]})");
    }

    private List<String> stream(String configuration) {
        return db
                .run(
                        "CALL vimmrec.similarity.stream({" + configuration
                                + "}) YIELD modality, source, target, similarity"
                                + " RETURN modality + ' ' + source.name + target.name + ' ' + toString(round(similarity, 9)) AS line")
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
    }

    private List<String> stored(String type) {
        return db
                .run("MATCH (i)-[s:" + type
                        + "]->(j) RETURN i.name + j.name + ' ' + toString(round(s.score, 9)) AS line"
                        + " ORDER BY line")
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
    }

    @Test
    void shouldStreamTheCosineOfEachItemsNeighbours() {
        assertThat(stream(MODALITIES))
                .containsExactlyInAnyOrder(
                        "visual ab 0.6",
                        "visual bc 0.8",
                        "visual ba 0.6",
                        "visual cb 0.8",
                        "text ad 1.0",
                        "text da 1.0");
    }

    @Test
    void shouldStreamModalitiesInTheGivenOrderAndNeighboursBestFirst() {
        assertThat(stream(MODALITIES))
                .extracting(line -> line.split(" ")[0])
                .containsExactly("visual", "visual", "visual", "visual", "text", "text");
        assertThat(stream(MODALITIES).stream().filter(line -> line.startsWith("visual b")))
                .containsExactly("visual bc 0.8", "visual ba 0.6");
    }

    @Test
    void shouldKeepTheNearestTopK() {
        assertThat(stream(MODALITIES + ", topK: 1"))
                .containsExactlyInAnyOrder(
                        "visual ab 0.6", "visual bc 0.8", "visual cb 0.8", "text ad 1.0", "text da 1.0");
        assertThat(stream(MODALITIES + ", topK: 2147483647")).hasSize(6);
    }

    @Test
    void shouldKeepOnlyWhatIsAboveTheCutoff() {
        db.run("CREATE (:Item {name: 'y', v: [-5, 0]})");
        // A cosine of exactly 0 is not above 0, and one of exactly -1 not above -1.
        assertThat(stream("modalities: {visual: 'v'}, similarityCutoff: 0.0"))
                .contains("visual ab 0.6")
                .noneMatch(line -> line.startsWith("visual ac") || line.startsWith("visual y"));
        assertThat(stream("modalities: {visual: 'v'}, similarityCutoff: -0.1"))
                .contains("visual ac 0.0", "visual ca 0.0");
        assertThat(stream("modalities: {visual: 'v'}, similarityCutoff: -1"))
                .contains("visual by -0.6")
                .noneMatch(line -> line.startsWith("visual ay"));
        assertThat(stream("modalities: {text: 't'}, similarityCutoff: 1.0")).isEmpty();
    }

    @Test
    void shouldBreakTiesByNodeId() {
        db.clear();
        db.run("UNWIND range(1, 30) AS n CREATE (:Item {v: [2.0, 0.0]})");
        List<Map<String, Object>> rows = db.run("CALL vimmrec.similarity.stream({modalities: {visual: 'v'}, topK: 3})"
                + " YIELD source, target, similarity WITH source, collect(id(target)) AS targets, collect(similarity) AS scores"
                + " MATCH (other:Item) WHERE other <> source WITH source, targets, scores, other ORDER BY id(other)"
                + " WITH source, targets, scores, collect(id(other))[0..3] AS lowest RETURN targets, lowest, scores");
        assertThat(rows).hasSize(30).allSatisfy(row -> {
            assertThat(row.get("targets")).isEqualTo(row.get("lowest"));
            assertThat(row.get("scores")).isEqualTo(List.of(1.0, 1.0, 1.0));
        });
    }

    @Test
    void shouldSummarizeSimilarities() {
        List<Map<String, Object>> rows = db.run("CALL vimmrec.similarity.stats({" + MODALITIES + ", concurrency: 2})");
        assertThat(rows).hasSize(2);
        Map<String, Object> visual = rows.get(0);
        assertThat(visual)
                .contains(
                        entry("modality", "visual"),
                        entry("nodesCompared", 3L),
                        entry("nodesMissing", 2L),
                        entry("nodesInvalid", 0L),
                        entry("dimension", 2L),
                        entry("similarityPairs", 4L));
        assertThat(visual.get("similarityDistribution"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Double.class))
                .containsKeys("p1", "p5", "p10", "p25", "p75", "p90", "p95", "p99", "p999", "p100")
                .hasEntrySatisfying("min", value -> assertThat(value).isCloseTo(0.6, within(1e-9)))
                .hasEntrySatisfying("mean", value -> assertThat(value).isCloseTo(0.7, within(1e-9)))
                .hasEntrySatisfying("max", value -> assertThat(value).isCloseTo(0.8, within(1e-9)))
                .hasEntrySatisfying("stdDev", value -> assertThat(value).isCloseTo(0.1, within(1e-9)))
                .hasEntrySatisfying("p50", value -> assertThat(value).isCloseTo(0.7, within(1e-9)));
        assertThat((long) visual.get("computeMillis")).isNotNegative();
        assertThat(visual.get("configuration"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsOnly(
                        entry("modalities", Map.of("visual", "v", "text", "t")),
                        entry("itemLabel", "Item"),
                        entry("userLabel", "User"),
                        entry("topK", 10L),
                        entry("candidateLabel", null),
                        entry("candidateProperty", null),
                        entry("search", "auto"),
                        entry("targetRecall", 0.95),
                        entry("similarityCutoff", 0.0),
                        entry("invalidEmbeddings", "fail"),
                        entry("relationshipTypePrefix", "SIMILAR_"),
                        entry("concurrency", 2L),
                        entry("sudo", false));
        assertThat(rows.get(1))
                .contains(
                        entry("modality", "text"),
                        entry("nodesCompared", 2L),
                        entry("nodesMissing", 3L),
                        entry("dimension", 3L),
                        entry("similarityPairs", 2L));
    }

    @Test
    void shouldReturnNullStatisticsWithoutPairs() {
        Map<String, Object> row =
                db.row("CALL vimmrec.similarity.stats({modalities: {text: 't'}, similarityCutoff: 1.0})");
        assertThat(row).contains(entry("similarityPairs", 0L));
        assertThat(row.get("similarityDistribution"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("mean", null)
                .containsEntry("p50", null);
    }

    @Test
    void shouldWriteARelationshipPerPair() {
        List<Map<String, Object>> rows = db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        assertThat(rows.get(0))
                .contains(
                        entry("modality", "visual"),
                        entry("relationshipType", "SIMILAR_VISUAL"),
                        entry("similarityPairs", 4L),
                        entry("nodesMissing", 2L),
                        entry("relationshipsCreated", 4L),
                        entry("relationshipsUpdated", 0L),
                        entry("relationshipsDeleted", 0L),
                        entry("relationshipsUnchanged", 0L));
        assertThat(rows.get(1)).contains(entry("relationshipType", "SIMILAR_TEXT"), entry("relationshipsCreated", 2L));
        assertThat((long) rows.get(0).get("writeMillis")).isNotNegative();
        assertThat(stored("SIMILAR_VISUAL")).containsExactly("ab 0.6", "ba 0.6", "bc 0.8", "cb 0.8");
        assertThat(stored("SIMILAR_TEXT")).containsExactly("ad 1.0", "da 1.0");
    }

    @Test
    void shouldWriteUnderTheGivenPrefixPropertyAndLabel() {
        db.run("CREATE (:Other {name: 'y', v: [3.0, 4.0]})");
        db.run(
                "CALL vimmrec.similarity.write({modalities: {Visual: 'v'}, itemLabel: 'Other', relationshipTypePrefix: 'NEAR_',"
                        + " writeProperty: 'cosine'})");
        assertThat(db.run(
                        "MATCH (i)-[s]->(j) RETURN i.name AS i, type(s) AS type, round(s.cosine, 9) AS cosine, j.name AS j,"
                                + " size(keys(s)) AS keys ORDER BY i"))
                .containsExactly(
                        Map.of("i", "x", "type", "NEAR_VISUAL", "cosine", 0.6, "j", "y", "keys", 1L),
                        Map.of("i", "y", "type", "NEAR_VISUAL", "cosine", 0.6, "j", "x", "keys", 1L));
    }

    @Test
    void shouldEstimateMemoryAndRelationships() {
        for (String mode : List.of("stats", "write")) {
            Map<String, Object> row =
                    db.row("CALL vimmrec.similarity." + mode + ".estimate({" + MODALITIES + ", topK: 1})");
            // 4 items have a `v`, and 2 have a `t`.
            assertThat(row).contains(entry("nodeCount", 5L), entry("relationshipCount", 6L));
            assertThat((long) row.get("bytesMin")).isPositive().isLessThanOrEqualTo((long) row.get("bytesMax"));
            assertThat((String) row.get("requiredMemory")).containsPattern("Bytes|KiB");
            assertThat((double) row.get("heapPercentageMin")).isBetween(0.0, (double) row.get("heapPercentageMax"));
        }
        assertThat(stored("SIMILAR_VISUAL|SIMILAR_TEXT")).isEmpty();
    }

    @Test
    void shouldEstimateMoreForMoreNeighbours() {
        db.run("UNWIND range(1, 200) AS n CREATE (:Item {v: [1.0, n]})");
        long few = (long) db.row("CALL vimmrec.similarity.stats.estimate({modalities: {v: 'v'}, topK: 1})")
                .get("bytesMax");
        long many = (long) db.row("CALL vimmrec.similarity.stats.estimate({modalities: {v: 'v'}, topK: 100})")
                .get("bytesMax");
        assertThat(many).isGreaterThan(few + 200 * 99 * 12);
    }

    @Test
    void shouldDropTheTypesOfTheGivenModalities() {
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        assertThat(db.run("CALL vimmrec.similarity.drop({modalities: ['text']})"))
                .containsExactly(Map.of("relationshipType", "SIMILAR_TEXT", "relationshipsDeleted", 2L));
        assertThat(stored("SIMILAR_VISUAL")).hasSize(4);
        assertThat(db.run("CALL vimmrec.similarity.drop({modalities: {visual: 'v'}})"))
                .containsExactly(Map.of("relationshipType", "SIMILAR_VISUAL", "relationshipsDeleted", 4L));
    }

    @Test
    void shouldDropAllModalitiesAndNothingElse() {
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        db.run("MATCH (a {name: 'a'}), (b {name: 'b'}) CREATE (a)-[:SIMILARITY {score: 0.5}]->(b), (a)-[:LIKES]->(b),"
                + " (a)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(b)");
        assertThat(db.run("CALL vimmrec.similarity.drop() YIELD relationshipType, relationshipsDeleted"
                        + " RETURN * ORDER BY relationshipType"))
                .containsExactly(
                        Map.of("relationshipType", "SIMILAR_TEXT", "relationshipsDeleted", 2L),
                        Map.of("relationshipType", "SIMILAR_VISUAL", "relationshipsDeleted", 4L));
        assertThat(db.run("MATCH ()-[r]->() RETURN type(r) AS type ORDER BY type"))
                .extracting(row -> row.get("type"))
                .containsExactly("LIKES", "SIMILARITY", "VIRTUAL_INTERACTED");
        assertThat(db.row("MATCH (n) RETURN count(*) AS nodes")).containsEntry("nodes", 6L);
    }

    @Test
    void shouldDropEvenIfTheLabelsAreGone() {
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        db.run("MATCH (i:Item) REMOVE i:Item");
        assertThat(
                        db.run(
                                "CALL vimmrec.similarity.drop({batchSize: 1}) YIELD relationshipsDeleted RETURN sum(relationshipsDeleted) AS n"))
                .containsExactly(Map.of("n", 6L));
        assertThat(stored("SIMILAR_VISUAL|SIMILAR_TEXT")).isEmpty();
    }

    @Test
    void shouldDropNothingIfNothingIsStored() {
        assertThat(db.run("CALL vimmrec.similarity.drop()")).isEmpty();
        assertThat(db.run("CALL vimmrec.similarity.drop({modalities: ['visual']})"))
                .containsExactly(Map.of("relationshipType", "SIMILAR_VISUAL", "relationshipsDeleted", 0L));
    }

    @Test
    void shouldNameALabelOrPropertyThatNoNodeHas() {
        assertFails(
                "CALL vimmrec.similarity.stats({modalities: {v: 'v'}, itemLabel: 'Itm'})",
                "no node has the label [Itm]",
                "`itemLabel`",
                "Did you mean [Item]?");
        assertFails(
                "CALL vimmrec.similarity.stream({modalities: {v: 'v', text: 'tt'}})",
                "no node with the label [Item] has the property [tt]",
                "`modalities.text`",
                "Did you mean [t]?");
        assertFails(
                "CALL vimmrec.similarity.write({modalities: {v: 'v', text: 'nothing'}})",
                "[nothing]",
                "`modalities.text`");
        assertFails(
                "CALL vimmrec.similarity.write.estimate({modalities: {text: 'nothing'}})",
                "[nothing]",
                "`modalities.text`");
        assertThat(stored("SIMILAR_V"))
                .as("all is checked before the first write")
                .isEmpty();
    }

    @Test
    void shouldRefuseInvalidConfigurations() {
        assertFails("CALL vimmrec.similarity.stats()", "vimmrec.similarity.stats", "`modalities` is required");
        assertFails("CALL vimmrec.similarity.stats(null)", "the configuration must be a map, but was null");
        assertFails(
                "CALL vimmrec.similarity.write({modalities: {v: 'v'}, topk: 3})",
                "vimmrec.similarity.write",
                "Did you mean [topK]?");
        assertFails("CALL vimmrec.similarity.write({modalities: {v: 'v'}, topK: null})", "`topK` must not be null");
    }

    private void assertFails(String cypher, String... parts) {
        assertThatThrownBy(() -> db.run(cypher))
                .hasStackTraceContaining("Exception")
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }
}
