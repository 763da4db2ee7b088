package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After any changes, an update has the same result as a full write. */
@ExtendWith(SharedDatabase.class)
@Timeout(300)
class UpdateTest {
    private static final String SIMILARITY = "modalities: {m: 'e', o: 'f'}, topK: 4, similarityCutoff: 0.1";
    private static final String OVERLAY =
            "topK: 3, maxPerUser: 6, popularityDiscount: 0.5, maxPerInteraction: 1.5, maxWeight: 0.04,"
                    + " interactionWeightProperty: 'w', modalities: ['m', 'o']";
    private static final String SYNERGISTIC = "modalities: {m: 'e', o: 'f'}, topK: 3, interactionWeightProperty: 'w',"
            + " popularityDiscount: 1,"
            + " writeRelationshipType: 'FUSED'";
    /** Relationships of other types, some too old, some too light. */
    private static final String RULES = ", minInteractionWeight: 0.5, excludeTypes: 'RETURNED',"
            + " negativeTypes: {DISLIKED: 0.5}, since: 20, halfLife: 30, asOf: 100";

    private static final int ITEMS = 120;
    private static final int USERS = 30;

    private final Database db;
    private Random random;
    private int created;
    private String overlayKeys = OVERLAY;
    private String synergisticKeys = SYNERGISTIC;
    private int kindsOfChanges = 15;

    UpdateTest(Database db) {
        this.db = db;
    }

    /** Creates embeddings with few distinct values, so that there are ties and equal items. One in eight is missing. */
    private void createGraph(int seed) {
        random = new Random(seed);
        created = 0;
        for (int i = 0; i < ITEMS; i++) {
            createItem();
        }
        for (int u = 0; u < USERS; u++) {
            createUser();
        }
    }

    private void createItem() {
        db.run("CREATE (:Item {n: $n, e: $e, f: $f})", parameters("n", created++));
    }

    private void createUser() {
        db.run("CREATE (:User {n: $n})", parameters("n", created));
        for (int n = random.nextInt(5); n > 0; n--) {
            db.run(
                    "MATCH (u:User {n: $n}), (i:Item {n: $i}) CREATE (u)-[:INTERACTED {w: 1 + i.n % 3, timestamp: i.n}]->(i)",
                    Map.of("n", created, "i", any("Item")));
        }
        created++;
    }

    private Map<String, Object> parameters(Object... more) {
        Map<String, Object> parameters = new java.util.HashMap<>();
        parameters.put("e", embedding(5));
        parameters.put("f", embedding(4));
        parameters.put((String) more[0], more[1]);
        return parameters;
    }

