package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;

/** Keys that say which interactions count, and how much, on random graphs. */
@ExtendWith(SharedDatabase.class)
@Timeout(300)
class InteractionRulesTest {
    private static final int ITEMS = 40;
    private static final int USERS = 25;
    private static final String TYPES = "BOUGHT|VIEWED";
    private static final String BOTH = "interactionType: ['BOUGHT', 'VIEWED']";
    private static final String COMMON =
            "modalities: {a: 'a', b: 'b'}, topK: 4, virtualWeight: 1, popularityDiscount: 0.5, similarityCutoff: -1, ";
    private static final String UPDATED = COMMON + BOTH + ", negativeTypes: 'DISLIKED', excludeTypes: 'RETURNED'";

    private final Database db;

    InteractionRulesTest(Database db) {
        this.db = db;
    }

    /** Users with parallel relationships of four types. A relationship has a weight `w`, and the same time thrice. */
    private void createGraph(int seed) {
        Random random = new Random(seed);
        try (Transaction tx = db.service().beginTx()) {
            List<Node> items = new ArrayList<>();
            for (int i = 0; i < ITEMS; i++) {
                Node item = tx.createNode(Label.label("Item"));
                item.setProperty("n", i);
                item.setProperty("a", Tastes.direction(random, 4));
                if (random.nextInt(5) > 0) {
                    item.setProperty("b", Tastes.direction(random, 3));
                }
                items.add(item);
            }
            for (int u = 0; u < USERS; u++) {
                Node user = tx.createNode(Label.label("User"));
                user.setProperty("n", 1000 + u);
                for (int n = random.nextInt(9); n >= 0; n--) {
                    String type = List.of("BOUGHT", "VIEWED", "VIEWED", "DISLIKED", "RETURNED")
                            .get(random.nextInt(5));
                    Relationship relationship = user.createRelationshipTo(
                            items.get(random.nextInt(ITEMS)), RelationshipType.withName(type));
                    relationship.setProperty("w", 1 + random.nextInt(5));
                    relationship.setProperty("timestamp", random.nextInt(101));
                }
            }
            tx.commit();
        }
        db.run("MATCH (:User)-[r]->(:Item) SET r.day = date('2024-01-01') + duration({days: r.timestamp}),"
                + " r.at = datetime('2024-01-01T00:00:00Z') + duration({days: r.timestamp})");
        db.run("CALL vimmrec.similarity.write({modalities: {a: 'a', b: 'b'}, topK: 6, similarityCutoff: -1})");
    }

    /** The weight by user and item. */
    private Map<String, Double> stream(String strategy, String configuration) {
        Map<String, Double> rows = new TreeMap<>();
        db.run("CALL vimmrec." + strategy + ".stream({" + configuration.replace(cutoff(strategy), "")
                        + "}) YIELD user, item, weight RETURN user.n + ' ' + item.n AS pair, weight")
                .forEach(row -> rows.put((String) row.get("pair"), (Double) row.get("weight")));
        return rows;
    }

    /** The part of a configuration that a strategy does not know. */
    private static String cutoff(String strategy) {
        return strategy.equals("overlay") ? "similarityCutoff: -1, " : "no such text";
    }

    private Set<String> pairs(String pattern) {
        return db.run("MATCH (u:User)-[r:" + pattern + " RETURN DISTINCT u.n + ' ' + i.n AS pair").stream()
                .map(row -> (String) row.get("pair"))
                .collect(Collectors.toSet());
    }

