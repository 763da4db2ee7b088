package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;

/** {@code vimmrec.evaluate}: its rows, its splits, and that training never sees held-out interactions. */
@ExtendWith(SharedDatabase.class)
class EvaluationTest {
    private static final RelationshipType INTERACTED = RelationshipType.withName("INTERACTED");
    private static final String TASTE = "modalities: {taste: 'taste'}";

    private final Database db;

    EvaluationTest(Database db) {
        this.db = db;
    }

    /** Returns the rows without popularity's, which comes last, unless the configuration names recommenders. */
    private List<Map<String, Object>> evaluate(String configuration) {
        List<Map<String, Object>> rows = db.run("CALL vimmrec.evaluate({" + configuration + "})");
        assertThat(rows.get(rows.size() - 1)).contains(entry("recommender", "popularity"), entry("strategy", "none"));
        return configuration.contains("recommenders:") ? rows : rows.subList(0, rows.size() - 1);
    }

    private void assertFails(String configuration, String... parts) {
        assertThatThrownBy(() -> evaluate(configuration))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    private void createTastes(int users, int perUser, boolean embeddingsReflectTaste) {
        Tastes.create(db, users, perUser, embeddingsReflectTaste);
    }

    @Test
    void shouldCompareEveryVariantWithTheBaselineAndChooseOne() {
        createTastes(500, 4, true);
        List<Map<String, Object>> rows =
                evaluate("modalities: {taste: 'taste', noise: 'noise'}, topKs: [5], virtualWeights:"
                        + " [0.01, 0.1], at: 10, testFraction: 0.2");
        assertThat(rows)
                .extracting(row -> row.get("strategy") + " " + row.get("weighting") + " " + row.get("topK") + " "
                        + row.get("virtualWeight"))
                .containsExactly(
                        "none null null null",
                        "overlay mean 5 0.01",
                        "overlay mean 5 0.1",
                        "overlay coInteraction 5 0.01",
                        "overlay coInteraction 5 0.1",
                        "synergistic mean 5 0.01",
                        "synergistic mean 5 0.1",
                        "synergistic coInteraction 5 0.01",
                        "synergistic coInteraction 5 0.1");
        assertThat(rows.get(0))
                .contains(
                        entry("virtualInteractions", 0L),
                        entry("recallUplift", 0.0),
                        entry("ndcgUplift", 0.0),
                        entry("upliftLow", 0.0),
                        entry("upliftHigh", 0.0),
                        entry("modalityWeights", null));
        double baseline = (double) rows.get(0).get("recall");
        assertThat(baseline).isBetween(0.1, 0.9);
        for (Map<String, Object> row : rows) {
            assertThat((double) row.get("recallUplift"))
                    .isCloseTo((double) row.get("recall") / baseline - 1, within(1e-12));
            assertThat((double) row.get("recallUplift"))
                    .isBetween((double) row.get("upliftLow"), (double) row.get("upliftHigh"));
            assertThat((double) row.get("validationLow")).isLessThanOrEqualTo((double) row.get("validationUplift"));
            assertThat((List<?>) row.get("recallByInteractions")).hasSizeBetween(2, 4);
            assertThat(usersByInteractions(row)).isEqualTo(usersByInteractions(rows.get(0)));
            assertThat(row.get("recommendation") != null).isEqualTo(row.get("best"));
            assertThat(row).containsEntry("conclusion", "augment");
        }
        double highest = rows.stream()
                .filter(row -> (double) row.get("validationLow") > 0)
                .mapToDouble(row -> (double) row.get("validationUplift"))
                .max()
                .orElseThrow();
        for (Map<String, Object> row : rows.subList(1, 9)) {
            assertThat((long) row.get("virtualInteractions")).isGreaterThan(500);
        }
        assertThat(rows)
                .filteredOn(row -> (boolean) row.get("best"))
                .singleElement()
                .satisfies(best -> {
                    assertThat(best).contains(entry("weighting", "coInteraction"), entry("validationUplift", highest));
                    assertThat((double) best.get("upliftLow")).isPositive();
                    assertThat((String) best.get("recommendation"))
                            .startsWith("Augment this graph: ")
                            .contains(
                                    "vimmrec." + best.get("strategy") + ".write",
                                    "topK: 5",
                                    "virtualWeight: " + best.get("virtualWeight"),
                                    "modalityWeights: 'coInteraction'",
                                    "95 % interval");
                    assertThat((double) ((Map<?, ?>) best.get("modalityWeights")).get("taste"))
                            .isGreaterThan(0.9);
                    assertThat((double) best.get("controlUplift")).isLessThan((double) best.get("controlHigh"));
                    assertThat((double) best.get("controlHigh")).isLessThan((double) best.get("recallUplift"));
                });
    }

    @Test
    void shouldNotRecommendNoise() {
        createTastes(500, 4, false);
        List<Map<String, Object>> rows = evaluate(TASTE + ", at: 10");
        assertThat(rows).hasSize(33);
        assertThat(rows.get(0)).containsEntry("best", true);
        assertThat((String) rows.get(0).get("recommendation")).startsWith("Do not augment this graph: ");
        assertThat((String) rows.get(0).get("conclusion")).isIn("noUplift", "notSignificant");
    }

    @Test
    void shouldWriteNothing() {
        createTastes(60, 4, true);
        String all =
                "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS nodes, count(r) AS relationships,"
                        + " sum(size(keys(n))) + sum(size(keys(r))) AS properties";
        Map<String, Object> before = db.row(all);
        assertThat(evaluate(TASTE + ", topKs: 5, virtualWeights: 0.01")).hasSize(5);
        assertThat(db.row(all)).isEqualTo(before);
    }

    @Test
    void shouldDependOnTheSeedsButNotOnTheConcurrency() {
        createTastes(100, 4, true);
        String common = TASTE + ", topKs: 5, virtualWeights: 0.01, strategies: 'synergistic', ";
        List<Map<String, Object>> one = withoutMillis(evaluate(common + "seeds: [1, 2], concurrency: 1"));
        assertThat(withoutMillis(evaluate(common + "seeds: [1, 2], concurrency: 3")))
                .isEqualTo(one);
        assertThat(withoutMillis(evaluate(common + "seeds: [3, 2], concurrency: 3")))
                .isNotEqualTo(one);
    }

    /** The bounds and the number of users of each group. */
    private static List<List<Object>> usersByInteractions(Map<String, Object> row) {
        return ((List<?>) row.get("recallByInteractions"))
                .stream()
                        .map(group -> (Map<?, ?>) group)
                        .map(group -> Arrays.<Object>asList(group.get("from"), group.get("to"), group.get("users")))
                        .toList();
    }

    private static List<Map<String, Object>> withoutMillis(List<Map<String, Object>> rows) {
        return rows.stream()
                .map(row -> {
                    Map<String, Object> others = new HashMap<>(row);
                    others.remove("millis");
                    return others;
                })
                .toList();
    }

    /**
     * A user's training items are similar in `said` only; the two held-out items have the same embedding in `leak`. A
     * recommender that sees one of them finds the other, and co-interaction weights that see both prefer `leak`.
     */
    @Test
    void shouldNotLeakHeldOutInteractions() {
        Random random = new Random(3);
        try (Transaction tx = db.service().beginTx()) {
            for (int u = 0; u < 80; u++) {
                Node user = tx.createNode(Label.label("User"));
                double[] said = Tastes.direction(random, 24);
                double[] leak = Tastes.direction(random, 24);
                for (int n = 0; n < 4; n++) {
                    Node item = tx.createNode(Label.label("Item"));
                    item.setProperty("said", n < 2 ? said : Tastes.direction(random, 24));
                    item.setProperty("leak", n < 2 ? Tastes.direction(random, 24) : leak);
                    user.createRelationshipTo(item, INTERACTED).setProperty("label", Math.max(0, n - 1));
                }
            }
            tx.commit();
        }
        List<Map<String, Object>> rows =
                evaluate("modalities: {said: 'said', leak: 'leak'}, split: {property: 'label'}, topKs: 1,"
                        + " virtualWeights: [0.1, 1], weightings: ['mean', 'coInteraction', 'uniform'], at: 3");
        assertThat(rows).hasSize(13);
        for (Map<String, Object> row : rows) {
            assertThat((double) row.get("recall")).isLessThan(0.15);
            assertThat((double) row.get("coldItemRecall")).isLessThan(0.15);
            if ("coInteraction".equals(row.get("weighting"))) {
                assertThat((double) ((Map<?, ?>) row.get("modalityWeights")).get("leak"))
                        .isLessThan(0.1);
            }
        }
    }

    /**
     * In training, a and b have x, b also has y, and c has only z: the walk from a through x and b finds y and never z.
     */
    @ParameterizedTest
    @CsvSource({"2, 1, 1", "1, 2, 0"})
    void shouldSplitByLabels(int ofY, int ofZ, double recall) {
        db.run(
                "CREATE (x:Item {e: [1.0, 0.1]}), (y:Item {e: [0.1, 1.0]}), (z:Item {e: [1.0, 1.0]}), (a:User), (b:User), (c:User),"
                        + " (a)-[:INTERACTED {part: 0}]->(x), (b)-[:INTERACTED {part: 0}]->(x), (b)-[:INTERACTED {part: 0}]->(y),"
                        + " (a)-[:INTERACTED {part: $ofY}]->(y), (a)-[:INTERACTED {part: $ofZ}]->(z), (c)-[:INTERACTED {part: 0}]->(z)",
                Map.of("ofY", ofY, "ofZ", ofZ));
        List<Map<String, Object>> rows =
                evaluate("modalities: {e: 'e'}, split: {property: 'part'}, at: 1, weightings: 'uniform'");
        assertThat(rows.get(0)).containsEntry("recall", recall);
        assertThat(rows.get(0)).containsEntry("coldItemRecall", null);
    }

    /**
     * Of three users in training, a and b know w, b knows x, and c knows y. The walk from a finds x and then nothing,
     * so the list of a is x and one of y and z, by which z is never touched: each has one user or counts so.
     */
    @Test
    void shouldReturnTheMetricsOfLists() {
        db.run("CREATE (w:Item {e: [1, 1]}), (x:Item {e: [3, 0]}), (y:Item {e: [0, 2]}), (z:Item {e: [0, 5]}),"
                + " (a:User), (b:User), (c:User), (a)-[:INTERACTED {part: 0}]->(w), (b)-[:INTERACTED {part: 0}]->(w),"
                + " (b)-[:INTERACTED {part: 0}]->(x), (c)-[:INTERACTED {part: 0}]->(y),"
                + " (c)-[:INTERACTED {part: 1}]->(x), (a)-[:INTERACTED {part: 2}]->(x),"
                + " (a)-[:INTERACTED {part: 2}]->(z)");
        Map<String, Object> row = evaluate(
                        "modalities: {e: 'e'}, split: {property: 'part'}, at: 2, weightings: 'uniform'")
                .get(0);
        assertThat(row)
                .contains(
                        entry("hitRate", 1.0),
                        entry("mrr", 1.0),
                        entry("warmItemRecall", 1.0),
                        entry("recall", row.get("coldItemRecall").equals(1.0) ? 1.0 : 0.5));
        assertThat((double) row.get("novelty")).isCloseTo(Math.log(3) / Math.log(2), within(1e-12));
        assertThat((double) row.get("intraListDiversity")).isCloseTo(1, within(1e-6));
        List<?> groups = (List<?>) row.get("recallByInteractions");
        assertThat(groups)
                .singleElement()
                .satisfies(group -> assertThat(asMap(group))
                        .containsEntry("users", 1L)
                        .containsEntry("recallLow", row.get("recall"))
                        .containsEntry("recallHigh", row.get("recall"))
                        .containsEntry("upliftLow", 0.0)
                        .containsEntry("upliftHigh", 0.0));
    }

    /** Recall is a mean over users, and the recalls of warm and of cold items are shares of interactions. */
    @Test
    void shouldReturnTheRecallOfWarmAndOfColdItems() {
        createTastes(500, 4, true);
        List<Map<String, Object>> rows = evaluate(COLD);
        assertThat((double) rows.get(0).get("coldItemRecall")).isLessThan(0.1);
        for (Map<String, Object> row : rows) {
            double warm = (double) row.get("warmItemRecall");
            double cold = (double) row.get("coldItemRecall");
            assertThat((double) row.get("recall")).isBetween(Math.min(warm, cold) - 0.02, Math.max(warm, cold) + 0.02);
            assertThat((double) row.get("hitRate")).isGreaterThanOrEqualTo((double) row.get("recall"));
            assertThat((double) row.get("mrr")).isBetween(0.0, (double) row.get("hitRate"));
        }
    }

    /** The popular items are known to most, and a list for everybody finds less than one by taste. */
    @Test
    void shouldShowPopularityBesideARecommender() {
        createTastes(500, 4, true);
        List<Map<String, Object>> rows = db.run("CALL vimmrec.evaluate({" + TASTE
                + ", topKs: 5, virtualWeights: 0.1, weightings: 'uniform', strategies: 'overlay', at: 10})");
        assertThat(rows)
                .extracting(row -> row.get("recommender") + " " + row.get("strategy"))
                .containsExactly("graphFilter none", "graphFilter overlay", "popularity none");
        Map<String, Object> popularity = rows.get(2);
        assertThat(popularity)
                .contains(entry("best", false), entry("recommendation", null), entry("recallUplift", 0.0));
        assertThat((double) popularity.get("recall"))
                .isBetween(0.001, (double) rows.get(0).get("recall"));
        assertThat((double) popularity.get("novelty"))
                .isLessThan((double) rows.get(0).get("novelty"));
        assertThat(rows)
                .allSatisfy(row -> assertThat((List<?>) row.get("recallByInteractions"))
                        .allSatisfy(group -> {
                            Map<String, Object> columns = asMap(group);
                            assertThat((double) columns.get("recall"))
                                    .isBetween((double) columns.get("recallLow"), (double) columns.get("recallHigh"));
                            assertThat((double) columns.get("recallHigh"))
                                    .isGreaterThan((double) columns.get("recallLow"));
                            assertThat((double) columns.get("uplift"))
                                    .isBetween((double) columns.get("upliftLow"), (double) columns.get("upliftHigh"));
                        }));
    }

    /**
     * No user's latest items are earlier items of another user, so no walk leads to them. For each user, walks lead to
     * eight other items.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "n",
                "toFloat(n)",
                "datetime({year: 2020 + n})",
                "localdatetime({year: 2020 + n})",
                "date({year: 2020 + n})"
            })
    void shouldHoldOutTheLatestByNumbersAndDates(String time) {
        db.run("UNWIND range(0, 24) AS i CREATE (:Item {n: i, e: [i % 5, 1 + i % 3, i % 7]})");
        db.run("UNWIND range(0, 39) AS u CREATE (user:User {n: u}) WITH user UNWIND range(0, 4) AS n"
                + " MATCH (i:Item {n: 5 * n + (user.n * (n + 3) + n) % 5}) CREATE (user)-[:INTERACTED {at: " + time
                + "}]->(i)");
        String common =
                "modalities: {e: 'e'}, weightings: 'uniform', topKs: 3, virtualWeights: 0.01, at: 3, testFraction: 0.2, seeds: 1";
        Map<String, Object> latest =
                evaluate(common + ", split: 'latest', timestampProperty: 'at'").get(0);
        assertThat(latest).contains(entry("recall", 0.0), entry("coldItemRecall", 0.0));
        assertThat((double) evaluate(common + ", split: 'random'").get(0).get("recall"))
                .isPositive();
    }

    @Test
    void shouldExplainErrorsOfTheSplit() {
        createTastes(20, 4, true);
        assertFails(
                TASTE + ", split: 'latest', timestampProperty: 'time'",
                "`timestampProperty`: the property [time] of relationship",
                "must be a number or a date, but was missing");
        assertFails(
                TASTE + ", split: {property: 'label'}",
                "`split.property`: the property [label] of relationship",
                "must be a number, but was missing");
        assertFails(
                TASTE + ", split: {property: 'timestamp'}",
                "`split.property`: in the property [timestamp], a label must be 0"
                        + " (training), 1 (validation) or 2 (test), but one is");
        db.run("MATCH ()-[r:INTERACTED]->() SET r.label = 0");
        assertFails(TASTE + ", split: {property: 'label'}", "`split.property`", "each of the labels 0", "is needed");
        db.run("MATCH ()-[r:INTERACTED]->() SET r.label = date()");
        assertFails(TASTE + ", split: {property: 'label'}", "must be a number, but was of type LocalDate");
        db.run("MATCH (u:User)-[r:INTERACTED]->() WITH u, collect(r) AS found FOREACH (r IN tail(found) | DELETE r)");
        assertFails(TASTE, "`testFraction` 0.1", "holds nothing out of these 20");
    }

    @Test
    void shouldNameMissingPropertiesLabelsAndTypes() {
        createTastes(20, 4, true);
        assertFails("modalities: {taste: 'tast'}", "[tast]", "`modalities.taste`", "Did you mean [taste]?");
        assertFails(TASTE + ", userLabel: 'Usr'", "no node has the label [Usr]", "Did you mean [User]?");
        assertFails(TASTE + ", interactionType: 'INTERACTS'", "[INTERACTS]", "Did you mean [INTERACTED]?");
    }

    /**
     * Cases: all embeddings are zero; one item has an embedding; two items have opposite embeddings; the similarity of
     * two items is below the cutoff.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SET i.empty = [0.0, 0.0, 0.0]                                                                  | 0
            WITH i ORDER BY elementId(i) LIMIT 1 SET i.empty = [1.0, 2.0]                                  | 0
            WITH collect(i) AS all SET (all[0]).empty = [1, 2] SET (all[1]).empty = [-1, -2]                | 0
            WITH collect(i) AS all SET (all[0]).empty = [1, 0.1] SET (all[1]).empty = [0.1, 1]              | 0.5
            """)
    void shouldIgnoreAModalityWithoutSimilarItems(String set, double cutoff) {
        createTastes(200, 4, true);
        db.run("MATCH (i:Item) " + set);
        String common =
                "topKs: 5, virtualWeights: [0.01, 0.1], weightings: ['mean', 'coInteraction', 'uniform'], at: 10,"
                        + " similarityCutoff: " + cutoff;
        List<Map<String, Object>> without =
                withoutMillis(evaluate("modalities: {taste: 'taste', noise: 'noise'}, " + common));
        List<Map<String, Object>> rows =
                withoutMillis(evaluate("modalities: {taste: 'taste', empty: 'empty', noise: 'noise'}, " + common));
        assertThat(rows).hasSameSizeAs(without).hasSize(13);
        for (int n = 0; n < rows.size(); n++) {
            Map<String, Object> row = new HashMap<>(rows.get(n));
            assertThat((List<?>) row.get("notices"))
                    .singleElement()
                    .asString()
                    .contains(
                            "No two items have a similarity above " + cutoff
                                    + " (`similarityCutoff`) in modality [empty]",
                            "its weight is 0");
            if (n > 0) {
                Map<String, Object> weights = new HashMap<>(
                        without.get(n) == null ? Map.of() : asMap(without.get(n).get("modalityWeights")));
                weights.put("empty", 0.0);
                assertThat(row).containsEntry("modalityWeights", weights);
            }
            if (cutoff == 0 && set.contains("0.0, 0.0")) { // elsewhere, equal scores may rank in another order
                row.keySet().removeAll(List.of("notices", "modalityWeights"));
                assertThat(without.get(n)).containsAllEntriesOf(row);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object map) {
        return (Map<String, Object>) map;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            modalities: {taste: 'taste'}, similarityCutoff: 1                                              | 2
            modalities: {taste: 'taste', noise: 'noise'}, similarityCutoff: 1, recommenders: ['ease']       | 3
            modalities: {zero: 'zero'}, split: {property: 'part'}                                          | 2
            """)
    void shouldReturnBaselinesIfNoItemsAreSimilar(String configuration, int notices) {
        createTastes(100, 4, true);
        db.run("MATCH (i:Item) SET i.zero = [0, 0]");
        db.run("MATCH (u:User)-[r:INTERACTED]->() WITH u, collect(r) AS found UNWIND range(0, size(found) - 1) AS n"
                + " WITH found[n] AS r, n SET r.part = [0, 0, 1, 2][n]");
        List<Map<String, Object>> rows = evaluate(configuration);
        assertThat(rows).hasSize(configuration.contains("recommenders") ? 2 : 1).allSatisfy(row -> {
            assertThat(row)
                    .contains(entry("strategy", "none"), entry("modalityWeights", null), entry("recallUplift", 0.0));
            assertThat((double) row.get("recall")).isPositive();
            assertThat((List<?>) row.get("notices"))
                    .hasSize(notices)
                    .last()
                    .asString()
                    .contains("only baselines are shown");
        });
        assertThat(rows)
                .filteredOn(row -> (boolean) row.get("best"))
                .singleElement()
                .satisfies(row ->
                        assertThat((String) row.get("recommendation")).contains("there are no virtual interactions"));
    }

    @Test
    void shouldCompareSeveralRecommendersAndPopularity() {
        createTastes(400, 5, true);
        String common = TASTE
                + ", topKs: [3, 5], virtualWeights: [0.01, 0.1], weightings: 'uniform', at: 10, testFraction: 0.2";
        List<Map<String, Object>> rows = evaluate(common + ", recommenders: ['ease', 'graphFilter']");
        assertThat(rows)
                .extracting(row -> row.get("recommender") + " " + row.get("strategy"))
                .containsExactly(
                        "ease none",
                        "ease overlay",
                        "ease overlay",
                        "ease overlay",
                        "ease overlay",
                        "ease synergistic",
                        "ease synergistic",
                        "ease synergistic",
                        "ease synergistic",
                        "graphFilter none",
                        "graphFilter overlay",
                        "graphFilter overlay",
                        "graphFilter overlay",
                        "graphFilter overlay",
                        "graphFilter synergistic",
                        "graphFilter synergistic",
                        "graphFilter synergistic",
                        "graphFilter synergistic",
                        "popularity none");
        assertThat(rows)
                .filteredOn(row -> row.get("strategy").equals("none"))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row).contains(entry("recallUplift", 0.0), entry("validationLow", 0.0)));
        assertThat(rows)
                .filteredOn(row -> row.get("recommendation") != null)
                .singleElement()
                .satisfies(best -> {
                    assertThat(best).containsEntry("best", true);
                    assertThat((String) best.get("recommendation"))
                            .startsWith("Use " + best.get("recommender") + " with")
                            .contains("popularity", "On the test interactions, its recall@10 is ");
                });
        assertThat((double) rows.get(18).get("recall"))
                .isLessThan((double) rows.get(9).get("recall"));

        List<Map<String, Object>> alone = evaluate(common + ", recommender: 'graphFilter'");
        for (int n = 0; n < alone.size(); n++) {
            Map<String, Object> here = withoutMillis(alone).get(n);
            here.keySet().removeAll(List.of("best", "recommendation"));
            assertThat(rows.get(9 + n)).containsAllEntriesOf(here);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topKs: [2, 3], virtualWeights: [0.001, 0.003]",
                "topKs: [5, 20], virtualWeights: [0.01, 0.03, 0.1]",
                "topKs: 5, virtualWeights: [0.01, 0.1, 1]",
                "topKs: [1, 5, 100], virtualWeights: 0.01",
                "topKs: 5, virtualWeights: 0.03"
            })
    void shouldReportAVariantAtTheEdgeOfTheTestedValues(String grid) {
        createTastes(500, 4, true);
        List<Map<String, Object>> rows =
                evaluate(TASTE + ", at: 10, testFraction: 0.2, weightings: 'uniform', " + grid);
        Map<String, Object> best = rows.stream()
                .filter(row -> (boolean) row.get("best"))
                .findFirst()
                .orElseThrow();
        assertThat(best).doesNotContainEntry("strategy", "none");
        List<String> edges = new ArrayList<>();
        List<Double> topKs = rows.stream()
                .skip(1)
                .map(row -> (double) (long) row.get("topK"))
                .distinct()
                .toList();
        List<Double> weights = rows.stream()
                .skip(1)
                .map(row -> (double) row.get("virtualWeight"))
                .distinct()
                .toList();
        addEdge(edges, "topK", topKs, (double) (long) best.get("topK"), 1, Double.MAX_VALUE);
        addEdge(edges, "virtualWeight", weights, (double) best.get("virtualWeight"), 0, 1);
        String text = (String) best.get("recommendation");
        assertThat(text.contains("at the edge of the tested values")).as(text).isEqualTo(!edges.isEmpty());
        assertThat(text).contains("Coverage (", "cold items");
        assertThat(edges).allSatisfy(edge -> assertThat(text).contains(edge));
    }

    private static void addEdge(
            List<String> edges, String name, List<Double> tested, double best, double least, double most) {
        if (tested.size() > 1 && best == tested.get(0) && best > least) {
            edges.add(name + " is the lowest of `" + name + "s`");
        }
        if (tested.size() > 1 && best == tested.get(tested.size() - 1) && best < most) {
            edges.add(name + " is the highest of `" + name + "s`");
        }
    }

    private static final String COLD = TASTE
            + ", topKs: 5, virtualWeights: [0.1, 1], weightings: 'uniform', strategies: 'overlay', at: 10,"
            + " coldItemFraction: 0.2, objective: 'coldRecall'";

    /** Items without training interactions can be found only through virtual interactions. */
    @Test
    void shouldSelectByTheRecallOfColdItems() {
        createTastes(500, 4, true);
        List<Map<String, Object>> rows = evaluate(COLD);
        assertThat(rows).hasSize(1 + 2 * 3);
        assertThat(rows)
                .extracting(row -> row.get("popularityDiscount"))
                .containsExactly(null, 0.0, 0.5, 1.0, 0.0, 0.5, 1.0);
        Map<String, Object> best = rows.stream()
                .filter(row -> (boolean) row.get("best"))
                .findFirst()
                .orElseThrow();
        assertThat((String) best.get("recommendation"))
                .startsWith(
                        "Augment this graph for recall@10 of cold items at a loss of at most 1.0 % of recall: call ")
                .contains("The objective, recall@10 of cold items, is ");
        assertThat((double) best.get("coldItemRecall")).isGreaterThan(0.2);
        assertThat((double) best.get("recallUplift")).isGreaterThan(-0.01);
        assertThat((double) best.get("validationObjectiveLow")).isPositive();
        assertThat((double) best.get("validationObjective"))
                .isEqualTo(rows.stream()
                        .filter(row -> (double) row.get("validationObjectiveLow") > 0
                                && (double) row.get("validationLow") >= -0.01)
                        .mapToDouble(row -> (double) row.get("validationObjective"))
                        .max()
                        .orElseThrow());
    }

    @Test
    void shouldExplainAnObjectiveWithoutColdItems() {
        createTastes(500, 4, true);
        assertFails(
                COLD.replace("coldItemFraction: 0.2", "coldItemFraction: 0.0"),
                "`objective: 'coldRecall'` needs held-out interactions with cold items",
                "Set `coldItemFraction`");
    }

    /** Its baseline is popularity, and the virtual interactions know the users' tastes. */
    @Test
    void shouldRankByVirtualInteractionsThemselves() {
        createTastes(400, 4, true);
        List<Map<String, Object>> rows = evaluate(
                TASTE + ", topKs: 5, virtualWeights: 0.1, weightings: 'uniform', at: 10, recommenders: ['virtual']");
        assertThat(rows)
                .extracting(row -> row.get("recommender") + " " + row.get("strategy"))
                .containsExactly("virtual none", "virtual overlay", "virtual synergistic", "popularity none");
        for (String column : List.of("recall", "ndcg", "coverage", "recallByInteractions")) {
            assertThat(rows.get(0).get(column)).isEqualTo(rows.get(3).get(column));
        }
        assertThat(rows)
                .filteredOn(row -> (boolean) row.get("best"))
                .singleElement()
                .satisfies(row -> assertThat((String) row.get("recommendation"))
                        .startsWith("Use virtual with ")
                        .contains("Show users their strongest virtual interactions: ", "The baseline is popularity."));
    }

    @Test
    void shouldRefuseEaseForTooManyItems() {
        createTastes(20, 4, true);
        db.run("UNWIND range(1, 10000) AS n CREATE (:Item)");
        assertFails(
                TASTE + ", recommender: 'ease'",
                "`recommender: 'ease'` needs a dense square matrix of items, ",
                " for the 10120 items here",
                "Use 'graphFilter' or 'lightGcn' or 'freedom' or 'bm3' or 'vbpr' or 'virtual'.");
        assertFails(
                TASTE + ", recommenders: ['graphFilter', 'ease']",
                "`recommenders: ['ease', ...]` needs a dense square matrix of items, ",
                "Use 'graphFilter' or 'lightGcn' or 'freedom' or 'bm3' or 'vbpr' or 'virtual'.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ease", "lightGcn", "graphFilter", "freedom", "bm3", "vbpr"})
    void shouldEvaluateTheNamedRecommender(String recommender) {
        createTastes(150, 6, true);
        List<Map<String, Object>> rows = evaluate(TASTE
                + ", topKs: 5, virtualWeights: 0.03, strategies: 'overlay', weightings: 'mean', seeds: 1, at: 10, recommender: '"
                + recommender + "'");
        assertThat(rows)
                .hasSize(2)
                .allSatisfy(row -> assertThat((double) row.get("recall")).isBetween(0.3, 1.0));
    }
}
