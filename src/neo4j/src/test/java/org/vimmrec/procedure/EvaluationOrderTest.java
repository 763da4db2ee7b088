package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;

/**
 * The result of {@code vimmrec.evaluate} depends neither on the ids of nodes nor on the order in which they were
 * created.
 */
@ExtendWith(SharedDatabase.class)
class EvaluationOrderTest {
    private static final RelationshipType INTERACTED = RelationshipType.withName("INTERACTED");
    private static final String COMMON =
            "modalities: {e: 'e'}, split: {property: 'part'}, topKs: 5, virtualWeights: 0.1,"
                    + " weightings: 'uniform', at: 10, seeds: 1";
    private static final int ITEMS = 80;
    private static final int USERS = 150;

    private final Database db;

    EvaluationOrderTest(Database db) {
        this.db = db;
    }

    private List<Map<String, Object>> evaluate(String configuration) {
        return db.run("CALL vimmrec.evaluate({" + configuration + "})");
    }

    /** The parts of users' interactions by item: 0, 1 or 2. */
    private static List<Map<Integer, Integer>> interactions() {
        Random random = new Random(5);
        List<Map<Integer, Integer>> users = new ArrayList<>();
        for (int u = 0; u < USERS; u++) {
            Map<Integer, Integer> parts = new LinkedHashMap<>();
            for (int n = 0; n < 5; n++) {
                int taste = random.nextInt(5) == 0 ? random.nextInt(8) : u % 8;
                parts.putIfAbsent(
                        taste + 8 * (int) (10 * Math.pow(random.nextDouble(), 2)), new int[] {0, 0, 1, 2, 2}[n]);
            }
            users.add(parts);
        }
        return users;
    }

    /** Creates the same graph, with the nodes in a random order. */
    private void create(List<Map<Integer, Integer>> users, Random order) {
        Random random = new Random(9);
        double[][] embeddings = new double[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            embeddings[i] = random.doubles(6, -1, 1).toArray();
            embeddings[i][0] += i % 8 < 4 ? 2 : -2;
        }
        List<Integer> items = new ArrayList<>(IntStream.range(0, ITEMS).boxed().toList());
        List<Integer> people =
                new ArrayList<>(IntStream.range(0, users.size()).boxed().toList());
        Collections.shuffle(items, order);
        Collections.shuffle(people, order);
        try (Transaction tx = db.service().beginTx()) {
            Node[] nodes = new Node[ITEMS];
            for (int i : items) {
                nodes[i] = tx.createNode(Label.label("Item"));
                nodes[i].setProperty("e", embeddings[i]);
            }
            for (int u : people) {
                Node user = tx.createNode(Label.label("User"));
                users.get(u)
                        .forEach((item, part) -> user.createRelationshipTo(nodes[item], INTERACTED)
                                .setProperty("part", part));
            }
            tx.commit();
        }
    }