    private List<Double> embedding(int dimension) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        List<Double> embedding = new ArrayList<>();
        for (int k = 0; k < dimension; k++) {
            embedding.add(random.nextInt(3) == 0 ? random.nextDouble() : random.nextInt(3) - 1.0);
        }
        return embedding;
    }

    /** The number of a random node with the label, or -1 if there is none. */
    private Object any(String label) {
        List<Map<String, Object>> rows = db.run("MATCH (x:" + label + ") RETURN x.n AS n ORDER BY n");
        return rows.isEmpty() ? -1L : rows.get(random.nextInt(rows.size())).get("n");
    }

    private void change(String label, String cypher) {
        db.run("MATCH (x:" + label + " {n: $n}) " + cypher, parameters("n", any(label)));
    }

    private void changeRelationship(String types, String cypher) {
        long count = (long) db.row("MATCH ()-[r:" + types + "]->() RETURN count(r) AS count")
                .get("count");
        db.run(
                "MATCH (s)-[r:" + types + "]->(t) WITH r ORDER BY s.n, t.n, type(r) SKIP $k LIMIT 1 " + cypher,
                Map.of("k", random.nextLong(Math.max(1, count)), "w", 0.1 + random.nextDouble()));
    }

    private void change() {
        switch (random.nextInt(kindsOfChanges)) {
            case 0 -> createItem();
            case 1 -> createUser();
            case 2 -> change("Item", "SET x.e = $e");
            case 3 -> change("Item", "SET x.f = $f, x.e = $e");
            case 4 -> change("Item", "MATCH (o:Item {n: " + any("Item") + "}) SET x.e = o.e");
            case 5 -> change("Item", "DETACH DELETE x");
            case 6 -> change("Item", "REMOVE x.f");
            case 7 -> change("Item", "REMOVE x:Item SET x:Retired");
            case 8 -> change("Retired", "REMOVE x:Retired SET x:Item");
            case 9 ->
                change(
                        "User",
                        "MATCH (i:Item {n: " + any("Item")
                                + "}) CREATE (x)-[:INTERACTED {w: 2.5, timestamp: 90}]->(i)");
            case 10 -> changeRelationship("INTERACTED", "DELETE r");
            case 11 -> changeRelationship("INTERACTED", "SET r.w = $w");
            case 12 -> change("User", "DETACH DELETE x");
            case 13 -> change("User", "REMOVE x:User SET x:Lapsed");
            case 14 -> changeRelationship("SIMILAR_M|SIMILAR_O|VIRTUAL_INTERACTED|FUSED", "DELETE r");
            case 15 -> create("DISLIKED");
            case 16 -> create("RETURNED");
            case 17 -> changeRelationship("DISLIKED|RETURNED", "DELETE r");
            case 18 -> changeRelationship("INTERACTED|DISLIKED", "SET r.timestamp = 100 * $w");
            default -> changeRelationship("DISLIKED", "SET r.w = $w");
        }
    }

    private void create(String type) {
        change(
                "User",
                "MATCH (i:Item {n: " + any("Item") + "}) CREATE (x)-[:" + type + " {timestamp: i.n % 100, w: 2}]->(i)");
    }

    private Map<String, Object> call(String procedure, String configuration) {
        return db.run("CALL vimmrec." + procedure + "({" + configuration + "})").get(0);
    }

    private List<String> stored(String type) {
        return db
                .run("MATCH (s)-[r:" + type + "]->(t) RETURN elementId(s) + ' ' + elementId(t) + ' '"
                        + " + toString(coalesce(r.score, r.weight)) AS line ORDER BY line")
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
    }

    /** The result of a full write of the same graph to other types. */
    private List<String> fresh(String procedure, String configuration, String type) {
        String fresh = "FRESH_" + type;
        db.run("MATCH ()-[r:" + fresh + "]->() DELETE r");
        call(
                procedure + ".write",
                configuration.replace(", writeRelationshipType: 'FUSED'", "")
                        + (procedure.equals("similarity")
                                ? ", relationshipTypePrefix: 'FRESH_SIMILAR_'"
                                : ", writeRelationshipType: '" + fresh + "'"));
        return stored(fresh);
    }

    private static void assertSame(List<String> updated, List<String> fresh) {
        List<String> missing = new ArrayList<>(fresh);
        missing.removeAll(updated);
        List<String> surplus = new ArrayList<>(updated);
        surplus.removeAll(fresh);
        assertThat(Map.of("missing", missing, "surplus", surplus))
                .isEqualTo(Map.of("missing", List.of(), "surplus", List.of()));
        assertThat(updated).isNotEmpty().hasSameSizeAs(fresh);
    }

    private static String given(Map<String, Object> weights) {
        List<String> entries = new ArrayList<>();
        weights.forEach((modality, weight) -> entries.add(modality + ": " + weight));
        return ", modalityWeights: {" + String.join(", ", entries) + "}";
    }

    private void assertUpdatesEqualFullWrites() {
        assertUpdatesEqualFullWrites("", "");
    }

    /** @param candidates the keys that similarities have, too */
    @SuppressWarnings("unchecked")
    private void assertUpdatesEqualFullWrites(String candidates, String limits) {
        assertThat(call("similarity.update", SIMILARITY + candidates)).containsEntry("mode", "update");
        for (String type : List.of("SIMILAR_M", "SIMILAR_O")) {
            assertSame(stored(type), fresh("similarity", SIMILARITY + candidates, type));
        }
        String keys = candidates + limits;
        Map<String, Object> overlay = call("overlay.update", overlayKeys + keys);
        assertSame(
                stored("VIRTUAL_INTERACTED"),
                fresh(
                        "overlay",
                        overlayKeys + keys + given((Map<String, Object>) overlay.get("modalityWeights")),
                        "VIRTUAL_INTERACTED"));
        assertThat(overlay).containsEntry("mode", "update").containsEntry("virtualInteractions", (long)
                stored("VIRTUAL_INTERACTED").size());
        Map<String, Object> synergistic = call("synergistic.update", synergisticKeys + keys);
        assertThat(synergistic).containsEntry("mode", "update");
        assertSame(
                stored("FUSED"),
                fresh(
                        "synergistic",
                        synergisticKeys + keys + given((Map<String, Object>) synergistic.get("modalityWeights")),
                        "FUSED"));
    }

    private void writeAll() {
        call("similarity.write", SIMILARITY);
        call("overlay.write", overlayKeys);
        call("synergistic.write", synergisticKeys);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldEqualAFullWriteAfterAnySequenceOfChanges(int seed) {
        createGraph(seed);
        writeAll();
        for (int step = 0; step < 12; step++) {
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                change();
            }
            assertUpdatesEqualFullWrites();
        }
    }

    private void setStockAndCategory(String label, String where) {
        db.run(
                "MATCH (x:" + label + ") " + where + " SET x.stock = $stock[x.n % 7], x.category = $category[x.n % 5]",
                Map.of(
                        "stock",
                                random.ints(7, 0, 3)
                                        .mapToObj(n -> new Boolean[] {false, true, null}[n])
                                        .toList(),
                        "category",
                                random.ints(5, 0, 4)
                                        .mapToObj(n -> n == 0 ? null : (Object) ("c" + n))
                                        .toList()));
        db.run("MATCH (x:Item) REMOVE x:InStock WITH x WHERE x.stock SET x:InStock");
    }

    /** Candidates and the values of limits change, too. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6})
    void shouldFollowTheItemsThatMayBeProposed(int seed) {
        createGraph(seed);
        setStockAndCategory("Item", "");
        db.run("MATCH (x:Item) WHERE x.n < 30 SET x.stock = true, x:InStock, x.category = 'c0'");
        String candidates = seed % 2 == 0 ? ", candidateProperty: 'stock'" : ", candidateLabel: 'InStock'";
        String limits = ", maxPerGroup: {category: 2}";
        call("similarity.write", SIMILARITY + candidates);
        call("overlay.write", OVERLAY + candidates + limits);
        call("synergistic.write", SYNERGISTIC + candidates + limits);
        for (String type : List.of("SIMILAR_M", "VIRTUAL_INTERACTED", "FUSED")) {
            assertThat(listed(type)).containsEntry("itemsChanged", 0L).containsEntry("complete", true);
        }
        for (int step = 0; step < 8; step++) {
            setStockAndCategory("Item", "WHERE x.n % 11 = " + random.nextInt(11));
            if (step % 2 == 0) {
                change();
            }
            assertUpdatesEqualFullWrites(candidates, limits);
        }
    }

    @Test
    void shouldDoAFullRunIfARowDependsOnAllData() {
        createGraph(20);
        writeAll();
        for (String[] update : new String[][] {
            {"overlay", OVERLAY + ", maxPerItem: 3", "VIRTUAL_INTERACTED", "`maxPerItem` compares"},
            {"synergistic", SYNERGISTIC + ", maxPerItem: 3", "FUSED", "`maxPerItem` compares"},
            {"synergistic", SYNERGISTIC + ", similarityCutoff: 'p50'", "FUSED", "`similarityCutoff` is a percentile"},
            {
                "similarity",
                SIMILARITY.replace("0.1", "{m: 'p50', o: 0.1}"),
                "SIMILAR_M",
                "`similarityCutoff` is a percentile"
            }
        }) {
            call(update[0] + ".write", update[1]);
            db.run("MATCH (u:User)-[r:INTERACTED]->() WITH r ORDER BY id(r) LIMIT 5 DELETE r");
            db.run("MATCH (i:Item) WHERE i.n % 20 = 3 SET i.e = [1.0, 0.5, 0.25, 0.0, 0.0]");
            Map<String, Object> row = call(update[0] + ".update", update[1]);
            assertThat(row).containsEntry("mode", "full");
            assertThat((String) row.get("reason")).startsWith(update[3]);
            assertSame(stored(update[2]), fresh(update[0], update[1], update[2]));
            assertThatThrownBy(() -> call(update[0] + ".update", update[1] + ", onMismatch: 'fail'"))
                    .hasMessageContaining("cannot be updated: " + update[3]);
        }
        // A modality without a percentile is still updated.
        assertThat(db.run("CALL vimmrec.similarity.update({" + SIMILARITY.replace("0.1", "{m: 'p50', o: 0.1}")
                        + "}) YIELD modality, mode RETURN modality + mode AS line"))
                .containsExactly(Map.of("line", "mfull"), Map.of("line", "oupdate"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void shouldEqualAFullWriteWhateverInteractionsCount(int seed) {
        createGraph(seed);
        overlayKeys += RULES + (seed % 2 == 0 ? ", aggregation: 'sum'" : "");
        synergisticKeys += RULES + (seed % 2 == 1 ? ", aggregation: 'max'" : "");
        kindsOfChanges = 20;
        for (int n = 0; n < 40; n++) {
            create(n % 2 == 0 ? "DISLIKED" : "RETURNED");
        }
        writeAll();
        for (int step = 0; step < 10; step++) {
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                change();
            }
            assertUpdatesEqualFullWrites();
        }
    }

    private Map<String, Object> listed(String type) {
        return db.row(
                "CALL vimmrec.list() YIELD relationshipType, kind, configuration, relationshipCount, complete,"
                        + " itemsChanged, usersChanged WITH * WHERE relationshipType = $type RETURN *",
                Map.of("type", type));
    }

    @Test
    void shouldListWhatIsStoredAndHowStaleItIs() {
        createGraph(7);
        assertThat(db.run("CALL vimmrec.list()")).isEmpty();
        writeAll();
        for (String type : List.of("SIMILAR_M", "SIMILAR_O", "VIRTUAL_INTERACTED", "FUSED")) {
            assertThat(listed(type))
                    .containsEntry("itemsChanged", 0L)
                    .containsEntry("complete", true)
                    .containsEntry("relationshipCount", (long) stored(type).size())
                    .containsEntry("usersChanged", type.startsWith("SIMILAR") ? null : 0L);
        }
        assertThat(listed("SIMILAR_O")).containsEntry("kind", "similarity");
        assertThat(listed("FUSED")).containsEntry("kind", "synergistic");
        assertThat(listed("SIMILAR_O").get("configuration"))
                .isEqualTo(Map.of(
                        "itemLabel",
                        "Item",
                        "topK",
                        4L,
                        "similarityCutoff",
                        0.1,
                        "modalities",
                        Map.of("o", "f"),
                        "relationshipTypePrefix",
                        "SIMILAR_",
                        "writeProperty",
                        "score"));
        db.run("MATCH (i:Item) WHERE i.e IS NOT NULL WITH i ORDER BY i.n LIMIT 3 SET i.e = [9.0, 1.0, 0.5, 0.25, i.n]");
        db.run("MATCH (i:Item) WHERE i.f IS NOT NULL WITH i ORDER BY i.n LIMIT 1 DETACH DELETE i");
        db.run("MATCH (u:User)-[r:INTERACTED]->() WITH r ORDER BY r.w LIMIT 1 SET r.w = 77");
        assertThat((long) listed("SIMILAR_M").get("itemsChanged")).isBetween(3L, 4L);
        assertThat(listed("SIMILAR_O")).containsEntry("itemsChanged", 1L);
        assertThat((long) listed("FUSED").get("itemsChanged")).isBetween(3L, 4L);
        assertThat((long) listed("FUSED").get("usersChanged")).isPositive();
        assertThat((long) listed("VIRTUAL_INTERACTED").get("itemsChanged")).isPositive();
        assertUpdatesEqualFullWrites();
        for (String type : List.of("SIMILAR_M", "SIMILAR_O", "VIRTUAL_INTERACTED", "FUSED")) {
            assertThat(listed(type)).containsEntry("itemsChanged", 0L);
        }
        db.run("MATCH (i:Item) REMOVE i:Item");
        assertThat((long) listed("SIMILAR_O").get("itemsChanged")).isGreaterThan(90);
    }

    @Test
    void shouldDeleteTheManifestsOfDroppedTypes() {
        createGraph(8);
        writeAll();
        db.run("MATCH ()-[r:SIMILAR_O]->() DELETE r");
        dropAll();
    }

    private void dropAll() {
        db.run("CALL vimmrec.virtual.drop()");
        db.run("CALL vimmrec.virtual.drop({writeRelationshipType: 'FUSED'})");
        db.run("CALL vimmrec.similarity.drop()");
        assertThat(db.run("CALL vimmrec.list()")).isEmpty();
        assertThat(db.row("MATCH (n) WHERE NOT n:Item AND NOT n:User RETURN count(n) AS n"))
                .containsEntry("n", 0L);
    }

    @Test
    void shouldDoAFullRunOrFailIfAnUpdateIsNotPossible() {
        createGraph(9);
        Map<String, Object> first = call("similarity.update", SIMILARITY);
        assertThat(first).containsEntry("mode", "full");
        assertThat((String) first.get("reason")).contains("not written them yet");
        assertSame(stored("SIMILAR_M"), fresh("similarity", SIMILARITY, "SIMILAR_M"));
        Map<String, Object> second = call("similarity.update", SIMILARITY.replace("topK: 4", "topK: 5"));
        assertThat(second).containsEntry("mode", "full").containsEntry("reason", "`topK` was 4 and is 5");
        assertThat(call("similarity.update", SIMILARITY.replace("topK: 4", "topK: 5")))
                .containsEntry("mode", "update")
                .containsEntry("reason", null)
                .containsEntry("itemsChanged", 0L)
                .containsEntry("itemsRecomputed", 0L)
                .containsEntry("relationshipsCreated", 0L)
                .containsEntry("relationshipsUpdated", 0L);
        for (Map.Entry<String, String> refused : Map.of(
                        "similarity", SIMILARITY, "overlay", OVERLAY, "synergistic", SYNERGISTIC)
                .entrySet()) {
            assertThatThrownBy(() -> call(refused.getKey() + ".update", refused.getValue() + ", onMismatch: 'fail'"))
                    .hasMessageContaining("cannot be updated");
        }
        assertThat(stored("FUSED")).isEmpty();
        assertThatThrownBy(() -> call("similarity.update", SIMILARITY + ", changedItems: [1]"))
                .hasMessageContaining("`changedItems` must be a list of nodes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SOURCES", "ITEMS", "NEIGHBOURS"})
    void shouldDoAFullRunIfAPartOfTheManifestIsMissing(String part) {
        createGraph(15);
        writeAll();
        db.run("MATCH (l:_VimmrecLedger {type: 'FUSED', part: $part}) DELETE l", Map.of("part", part));
        assertThat(listed("FUSED")).containsEntry("complete", false);
        Map<String, Object> row = call("synergistic.update", SYNERGISTIC);
        assertThat(row).containsEntry("mode", "full");
        assertThat((String) row.get("reason")).contains("unusable");
        assertThat(call("synergistic.update", SYNERGISTIC)).containsEntry("mode", "update");
    }

    /** A query has changed all nodes of the database, including those of the manifests. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET n.id = 'x'",
                "SET n.kind = 1",
                "REMOVE n.complete",
                "REMOVE n.part",
                "SET n.part = 1",
                "SET n.number = 'x'",
                "SET n.ids = [1]",
                "SET n.ids = 'x'",
                "REMOVE n.outputs",
                "SET n.entries = '7'",
                "SET n.format = 1.5",
                "REMOVE n.writtenAt",
                "SET n.`weights.keys` = 1"
            })
    void shouldDoAFullRunIfTheManifestIsInvalid(String change) {
        createGraph(16);
        writeAll();
        db.run("MATCH (n) " + change);
        assertThat(db.run("CALL vimmrec.list() YIELD complete")).doesNotContain(Map.of("complete", true));
        for (Map.Entry<String, String> update : Map.of(
                        "similarity", SIMILARITY, "overlay", OVERLAY, "synergistic", SYNERGISTIC)
                .entrySet()) {
            assertThat(call(update.getKey() + ".update", update.getValue())).containsEntry("mode", "full");
            assertThat(call(update.getKey() + ".update", update.getValue())).containsEntry("mode", "update");
        }
        dropAll();
    }

    /** Nothing shows any more that the plugin wrote the relationships, so an update needs the caller to adopt them. */
    @ParameterizedTest
    @ValueSource(strings = {"REMOVE n.type", "SET n.type = 1"})
    void shouldRequireAdoptionIfTheManifestIsNotFound(String change) {
        createGraph(16);
        writeAll();
        db.run("MATCH (n) " + change);
        assertThat(db.run("CALL vimmrec.list()")).isEmpty();
        List<String> before = everything();
        for (Map.Entry<String, String> update : List.of(
                Map.entry("similarity", SIMILARITY),
                Map.entry("overlay", OVERLAY.replace("{", "{modalities: ['m', 'o'], ")),
                Map.entry("synergistic", SYNERGISTIC))) {
            assertThatThrownBy(() -> call(update.getKey() + ".update", update.getValue()))
                    .hasMessageContaining("`adopt: true`");
            assertThat(everything()).isEqualTo(before);
            assertThat(call(update.getKey() + ".update", update.getValue() + ", adopt: true"))
                    .containsEntry("mode", "full");
            assertThat(call(update.getKey() + ".update", update.getValue())).containsEntry("mode", "update");
        }
        dropAll();
    }

    @Test
    void shouldListInterruptedWrites() {
        createGraph(17);
        writeAll();
        for (String type : List.of("SIMILAR_M", "VIRTUAL_INTERACTED", "FUSED")) {
            db.run("MATCH (l:_VimmrecLedger {type: $type}) WHERE l.part IS NOT NULL DELETE l", Map.of("type", type));
            db.run(
                    "MATCH (l:_VimmrecLedger {type: $type}) SET l.complete = false, l.entries = 0,"
                            + " l.`weights.keys` = [], l.`weights.values` = []",
                    Map.of("type", type));
            assertThat(listed(type)).containsEntry("complete", false);
            assertThat((long) listed(type).get("itemsChanged")).isGreaterThan(ITEMS / 2);
        }
    }

    /**
     * Everything is checked before the first write, even if only the last modality holds other data or many rows
     * change.
     */
    @Test
    void shouldChangeNothingIfATypeHoldsOtherData() {
        createGraph(18);
        writeAll();
        db.run("MATCH (i:Item) WHERE i.n < 90 SET i.e = [1.0, i.n, 0.5, 0.25, 0.0], i.f = [i.n, 1.0, 2.0, 3.0]");
        db.run("MATCH (u:User), (i:Item) WHERE i.n % 7 = 0 CREATE (u)-[:INTERACTED {w: 1}]->(i)");
        for (String type : List.of("SIMILAR_O", "VIRTUAL_INTERACTED", "FUSED")) {
            List<String> before = everything();
            db.run("MATCH (s)-[r:" + type + "]->(t) WITH s, t ORDER BY s.n DESC LIMIT 1 CREATE (s)-[:" + type
                    + " {since: 2020}]->(t)");
            String[] update = type.equals("FUSED")
                    ? new String[] {"synergistic", SYNERGISTIC}
                    : type.equals("SIMILAR_O")
                            ? new String[] {"similarity", SIMILARITY}
                            : new String[] {"overlay", OVERLAY};
            assertThatThrownBy(() -> call(update[0] + ".update", update[1]))
                    .hasMessageContaining("holds other data")
                    .hasMessageContaining("[" + type + "]");
            db.run("MATCH ()-[r:" + type + " {since: 2020}]->() DELETE r");
            assertThat(everything()).isEqualTo(before);
            assertThat(call(update[0] + ".update", update[1])).containsEntry("mode", "update");
        }
    }

    private List<String> everything() {
        return db
                .run(
                        "MATCH (s)-[r]->(t) RETURN elementId(s) + type(r) + elementId(t) + coalesce(r.score, r.weight, r.w) AS line"
                                + " ORDER BY line")
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
    }

    @Test
    void shouldAcceptAnyTopKThatWriteAccepts() {
        createGraph(19);
        String all = SIMILARITY.replace("topK: 4", "topK: 2147483647");
        assertThat(call("similarity.update", all)).containsEntry("mode", "full");
        assertThat(call("similarity.update", all)).containsEntry("mode", "update");
    }

    @Test
    void shouldKeepTheWeightsOrRecomputeThem() {
        createGraph(10);
        writeAll();
        Map<String, Object> before = call("overlay.update", OVERLAY);
        db.run("MATCH (i:Item) WHERE i.n < 9 SET i.e = [1.0, 0.0, 0.0, 0.0, 0.0]");
        call("similarity.update", SIMILARITY);
        Map<String, Object> kept = call("overlay.update", OVERLAY);
        assertThat(kept.get("modalityWeights")).isEqualTo(before.get("modalityWeights"));
        double weight = (double) ((Map<?, ?>) kept.get("modalityWeights")).get("m");
        double drift = (double) ((Map<?, ?>) kept.get("weightDrift")).get("m");
        assertThat(drift).isNotZero();
        Map<String, Object> recomputed = call("overlay.update", OVERLAY + ", weights: 'recompute'");
        assertThat(recomputed).containsEntry("mode", "full").containsEntry("reason", "the modality weights have moved");
        assertThat((double) ((Map<?, ?>) recomputed.get("modalityWeights")).get("m"))
                .isEqualTo(weight + drift);
        assertSame(stored("VIRTUAL_INTERACTED"), fresh("overlay", OVERLAY, "VIRTUAL_INTERACTED"));
        assertThat(call("overlay.update", OVERLAY + ", weights: 'recompute'")).containsEntry("mode", "update");
    }

    /** If the caller names too few nodes, the next update finds the others. */
    @ParameterizedTest
    @ValueSource(ints = {11, 12})
    void shouldUpdateNamedNodesAndFindTheOthersNextTime(int seed) {
        createGraph(seed);
        writeAll();
        List<Map<String, Object>> old = db.run("MATCH (i:Item) WHERE i.n IN [3, 4] RETURN i.n AS n, i.e AS e");
        db.run("MATCH (i:Item) WHERE i.n IN [3, 4, 5, 6] SET i.e = [1.0, 0.5, 0.25, i.n / 2, 0.0]");
        db.run("MATCH (u:User)-[r:INTERACTED]->() SET r.w = 3");
        Map<String, Object> row = db.run("MATCH (i:Item) WHERE i.n IN [5, 6] WITH collect(i) AS items CALL"
                        + " vimmrec.similarity.update({" + SIMILARITY
                        + ", changedItems: items}) YIELD mode, itemsChanged, modality"
                        + " RETURN *")
                .get(0);
        assertThat(row).containsEntry("mode", "update").containsEntry("itemsChanged", 2L);
        for (String update : List.of("overlay.update({" + OVERLAY, "synergistic.update({" + SYNERGISTIC)) {
            assertThat(db.row("MATCH (u:User) WITH u ORDER BY u.n LIMIT 5 WITH collect(u) AS users CALL vimmrec."
                            + update + ", users: users}) YIELD usersRecomputed RETURN usersRecomputed"))
                    .containsEntry("usersRecomputed", 5L);
        }
        db.run("UNWIND $old AS old MATCH (i:Item {n: old.n}) SET i.e = old.e", Map.of("old", old));
        assertUpdatesEqualFullWrites();
    }

    /** An update may be terminated at any moment. The next one finishes it, even if the changes have been reverted. */
    @ParameterizedTest
    @ValueSource(ints = {13, 14})
    void shouldFinishATerminatedUpdate(int seed) throws InterruptedException {
        createGraph(seed);
        writeAll();
        int ended = 0;
        for (int round = 0; round < 8; round++) {
            List<Map<String, Object>> old =
                    db.run("MATCH (i:Item) WHERE i.n % 10 = 3 RETURN i.n AS n, i.e AS e, i.f AS f");
            db.run(
                    "MATCH (i:Item) WHERE i.n % 10 = 3 SET i.e = [1.0, 0.5, $a, i.n / 2, 0.0], i.f = [1.0, 0.25, 0.125, $a]",
                    Map.of("a", random.nextDouble()));
            for (String update : List.of(
                    "similarity.update({batchSize: 1, " + SIMILARITY,
                    "overlay.update({batchSize: 1, " + OVERLAY,
                    "synergistic.update({batchSize: 1, " + SYNERGISTIC)) {
                ended += terminated("CALL vimmrec." + update + "})") ? 1 : 0;
            }
            if (round % 2 == 0) {
                db.run("UNWIND $old AS old MATCH (i:Item {n: old.n}) SET i.e = old.e, i.f = old.f", Map.of("old", old));
            }
            assertUpdatesEqualFullWrites();
        }
        assertThat(ended).isPositive();
    }

    /** Runs a call and tries to terminate it. Returns whether it was terminated before its end. */
    private boolean terminated(String call) throws InterruptedException {
        CompletableFuture<?> running = CompletableFuture.supplyAsync(() -> db.run(call));
        Thread.sleep(random.nextInt(120));
        db.run(
                "SHOW TRANSACTIONS YIELD transactionId, currentQuery WHERE currentQuery = $call"
                        + " TERMINATE TRANSACTIONS transactionId YIELD message RETURN message",
                Map.of("call", call));
        try {
            running.get();
            return false;
        } catch (ExecutionException e) {
            assertThat(e).hasStackTraceContaining("erminated");
            return true;
        }
    }
}
