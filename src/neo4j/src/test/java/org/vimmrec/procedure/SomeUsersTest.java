package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.graphdb.Node;

/**
 * Random graphs and configurations: the rows of some users are those that a run for all users has for them, to the last
 * bit. Some nodes are users and items at once, some items have lost their label, and some relationships are parallel.
 */
@ExtendWith(SharedDatabase.class)
class SomeUsersTest {
    private static final int ITEMS = 40;
    private static final int USERS = 25;
    private static final List<String> MODALITIES = List.of("text", "visual", "audio");

    private final Database db;

    SomeUsersTest(Database db) {
        this.db = db;
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldReturnTheRowsOfARunForAllUsers(int seed) {
        Random random = new Random(seed);
        createGraph(random);
        Map<String, Object> embeddings = Map.of("text", "e0", "visual", "e1", "audio", "e2");
        db.run(
                "CALL vimmrec.similarity.write({modalities: $modalities, topK: $topK})",
                Map.of("modalities", embeddings, "topK", 1 + random.nextInt(6)));
        Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();
        for (String strategy : List.of("overlay", "synergistic")) {
            Map<String, Object> configuration = configuration(random, embeddings);
            configurations.put(strategy, configuration);
            if (random.nextBoolean()) { // the manifest of the written edges has weights and fused neighbours
                configuration.put("writeRelationshipType", strategy);
                db.run("CALL vimmrec." + strategy + ".write($config)", Map.of("config", configuration));
            }
        }
        if (random.nextBoolean()) {
            changeSimilarities(random);
        }
        for (String strategy : configurations.keySet()) {
            Map<String, Object> configuration = configurations.get(strategy);
            if ("coInteraction".equals(configuration.get("modalityWeights"))) {
                // weights of the last write, which other data might change
                configuration.put("writeRelationshipType", "NOT_WRITTEN");
            }
            List<Object> users = listed(random);
            List<Map<String, Object>> all = rows(strategy, configuration);
            List<Map<String, Object>> expected = ofUsers(all, users);
            Map<String, Object> ofUsers = new LinkedHashMap<>(configuration);
            ofUsers.put("users", users);
            assertThat(rows(strategy, ofUsers))
                    .as("%s %s", strategy, configuration)
                    .isEqualTo(expected);

            Map<String, Object> stats = db.row(
                    "CALL vimmrec." + strategy + ".stats($config) YIELD usersProcessed, usersAugmented,"
                            + " virtualInteractions, modalityWeights",
                    Map.of("config", ofUsers));
            assertThat(stats)
                    .containsEntry("usersProcessed", users.stream().distinct().count())
                    .containsEntry("virtualInteractions", (long) expected.size())
                    .containsEntry(
                            "modalityWeights",
                            db.row(
                                            "CALL vimmrec." + strategy + ".stats($config) YIELD modalityWeights",
                                            Map.of("config", configuration))
                                    .get("modalityWeights"));
        }
    }

    /** Until the next update, the manifest's neighbours count; it does not notice that another item has changed. */
    @Test
    void shouldTakeFusedNeighboursFromTheManifest() {
        createGraph(new Random(1));
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("modalities", Map.of("text", "e0"));
        configuration.put("modalityWeights", "uniform");
        configuration.put("topK", 2);
        db.run("CALL vimmrec.synergistic.write($config)", Map.of("config", configuration));
        List<Map<String, Object>> before = rows("synergistic", configuration);
        List<Object> users = List.of(before.get(before.size() - 1).get("user"));
        Map<String, Object> ofUsers = new LinkedHashMap<>(configuration);
        ofUsers.put("users", users);
        assertThat(db.run(
                        "MATCH (u)-[:INTERACTED]->(i:Item) WHERE u IN $users AND i.e0 IS NOT NULL"
                                + " MATCH (far:Item) WHERE far.e0 <> i.e0"
                                + " AND NOT EXISTS { (u)-[:INTERACTED]->(far) }"
                                + " AND NOT EXISTS { (u)-[:VIRTUAL_INTERACTED]->(far) }"
                                + " WITH i, far ORDER BY id(far), id(i) LIMIT 1" // it wins ties
                                + " SET far.e0 = [x IN i.e0 | x] RETURN far",
                        Map.of("users", users)))
                .hasSize(1);
        List<Map<String, Object>> expected = ofUsers(before, users);
        assertThat(rows("synergistic", ofUsers)).isEqualTo(expected).isNotEmpty();
        assertThat(ofUsers(rows("synergistic", configuration), users)).isNotEqualTo(expected);
        db.run("CALL vimmrec.synergistic.update($config)", Map.of("config", configuration));
        assertThat(rows("synergistic", ofUsers)).isEqualTo(ofUsers(rows("synergistic", configuration), users));
    }

    /** Invalid values everywhere else: a run for all users fails on each of them, so it is not read for one. */
    @Test
    void shouldReadNothingElse() {
        db.run("UNWIND range(0, 9) AS n CREATE (:Item {n: n, a: [1.0, n], b: [n * n, 1.0]}), (:User {n: n})");
        db.run("MATCH (u:User), (i:Item) WHERE i.n IN [u.n, (u.n + 5) % 10] CREATE (u)-[:INTERACTED {weight: 2}]->(i)");
        db.run("CALL vimmrec.similarity.write({modalities: {a: 'a', b: 'b'}, topK: 2})");
        Map<String, Object> keys = Map.of("interactionWeightProperty", "weight", "virtualWeight", 1);
        List<Object> users = List.of(db.row("MATCH (u:User {n: 3}) RETURN u").get("u"));
        List<Map<String, Object>> expected = ofUsers(rows("overlay", keys), users);
        Map<String, Object> ofUsers = new LinkedHashMap<>(keys);
        ofUsers.put("users", users);

        db.run("MATCH (u:User)-[r:INTERACTED]->() WHERE u.n <> 3 SET r.weight = 'unreadable'");
        assertThatThrownBy(() -> rows("overlay", keys)).hasMessageContaining("must be a number");
        assertThat(rows("overlay", ofUsers)).isEqualTo(expected).isNotEmpty();
        db.run("MATCH ()-[r:INTERACTED]->() SET r.weight = 2");

        db.run("MATCH (i:Item)-[r:SIMILAR_A|SIMILAR_B]->() WHERE NOT i.n IN [3, 8] SET r.score = 'unreadable'");
        assertThatThrownBy(() -> rows("overlay", keys)).hasMessageContaining("must be a number");
        assertThat(rows("overlay", ofUsers)).isEqualTo(expected);
        assertThat(db.row(
                        "MATCH (u:User {n: 3}), (i) WHERE elementId(i) = $item"
                                + " CALL vimmrec.explain({user: u, item: i, virtualWeight: 1, interactionWeightProperty: 'weight'})"
                                + " YIELD weight RETURN DISTINCT weight",
                        Map.of("item", ((Node) expected.get(0).get("item")).getElementId())))
                .containsEntry("weight", expected.get(0).get("weight"));
    }

    /** The weights follow from all similarities, so a request that cannot trust the recorded mean reads them all. */
    @Test
    void shouldSayWhyItReadsAllSimilarities() {
        createGraph(new Random(2));
        db.run("CALL vimmrec.similarity.write({modalities: {text: 'e0'}})");
        String stats =
                "MATCH (u:User {n: 7}) WHERE NOT u:Item CALL vimmrec.overlay.stats({users: [u], modalities: ['text']})"
                        + " YIELD notices RETURN notices";
        assertThat(db.row(stats)).containsEntry("notices", List.of());
        db.run("MATCH ()-[r:SIMILAR_TEXT]->() WITH r LIMIT 1 DELETE r");
        assertThat(db.row(stats))
                .containsEntry(
                        "notices",
                        List.of(
                                "The mean similarity of modality [text] was computed from all its relationships, because"
                                        + " its relationships or items are not those of the last write."
                                        + " Run vimmrec.similarity.update to record it."));
        db.run("CALL vimmrec.similarity.update({modalities: {text: 'e0'}})");
        assertThat(db.row(stats)).containsEntry("notices", List.of());
    }

    private static List<Map<String, Object>> ofUsers(List<Map<String, Object>> rows, List<Object> users) {
        return rows.stream().filter(row -> users.contains(row.get("user"))).toList();
    }

    private List<Map<String, Object>> rows(String strategy, Map<String, Object> configuration) {
        return db.run("CALL vimmrec." + strategy + ".stream($config)", Map.of("config", configuration));
    }

    private void createGraph(Random random) {
        for (int n = 0; n < ITEMS; n++) {
            Map<String, Object> properties = new LinkedHashMap<>();
            for (int m = 0; m < MODALITIES.size(); m++) {
                if (random.nextInt(5) > 0) {
                    // few different values, so that similarities are equal and the order of ids decides
                    properties.put("e" + m, new double[] {random.nextInt(4), random.nextInt(4), 1});
                }
            }
            properties.put("n", n);
            db.run("CREATE (i:Item) SET i = $properties", Map.of("properties", properties));
        }
        db.run("UNWIND range(0, $last) AS n CREATE (:User {n: n})", Map.of("last", USERS - 1));
        db.run("MATCH (i:Item) WHERE i.n < 4 SET i:User");
        // Parallel interactions, interactions with nodes that are not items, and users without interactions
        db.run(
                "UNWIND $pairs AS pair MATCH (u:User {n: pair[0]}), (i:Item {n: pair[1]})"
                        + " CREATE (u)-[r:INTERACTED {weight: pair[2]}]->(i)",
                Map.of("pairs", pairs(random, USERS * 4, USERS)));
        db.run(
                "UNWIND $pairs AS pair MATCH (u:User {n: pair[0]}), (i:Item {n: pair[1]}) CREATE (u)-[:LIKED]->(i)",
                Map.of("pairs", pairs(random, 10, USERS)));
        db.run("MATCH (u:User {n: 7}), (other:User {n: 8}) CREATE (u)-[:INTERACTED]->(other)");
    }

    private static List<List<Object>> pairs(Random random, int count, int sources) {
        List<List<Object>> pairs = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            pairs.add(List.of(
                    random.nextInt(sources),
                    random.nextInt(ITEMS),
                    (1 + random.nextInt(9)) / (1.0 + random.nextInt(7))));
        }
        return pairs;
    }

