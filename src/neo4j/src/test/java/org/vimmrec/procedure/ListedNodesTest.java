package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys {@code users} and {@code items}: lists of nodes. */
@ExtendWith(SharedDatabase.class)
class ListedNodesTest {
    private static final String SIMILARITY = "similarity.stream({modalities: {m: 'e'}, items: %s})";

    private final Database db;

    ListedNodesTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        db.run("CREATE (a:Item {name: 'a', e: [1, 0]}), (:Item {name: 'b', e: [3, 4]}), (:Item {name: 'c', e: [4, 3]}),"
                + " (:User {name: 'u'})-[:INTERACTED]->(a), (:User {name: 'v'}), (:Other {name: 'o'})");
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}})");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "u         | `users` must be a list of nodes, but was",
                "7         | `users` must be a list of nodes, but was 7 (INTEGER)",
                "null      | `users` must not be null; leave the key out for its default",
                "[u, 7]    | `users` must be a list of nodes, but has 7",
                "[u, null] | `users` must be a list of nodes, but has null",
                "[u, o]    | `users` must be a node with the label [User] that `userLabel` names, but node",
                "[a]       | has the labels [Item]"
            })
    void shouldRefuseWhatIsNoListOfUsers(String users, String message) {
        for (String call : List.of(
                "overlay.stream({users: %s})",
                "overlay.stats({users: %s})",
                "overlay.write({users: %s})",
                "overlay.write.estimate({users: %s})",
                "synergistic.stream({modalities: {m: 'e'}, users: %s})",
                "synergistic.stats({modalities: {m: 'e'}, users: %s})",
                "synergistic.stats.estimate({modalities: {m: 'e'}, users: %s})",
                "recommend.stream({recommender: 'graphFilter', users: %s})",
                "recommend.stats({recommender: 'popularity', users: %s})",
                "recommend.write({recommender: 'popularity', users: %s})")) {
            assertThatThrownBy(() -> db.run("MATCH (u:User {name: 'u'}), (o:Other), (a:Item {name: 'a'}) WITH * LIMIT 1"
                            + " CALL vimmrec." + call.formatted(users) + column(call)))
                    .as(call)
                    .hasMessageContaining(message);
        }
        assertThat(db.run("MATCH ()-[r:VIRTUAL_INTERACTED|RECOMMENDED]->() RETURN r"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "overlay.stream({users: []})",
                "synergistic.stream({modalities: {m: 'e'}, users: []})",
                "similarity.stream({modalities: {m: 'e'}, items: []})",
                "recommend.stream({recommender: 'graphFilter', users: []})",
                "recommend.stream({recommender: 'stored', users: []})"
            })
    void shouldReturnNothingForAnEmptyList(String call) {
        db.run("UNWIND range(1, 20) AS n MATCH (i:Item) CREATE (:User {n: n})-[:INTERACTED]->(i)");
        db.run("MATCH (u:User), (i:Item) WHERE u.n IS NOT NULL MERGE (u)-[:INTERACTED]->(i)");
        db.run("CALL vimmrec.recommend.train({recommender: 'lightGcn', epochs: 1, dimensions: 4})");
        assertThat(db.run("CALL vimmrec." + call)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "overlay.%s({users: []})",
                "synergistic.%s({modalities: {m: 'e'}, users: []})",
                "recommend.%s({recommender: 'popularity', users: []})"
            })
    void shouldChangeNothingForAnEmptyList(String call) {
        assertThat(db.row("CALL vimmrec." + call.formatted("stats"))).containsEntry("usersProcessed", 0L);
        assertThat(db.row("CALL vimmrec." + call.formatted("stats.estimate")).get("relationshipCount"))
                .isEqualTo(0L);
        for (String written : List.of("", call.formatted("write").replace("users: []", ""))) {
            if (!written.isEmpty()) {
                db.run("CALL vimmrec." + written.replace(", }", "}"));
            }
            List<Map<String, Object>> before = db.run("MATCH (a)-[r]->(b) RETURN r ORDER BY id(r)");
            for (String mode : written.isEmpty() ? List.of("write", "write") : List.of("write", "update")) {
                Map<String, Object> row = db.row("CALL vimmrec." + call.formatted(mode));
                assertThat(row)
                        .containsEntry("relationshipsCreated", 0L)
                        .containsEntry("relationshipsUpdated", 0L)
                        .containsEntry("relationshipsDeleted", 0L);
                assertThat(row.values()).noneMatch(value -> value instanceof Double d && d.isNaN());
            }
            assertThat(db.run("MATCH (a)-[r]->(b) RETURN r ORDER BY id(r)")).isEqualTo(before);
        }
        assertThat(db.run("CALL vimmrec.similarity.update({modalities: {m: 'e'}, changedItems: []})"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("itemsRecomputed", 0L));
    }

    private static String column(String call) {
        String column = call.contains("estimate")
                ? "bytesMin"
                : call.contains("recommend.stream") ? "score" : call.contains("stream") ? "weight" : "usersProcessed";
        return " YIELD " + column + " RETURN " + column;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a    | `items` must be a list of nodes, but was",
                "['a'] | `items` must be a list of nodes, but has a.",
                "[u]  | `items` must be a node with the label [Item] that `itemLabel` names, but node"
            })
    void shouldRefuseWhatIsNoListOfItems(String items, String message) {
        assertThatThrownBy(() -> db.run("MATCH (u:User {name: 'u'}), (a:Item {name: 'a'}) CALL vimmrec."
                        + SIMILARITY.formatted(items) + " YIELD source RETURN source"))
                .hasMessageContaining(message);
    }

    @Test
    void shouldNotKnowTheKeysWhereTheyHaveNoEffect() {
        assertThatThrownBy(() -> db.run("MATCH (u:User {name: 'u'}), (a:Item {name: 'a'})"
                        + " CALL vimmrec.explain({user: u, item: a, users: [u]}) YIELD weight RETURN weight"))
                .hasMessageContaining("unknown key `users`");
        assertThatThrownBy(() -> db.run("MATCH (a:Item {name: 'a'})"
                        + " CALL vimmrec.similarity.stats({modalities: {m: 'e'}, items: [a]}) YIELD modality RETURN *"))
                .hasMessageContaining("unknown key `items`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay.stream({", "synergistic.stream({modalities: {m: 'e'}, "})
    void shouldRefuseNodesThatAreDeleted(String call) {
        try (var tx = db.service().beginTx()) {
            assertThatThrownBy(() -> Database.run(
                            tx,
                            "MATCH (v:User {name: 'v'}) DELETE v WITH v CALL vimmrec." + call
                                    + "users: [v]}) YIELD weight RETURN weight",
                            Map.of()))
                    .hasMessageContaining("`users`: node")
                    .hasMessageContaining("does not exist in this database");
        }
    }

    /** Names that nothing bears are errors, although nothing is scanned. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "interactionType: 'INTERACTD' | no relationship has the type [INTERACTD] (`interactionType`). Did you mean"
                        + " [INTERACTED]?",
                "itemLabel: 'Itme' | no node has the label [Itme] (`itemLabel`). Did you mean [Item]?",
                "itemLabel: 'Itme', modalities: ['m'] | no node has the label [Itme] (`itemLabel`). Did you mean [Item]?",
                "modalities: ['x'] | no relationship has the type [SIMILAR_X] (`modalities.x`)",
                "interactionWeightProperty: 'nowhere' | has the property [nowhere] (`interactionWeightProperty`)"
            })
    void shouldRefuseNamesThatNothingBears(String keys, String message) {
        assertThatThrownBy(() -> db.run("MATCH (u:User {name: 'u'}) CALL vimmrec.overlay.stream({users: [u], " + keys
                        + "}) YIELD weight RETURN weight"))
                .hasMessageContaining(message);
    }

    @Test
    void shouldReturnNothingForUsersWithoutInteractions() {
        for (String call :
                List.of("overlay.stream({users: [v]})", "synergistic.stream({modalities: {m: 'e'}, users: [v]})")) {
            assertThat(db.run("MATCH (v:User {name: 'v'}) CALL vimmrec." + call + " YIELD item RETURN item"))
                    .isEmpty();
        }
    }

    @Test
    void shouldSeeWhatTheCallerHasNotCommitted() {
        try (var tx = db.service().beginTx()) {
            for (String call : List.of("overlay.stream({", "synergistic.stream({modalities: {m: 'e'}, ")) {
                assertThat(Database.run(
                                tx,
                                "MATCH (a:Item {name: 'a'}) CREATE (w:User)-[:INTERACTED]->(a) WITH w CALL vimmrec."
                                        + call
                                        + "users: [w]}) YIELD user, item RETURN user = w AS own, item.name AS item",
                                Map.of()))
                        .containsExactlyInAnyOrder(Map.of("own", true, "item", "b"), Map.of("own", true, "item", "c"));
            }
        }
    }

    @Test
    void shouldReturnTheNeighboursOfSomeItems() {
        Random random = new Random(3);
        for (int n = 0; n < 60; n++) {
            db.run("CREATE (:Item {name: $n, e: $e})", Map.of("n", n, "e", new double[] {
                random.nextInt(5) - 2, random.nextInt(5) - 2
            }));
        }
        List<Map<String, Object>> all =
                db.run("CALL vimmrec.similarity.stream({modalities: {m: 'e', again: 'e'}, topK: 4})");
        List<Object> items = new ArrayList<>();
        for (Map<String, Object> row : db.run("MATCH (i:Item) WHERE i.name IN [3, 17, 'a', 41] RETURN i")) {
            items.add(row.get("i"));
        }
        items.add(items.get(0));
        assertThat(db.run(
                        "CALL vimmrec.similarity.stream({modalities: {m: 'e', again: 'e'}, topK: 4, items: $items})",
                        Map.of("items", items)))
                .isEqualTo(all.stream()
                        .filter(row -> items.contains(row.get("source")))
                        .toList())
                .isNotEmpty();
    }

    @Test
    void shouldEstimateLittleForFewUsers() {
        db.run("UNWIND range(1, 3000) AS n CREATE (:User)-[:INTERACTED]->(:Item {e: [n, 1]})");
        String estimate = "vimmrec.overlay.%s.estimate({users: [u]}) YIELD bytesMin, nodeCount, relationshipCount"
                + " RETURN bytesMin, nodeCount, relationshipCount";
        Map<String, Object> all = db.row("CALL vimmrec.overlay.stats.estimate() YIELD bytesMin RETURN bytesMin");
        for (String mode : List.of("stats", "write")) {
            Map<String, Object> row = db.row("MATCH (u:User {name: 'u'}) CALL " + estimate.formatted(mode));
            assertThat(row).containsEntry("nodeCount", 4L).containsEntry("relationshipCount", 2L);
            assertThat((Long) row.get("bytesMin")).isPositive().isLessThan((Long) all.get("bytesMin") / 20);
        }
    }

    @Test
    void shouldEstimateTheSearchOfSynergistic() {
        String keys = "{modalities: {m: 'e'}, topK: 1%s}) YIELD nodeCount, relationshipCount"
                + " RETURN nodeCount, relationshipCount";
        assertThat(db.row("MATCH (u:User {name: 'u'}) CALL vimmrec.synergistic.stats.estimate("
                        + keys.formatted(", users: [u]")))
                .isEqualTo(Map.of("nodeCount", 4L, "relationshipCount", 1L));
        assertThat(db.row("CALL vimmrec.synergistic.stats.estimate(" + keys.formatted("")))
                .isEqualTo(Map.of("nodeCount", 5L, "relationshipCount", 1L));
    }
}
