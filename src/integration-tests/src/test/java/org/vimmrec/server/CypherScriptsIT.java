package org.vimmrec.server;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.vimmrec.server.Catalogue.MODALITIES;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.driver.Record;
import org.neo4j.driver.Result;
import org.neo4j.driver.Session;
import org.neo4j.driver.summary.ResultSummary;

/**
 * Runs the scripts in the folder {@code cypher} in order, each of them twice, in a server process with GDS. Compares
 * their results and the content of the database with {@link Catalogue}, which computes the same in plain Java.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CypherScriptsIT {

    /** The parameters in the scripts. */
    private static final int TOP_K = 10;

    private static final double VIRTUAL_WEIGHT = 0.01;
    private static final int ITEMS = 200;
    private static final int USERS = 600;

    /** The plugin compares embeddings in single precision. */
    private static final double PRECISION = 1e-6;

    private static final Offset<Double> CLOSE = within(PRECISION);

    private Catalogue catalogue;
    private Map<String, Double> coInteractionWeights;
    private Map<String, Double> recommendedWeights;
    /** The virtual interactions that {@code 05-evaluation.cypher} recommends. */
    private Map<String, Map<String, Double>> overlay;

    private Map<String, Map<String, Double>> synergistic;
    private Neo4jServer server;

    /** Checks the rows of each statement of a script. */
    private interface Check {
        /** @param again whether this is the second run */
        void accept(List<List<Record>> results, boolean again) throws IOException;
    }

    private final Map<String, Check> checks = Map.ofEntries(
            entry("01-schema.cypher", this::checkSchema),
            entry("02-load.cypher", this::checkLoadedData),
            entry("03-similarity.cypher", this::checkNeighbours),
            entry("04-statistics.cypher", this::checkWeights),
            entry("05-evaluation.cypher", this::checkEvaluation),
            entry("06-overlay.cypher", this::checkOverlay),
            entry("07-synergistic.cypher", this::checkSynergistic),
            entry("08-recommendation.cypher", this::checkRecommendations),
            entry("09-gds.cypher", this::checkGdsResults),
            entry("10-update.cypher", this::checkUpdates),
            entry("11-gds-evaluation.cypher", this::checkGdsEvaluation),
            entry("12-clean-up.cypher", this::checkCleanUp));

    @BeforeAll
    void startServer() throws IOException, InterruptedException {
        catalogue = new Catalogue();
        synergistic = catalogue.synergistic(TOP_K, VIRTUAL_WEIGHT, Integer.MAX_VALUE);
        server = new Neo4jServer("cypher-scripts").start();
    }

    @AfterAll
    void shouldLogNoWarnings() throws IOException {
        server.close();
        assertThat(server.warningsAboutThePlugin()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void shouldGiveTheExpectedResultInBothRuns(CypherScript script) throws IOException {
        assertThat(checks).as("checks of scripts").containsKey(script.name());
        checks.get(script.name()).accept(run(script), false);
        Map<String, Double> database = allRelationships();

        checks.get(script.name()).accept(run(script), true);
        assertThat(allRelationships()).as("the database after a second run").isEqualTo(database);
    }

    static Stream<Named<CypherScript>> scripts() throws IOException {
        return CypherScript.all().stream().map(script -> Named.of(script.name(), script));
    }

    private List<List<Record>> run(CypherScript script) {
        List<List<Record>> results = new ArrayList<>();
        try (Session session = server.driver().session()) {
            for (String statement : script.statements()) {
                Result result = session.run(statement);
                results.add(result.list());
                ResultSummary summary = result.consume();
                assertThat(summary.gqlStatusObjects())
                        .as("warnings about %s", statement)
                        .noneMatch(status -> status.gqlStatus().startsWith("01"));
            }
        }
        return results;
    }

    private void checkSchema(List<List<Record>> results, boolean again) {
        assertThat(strings(server.run("SHOW CONSTRAINTS YIELD name"), "name"))
                .containsExactlyInAnyOrder("item_id", "user_id");
        assertThat(strings(
                        server.run("SHOW INDEXES YIELD name, owningConstraint, type "
                                + "WHERE owningConstraint IS NULL AND type <> 'LOOKUP'"),
                        "name"))
                .containsExactly("item_title");
    }

    private void checkLoadedData(List<List<Record>> results, boolean again) {
        Record items = only(results.get(2));
        assertThat(items.get("items").asInt()).isEqualTo(ITEMS);
        assertThat(items.get("withVisual").asLong())
                .isEqualTo(catalogue.having("visual"))
                .isLessThan(ITEMS);
        assertThat(items.get("withText").asLong())
                .isEqualTo(catalogue.having("text"))
                .isLessThan(ITEMS);
        assertThat(items.get("withAudio").asLong())
                .isEqualTo(catalogue.having("audio"))
                .isLessThan(ITEMS);
        assertThat(items.get("neverWatched").asLong())
                .isEqualTo(catalogue.coldItems().size())
                .isEqualTo(6);
        Record users = only(results.get(3));
        assertThat(users.get("users").asInt()).isEqualTo(USERS);
        assertThat(users.get("interactions").asLong()).isEqualTo(catalogue.interactions());
    }

    private void checkNeighbours(List<List<Record>> results, boolean again) {
        Record estimate = only(results.get(0));
        assertThat(estimate.get("requiredMemory").asString()).isNotBlank();
        assertThat(estimate.get("nodeCount").asLong()).isEqualTo(ITEMS);

        long written = 0;
        for (String modality : MODALITIES) {
            Map<String, Map<String, Double>> nearest = catalogue.neighbours(modality, TOP_K);
            long pairs = count(nearest);
            written += pairs;

            Record stats = rowWith(results.get(1), "modality", modality);
            assertThat(stats.get("nodesCompared").asLong()).isEqualTo(catalogue.having(modality));
            assertThat(stats.get("nodesMissing").asLong()).isEqualTo(ITEMS - catalogue.having(modality));
            assertThat(stats.get("dimension").asLong()).isEqualTo(catalogue.dimension(modality));
            assertThat(stats.get("similarityPairs").asLong()).isEqualTo(pairs);
            assertThat(stats.get("mean").asDouble()).isCloseTo(mean(nearest), within(1e-3));

            Record write = rowWith(results.get(2), "modality", modality);
            assertThat(write.get("relationshipType").asString()).isEqualTo(similar(modality));
            assertWritten(write, pairs, again);
            assertThat(stored(similar(modality), "Item", "itemId", "score"))
                    .usingRecursiveComparison()
                    .withComparatorForType(new DoubleComparator(PRECISION), Double.class)
                    .isEqualTo(flat(nearest));
        }
        assertThat(estimate.get("relationshipCount").asLong()).isGreaterThanOrEqualTo(written);

        String bread = catalogue.itemTitled("Sourdough in four folds");
        List<Object> alike = new ArrayList<>();
        for (String modality : List.of("audio", "text", "visual")) {
            catalogue
                    .neighbours(modality, TOP_K)
                    .get(bread)
                    .keySet()
                    .forEach(item -> alike.add(List.of(similar(modality), catalogue.titles.get(item))));
        }
        assertThat(results.get(3))
                .extracting(row -> (Object)
                        List.of(row.get("modality").asString(), row.get("title").asString()))
                .containsExactlyElementsOf(alike);

        assertThat(results.get(4)).hasSize(5);
        double mostAlike = catalogue.neighbours("text", 1).values().stream()
                .flatMap(of -> of.values().stream())
                .mapToDouble(s -> s)
                .max()
                .orElseThrow();
        assertThat(results.get(4).get(0).get("similarity").asDouble()).isCloseTo(mostAlike, CLOSE);
    }

    private void checkWeights(List<List<Record>> results, boolean again) {
        assertThat(strings(results.get(0), "modality")).containsExactly("audio", "text", "visual");
        Map<String, Double> weights = catalogue.meanWeights(TOP_K);
        for (String modality : MODALITIES) {
            Map<String, Map<String, Double>> nearest = catalogue.neighbours(modality, TOP_K);
            Record row = rowWith(results.get(0), "modality", modality);
            assertThat(row.get("relationshipType").asString()).isEqualTo(similar(modality));
            assertThat(row.get("relationshipCount").asLong()).isEqualTo(count(nearest));
            assertThat(row.get("mean").asDouble()).isCloseTo(mean(nearest), CLOSE);
            assertThat(row.get("weight").asDouble()).isCloseTo(weights.get(modality), CLOSE);
            assertThat(row.get("max").asDouble())
                    .isCloseTo(
                            flat(nearest).values().stream()
                                    .mapToDouble(s -> s)
                                    .max()
                                    .orElseThrow(),
                            CLOSE);
        }
        assertThat(strings(results.get(1), "modality")).containsExactly("audio", "text", "visual");
        coInteractionWeights = new HashMap<>();
        results.get(1)
                .forEach(row -> coInteractionWeights.put(
                        row.get("modality").asString(), row.get("weight").asDouble()));
        assertThat(coInteractionWeights.values().stream().mapToDouble(w -> w).sum())
                .isCloseTo(1, CLOSE);
        // Interactions and embeddings are both clustered by topic, so each modality is useful.
        assertThat(results.get(1)).allMatch(row -> row.get("weight").asDouble() > 0);
    }

    private void checkEvaluation(List<List<Record>> results, boolean again) {
        assertThat(strings(results.get(0), "recommender")).containsExactly("graphFilter", "graphFilter", "popularity");
        Record best = rowWith(results.get(0), "strategy", "overlay");
        assertThat(best.get("best").asBoolean()).isTrue();
        assertThat(best.get("recommendation").asString())
                .startsWith("Augment this graph: call vimmrec.similarity.write with topK: " + TOP_K
                        + ", then call vimmrec.overlay.write with ");
        assertThat(best.get("topK").asInt()).isLessThanOrEqualTo(TOP_K);
        recommendedWeights =
                best.get("weighting").asString().equals("mean") ? catalogue.meanWeights(TOP_K) : coInteractionWeights;
        overlay = catalogue.overlay(
                recommendedWeights,
                best.get("topK").asInt(),
                false,
                best.get("virtualWeight").asDouble(),
                Integer.MAX_VALUE);
    }

    private void checkOverlay(List<List<Record>> results, boolean again) {
        Record stats = only(results.get(0));
        assertThat(stats.get("usersProcessed").asInt()).isEqualTo(USERS);
        assertThat(stats.get("usersAugmented").asLong())
                .isEqualTo(overlay.values().stream()
                        .filter(ofUser -> !ofUser.isEmpty())
                        .count());
        assertThat(stats.get("virtualInteractions").asLong()).isEqualTo(count(overlay));
        assertThat(stats.get("meanPerUser").asDouble()).isCloseTo((double) count(overlay) / USERS, CLOSE);
        assertThat(stats.get("modalityWeights").asMap(v -> v.asDouble()))
                .usingRecursiveComparison()
                .withComparatorForType(new DoubleComparator(PRECISION), Double.class)
                .isEqualTo(recommendedWeights);
        assertThat(stats.get("weightDistribution").get("mean").asDouble()).isCloseTo(mean(overlay), within(1e-3));

        Record write = only(results.get(1));
        assertThat(write.get("relationshipType").asString()).isEqualTo("VIRTUAL_INTERACTED");
        assertWritten(write, count(overlay), again);
        assertVirtual("VIRTUAL_INTERACTED", overlay);

        Record ada = only(results.get(2));
        assertThat(ada.get("watched").asList(v -> v.asString()))
                .containsExactlyInAnyOrderElementsOf(
                        catalogue.titles(catalogue.plays.get("ada").keySet()));
        assertThat(ada.get("suggested").asList(v -> v.asString()))
                .containsExactlyElementsOf(
                        catalogue.titles(overlay.get("ada").keySet()).subList(0, 3));

        Map<String, Double> byPlays =
                flat(catalogue.overlay(catalogue.meanWeights(TOP_K), TOP_K, true, VIRTUAL_WEIGHT, 3));
        assertThat(results.get(3)).hasSize(10).allSatisfy(row -> {
            String user = row.get("user").asString();
            String item = catalogue.itemTitled(row.get("item").asString());
            assertThat(row.get("weight").asDouble()).isCloseTo(byPlays.get(user + " " + item), CLOSE);
        });
    }

    private void checkSynergistic(List<List<Record>> results, boolean again) {
        Record write = only(results.get(0));
        assertThat(write.get("relationshipType").asString()).isEqualTo("VIRTUAL_SYNERGISTIC");
        assertThat(write.get("virtualInteractions").asLong()).isEqualTo(count(synergistic));
        assertMeanWeights(write);
        assertWritten(write, count(synergistic), again);
        assertVirtual("VIRTUAL_SYNERGISTIC", synergistic);

        Record customWeights = only(results.get(1));
        assertThat(customWeights.get("modalityWeights").asMap(v -> v.asDouble()))
                .isEqualTo(Map.of("visual", 0.25, "text", 0.5, "audio", 0.25));
        assertThat(customWeights.get("virtualInteractions").asLong()).isPositive();

        Map<String, Double> both = flat(overlay);
        both.keySet().retainAll(flat(synergistic).keySet());
        Record agreement = only(results.get(2));
        assertThat(agreement.get("byOverlay").asLong()).isEqualTo(count(overlay));
        assertThat(agreement.get("byBoth").asInt()).isEqualTo(both.size()).isPositive();
    }

    private void checkRecommendations(List<List<Record>> results, boolean again) {
        assertRecommended(results.get(0), overlay);
        assertRecommended(results.get(1), Map.of());

        List<String> cold =
                catalogue.titles(catalogue.coldItems()).stream().sorted().toList();
        assertThat(strings(results.get(2), "title")).isEqualTo(cold);
        for (Record row : results.get(2)) {
            String item = catalogue.itemTitled(row.get("title").asString());
            List<String> users = overlay.keySet().stream()
                    .filter(user -> overlay.get(user).containsKey(item))
                    .sorted((a, b) -> Double.compare(
                            overlay.get(b).get(item), overlay.get(a).get(item)))
                    .toList();
            assertThat(row.get("people").asInt()).isEqualTo(users.size()).isPositive();
            assertThat(row.get("first").asList(v -> v.asString()))
                    .isEqualTo(users.stream().limit(3).toList());
        }
    }

    /**
     * The score of an item is the sum over all paths user - item - other user - item of the product of the three
     * weights.
     */
    private void assertRecommended(List<Record> rows, Map<String, Map<String, Double>> virtual) {
        Map<String, Map<String, Double>> edges = new HashMap<>();
        catalogue.plays.forEach((user, seen) -> {
            Map<String, Double> ofUser = new HashMap<>(virtual.getOrDefault(user, Map.of()));
            seen.keySet().forEach(item -> ofUser.put(item, 1.0));
            edges.put(user, ofUser);
        });
        Map<String, Double> scores = new HashMap<>();
        edges.get("ada")
                .forEach((shared, mine) -> edges.forEach((other, theirs) -> {
                    if (!other.equals("ada") && theirs.containsKey(shared)) {
                        theirs.forEach((item, also) -> {
                            if (!item.equals(shared)
                                    && !catalogue.plays.get("ada").containsKey(item)) {
                                scores.merge(catalogue.titles.get(item), mine * theirs.get(shared) * also, Double::sum);
                            }
                        });
                    }
                }));
        List<Double> best = scores.values().stream()
                .sorted((a, b) -> Double.compare(b, a))
                .limit(5)
                .toList();
        assertThat(rows).hasSize(5);
        for (int rank = 0; rank < 5; rank++) {
            assertThat(rows.get(rank).get("score").asDouble()).isCloseTo(best.get(rank), CLOSE);
            assertThat(rows.get(rank).get("score").asDouble())
                    .isCloseTo(scores.get(rows.get(rank).get("title").asString()), CLOSE);
        }
    }

    private void checkGdsResults(List<List<Record>> results, boolean again) {
        long edges = catalogue.interactions() + count(overlay);
        assertThat(strings(results.get(0), "graphName")).isEqualTo(again ? List.of("augmented") : List.of());
        Record augmented = only(results.get(1));
        assertThat(augmented.get("nodeCount").asLong()).isEqualTo(ITEMS + USERS);
        assertThat(augmented.get("relationshipCount").asLong()).isEqualTo(2 * edges);
        assertThat(only(results.get(2)).get("nodePropertiesWritten").asLong()).isEqualTo(ITEMS + USERS);
        assertThreeForEachUser(results.get(3), "similarUser", catalogue.plays.keySet());
        assertThreeForEachUser(results.get(4), "item", catalogue.titles.values());

        assertThat(strings(results.get(5), "graphName")).isEqualTo(again ? List.of("straight") : List.of());
        Record straight = only(results.get(6));
        assertThat(straight.get("relationshipCount").asLong()).isEqualTo(2 * edges);
        assertThat(results.get(7))
                .hasSize(5)
                .noneMatch(row -> catalogue
                        .titles(catalogue.plays.get("ada").keySet())
                        .contains(row.get("title").asString()));

        // In both projections, real interactions have the weight 1 and virtual ones their own weight.
        double expected = 2
                * (catalogue.interactions()
                        + flat(overlay).values().stream().mapToDouble(w -> w).sum());
        for (String graph : List.of("augmented", "straight")) {
            Record sum = only(server.run("CALL gds.graph.relationshipProperty.stream('" + graph + "', 'weight') "
                    + "YIELD propertyValue RETURN sum(propertyValue) AS weight"));
            assertThat(sum.get("weight").asDouble()).as(graph).isCloseTo(expected, within(1e-4));
        }
    }

    private void checkUpdates(List<List<Record>> results, boolean again) {
        assertThat(strings(results.get(0), "relationshipType"))
                .containsExactlyInAnyOrder(
                        "SIMILAR_VISUAL", "SIMILAR_TEXT", "SIMILAR_AUDIO", "VIRTUAL_INTERACTED", "VIRTUAL_SYNERGISTIC");
        assertThat(results.get(0))
                .allMatch(row -> row.get("complete").asBoolean()
                        && row.get("itemsChanged").asLong() == 0);
        assertThat(results.get(1)).hasSize(MODALITIES.size());
        for (List<Record> rows : results.subList(1, 4)) {
            assertThat(rows)
                    .allMatch(row -> row.get("mode").asString().equals("update")
                            && row.get("itemsChanged").asLong() == 0);
        }
        assertThat(only(results.get(2)).get("virtualInteractions").asLong()).isEqualTo(count(overlay));
        assertThat(only(results.get(3)).get("virtualInteractions").asLong()).isEqualTo(count(synergistic));
    }

    private void checkGdsEvaluation(List<List<Record>> results, boolean again) throws IOException {
        Catalogue training = new Catalogue();
        Set<String> asked = new TreeSet<>();
        Set<String> askedWithFew = new TreeSet<>();
        int n = 0;
        for (String user : catalogue.plays.keySet()) {
            for (String item : new TreeSet<>(catalogue.plays.get(user).keySet())) {
                if (n++ % 5 == 0 && catalogue.plays.get(user).size() > 1) {
                    training.plays.get(user).remove(item);
                    asked.add(user);
                }
            }
            if (asked.contains(user) && training.plays.get(user).size() <= 3) {
                askedWithFew.add(user);
            }
        }
        Record split = only(results.get(0));
        assertThat(split.get("training").asLong()).isEqualTo(training.interactions());
        assertThat(split.get("heldOut").asLong())
                .isEqualTo(catalogue.interactions() - training.interactions())
                .isPositive();

        // Virtual interactions are computed from the training interactions, so they may include held-out items.
        long edges =
                training.interactions() + count(training.overlay(training.meanWeights(TOP_K), TOP_K, false, 1, 10));
        assertThat(only(results.get(2)).get("relationshipCount").asLong()).isEqualTo(2 * edges);

        assertThat(strings(results.get(4), "learnedFrom")).containsExactly("Real", "RealAndVirtual");
        assertThat(results.get(4)).allSatisfy(row -> {
            assertThat(row.get("people").asInt()).isEqualTo(asked.size());
            assertThat(row.get("peopleWithFew").asInt())
                    .isEqualTo(askedWithFew.size())
                    .isPositive();
            assertThat(row.get("recallAt20").asDouble()).isBetween(20.0 / ITEMS, 1.0); // better than 20 random items
        });
        assertThat(only(results.get(5)).get("deleted").asLong()).isEqualTo(catalogue.interactions());
    }

    private void checkCleanUp(List<List<Record>> results, boolean again) {
        List<Long> deleted = results.subList(2, 5).stream()
                .flatMap(List::stream)
                .map(row -> row.get("relationshipsDeleted").asLong())
                .toList();
        if (again) {
            assertThat(deleted).allMatch(number -> number == 0);
        } else {
            long similarities = MODALITIES.stream()
                    .mapToLong(modality -> count(catalogue.neighbours(modality, TOP_K)))
                    .sum();
            assertThat(deleted).hasSize(5);
            assertThat(deleted.stream().mapToLong(number -> number).sum())
                    .isEqualTo(count(overlay) + count(synergistic) + similarities);
        }
        assertThat(only(results.get(5)).get("evaluationsDeleted").asLong()).isEqualTo(again ? 0 : 1);
        assertThat(server.run("CALL gds.graph.list() YIELD graphName")).isEmpty();
        Record left = only(
                server.run("MATCH (:User)-[r]->(:Item) RETURN count(r) AS number, collect(DISTINCT type(r)) AS types"));
        assertThat(left.get("types").asList()).isEqualTo(List.of("INTERACTED"));
        assertThat(left.get("number").asLong()).isEqualTo(catalogue.interactions());
        assertThat(only(server.run("MATCH (n) WHERE NOT n:User AND NOT n:Item RETURN count(n) AS number"))
                        .get("number")
                        .asLong())
                .isZero();
        assertThat(only(server.run("MATCH ()-[r]->() RETURN count(r) AS number"))
                        .get("number")
                        .asLong())
                .isEqualTo(catalogue.interactions());
    }

    private static void assertThreeForEachUser(List<Record> rows, String column, Iterable<String> known) {
        Map<String, Long> perUser = new TreeMap<>();
        for (Record row : rows) {
            perUser.merge(row.get("user").asString(), 1L, Long::sum);
            assertThat(known).contains(row.get(column).asString());
            assertThat(row.get("similarity").asDouble()).isBetween(0.0, 1.0);
        }
        assertThat(perUser)
                .hasSize(USERS)
                .allSatisfy((user, number) -> assertThat(number).isEqualTo(3));
    }

    private void assertMeanWeights(Record row) {
        assertThat(row.get("modalityWeights").asMap(v -> v.asDouble()))
                .usingRecursiveComparison()
                .withComparatorForType(new DoubleComparator(PRECISION), Double.class)
                .isEqualTo(catalogue.meanWeights(TOP_K));
    }

    private void assertVirtual(String type, Map<String, Map<String, Double>> expected) {
        assertThat(stored(type, "User", "userId", "weight"))
                .usingRecursiveComparison()
                .withComparatorForType(new DoubleComparator(PRECISION), Double.class)
                .isEqualTo(flat(expected));
    }

    private static void assertWritten(Record row, long all, boolean again) {
        assertThat(row.get("relationshipsCreated").asLong()).isEqualTo(again ? 0 : all);
        assertThat(row.get("relationshipsUnchanged").asLong()).isEqualTo(again ? all : 0);
        assertThat(row.get("relationshipsUpdated").asLong()).isZero();
        assertThat(row.get("relationshipsDeleted").asLong()).isZero();
    }

    /** The property value of each relationship of a type, by the ids of both nodes. */
    private Map<String, Double> stored(String type, String label, String id, String property) {
        Map<String, Double> stored = new TreeMap<>();
        server.run("MATCH (a:" + label + ")-[r:" + type + "]->(b:Item) " + "RETURN a." + id
                        + " + ' ' + b.itemId AS pair, r." + property + " AS number")
                .forEach(row ->
                        stored.put(row.get("pair").asString(), row.get("number").asDouble()));
        return stored;
    }

    private Map<String, Double> allRelationships() {
        Map<String, Double> all = new TreeMap<>();
        server.run(
                        "MATCH (a)-[r]->(b) RETURN elementId(r) + type(r) AS id, coalesce(r.score, r.weight, r.plays) AS number")
                .forEach(row ->
                        all.put(row.get("id").asString(), row.get("number").asDouble()));
        return all;
    }

    private static String similar(String modality) {
        return "SIMILAR_" + modality.toUpperCase(Locale.ROOT);
    }

    private static Map<String, Double> flat(Map<String, Map<String, Double>> edges) {
        Map<String, Double> flat = new TreeMap<>();
        edges.forEach((a, ofA) -> ofA.forEach((b, number) -> flat.put(a + " " + b, number)));
        return flat;
    }

    private static long count(Map<String, Map<String, Double>> edges) {
        return flat(edges).size();
    }

    private static double mean(Map<String, Map<String, Double>> edges) {
        return flat(edges).values().stream()
                .mapToDouble(number -> number)
                .average()
                .orElseThrow();
    }

    private static List<String> strings(List<Record> rows, String column) {
        return rows.stream().map(row -> row.get(column).asString()).toList();
    }

    private static Record only(List<Record> rows) {
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private static Record rowWith(List<Record> rows, String column, String value) {
        return only(rows.stream()
                .filter(row -> row.get(column).asString().equals(value))
                .toList());
    }
}
