package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code vimmrec.evaluate.write} and {@code virtualWeight: 'recommended'}. */
@ExtendWith(SharedDatabase.class)
class RecommendedConfigurationTest {
    private static final String MODALITIES = "modalities: {taste: 'taste'}";
    private static final String EVALUATE = "CALL vimmrec.evaluate.write({" + MODALITIES
            + ", strategies: ['synergistic'], weightings: ['uniform'], topKs: [5], virtualWeights: [0.1],"
            + " maxPerInteractions: [2], minWeight: 0.001, at: 10, testFraction: 0.2})";
    private static final String RECOMMENDED = "virtualWeight: 'recommended'";

    private final Database db;

    RecommendedConfigurationTest(Database db) {
        this.db = db;
    }

    private Map<String, Object> synergistic(String mode, String more) {
        return db.row("CALL vimmrec.synergistic." + mode + "({" + MODALITIES + ", " + RECOMMENDED + more + "})");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> configuration(Map<String, Object> row) {
        return (Map<String, Object>) row.get("configuration");
    }

    @SuppressWarnings("unchecked")
    private List<String> notices(String strategy, String mode, String more) {
        return (List<String>) db.row("CALL vimmrec." + strategy + "." + mode + "({" + MODALITIES + more + "})")
                .get("notices");
    }

    private void assertFails(String query, String... parts) {
        assertThatThrownBy(() -> db.run(query))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void shouldReturnWhatEvaluateReturns() {
        Tastes.create(db, 200, 4, true);
        String call = EVALUATE + " YIELD strategy, recall, ndcg, best, recommendation RETURN *";
        assertThat(db.run(call))
                .isEqualTo(db.run(call.replace("evaluate.write", "evaluate")))
                .hasSize(3);
    }

    @Test
    void shouldWriteTheRecommendedVariant() {
        Tastes.create(db, 500, 4, true);
        assertThat(db.run(EVALUATE + " YIELD best, strategy WHERE best RETURN strategy"))
                .containsExactly(Map.of("strategy", "synergistic"));
        Map<String, Object> written = synergistic("write", "");
        assertThat(configuration(written))
                .containsEntry("virtualWeight", 0.1)
                .containsEntry("topK", 5L)
                .containsEntry("maxPerInteraction", 2.0)
                .containsEntry("minWeight", 0.001)
                .containsEntry("modalityWeights", "uniform");
        assertThat(db.run("MATCH (u:User)-[v:VIRTUAL_INTERACTED]->() WITH u, count(v) AS n, max(v.weight) AS most"
                        + " RETURN max(n) <= 8 AND max(most) <= 0.1 AND sum(n) > 1000 AS expected"))
                .containsExactly(Map.of("expected", true));
        assertThat(synergistic("update", "")).containsEntry("mode", "update").containsEntry("usersRecomputed", 0L);
        assertThat(configuration(synergistic("stats", ", topK: 3, maxPerInteraction: 1")))
                .as("keys that are given have priority")
                .containsEntry("topK", 3L)
                .containsEntry("maxPerInteraction", 1.0)
                .containsEntry("virtualWeight", 0.1);
        assertThat(db.run("MATCH (u:User)-[v:VIRTUAL_INTERACTED]->(i:Item) WITH u, i, v.weight AS weight LIMIT 1"
                        + " CALL vimmrec.explain({user: u, item: i, strategy: 'synergistic', " + MODALITIES + ", "
                        + RECOMMENDED + "}) YIELD weight AS explained, kept RETURN DISTINCT kept"))
                .containsExactly(Map.of("kept", true));
        assertFails(
                "CALL vimmrec.overlay.write({" + RECOMMENDED + "})",
                "vimmrec.overlay.write: `virtualWeight` is 'recommended', but the evaluation of ",
                " recommends the strategy 'synergistic'. Call vimmrec.synergistic.* instead, or give a number.");
    }

    /** What was evaluated for some items is written for these items. */
    @Test
    void shouldWriteTheItemsThatWereEvaluated() {
        Tastes.create(db, 500, 4, true);
        db.run("MATCH (i:Item) WITH collect(i) AS items UNWIND range(0, size(items) - 1) AS n WITH items[n] AS i, n"
                + " SET i.shelf = n % 3, i.`on sale` = n % 4 = 0"
                + " FOREACH (x IN CASE WHEN n % 5 > 0 THEN [1] ELSE [] END | SET i:InStock)");
        String evaluate = EVALUATE.replace(
                "at: 10", "at: 10, candidateLabel: 'InStock', maxPerGroup: {shelf: 3, `on sale`: 4}, maxPerItem: 60");
        assertThat(db.run(evaluate + " YIELD best, strategy, recommendation WHERE best RETURN strategy,"
                        + " recommendation CONTAINS \"candidateLabel: 'InStock', maxPerGroup: {\" AS named"))
                .containsExactly(Map.of("strategy", "synergistic", "named", true));
        assertThat(configuration(synergistic("write", "")))
                .containsEntry("candidateLabel", "InStock")
                .containsEntry("candidateProperty", null)
                .containsEntry("maxPerGroup", Map.of("shelf", 3L, "on sale", 4L))
                .containsEntry("maxPerItem", 60L);
        assertThat(db.run("MATCH ()-[v:VIRTUAL_INTERACTED]->(i) WITH i, count(v) AS users"
                        + " RETURN max(users) <= 60 AND sum(users) > 500 AS expected, count(i) > 50 AS many,"
                        + " all(item IN collect(i) WHERE item:InStock) AS inStock"))
                .containsExactly(Map.of("expected", true, "many", true, "inStock", true));
        assertThat(configuration(synergistic("stats", ", candidateProperty: 'on sale', maxPerItem: 5")))
                .as("keys that are given have priority")
                .containsEntry("candidateLabel", null)
                .containsEntry("candidateProperty", "on sale")
                .containsEntry("maxPerItem", 5L);
    }

    @Test
    void shouldRefuseWithoutAnEvaluationOfTheSameInteractions() {
        Tastes.create(db, 100, 4, true);
        assertFails(
                "CALL vimmrec.synergistic.stats({" + MODALITIES + ", " + RECOMMENDED + "})",
                "vimmrec.synergistic.stats: `virtualWeight` is 'recommended', but no evaluation of [User], [Item] and",
                "INTERACTED",
                "is recorded. Call vimmrec.evaluate.write with the same labels, or give a number.");
        db.run(EVALUATE);
        assertFails(
                "CALL vimmrec.synergistic.stats({" + MODALITIES + ", interactionType: 'LIKED', " + RECOMMENDED + "})",
                "no evaluation of [User], [Item] and",
                "LIKED");
        assertFails("CALL vimmrec.overlay.write({virtualWeight: 'best'})", "`virtualWeight` must be", "'best'");
    }

    @Test
    void shouldRefuseIfTheEvaluationRecommendsNothing() {
        Tastes.create(db, 200, 4, false);
        db.run(EVALUATE);
        assertFails(
                "CALL vimmrec.synergistic.write({" + MODALITIES + ", " + RECOMMENDED + "})",
                "but the evaluation of ",
                " recommends not to augment this graph. Give a number to do it all the same, or evaluate again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldSayOnTheFirstWriteAloneThatNobodyHasEvaluated(String strategy) {
        Tastes.create(db, 100, 4, true);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        assertThat(notices(strategy, "stats", "")).isEmpty();
        assertThat(notices(strategy, "write", ""))
                .containsExactly("It is not known whether these virtual interactions help: no evaluation of [User],"
                        + " [Item] and [INTERACTED] is recorded. vimmrec.evaluate.write finds out and keeps the"
                        + " answer.");
        assertThat(notices(strategy, "write", ", virtualWeight: 0.2")).isEmpty();
        assertThat(notices(strategy, "update", ", virtualWeight: 0.3")).isEmpty();
        assertThat(notices(strategy, "update", ", writeRelationshipType: 'UPDATED'"))
                .as("an update that writes a type for the first time")
                .isEmpty();
        assertThat(notices(strategy, "write", ", writeRelationshipType: 'WRITTEN'"))
                .as("the first write of another type")
                .hasSize(1);
        db.run("CALL vimmrec.virtual.drop({})");
        assertThat(notices(strategy, "write", "")).as("a write after a drop").hasSize(1);
    }

    @Test
    void shouldSayOnTheFirstWriteIfTheEvaluationRecommendsNotTo() {
        Tastes.create(db, 200, 4, false);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        db.run(EVALUATE);
        Object evaluatedAt = db.row(
                        "MATCH (e:_VimmrecLedger) WHERE e.evaluatedAt IS NOT NULL RETURN e.evaluatedAt AS at")
                .get("at");
        assertThat(notices("overlay", "write", ""))
                .containsExactly("The evaluation of " + evaluatedAt
                        + " recommends not to augment this graph. vimmrec.evaluate.write evaluates it again.");
        assertThat(notices("overlay", "write", "")).isEmpty();
    }

    @Test
    void shouldSayNothingIfTheEvaluationOfTheSameInteractionsRecommendsVirtualInteractions() {
        Tastes.create(db, 500, 4, true);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        db.run(EVALUATE);
        assertThat(notices("synergistic", "write", ", " + RECOMMENDED)).isEmpty();
        assertThat(notices("overlay", "write", ", writeRelationshipType: 'OTHER_STRATEGY'"))
                .isEmpty();
        db.run("MATCH (u:User)-[:INTERACTED]->(i) MERGE (u)-[:LIKED]->(i)");
        assertThat(notices("overlay", "write", ", interactionType: 'LIKED', writeRelationshipType: 'V'"))
                .as("other interactions")
                .singleElement()
                .asString()
                .contains("no evaluation of [User], [Item] and [LIKED] is recorded");
    }

    @Test
    void shouldReplaceTheRecommendationAndLeaveManifestsAlone() {
        Tastes.create(db, 200, 4, true);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + ", topK: 5})");
        List<Map<String, Object>> listed = db.run("CALL vimmrec.list() YIELD relationshipType, complete RETURN *");
        db.run(EVALUATE);
        db.run(EVALUATE);
        String recorded = "MATCH (e:_VimmrecLedger) WHERE e.evaluatedAt IS NOT NULL RETURN count(*) AS count";
        assertThat(db.run(recorded)).containsExactly(Map.of("count", 1L));
        assertThat(db.run("CALL vimmrec.list() YIELD relationshipType, complete RETURN *"))
                .isEqualTo(listed)
                .hasSize(1);
        db.run("CALL vimmrec.similarity.drop({})");
        assertThat(db.run("CALL vimmrec.list()")).isEmpty();
        assertThat(db.run(recorded)).containsExactly(Map.of("count", 1L));
    }
}