    static Stream<Arguments> filters() {
        List<Arguments> all = new ArrayList<>();
        for (String strategy : List.of("overlay", "synergistic")) {
            for (String aggregation : List.of("mean", "sum", "max")) {
                for (String[] filter : new String[][] {
                    {BOTH + ", since: 50", BOTH, "r.timestamp < 50"},
                    {BOTH + ", since: date('2024-02-20'), timestampProperty: 'day'", BOTH, "r.timestamp < 50"},
                    {
                        BOTH + ", since: datetime('2024-02-20T00:00:00Z'), timestampProperty: 'at'",
                        BOTH,
                        "r.timestamp < 50"
                    },
                    {
                        BOTH + ", interactionWeightProperty: 'w', minInteractionWeight: 3",
                        BOTH + ", interactionWeightProperty: 'w'",
                        "r.w < 3"
                    },
                    {
                        "interactionType: {BOUGHT: 2, VIEWED: 0.5}, interactionWeightProperty: 'w', minInteractionWeight: 2",
                        "interactionType: {BOUGHT: 2, VIEWED: 0.5}, interactionWeightProperty: 'w'",
                        "type(r) = 'VIEWED' AND r.w < 4"
                    },
                    {
                        "interactionType: {BOUGHT: 1, VIEWED: 0.5}, minInteractionWeight: 1",
                        "interactionType: {BOUGHT: 1}",
                        "type(r) = 'VIEWED'"
                    }
                }) {
                    all.add(Arguments.of(strategy, aggregation, filter[0], filter[1], filter[2]));
                }
            }
        }
        return all.stream();
    }

    /** An ignored interaction is no vote. But its item is not proposed, because the user knows it. */
    @ParameterizedTest
    @MethodSource("filters")
    void shouldEqualTheGraphWithoutTheIgnoredInteractions(
            String strategy, String aggregation, String filter, String rest, String ignored) {
        createGraph(filter.hashCode());
        String common = COMMON + "aggregation: '" + aggregation + "', ";
        Map<String, Double> all = stream(strategy, common + rest.replace("{BOUGHT: 1}", "['BOUGHT', 'VIEWED']"));
        Map<String, Double> filtered = stream(strategy, common + filter);
        Set<String> ignoredPairs = pairs(TYPES + "]->(i:Item) WHERE " + ignored);
        db.run("MATCH (:User)-[r:" + TYPES + "]->(:Item) WHERE " + ignored + " DELETE r");
        Map<String, Double> expected = stream(strategy, common + rest);
        int before = expected.size();
        expected.keySet().removeAll(ignoredPairs);
        assertThat(filtered).isEqualTo(expected).isNotEmpty().isNotEqualTo(all);
        assertThat(expected).hasSizeLessThan(before);
    }

    static Stream<Arguments> aggregations() {
        return Stream.of("overlay", "synergistic")
                .flatMap(strategy -> Stream.of("mean", "sum", "max")
                        .flatMap(aggregation ->
                                Stream.of(1, 2, 3).map(seed -> Arguments.of(strategy, aggregation, seed))));
    }

    @ParameterizedTest
    @MethodSource("aggregations")
    void shouldDecayLikeWeightsMultipliedByHand(String strategy, String aggregation, int seed) {
        createGraph(seed);
        String common = COMMON + "aggregation: '" + aggregation + "', ";
        db.run("MATCH (:User)-[r:" + TYPES
                + "]->(:Item) SET r.hand = r.w * CASE type(r) WHEN 'BOUGHT' THEN 1 ELSE 0.2 END"
                + " * 2 ^ ((r.timestamp - 80) / 30.0)");
        Map<String, Double> expected = stream(strategy, common + BOTH + ", interactionWeightProperty: 'hand'");
        for (String times : List.of(
                "halfLife: 30, asOf: 80",
                "halfLife: duration({days: 30}), asOf: date('2024-03-21'), timestampProperty: 'day'",
                "halfLife: duration({hours: 720}), asOf: datetime('2024-03-21T02:00:00+02:00'),"
                        + " timestampProperty: 'at'")) {
            Map<String, Double> actual = stream(
                    strategy,
                    common + "interactionType: {BOUGHT: 1, VIEWED: 0.2}, interactionWeightProperty: 'w', " + times);
            assertClose(actual, expected);
        }
    }

    private static void assertClose(Map<String, Double> actual, Map<String, Double> expected) {
        assertThat(actual).isNotEmpty().hasSameSizeAs(expected);
        expected.forEach((pair, weight) ->
                assertThat(actual.get(pair)).as(pair).isCloseTo(weight, within(1e-12 * Math.max(1, weight))));
    }