    /** All metrics of all rows except the permutation control, which depends on the order of items. */
    private static List<Object> metrics(List<Map<String, Object>> rows) {
        List<Object> metrics = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            for (String column : List.of(
                    "recall",
                    "ndcg",
                    "coverage",
                    "coldItemShare",
                    "coldItemRecall",
                    "recallUplift",
                    "ndcgUplift",
                    "upliftLow",
                    "upliftHigh",
                    "validationUplift",
                    "validationLow",
                    "recallByInteractions",
                    "warmItemRecall",
                    "hitRate",
                    "mrr",
                    "novelty",
                    "intraListDiversity")) {
                metrics.add(column + " " + row.get(column));
            }
        }
        return metrics;
    }

    @ParameterizedTest
    @ValueSource(strings = {"'graphFilter'", "'ease'"})
    void shouldNotDependOnTheOrderOfNodes(String recommender) {
        create(interactions(), new Random(1));
        List<Object> metrics = metrics(evaluate(COMMON + ", recommender: " + recommender));
        for (int seed = 2; seed < 6; seed++) {
            db.clear();
            create(interactions(), new Random(seed));
            assertThat(metrics(evaluate(COMMON + ", recommender: " + recommender)))
                    .isEqualTo(metrics);
        }
    }

    /**
     * Creates items in the order of their ids. Cold users have no training interactions, so all their scores are 0, and
     * ids must not decide.
     */
    private void createColdUsers(IntPredicate heldOut, int coldUsers) {
        db.run("UNWIND range(0, 199) AS n CREATE (:Item {n: n, e: [sin(n), cos(7 * n), sin(5 * n + 1)]})");
        db.run("UNWIND range(0, 29) AS u CREATE (user:User {n: u}) WITH user, u UNWIND range(0, 5) AS n"
                + " MATCH (i:Item {n: 90 + (7 * (u % 4) + n + 2 * (u % 2)) % 20})"
                + " CREATE (user)-[:INTERACTED {part: CASE n WHEN 5 THEN 2 WHEN 4 THEN 1 ELSE 0 END}]->(i)");
        List<Integer> wanted = IntStream.range(0, 200).filter(heldOut).boxed().toList();
        db.run(
                "UNWIND range(1, $users) AS u CREATE (user:User) WITH user UNWIND $wanted AS n MATCH (i:Item {n: n})"
                        + " CREATE (user)-[:INTERACTED {part: 2}]->(i)",
                Map.of("users", coldUsers, "wanted", wanted));
    }

    @Test
    void shouldLeaveColdUsersOutOfAllMetrics() {
        createColdUsers(n -> false, 0);
        List<Map<String, Object>> without = evaluate(COMMON);
        assertThat(without)
                .allSatisfy(row -> assertThat((List<?>) row.get("notices")).isEmpty());
        for (IntPredicate heldOut : List.<IntPredicate>of(n -> n < 5, n -> n >= 195, n -> n % 40 == 3)) {
            db.clear();
            createColdUsers(heldOut, 60);
            List<Map<String, Object>> rows = evaluate(COMMON);
            assertThat(rows).hasSameSizeAs(without);
            for (int n = 0; n < rows.size(); n++) {
                Map<String, Object> row = rows.get(n);
                for (String metric : List.of(
                        "recall", "ndcg", "coverage", "coldItemShare", "recallUplift", "upliftLow", "upliftHigh")) {
                    assertThat(row.get(metric))
                            .as(metric)
                            .isEqualTo(without.get(n).get(metric));
                }
                assertThat((List<?>) row.get("notices"))
                        .singleElement()
                        .asString()
                        .contains("60 users", "have no training interaction", "`recallByInteractions`");
                List<?> groups = (List<?>) row.get("recallByInteractions");
                assertThat(groups).hasSize(1 + ((List<?>) without.get(n).get("recallByInteractions")).size());
                assertThat(groups.subList(1, groups.size()))
                        .isEqualTo(without.get(n).get("recallByInteractions"));
                assertThat((Map<?, ?>) groups.get(0))
                        .extracting("from", "to", "users")
                        .containsExactly(0L, 0L, 60L);
            }
        }
    }

    /**
     * All items have equal scores for cold users. On average, the first ten of 200 items contain a twentieth of the
     * held-out ones, whatever the ids are.
     */
    @Test
    void shouldRankItemsOfEqualScoreAtRandom() {
        for (IntPredicate heldOut : List.<IntPredicate>of(n -> n < 60, n -> n >= 140, n -> n % 3 == 1)) {
            db.clear();
            createColdUsers(heldOut, 20);
            Map<?, ?> group = (Map<?, ?>) ((List<?>) evaluate(COMMON).get(0).get("recallByInteractions")).get(0);
            assertThat((double) group.get("recall")).isCloseTo(0.05, within(0.05));
        }
    }

    /**
     * All of 30 items have the same number of users; the held-out items are the first, the last, or every third one.
     */
    @ParameterizedTest
    @ValueSource(strings = {"n < 10", "n >= 20", "n % 3 = 0"})
    void shouldNotPreferAnyOfEquallyPopularItems(String heldOut) {
        db.run("UNWIND range(0, 29) AS n CREATE (:Item {n: n, e: [sin(n), cos(7 * n), sin(5 * n + 1)]})");
        db.run("MATCH (i:Item) CREATE (:User)-[:INTERACTED {part: 0}]->(i)");
        db.run("CREATE (i:Item {n: -1, e: [1, 2, 3]}) WITH i UNWIND range(1, 20) AS u CREATE (:User {tested: true})"
                + "-[:INTERACTED {part: 0}]->(i)");
        db.run("MATCH (u:User {tested: true}), (i:Item) WHERE i.n >= 0 AND i." + heldOut
                + " CREATE (u)-[:INTERACTED {part: 1 + i.n % 2}]->(i)");
        double sum = 0;
        for (int seed = 1; seed <= 12; seed++) {
            List<Map<String, Object>> rows =
                    evaluate(COMMON.replace("seeds: 1", "seeds: " + seed) + ", recommenders: 'graphFilter'");
            Map<String, Object> popularity = rows.get(rows.size() - 1);
            assertThat(popularity).containsEntry("recommender", "popularity").containsEntry("strategy", "none");
            sum += (double) popularity.get("recall");
        }
        assertThat(sum / 12).isCloseTo(10 / 31.0, within(0.15));
    }

    @Test
    void shouldRefuseASplitWithColdUsersOnly() {
        db.run(
                "CREATE (a:Item {e: [1, 2]}), (b:Item {e: [2, 1]}), (u:User), (v:User), (u)-[:INTERACTED {part: 0}]->(a),"
                        + " (u)-[:INTERACTED {part: 1}]->(b), (v)-[:INTERACTED {part: 2}]->(b)");
        assertThatThrownBy(() -> evaluate(COMMON))
                .hasMessageContaining("`split.property`: in the property [part], no user with an"
                        + " interaction of label 2 has one of label 0 (training)");
        db.run("MATCH ()-[r:INTERACTED]->() SET r.part = CASE r.part WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE 0 END");
        assertThatThrownBy(() -> evaluate(COMMON))
                .hasMessageContaining("no user with an interaction of label 1 has one");
    }
}
