package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A modality without similar pairs beside one with pairs, and modalities that are all without pairs. */
@ExtendWith(SharedDatabase.class)
class EmptyModalityTest {
    private static final List<String> WEIGHTINGS =
            List.of("'mean'", "'uniform'", "'coInteraction'", "{able: 1, bad: 3}");

    private final Database db;

    EmptyModalityTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        db.run(
                "CREATE (a:Item {name: 'a', v: [1.0, 0.0], zero: [0.0, 0.0], one: [1.0], low: [1.0, 0.0], s: 'x'}),"
                        + " (b:Item {name: 'b', v: [1.0, 1.0], zero: [0.0, 0.0], low: [-1.0, 0.0]}),"
                        + " (c:Item {name: 'c', v: [1.0, 2.0], zero: [0.0, 0.0]}),"
                        + " (u:User {name: 'u'}), (w:User {name: 'w'}), (u)-[:INTERACTED]->(a), (u)-[:INTERACTED]->(b), (w)-[:INTERACTED]->(c)");
    }

    /** Writes the similarities of both modalities. */
    private void writeSimilarities(String able, String bad) {
        db.run("CALL vimmrec.similarity.write({modalities: {able: '" + able + "', bad: '" + bad
                + "'}, invalidEmbeddings: 'skip'})");
    }

    /** The rows by modality: first 'able', then 'bad'. */
    private List<Map<String, Object>> byModality(String call) {
        return db.run(call).stream()
                .sorted(Comparator.comparing(row -> (String) row.get("modality")))
                .toList();
    }

    private static void assertNotice(Map<String, Object> row, String... parts) {
        assertThat(row.get("notices"))
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .singleElement()
                .asString()
                .contains(parts);
    }

    @ParameterizedTest
    @CsvSource({
        "zero, no item has a usable embedding",
        "one, only one item",
        "low, no two items have a similarity above 0.0",
        "s, no item has a usable embedding"
    })
    void shouldExplainWhyAModalityHasNoSimilarities(String property, String reason) {
        String keys = "({modalities: {able: 'v', bad: '" + property + "'}, invalidEmbeddings: 'skip'})";
        for (String mode : List.of("stats", "write", "update")) {
            List<Map<String, Object>> rows = byModality("CALL vimmrec.similarity." + mode + keys);
            assertThat(rows.get(0)).contains(entry("similarityPairs", 6L), entry("notices", List.of()));
            assertThat(rows.get(1)).containsEntry("similarityPairs", 0L);
            assertNotice(rows.get(1), "[bad]", reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero", "one", "low", "s"})
    void shouldGiveTheEmptyModalityNoWeightAndUseTheOther(String property) {
        writeSimilarities("v", property);
        String map = "modalities: {able: 'v', bad: '" + property + "'}, invalidEmbeddings: 'skip'";
        for (String weighting : List.of("mean", "uniform", "coInteraction")) {
            List<Map<String, Object>> rows =
                    byModality("CALL vimmrec.statistics({" + map + ", weighting: '" + weighting + "'})");
            assertThat(rows.get(0))
                    .contains(entry("relationshipCount", 6L), entry("weight", 1.0), entry("notices", List.of()));
            assertThat(rows.get(1)).contains(entry("relationshipCount", 0L), entry("weight", 0.0));
            assertThat(rows.get(1))
                    .containsEntry("mean", null)
                    .containsEntry("stdDev", null)
                    .containsEntry("min", null)
                    .containsEntry("max", null);
            assertNotice(rows.get(1), "[bad]", "empty");
        }
        for (String strategy : List.of("overlay", "synergistic")) {
            List<Map<String, Object>> expected = edges(strategy, "modalities: {able: 'v'}");
            assertThat(expected).hasSize(3);
            for (String weighting : WEIGHTINGS) {
                String keys = map + ", modalityWeights: " + weighting;
                if (strategy.equals("synergistic") && property.equals("low") && !weighting.equals("'mean'")) {
                    continue; // two items have it, so it is not empty
                }
                assertThat(edges(strategy, keys))
                        .as("%s %s", strategy, weighting)
                        .isEqualTo(expected);
                for (String mode : List.of("stats", "update", "write")) { // a first write has one more notice
                    Map<String, Object> row = db.row(
                            "CALL vimmrec." + strategy + "." + mode + "({" + keys + ", writeRelationshipType: 'V'})");
                    assertThat(row)
                            .contains(
                                    entry("modalityWeights", Map.of("able", 1.0, "bad", 0.0)),
                                    entry("virtualInteractions", 3L));
                    assertNotice(row, "[bad]", "empty");
                }
                db.run("CALL vimmrec.virtual.drop({writeRelationshipType: 'V'})");
            }
        }
    }

    private List<Map<String, Object>> edges(String strategy, String keys) {
        return db.run("CALL vimmrec." + strategy + ".stream({" + keys
                + "}) YIELD user, item, weight RETURN user.name AS user,"
                + " item.name AS item, weight ORDER BY user, item");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero", "one", "s"})
    void shouldReturnNothingIfAllModalitiesAreEmpty(String property) {
        writeSimilarities("zero", property);
        String map = "modalities: {able: 'zero', bad: '" + property + "'}, invalidEmbeddings: 'skip'";
        assertThat(db.run("CALL vimmrec.similarity.stream({" + map + "})")).isEmpty();
        assertThat(db.run("CALL vimmrec.statistics({" + map + "}) YIELD weight"))
                .extracting(row -> row.get("weight"))
                .containsExactly(0.0, 0.0);
        for (String strategy : List.of("overlay", "synergistic")) {
            for (String weighting : WEIGHTINGS) {
                String keys = map + ", modalityWeights: " + weighting + ", writeRelationshipType: 'V'";
                assertThat(edges(strategy, keys)).isEmpty();
                for (String mode : List.of("stats", "update", "write")) { // a first write has one more notice
                    Map<String, Object> row = db.row("CALL vimmrec." + strategy + "." + mode + "({" + keys + "})");
                    assertThat(row)
                            .contains(
                                    entry("virtualInteractions", 0L),
                                    entry("usersAugmented", 0L),
                                    entry("modalityWeights", Map.of("able", 0.0, "bad", 0.0)));
                    assertThat((List<?>) row.get("notices"))
                            .hasSize(3)
                            .last()
                            .isEqualTo("Every modality is empty, so there are no virtual interactions.");
                }
                db.run("CALL vimmrec.virtual.drop({writeRelationshipType: 'V'})");
                assertThat(db.run(
                                "MATCH (u:User {name: 'u'}), (i:Item {name: 'c'}) CALL vimmrec.explain({user: u, item: i, strategy: '"
                                        + strategy + "', " + map + "}) YIELD weight RETURN weight"))
                        .isEmpty();
            }
        }
    }

    @Test
    void shouldAcceptASingleItem() {
        db.run("MATCH (i:Item) WHERE i.name <> 'a' DETACH DELETE i");
        writeSimilarities("v", "one");
        for (String strategy : List.of("overlay", "synergistic")) {
            assertThat(db.row("CALL vimmrec." + strategy + ".stats({modalities: {able: 'v', bad: 'one'}})"))
                    .containsEntry("virtualInteractions", 0L);
            assertThat(db.row("CALL vimmrec." + strategy + ".stats.estimate({modalities: {able: 'v', bad: 'one'}})"))
                    .containsEntry("relationshipCount", 0L);
        }
    }

    @Test
    void shouldFillAModalityThatWasEmpty() {
        writeSimilarities("v", "zero");
        String map = "modalities: {able: 'v', bad: 'zero'}";
        db.run("CALL vimmrec.overlay.write({" + map + "})");
        db.run("MATCH (i:Item) SET i.zero = [1.0, 1.0]");
        assertThat(db.run("CALL vimmrec.similarity.update({" + map + "})"))
                .allSatisfy(row -> assertThat(row).contains(entry("similarityPairs", 6L), entry("notices", List.of())));
        assertThat(db.row("CALL vimmrec.overlay.write({" + map + "})"))
                .contains(entry("notices", List.of()))
                .hasEntrySatisfying(
                        "modalityWeights",
                        weights -> assertThat((double) ((Map<?, ?>) weights).get("bad"))
                                .isPositive());
    }

    /** A property that no item has is a spelling mistake, not an empty modality. */
    @Test
    void shouldStillRefuseAPropertyThatNoItemHas() {
        assertThatThrownBy(() -> db.run("CALL vimmrec.similarity.stats({modalities: {able: 'v', bad: 'zeros'}})"))
                .satisfies(e ->
                        assertThat(e.getMessage()).contains("[zeros]", "`modalities.bad`", "Did you mean [zero]?"));
    }
}