    /** What other clients do: they remove labels, delete items, and add parallel similarities. */
    private void changeSimilarities(Random random) {
        switch (random.nextInt(6)) {
            case 0 -> db.run("MATCH (i:Item {n: 11}) DETACH DELETE i");
            case 1 ->
                db.run(
                        "UNWIND $pairs AS pair MATCH (a:Item {n: pair[0]}), (b:Item {n: pair[1]})"
                                + " CREATE (a)-[:SIMILAR_TEXT {score: pair[2] / 10}]->(b)",
                        Map.of("pairs", pairs(random, 20, ITEMS)));
            case 2 -> db.run("MATCH ()-[r:SIMILAR_AUDIO]->() DELETE r");
            case 3 -> db.run("MATCH (i:Item) WHERE i.n % 9 = 1 REMOVE i:Item");
            case 4 -> db.run("MATCH (a:Item {n: 3}), (u:User {n: 20}) CREATE (a)-[:SIMILAR_TEXT {score: 0.9}]->(u)");
            default -> db.run("MATCH (a:Item)-[r:SIMILAR_VISUAL]->(b) CREATE (a)-[:SIMILAR_VISUAL {score: 0.5}]->(b)");
        }
    }

    private static Map<String, Object> configuration(Random random, Map<String, Object> embeddings) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("modalities", embeddings);
        configuration.put("virtualWeight", 1.0 / (1 + random.nextInt(3)));
        choose(random, configuration, "aggregation", "mean", "sum", "max");
        choose(
                random,
                configuration,
                "modalityWeights",
                "mean",
                "uniform",
                "coInteraction",
                Map.of("text", 1, "visual", 0, "audio", 3));
        choose(random, configuration, "maxPerUser", 1, 5);
        choose(random, configuration, "maxPerInteraction", 0.5, 2);
        choose(random, configuration, "popularityDiscount", 0.0, 0.7);
        choose(random, configuration, "minWeight", 0.1);
        choose(random, configuration, "maxWeight", 0.3);
        choose(random, configuration, "interactionWeightProperty", "weight");
        choose(random, configuration, "interactionType", List.of("INTERACTED", "LIKED"));
        choose(random, configuration, "topK", 1, 3);
        choose(random, configuration, "concurrency", 1, 3);
        return configuration;
    }

    /** Chooses one of the values, or none. */
    private static void choose(Random random, Map<String, Object> configuration, String key, Object... values) {
        int chosen = random.nextInt(values.length + 1);
        if (chosen < values.length) {
            configuration.put(key, values[chosen]);
        }
    }

    /** Some users in any order, some of them twice. */
    private List<Object> listed(Random random) {
        List<Object> users = new ArrayList<>();
        for (Map<String, Object> row : db.run("MATCH (u:User) RETURN u")) {
            if (random.nextInt(3) == 0) {
                users.add((Node) row.get("u"));
            }
        }
        users.add(db.row("MATCH (u:User {n: 7}) WHERE NOT u:Item RETURN u").get("u"));
        users.add(users.get(0));
        Collections.shuffle(users, random);
        return users;
    }
}
