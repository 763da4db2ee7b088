package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Transaction;

/** Which items may be proposed: each key has the result of a full computation that is filtered afterwards. */
@ExtendWith(SharedDatabase.class)
@Timeout(300)
class ItemSelectionTest {
    private static final String MODALITIES = "modalities: {v: 'v', t: 't'}";
    private static final String WEIGHTS = ", modalityWeights: {v: 0.25, t: 0.75}";
    private static final int ITEMS = 80;
    private static final int USERS = 40;

    private final Database db;

    ItemSelectionTest(Database db) {
        this.db = db;
    }

    /** Creates embeddings with few distinct values, so that there are ties and equal items. */
    private void createGraph(int seed) {
        Random random = new Random(seed);
        Object[] categories = {null, "a", "b", 1L, 1.0, 2.5, true, null};
        Boolean[] stock = {null, true, true, false};
        List<Map<String, Object>> items = new ArrayList<>();
        for (int n = 0; n < ITEMS; n++) {
            Map<String, Object> item = new HashMap<>();
            item.put("n", (long) n);
            item.put("v", embedding(random, 4));
            item.put("t", embedding(random, 3));
            item.put("inStock", stock[n < 8 ? 1 + 2 * (n % 2) : random.nextInt(4)]);
            item.put("category", categories[random.nextInt(categories.length)]);
            items.add(item);
        }
        db.run("UNWIND $items AS item CREATE (i:Item) SET i = item", Map.of("items", items));
        db.run("MATCH (i:Item {inStock: true}) SET i:InStock");
        List<Map<String, Object>> interactions = new ArrayList<>();
        for (int u = 0; u < USERS; u++) {
            for (int n = random.nextInt(6); n > 0; n--) {
                interactions.add(Map.of("u", u, "i", random.nextInt(ITEMS)));
            }
        }
        db.run("UNWIND range(0, $last) AS n CREATE (:User {n: n})", Map.of("last", USERS - 1));
        db.run(
                "UNWIND $rows AS row MATCH (u:User {n: row.u}), (i:Item {n: row.i}) CREATE (u)-[:INTERACTED]->(i)",
                Map.of("rows", interactions));
    }

