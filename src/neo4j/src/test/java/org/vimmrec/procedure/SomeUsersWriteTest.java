package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes of some users: which relationships change, and what later updates and writes find. */
@ExtendWith(SharedDatabase.class)
class SomeUsersWriteTest {
    private static final String EDGES = "MATCH (u:User)-[r:VIRTUAL_INTERACTED]->(i)"
            + " RETURN u.n AS user, i.n AS item, r.weight AS weight ORDER BY user, item";
    private static final String SIMILARITIES = "CALL vimmrec.similarity.%s({modalities: {a: 'a', b: 'b'}, topK: 4})";

    private final Database db;

    SomeUsersWriteTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        Random random = new Random(5);
        for (int n = 0; n < 30; n++) {
            createItem(random, n);
        }
        db.run("UNWIND range(0, 19) AS n CREATE (:User {n: n})");
        interact(random, 80);
        db.run(SIMILARITIES.formatted("write"));
    }

    private void createItem(Random random, int n) {
        db.run(
                "CREATE (:Item {n: $n, a: $a, b: $b})",
                Map.of(
                        "n",
                        n,
                        "a",
                        new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()},
                        "b",
                        new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()}));
    }

    private void interact(Random random, int count) {
        List<List<Object>> pairs = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            pairs.add(List.of(random.nextInt(20), random.nextInt(30)));
        }
        db.run(
                "UNWIND $pairs AS pair MATCH (u:User {n: pair[0]}), (i:Item {n: pair[1]}) CREATE (u)-[:INTERACTED]->(i)",
                Map.of("pairs", pairs));
    }

    private Map<String, Object> call(String procedure, Map<String, Object> keys) {
        Map<String, Object> configuration = new LinkedHashMap<>(keys);
        configuration.put("modalities", Map.of("a", "a", "b", "b"));
        configuration.putIfAbsent("maxPerUser", 6);
        return db.row("CALL vimmrec." + procedure + "($config)", Map.of("config", configuration));
    }

    private List<Object> users(int... numbers) {
        return db
                .run(
                        "MATCH (u:User) WHERE u.n IN $numbers RETURN u",
                        Map.of("numbers", IntStream.of(numbers).boxed().toList()))
                .stream()
                .map(row -> row.get("u"))
                .toList();
    }

    private List<Map<String, Object>> edges() {
        return db.run(EDGES);
    }

    private static List<Map<String, Object>> of(List<Map<String, Object>> edges, boolean listed, Long... users) {
        List<Long> wanted = List.of(users);
        return edges.stream()
                .filter(edge -> wanted.contains(edge.get("user")) == listed)
                .toList();
    }

    /** Returns the edges that a write for all users leaves, and puts back those that were there. */
    private List<Map<String, Object>> writtenForAll(String strategy) {
        call(strategy + ".write", Map.of("writeRelationshipType", "ALL"));
        List<Map<String, Object>> edges = db.run(EDGES.replace("VIRTUAL_INTERACTED", "ALL"));
        db.run("CALL vimmrec.virtual.drop({writeRelationshipType: 'ALL'})");
        return edges;
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldWriteTheEdgesOfTheListedUsersOnly(String strategy) {
        call(strategy + ".write", Map.of());
        List<Map<String, Object>> before = edges();
        interact(new Random(6), 60);
        Map<String, Object> row = call(strategy + ".write", Map.of("users", users(3, 4)));
        List<Map<String, Object>> after = edges();
        List<Map<String, Object>> all = writtenForAll(strategy);
        assertThat(of(after, false, 3L, 4L))
                .isEqualTo(of(before, false, 3L, 4L))
                .isNotEmpty();
        assertThat(of(after, true, 3L, 4L)).isEqualTo(of(all, true, 3L, 4L)).isNotEqualTo(of(before, true, 3L, 4L));
        assertThat(row)
                .containsEntry("usersProcessed", 2L)
                .containsEntry(
                        "virtualInteractions", (long) of(after, true, 3L, 4L).size())
                .containsEntry("coldItems", null)
                .containsEntry("coldItemsReached", null);
        assertThat(call(strategy + ".write", Map.of("users", users(3, 4))))
                .containsEntry("relationshipsCreated", 0L)
                .containsEntry("relationshipsUpdated", 0L)
                .containsEntry("relationshipsDeleted", 0L);
    }

    static IntStream seeds() {
        return IntStream.range(0, 12);
    }

    /** Random changes and writes of some users in turns: an update and a write leave what a first write would. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldLeaveTheRestToTheNextUpdate(int seed) {
        Random random = new Random(seed);
        String strategy = random.nextBoolean() ? "overlay" : "synergistic";
        if (random.nextBoolean()) {
            call(strategy + ".write", Map.of());
        }
        for (int round = 0; round < 3; round++) {
            switch (random.nextInt(4)) {
                case 0 -> interact(random, 20);
                case 1 -> {
                    createItem(random, 100 + round);
                    db.run(SIMILARITIES.formatted("update"));
                }
                case 2 -> db.run("MATCH (u:User {n: $n})-[r:INTERACTED]->() DELETE r", Map.of("n", random.nextInt(20)));
                default ->
                    db.run(
                            "MATCH (i:Item {n: $n}) SET i.a = [i.a[2], i.a[0], i.a[1]]",
                            Map.of("n", random.nextInt(30)));
            }
            call(strategy + ".write", Map.of("users", users(random.nextInt(20), random.nextInt(20))));
        }
        db.run(SIMILARITIES.formatted("update"));
        List<Map<String, Object>> expected = writtenForAll(strategy);
        assertThat(call(strategy + ".update", Map.of("weights", "recompute", "onMismatch", "fail"))
                        .get("mode"))
                .isIn("update", "full");
        assertThat(edges()).isEqualTo(expected);
        assertThat(call(strategy + ".write", Map.of()))
                .containsEntry("relationshipsCreated", 0L)
                .containsEntry("relationshipsUpdated", 0L)
                .containsEntry("relationshipsDeleted", 0L);
    }

    /** A first write of some users makes a manifest, so the next update completes it. */
    @Test
    void shouldStartWithSomeUsers() {
        call("overlay.write", Map.of("users", users(1, 2)));
        assertThat(edges())
                .isNotEmpty()
                .allSatisfy(edge -> assertThat(edge.get("user")).isIn(1L, 2L));
        assertThat(call("overlay.update", Map.of("onMismatch", "fail"))).containsEntry("mode", "update");
        List<Map<String, Object>> updated = edges();
        assertThat(updated).isEqualTo(writtenForAll("overlay"));
    }

    /** The update keeps the weights of the manifest, so it must compute users again who were written with others. */
    @Test
    void shouldKeepTheWeightsOfTheManifestInTheNextUpdate() {
        call("overlay.write", Map.of());
        List<Map<String, Object>> before = edges();
        db.run("MATCH (i:Item) SET i.b = [1.0, i.b[0] / 100, i.b[1] / 100]");
        db.run(SIMILARITIES.formatted("write"));
        Map<String, Object> row = call("overlay.write", Map.of("users", users(3)));
        List<Map<String, Object>> after = edges();
        assertThat(of(after, true, 3L)).isEqualTo(of(writtenForAll("overlay"), true, 3L));
        Map<String, Object> update = call("overlay.update", Map.of());
        assertThat(update.get("modalityWeights")).isNotEqualTo(row.get("modalityWeights"));
        assertThat(of(edges(), true, 3L)).isNotEqualTo(of(after, true, 3L));
        assertThat(before).isNotEmpty();
    }

    @Test
    void shouldRefuseAnotherConfiguration() {
        call("overlay.write", Map.of());
        List<Map<String, Object>> before = edges();
        assertThatThrownBy(() -> call("overlay.write", Map.of("users", users(3), "maxPerUser", 2)))
                .hasMessageContaining(
                        "`users` leaves the other users' relationships of type [VIRTUAL_INTERACTED] as they"
                                + " are, so it must not differ from the last write, but `maxPerUser` was 6 and is 2."
                                + " Nothing was written; run this without `users`.");
        assertThatThrownBy(() -> call("synergistic.write", Map.of("users", users(3), "onMismatch", "replace")))
                .hasMessageContaining("they were written by vimmrec.overlay");
        assertThat(edges()).isEqualTo(before);
    }

    @Test
    void shouldRefuseForeignRelationshipsOfTheListedUsers() {
        db.run("MATCH (u:User {n: 3}), (i:Item {n: 1}) CREATE (u)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(i)");
        assertThatThrownBy(() -> call("overlay.write", Map.of("users", users(3))))
                .hasMessageContaining("holds other data: this plugin did not write 1 of its relationships");
        assertThatThrownBy(() -> call("overlay.write", Map.of("users", users(4))))
                .hasMessageContaining("holds other data: this plugin did not write 1 of its relationships");
        assertThat(edges()).hasSize(1);
        call("overlay.write", Map.of("users", users(3), "adopt", true));
        assertThat(edges())
                .hasSizeGreaterThan(1)
                .allSatisfy(edge -> assertThat(edge).containsEntry("user", 3L));
        db.run("MATCH (u:User {n: 3}), (:User {n: 5})-[:INTERACTED]->(i) CREATE (u)-[:VIRTUAL_INTERACTED]->(i)");
        assertThatThrownBy(() -> call("overlay.write", Map.of("users", users(3))))
                .hasMessageContaining("holds other data");
    }

    @Test
    void shouldRefuseUsersThatAreNotCommitted() {
        try (var tx = db.service().beginTx()) {
            assertThatThrownBy(() -> Database.run(
                            tx,
                            "MATCH (i:Item {n: 1}) CREATE (u:User)-[:INTERACTED]->(i) WITH u"
                                    + " CALL vimmrec.overlay.write({users: [u]}) YIELD usersProcessed RETURN *",
                            Map.of()))
                    .hasMessageContaining("is not committed yet");
        }
    }
}