    @ParameterizedTest
    @MethodSource("aggregations")
    void shouldNeverProposeItemsOfExcludedTypes(String strategy, String aggregation, int seed) {
        createGraph(seed);
        String common = COMMON + "aggregation: '" + aggregation + "', " + BOTH;
        Map<String, Double> expected = stream(strategy, common);
        int before = expected.size();
        expected.keySet().removeAll(pairs("RETURNED]->(i:Item)"));
        assertThat(expected).hasSizeLessThan(before);
        assertThat(stream(strategy, common + ", excludeTypes: 'RETURNED'")).isEqualTo(expected);
        expected.keySet().removeAll(pairs("DISLIKED]->(i:Item)"));
        assertThat(stream(strategy, common + ", excludeTypes: ['DISLIKED', 'RETURNED', 'DISLIKED']"))
                .isEqualTo(expected);
    }

    /** The formula, with the sums of both kinds of votes from runs of their own. */
    @ParameterizedTest
    @MethodSource("aggregations")
    void shouldSubtractTheVotesOfNegativeInteractions(String strategy, String aggregation, int seed) {
        createGraph(seed);
        String votes = aggregation.equals("max") ? "max" : "sum";
        String common = COMMON.replace("popularityDiscount: 0.5", "virtualWeight: 1e-6, minWeight: 0")
                .replace("virtualWeight: 1, ", "");
        Map<String, Double> positive =
                stream(strategy, common + BOTH + ", interactionWeightProperty: 'w', aggregation: '" + votes + "'");
        Map<String, Double> negative = stream(
                strategy,
                common + "interactionType: {DISLIKED: 0.5}, interactionWeightProperty: 'w', aggregation: '" + votes
                        + "'");
        Map<String, Double> expected = new TreeMap<>(positive);
        Set<String> touched = pairs(TYPES + "|DISLIKED]->(i:Item)");
        negative.forEach((pair, weight) -> expected.merge(pair, -weight, Double::sum));
        if (aggregation.equals("mean")) {
            Map<String, Double> totals = new TreeMap<>();
            db.run("MATCH (u:User)-[r:" + TYPES + "]->(:Item) RETURN toString(u.n) AS u, toFloat(sum(r.w)) AS total")
                    .forEach(row -> totals.put((String) row.get("u"), (Double) row.get("total")));
            expected.replaceAll((pair, weight) -> weight / totals.getOrDefault(pair.split(" ")[0], 1.0));
        }
        Set<String> users = pairs(TYPES + "]->(i:Item)").stream()
                .map(pair -> pair.split(" ")[0])
                .collect(Collectors.toSet());
        Map<String, Double> actual = stream(
                strategy,
                common + BOTH + ", negativeTypes: {DISLIKED: 0.5}, interactionWeightProperty: 'w', aggregation: '"
                        + aggregation + "'");
        assertThat(actual).isNotEmpty();
        assertThat(actual.keySet()).doesNotContainAnyElementsOf(touched);
        // Votes with a similarity below 0 are in neither of the two runs if nothing else makes their sum positive.
        int compared = 0;
        for (Map.Entry<String, Double> edge : actual.entrySet()) {
            if (positive.containsKey(edge.getKey()) && !negative.containsKey(edge.getKey())) {
                assertThat(edge.getValue()).isGreaterThanOrEqualTo(expected.get(edge.getKey()) - 1e-15);
            } else if (positive.containsKey(edge.getKey())) {
                assertThat(edge.getValue()).isCloseTo(expected.get(edge.getKey()), within(1e-15));
                compared++;
            }
        }
        for (Map.Entry<String, Double> edge : expected.entrySet()) {
            if (edge.getValue() > 1e-12
                    && positive.containsKey(edge.getKey())
                    && users.contains(edge.getKey().split(" ")[0])
                    && !touched.contains(edge.getKey())) {
                assertThat(actual).containsKey(edge.getKey());
            }
        }
        assertThat(compared).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldExplainNegativeVotes(int seed) {
        createGraph(seed);
        int negative = 0;
        for (String strategy : List.of("overlay", "synergistic")) {
            for (String aggregation : List.of("mean", "sum", "max")) {
                String configuration = COMMON.replace(cutoff(strategy), "") + BOTH
                        + ", negativeTypes: {DISLIKED: 2}, excludeTypes: 'RETURNED', interactionWeightProperty: 'w',"
                        + " since: 10, halfLife: 20, asOf: 100, maxWeight: 0.5, aggregation: '" + aggregation + "'";
                Map<String, Double> rows = stream(strategy, configuration);
                for (Map.Entry<String, Double> edge : rows.entrySet()) {
                    String[] pair = edge.getKey().split(" ");
                    List<Map<String, Object>> votes = db.run(
                            "MATCH (u:User {n: $u}), (i:Item {n: $i}) CALL vimmrec.explain({" + configuration
                                    + ", strategy: '" + strategy
                                    + "', user: u, item: i}) YIELD interactedItem, contribution,"
                                    + " weight, kept RETURN interactedItem, contribution, weight, kept,"
                                    + " EXISTS {(u)-[:BOUGHT|VIEWED]->(interactedItem)} AS positive,"
                                    + " EXISTS {(u)-[:DISLIKED]->(interactedItem)} AS negative",
                            Map.of("u", Long.parseLong(pair[0]), "i", Long.parseLong(pair[1])));
                    double sum = 0;
                    for (Map<String, Object> vote : votes) {
                        assertThat(vote)
                                .containsEntry("weight", edge.getValue())
                                .containsEntry("kept", true);
                        double contribution = (double) vote.get("contribution");
                        sum += contribution;
                        assertThat((boolean) vote.get("positive") || (boolean) vote.get("negative"))
                                .isTrue();
                        negative += (boolean) vote.get("positive") || contribution > 0 ? 0 : 1;
                    }
                    assertThat(sum).isCloseTo(edge.getValue(), within(1e-12));
                }
            }
        }
        assertThat(negative).isPositive();
    }

    /** Two one-star ratings do not vouch for lookalikes of the films, and the films themselves are not proposed. */
    @Test
    void shouldIgnoreBadRatings() {
        db.run("CREATE (u:User {n: 1})-[:INTERACTED {stars: 1}]->(:Item {n: 1, e: [1.0, 0.1]}),"
                + " (u)-[:INTERACTED {stars: 1}]->(:Item {n: 2, e: [1.0, 0.2]}),"
                + " (u)-[:INTERACTED {stars: 5}]->(:Item {n: 3, e: [0.2, 1.0]}),"
                + " (:Item {n: 4, e: [1.0, 0.15]}), (:Item {n: 5, e: [0.1, 1.0]})");
        db.run("CALL vimmrec.similarity.write({modalities: {e: 'e'}, topK: 2})");
        assertThat(stream("overlay", "interactionWeightProperty: 'stars'").keySet())
                .containsExactly("1 4", "1 5");
        assertThat(stream("overlay", "interactionWeightProperty: 'stars', minInteractionWeight: 3")
                        .keySet())
                .containsExactly("1 5");
        db.run("MATCH (:User)-[r {stars: 1}]->() SET r.stars = 3");
        assertThat(stream("overlay", "interactionWeightProperty: 'stars', minInteractionWeight: 3")
                        .keySet())
                .containsExactly("1 4", "1 5");
    }

    private Map<String, Object> call(String procedure, String configuration) {
        return db.run("CALL vimmrec." + procedure + "({"
                        + configuration.replace(cutoff(procedure.split("\\.")[0]), "") + "})")
                .get(0);
    }

    private Map<String, Object> stored(String property) {
        return db.row("MATCH (m:_VimmrecLedger {type: 'VIRTUAL_INTERACTED'}) WHERE m.kind IS NOT NULL RETURN m.`"
                + property + "` AS value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldChangeNothingBecauseTimePasses(String strategy) throws InterruptedException {
        createGraph(4);
        String configuration = UPDATED + ", timestampProperty: 'at', halfLife: duration('P20D')";
        call(strategy + ".write", configuration);
        Object asOf = stored("configuration.asOf").get("value");
        assertThat(asOf).isInstanceOf(java.time.ZonedDateTime.class);
        Thread.sleep(20); // the next default of asOf is a later one
        assertThat(call(strategy + ".update", configuration))
                .containsEntry("mode", "update")
                .containsEntry("usersChanged", 0L)
                .containsEntry("usersRecomputed", 0L)
                .containsEntry("relationshipsCreated", 0L)
                .extractingByKey("configuration")
                .extracting("asOf")
                .isEqualTo(asOf);
        assertThat(stored("configuration.asOf")).containsEntry("value", asOf);
        assertThat(db.row("CALL vimmrec.list() YIELD relationshipType, usersChanged, error WITH *"
                        + " WHERE relationshipType = 'VIRTUAL_INTERACTED' RETURN usersChanged, error"))
                .containsEntry("usersChanged", 0L)
                .containsEntry("error", null);
        // A mean does not depend on the time at all.
        assertThat(call(strategy + ".write", configuration))
                .containsEntry("relationshipsCreated", 0L)
                .containsEntry("relationshipsUpdated", 0L)
                .containsEntry("relationshipsDeleted", 0L);
        assertThat(stored("configuration.asOf").get("value")).isNotEqualTo(asOf);
        Map<String, Object> later =
                call(strategy + ".update", configuration + ", asOf: datetime('2030-01-01T00:00:00Z')");
        assertThat(later).containsEntry("mode", "full").containsEntry("relationshipsUpdated", 0L);
        assertThat((String) later.get("reason")).contains("`asOf` was ", " and is 2030-01-01T00:00Z");
    }

    @Test
    void shouldKeepTheNumberThatTheWriteHadForAsOf() {
        createGraph(5);
        String configuration = UPDATED + ", halfLife: 20, aggregation: 'sum'";
        assertThatThrownBy(() -> call("overlay.update", configuration)).hasMessageContaining("`asOf` is required");
        assertThatThrownBy(() -> call("overlay.write", configuration)).hasMessageContaining("`asOf` is required");
        call("overlay.write", configuration + ", asOf: 100");
        db.run("MATCH (u:User {n: 1003}), (i:Item {n: 7}) CREATE (u)-[:BOUGHT {timestamp: 130}]->(i)");
        assertThat(call("overlay.update", configuration))
                .containsEntry("mode", "update")
                .containsEntry("usersChanged", 1L);
        List<Map<String, Object>> updated = weights();
        db.run("CALL vimmrec.virtual.drop()");
        call("overlay.write", configuration + ", asOf: 100");
        assertThat(updated).isEqualTo(weights()).isNotEmpty();
        assertThat(call("overlay.update", configuration + ", asOf: 200")).containsEntry("mode", "full");
        assertThat(weights()).isNotEqualTo(updated);
    }

    private List<Map<String, Object>> weights() {
        return db.run("MATCH (u)-[r:VIRTUAL_INTERACTED]->(i) RETURN u.n AS u, i.n AS i, r.weight AS w ORDER BY u, i");
    }

    /** Ages of thousands of half-lives make no weight 0, infinite or invalid: the newest interactions decide. */
    @ParameterizedTest
    @ValueSource(strings = {"1e-3", "1e-9", "1e-300"})
    void shouldWithstandExtremeAges(String halfLife) {
        createGraph(6);
        String common = COMMON.replace("popularityDiscount: 0.5", "minWeight: 1e-9") + BOTH;
        assertThatThrownBy(() -> stream("overlay", common + ", asOf: -1e15, aggregation: 'sum', halfLife: 1"))
                .hasMessageContaining("`asOf`: the interactions of node ")
                .hasMessageContaining("are so many half-lives newer");
        assertThatThrownBy(() -> stream("overlay", common + ", asOf: 1e15, aggregation: 'sum', halfLife: 1"))
                .hasMessageContaining("`asOf`: all interactions are so many half-lives older");
        Map<String, Double> actual = stream("overlay", common + ", asOf: 1e15, halfLife: " + halfLife);
        Set<String> all = pairs(TYPES + "]->(i:Item)");
        db.run("MATCH (u:User)-[r:" + TYPES + "]->(:Item) WITH u, max(r.timestamp) AS newest" + " MATCH (u)-[r:" + TYPES
                + "]->(:Item) WHERE r.timestamp < newest DELETE r");
        Map<String, Double> newest = stream("overlay", common + ", asOf: 1e15, halfLife: 1e300");
        newest.keySet().removeAll(all);
        assertClose(actual, newest);
    }

    /** Old relationships parallel to new ones: what is ignored does not exclude a pair that counts. */
    @ParameterizedTest
    @ValueSource(strings = {"", ", split: 'latest', timestampProperty: 'timestamp'"})
    void shouldEvaluateWhatCounts(String split) {
        Tastes.create(db, 60, 6, true);
        String evaluate = "CALL vimmrec.evaluate({modalities: {taste: 'taste'}, weightings: 'uniform', topKs: 3,"
                + " virtualWeights: 0.1, seeds: 1, testFraction: 0.2" + split;
        List<Map<String, Object>> expected = evaluation(evaluate + "})");
        db.run("MATCH (u:User)-[r:INTERACTED]->(i) SET r.timestamp = r.timestamp + 5000"
                + " CREATE (u)-[:INTERACTED {timestamp: 10}]->(i)");
        assertThat(evaluation(evaluate + ", since: 5000})")).isEqualTo(expected);
        // Every held-out item is of the excluded type, too: it may be found all the same.
        db.run(
                "MATCH (u:User)-[r:INTERACTED]->(i) WHERE r.timestamp >= 5000 CREATE (u)-[:SEEN {timestamp: 6000}]->(i)");
        assertThat(evaluation(evaluate + ", since: 5000, excludeTypes: 'SEEN'})"))
                .isEqualTo(expected);
        assertThat(evaluation(evaluate + ", since: 5000, negativeTypes: {SEEN: 1e-12}})"))
                .hasSameSizeAs(expected);
        double recall = (double) expected.get(0).get("recall");
        assertThat(recall).isPositive();
        // Excluded items take no places in the lists.
        db.run("MATCH (u:User), (i:Item) WHERE NOT (u)-[:INTERACTED]->(i) CREATE (u)-[:SEEN {timestamp: 6000}]->(i)");
        assertThat(evaluation(evaluate + ", since: 5000, excludeTypes: 'SEEN'})")
                        .get(0))
                .containsEntry("recall", 1.0);
    }

    private List<Map<String, Object>> evaluation(String call) {
        return db.run(call + " YIELD strategy, topK, recall, ndcg, coverage, validationObjective RETURN *");
    }

    @Test
    void shouldExportInteractionsThatCountWithTheirWeights() {
        createGraph(7);
        String configuration = UPDATED + ", since: 20, halfLife: 30, asOf: 80";
        call("overlay.write", configuration);
        List<Map<String, Object>> exported = db.run(
                "CALL vimmrec.export.stream() YIELD kind, source, target, weight"
                        + " WITH * WHERE kind = 'interaction' RETURN source.n AS u, target.n AS i, weight AS value ORDER BY u, i");
        List<Map<String, Object>> expected = db.run("MATCH (u:User)-[r:" + TYPES + "]->(i:Item) WHERE r.timestamp >= 20"
                + " RETURN u.n AS u, i.n AS i, sum(2 ^ ((r.timestamp - 80) / 30.0)) AS value ORDER BY u, i");
        assertThat(exported).isNotEmpty().hasSameSizeAs(expected);
        for (int n = 0; n < expected.size(); n++) {
            assertThat(exported.get(n)).containsEntry("u", expected.get(n).get("u"));
            assertThat(exported.get(n)).containsEntry("i", expected.get(n).get("i"));
            assertThat((double) exported.get(n).get("value"))
                    .isCloseTo((double) expected.get(n).get("value"), within(1e-12));
        }
    }

    @Test
    void shouldEstimateUpperBounds() {
        createGraph(8);
        for (String rules : List.of("", ", since: 40", ", negativeTypes: 'DISLIKED', excludeTypes: 'RETURNED'")) {
            String configuration = COMMON + BOTH + rules;
            Map<String, Object> estimate = call("overlay.stats.estimate", configuration);
            assertThat((long) estimate.get("relationshipCount"))
                    .isGreaterThanOrEqualTo(stream("overlay", configuration).size());
            assertThat((long) estimate.get("bytesMax")).isGreaterThanOrEqualTo((long)
                    call("overlay.stats.estimate", COMMON + BOTH).get("bytesMax"));
        }
    }

    /** The manifest keeps maps, dates and durations; another configuration is a full run. */
    @Test
    void shouldRememberTheRules() {
        createGraph(9);
        String rules = COMMON + "interactionType: {VIEWED: 0.2, BOUGHT: 1}, negativeTypes: {DISLIKED: 1},"
                + " excludeTypes: ['RETURNED'], since: date('2024-01-05'), halfLife: duration('P30D'),"
                + " asOf: localdatetime('2024-03-01T12:00:00'), timestampProperty: 'at'";
        call("overlay.write", rules);
        assertThat(call("overlay.update", rules))
                .containsEntry("mode", "update")
                .containsEntry("usersRecomputed", 0L);
        assertThat(call("overlay.update", rules.replace("{VIEWED: 0.2, BOUGHT: 1}", "{BOUGHT: 1, VIEWED: 0.2}")))
                .containsEntry("mode", "update");
        assertThat((String) call("overlay.update", rules.replace("0.2", "0.3")).get("reason"))
                .contains("`interactionType` was {BOUGHT=1.0, VIEWED=0.2} and is {BOUGHT=1.0, VIEWED=0.3}");
        assertThat((String) call("overlay.update", rules.replace("{VIEWED: 0.2, BOUGHT: 1}", "['BOUGHT', 'VIEWED']"))
                        .get("reason"))
                .contains("`interactionType` was {BOUGHT=1.0, VIEWED=0.3} and is [BOUGHT, VIEWED]");
        assertThatThrownBy(() -> call("overlay.write", rules.replace("VIEWED: 0.2, ", "")))
                .hasMessageContaining("were written for `interactionType` [BOUGHT, VIEWED], not for");
        assertThat(db.run("CALL vimmrec.virtual.drop({interactionType: {BOUGHT: 7, VIEWED: 3}})"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            since: 50                                            | REMOVE r.timestamp                | `timestampProperty`: the property [timestamp] of relationship ; must be a number, like `since`, but was missing
            halfLife: 5, asOf: 9                                 | REMOVE r.timestamp                | must be a number, like `halfLife`, but was missing
            halfLife: 5, asOf: 9                                 | SET r.timestamp = date()          | must be a number, like `halfLife`, but was of type LocalDate
            halfLife: 5, asOf: 9                                 | SET r.timestamp = 'yesterday'     | but was of type String
            halfLife: 5, asOf: 9                                 | SET r.timestamp = 0.0/0.0         | but was NaN
            halfLife: 5, asOf: 9, timestampProperty: 'tme'       | SET r.x = 1                       | the property [tme] of relationship ; but was missing
            halfLife: duration('P1D'), timestampProperty: 'at'   | SET r.at = 5                      | must be a date, or a date and time, like `halfLife`, but was 5
            since: date('2024-01-01'), timestampProperty: 'day'  | SET r.day = 5                     | must be a date, or a date and time, like `since`, but was 5
            since: date('2024-01-01'), timestampProperty: 'day'  | SET r.day = localdatetime()       | times have different units ; (a date) ; without a time zone
            since: 1500000000                                    | SET r.timestamp = 1600000000000   | times have different units ; (a small number)
            interactionWeightProperty: 'w', minInteractionWeight: 2 | SET r.w = -1                   | `interactionWeightProperty`: the property [w] ; above 0, but was -1
            interactionWeightProperty: 'w', minInteractionWeight: 6 | SET r.w = 5                    | No interaction counts: all ; lighter than `minInteractionWeight`
            since: 101                                           | SET r.x = 1                       | No interaction counts: all ; older than `since`
            excludeTypes: 'RETURND'                              | SET r.x = 1                       | no relationship has the type [RETURND] (`excludeTypes`). Did you mean [RETURNED]?
            negativeTypes: {DISLIKE: 1}                          | SET r.x = 1                       | no relationship has the type [DISLIKE] (`negativeTypes`). Did you mean [DISLIKED]?
            interactionType: {BOUGT: 1}                          | SET r.x = 1                       | no relationship has the type [BOUGT] (`interactionType`). Did you mean [BOUGHT]?
            """)
    void shouldNameWhatIsWrongWithTheData(String rules, String change, String message) {
        createGraph(10);
        db.run("MATCH (u:User)-[r:" + TYPES + "]->(:Item) WITH r ORDER BY u.n DESC LIMIT 1 " + change);
        String types = rules.contains("interactionType") ? "" : BOTH + ", ";
        for (String procedure : List.of("overlay.stream", "synergistic.stats", "synergistic.write")) {
            assertThatThrownBy(() -> call(procedure, COMMON + types + rules))
                    .satisfies(e -> assertThat(e.getMessage()).contains(message.split(" ; ")));
        }
        assertThat(db.run("MATCH ()-[r:VIRTUAL_INTERACTED]->() RETURN r")).isEmpty();
    }

    @Test
    void shouldCompareTheUnitsOfKeysAndTimes() {
        createGraph(11);
        db.run("MATCH (:User)-[r]->(:Item) SET r.timestamp = 1600000000000 + r.timestamp");
        for (String rules : List.of("since: 1600000000", "halfLife: 86400000, asOf: 1600000000")) {
            assertThatThrownBy(() -> stream("overlay", COMMON + BOTH + ", " + rules))
                    .hasMessageContaining("`" + (rules.contains("asOf") ? "asOf" : "since")
                            + "` must have the unit of the times in the property [timestamp]: it is a number, probably in"
                            + " seconds since 1970, but relationship ");
        }
        assertThat(stream("overlay", COMMON + BOTH + ", since: 0, halfLife: 1000, asOf: 1600000000000"))
                .isNotEmpty();
    }

    /** A type that once existed may have lost its last relationship. */
    @Test
    void shouldAcceptThatNothingIsDislikedAnyMore() {
        createGraph(12);
        Map<String, Double> all = stream("overlay", COMMON + BOTH);
        db.run("MATCH ()-[r:DISLIKED|RETURNED]->() DELETE r");
        assertThat(stream("overlay", COMMON + BOTH + ", excludeTypes: 'RETURNED', negativeTypes: 'DISLIKED'"))
                .isEqualTo(all);
    }

    /** Statistics read interactions for 'coInteraction' only. */
    @Test
    void shouldFilterTheInteractionsOfStatistics() {
        createGraph(13);
        String statistics =
                "CALL vimmrec.statistics({modalities: {a: 'a', b: 'b'}, weighting: 'coInteraction', " + BOTH;
        List<Map<String, Object>> filtered = db.run(statistics + ", since: 50})");
        assertThat(filtered).isNotEqualTo(db.run(statistics + "})"));
        db.run("MATCH (:User)-[r:" + TYPES + "]->(:Item) WHERE r.timestamp < 50 DELETE r");
        assertThat(filtered).isEqualTo(db.run(statistics + "})"));
    }
}