    private static List<Double> embedding(Random random, int dimension) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        List<Double> embedding = new ArrayList<>();
        for (int k = 0; k < dimension; k++) {
            embedding.add(random.nextInt(3) == 0 ? random.nextDouble() : random.nextInt(3) - 1.0);
        }
        return embedding;
    }

    private record Edge(String modality, long source, long target, double value, boolean inStock, Object category) {}

    private List<Edge> similarities(String configuration) {
        return db
                .run("CALL vimmrec.similarity.stream({" + MODALITIES + configuration + "})"
                        + " YIELD modality, source, target, similarity"
                        + " RETURN modality, source.n AS source, target.n AS target, similarity AS value,"
                        + " target:InStock AS inStock, target.category AS category")
                .stream()
                .map(ItemSelectionTest::edge)
                .toList();
    }

    private List<Edge> virtual(String strategy, String configuration) {
        return db
                .run("CALL vimmrec." + strategy + ".stream({" + configuration + "}) YIELD user, item, weight"
                        + " RETURN '' AS modality, user.n AS source, item.n AS target, weight AS value,"
                        + " item:InStock AS inStock, item.category AS category")
                .stream()
                .map(ItemSelectionTest::edge)
                .toList();
    }

    private static Edge edge(Map<String, Object> row) {
        return new Edge(
                (String) row.get("modality"),
                (long) row.get("source"),
                (long) row.get("target"),
                (double) row.get("value"),
                (boolean) row.get("inStock"),
                row.get("category"));
    }

    /** The first rows of each source and modality. */
    private static List<Edge> first(List<Edge> edges, Function<Edge, Integer> most) {
        Map<String, Integer> counts = new HashMap<>();
        return edges.stream()
                .filter(edge -> counts.merge(edge.modality() + edge.source(), 1, Integer::sum) <= most.apply(edge))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldSearchTheNeighboursAmongCandidates(int seed) {
        createGraph(seed);
        List<Edge> all = similarities(", topK: 1000");
        List<Edge> expected = first(all.stream().filter(Edge::inStock).toList(), edge -> 4);
        assertThat(similarities(", topK: 4, candidateLabel: 'InStock'")).isEqualTo(expected);
        assertThat(similarities(", topK: 4, candidateProperty: 'inStock', concurrency: 1"))
                .isEqualTo(expected)
                .hasSizeGreaterThan(100);
        assertThat(expected)
                .anyMatch(edge -> !all.stream()
                        .filter(other -> other.target() == edge.source())
                        .allMatch(Edge::inStock)); // items that are not candidates have neighbours, too
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldOverlayAsIfOnlyCandidatesWereStored(int seed) {
        createGraph(seed);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + ", topK: 8})");
        String keys = "topK: 3, maxPerUser: 6" + WEIGHTS;
        List<Edge> byLabel = virtual("overlay", keys + ", candidateLabel: 'InStock'");
        List<Edge> byProperty = virtual("overlay", keys + ", candidateProperty: 'inStock'");
        db.run("MATCH ()-[r:SIMILAR_V|SIMILAR_T]->(i) WHERE NOT i:InStock DELETE r");
        List<Edge> expected = virtual("overlay", keys);
        assertThat(byLabel).isEqualTo(expected).isNotEmpty().allMatch(Edge::inStock);
        assertThat(byProperty).isEqualTo(expected);
    }

    /** Overlay on the fused similarities, with those of candidates only, is Synergistic. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldFuseTheSimilaritiesOfCandidates(int seed) {
        createGraph(seed);
        db.run("CALL vimmrec.synergistic.write({" + MODALITIES + WEIGHTS + ", topK: 1000})");
        db.run("CALL vimmrec.export.stream({}) YIELD kind, source, target, weight WITH * WHERE kind = 'neighbour'"
                + " AND target:InStock WITH source, collect({target: target, value: weight})[0..3] AS best"
                + " UNWIND best AS row WITH source, row.target AS target, row.value AS value"
                + " CREATE (source)-[:SIMILAR_F {score: value}]->(target)");
        List<Edge> expected = virtual("overlay", "modalities: ['f'], maxPerUser: 6");
        String keys = MODALITIES + WEIGHTS + ", topK: 3, maxPerUser: 6";
        assertThat(virtual("synergistic", keys + ", candidateLabel: 'InStock'"))
                .isEqualTo(expected)
                .isNotEmpty()
                .allMatch(Edge::inStock);
        assertThat(virtual("synergistic", keys + ", candidateProperty: 'inStock', concurrency: 1"))
                .isEqualTo(expected);
    }

    /** Cypher's values 1 and 1.0 are equal, and so are the groups. */
    private static Object group(Edge edge) {
        return edge.category() instanceof Double number && number == Math.rint(number)
                ? (Object) number.longValue()
                : edge.category();
    }

    private static List<Edge> limited(List<Edge> all, Integer maxPerGroup, int maxPerUser, Integer maxPerItem) {
        Map<Object, Integer> groups = new HashMap<>();
        Map<Long, Integer> users = new HashMap<>();
        // By node id, because Neo4j gives the ids of deleted nodes to new ones.
        List<Long> order = all.stream().map(Edge::source).distinct().toList();
        List<Edge> taken = new ArrayList<>();
        for (Edge edge : all) {
            Object group = group(edge);
            boolean fits = maxPerGroup == null
                    || group == null
                    || groups.getOrDefault(List.of(edge.source(), group), 0) < maxPerGroup;
            if (fits && users.getOrDefault(edge.source(), 0) < maxPerUser) {
                taken.add(edge);
                users.merge(edge.source(), 1, Integer::sum);
                groups.merge(List.of(edge.source(), group == null ? "none" : group), 1, Integer::sum);
            }
        }
        return taken.stream()
                .filter(edge -> maxPerItem == null
                        || taken.stream()
                                        .filter(other -> other.target() == edge.target()
                                                && (other.value() > edge.value()
                                                        || other.value() == edge.value()
                                                                && order.indexOf(other.source())
                                                                        < order.indexOf(edge.source())))
                                        .count()
                                < maxPerItem)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "1, overlay, 1, 4, ",
        "2, overlay, 2, 5, 2",
        "3, overlay, , 4, 3",
        "4, synergistic, 1, 4, 1",
        "5, synergistic, 2, 1000, "
    })
    void shouldLimitTheItemsOfUsersAndTheUsersOfItems(
            int seed, String strategy, Integer maxPerGroup, int maxPerUser, Integer maxPerItem) {
        createGraph(seed);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        String keys = MODALITIES + WEIGHTS + ", topK: 6";
        List<Edge> all = virtual(strategy, keys);
        String limits = (maxPerGroup == null ? "" : ", maxPerGroup: {category: " + maxPerGroup + "}")
                + (maxPerItem == null ? "" : ", maxPerItem: " + maxPerItem)
                + ", maxPerUser: " + maxPerUser;
        List<Edge> expected = limited(all, maxPerGroup, maxPerUser, maxPerItem);
        assertThat(virtual(strategy, keys + limits)).isEqualTo(expected).hasSizeLessThan(all.size());
        Map<String, Object> estimate =
                db.row("CALL vimmrec." + strategy + ".write.estimate({" + keys + limits + "}) YIELD relationshipCount");
        Map<String, Object> written = db.row("CALL vimmrec." + strategy + ".write({" + keys + limits + "})"
                + " YIELD virtualInteractions, relationshipsCreated");
        assertThat(written)
                .isEqualTo(Map.of(
                        "virtualInteractions", (long) expected.size(), "relationshipsCreated", (long) expected.size()));
        assertThat((long) estimate.get("relationshipCount")).isGreaterThanOrEqualTo(expected.size());
    }

    /** Every pair's explanation agrees with what is proposed. */
    @Test
    void shouldExplainWhatExcludesAnItem() {
        createGraph(6);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + ", topK: 8})");
        String keys = "topK: 4, maxPerUser: 5, maxPerItem: 3, maxPerGroup: {category: 1}, candidateLabel: 'InStock'"
                + WEIGHTS;
        List<Edge> kept = virtual("overlay", keys);
        Map<String, Integer> reasons = new LinkedHashMap<>();
        for (Map<String, Object> row : db.run("MATCH (u:User)-->() WITH DISTINCT u MATCH (i:Item)"
                + " CALL vimmrec.explain({user: u, item: i, " + keys + "}) YIELD kept, reason, weight"
                + " RETURN DISTINCT u.n AS u, i.n AS i, kept, reason, weight")) {
            Edge edge = kept.stream()
                    .filter(each -> each.source() == (long) row.get("u") && each.target() == (long) row.get("i"))
                    .findFirst()
                    .orElse(null);
            String reason = (String) row.get("reason");
            assertThat(row).as(reason).containsEntry("kept", edge != null);
            if (edge != null) {
                assertThat(row).containsEntry("weight", edge.value());
            }
            reasons.merge(reason.replaceAll("[0-9.]+", "#"), 1, Integer::sum);
        }
        assertThat(reasons)
                .containsKeys(
                        "A virtual interaction of weight #, number # of the user's by weight#",
                        "No virtual interaction: the item does not have the label [InStock] (`candidateLabel`)#",
                        "No virtual interaction: it is number # of the user's by weight, and `maxPerGroup` allows #"
                                + " with the same [category]#",
                        "No virtual interaction: it is number # of those that `maxPerGroup` allows, and `maxPerUser`"
                                + " is ##".replace("##", "#"),
                        "No virtual interaction: it is not among the item's # strongest (`maxPerItem`)#");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldTakeOtherNumbersOfNeighboursByModality(int seed) {
        createGraph(seed);
        List<Edge> all = similarities(", topK: 9");
        List<Edge> expected = first(all, edge -> edge.modality().equals("v") ? 2 : 9);
        assertThat(similarities(", topK: {v: 2, t: 9}")).isEqualTo(expected).isNotEqualTo(all);
        assertThat(similarities(", topK: {v: 2}"))
                .isEqualTo(first(similarities(""), edge -> edge.modality().equals("v") ? 2 : 10));
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + ", topK: 9})");
        List<Edge> ofMany = virtual("overlay", "topK: {v: 2, t: 5}" + WEIGHTS);
        List<Edge> ofSome = virtual("overlay", "topK: {v: 2}" + WEIGHTS);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + ", topK: {v: 2, t: 9}})");
        assertThat(virtual("overlay", WEIGHTS.substring(2))).isEqualTo(ofSome);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + ", topK: {v: 2, t: 5}})");
        assertThat(virtual("overlay", WEIGHTS.substring(2))).isEqualTo(ofMany).isNotEqualTo(ofSome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p0", "p37.5", "p90", "p100"})
    void shouldCutAtAPercentile(String percentile) {
        createGraph(3);
        List<Edge> all = similarities(", topK: 7, similarityCutoff: -1");
        List<Edge> expected = new ArrayList<>();
        for (String modality : all.stream().map(Edge::modality).distinct().toList()) {
            List<Double> sorted = all.stream()
                    .filter(edge -> edge.modality().equals(modality))
                    .map(Edge::value)
                    .sorted()
                    .toList();
            double place = Double.parseDouble(percentile.substring(1)) / 100 * (sorted.size() - 1);
            double below = sorted.get((int) place);
            double above = sorted.get((int) Math.ceil(place));
            double cutoff = below + (place - (int) place) * (above - below);
            all.stream()
                    .filter(edge -> edge.modality().equals(modality) && edge.value() > cutoff)
                    .forEach(expected::add);
        }
        assertThat(similarities(", topK: 7, similarityCutoff: '" + percentile + "'"))
                .isEqualTo(expected);
        assertThat(similarities(", topK: 7, similarityCutoff: {v: '" + percentile + "', t: '" + percentile + "'}"))
                .isEqualTo(expected);
    }

    @Test
    void shouldReadCandidatesOfTheCallersTransaction() {
        createGraph(4);
        try (Transaction tx = db.service().beginTx()) {
            Database.run(tx, "MATCH (i:Item) REMOVE i:InStock", Map.of());
            Database.run(tx, "MATCH (i:Item {n: 5}) SET i:InStock", Map.of());
            assertThat(Database.run(
                            tx,
                            "CALL vimmrec.similarity.stream({" + MODALITIES + ", candidateLabel: 'InStock'})"
                                    + " YIELD target RETURN DISTINCT target.n AS n",
                            Map.of()))
                    .isEqualTo(List.of(Map.of("n", 5L)));
        }
    }

    @Test
    void shouldProposeNothingIfNothingIsInStock() {
        createGraph(4);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        db.run("MATCH (i:Item) SET i.inStock = false");
        assertThat(virtual("overlay", "candidateProperty: 'inStock'")).isEmpty();
        assertThat(virtual("synergistic", MODALITIES + ", candidateProperty: 'inStock'"))
                .isEmpty();
        assertThat(similarities(", candidateProperty: 'inStock'")).isEmpty();
        for (String call : List.of("overlay.stats({", "similarity.stats({" + MODALITIES + ", ")) {
            assertThat(db.run("CALL vimmrec." + call + "candidateProperty: 'inStock'}) YIELD notices"))
                    .containsOnly(Map.of("notices", List.of(Notices.NO_CANDIDATES)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "candidateLabel: 'InStok'  | no node with the label [Item] has the label [InStok] (`candidateLabel`). Did you"
                        + " mean [InStock]?",
                "candidateLabel: 'User'    | no node with the label [Item] has the label [User] (`candidateLabel`).",
                "candidateProperty: 'stock'| no node with the label [Item] has the property [stock] (`candidateProperty`). Did"
                        + " you mean [inStock]?",
                "candidateProperty: 'n'    | `candidateProperty`: the property [n] of node",
                "candidateProperty: 'v'    | must be true or false, but was of type double[].",
                "maxPerGroup: {kind: 1}    | no node with the label [Item] has the property [kind] (`maxPerGroup.kind`).",
                "maxPerGroup: {v: 1}       | must be a single value, but is a list.",
                "topK: {w: 1}              | which is not one of the modalities [t, v]"
            })
    void shouldRefuseWhatTheGraphDoesNotHave(String key, String message) {
        createGraph(5);
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        List<String> calls = new ArrayList<>(List.of("overlay.stream({", "overlay.write({" + MODALITIES + ", "));
        if (!key.startsWith("topK")) {
            calls.add("synergistic.stats({" + MODALITIES + ", ");
            calls.add("evaluate({" + MODALITIES + ", ");
        }
        if (!key.startsWith("maxPerGroup")) {
            calls.add("similarity.stream({" + MODALITIES + ", ");
            calls.add("similarity.write({" + MODALITIES + ", ");
        }
        for (String call : calls) {
            assertThatThrownBy(() -> db.run("CALL vimmrec." + call + key + "})"))
                    .as(call)
                    .hasMessageContaining(message);
        }
    }
}
