package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Entity;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;
import org.vimmrec.reference.Aggregation;
import org.vimmrec.reference.Interaction;
import org.vimmrec.reference.Neighbour;
import org.vimmrec.reference.Reference;
import org.vimmrec.reference.VirtualInteraction;

/**
 * Runs the procedures on random graphs with invalid properties. Compares the results for valid data with the reference.
 */
@Tag("long")
@ExtendWith(SharedDatabase.class)
class BrokenDataFuzzTest {
    private static final List<String> MODALITIES = List.of("a", "b");
    private static final String CONFIGURATION =
            "modalities: {a: 'a', b: 'b'}, invalidEmbeddings: '%s', similarityCutoff: %s, topK: %d";
    /** Embeddings have single precision. */
    private static final double PRECISION = 2e-6;
    /** The first kinds of embeddings are valid. */
    private static final int VALID_KINDS = 12;

    private static final int KINDS = 28;

    private final Database db;
    private Random random;

    BrokenDataFuzzTest(Database db) {
        this.db = db;
    }

    /** The embedding of an item in a modality. The numbers are null if it is missing or invalid. */
    private record Value(double[] numbers, boolean broken) {
        static final Value MISSING = new Value(null, false);
        static final Value BROKEN = new Value(null, true);
    }

    /** Items in the order of their ids, with their embeddings by modality. */
    private record Items(List<String> elementIds, Map<String, List<Value>> values) {

        /** Embedding by item; null without a usable one. */
        double[][] embeddings(String modality) {
            return values.get(modality).stream()
                    .map(value -> Reference.present(value.numbers) ? value.numbers : null)
                    .toArray(double[][]::new);
        }

        List<String> broken(String modality) {
            List<String> broken = new ArrayList<>();
            for (int i = 0; i < elementIds.size(); i++) {
                if (values.get(modality).get(i).broken) {
                    broken.add(elementIds.get(i));
                }
            }
            return broken;
        }

        int dimension(String modality) {
            return Arrays.stream(embeddings(modality))
                    .filter(row -> row != null)
                    .mapToInt(row -> row.length)
                    .findAny()
                    .orElse(0);
        }
    }

    @Test
    void shouldNameTheNodeOfAnInvalidEmbeddingOrEqualTheReference() {
        int graphs = Rounds.of(80, 5000);
        int rejected = 0;
        for (int seed = 0; seed < graphs; seed++) {
            random = new Random(seed);
            Items items = createItems();
            if (items != null) {
                rejected += checkSimilarities(items, "graph " + seed) ? 1 : 0;
                checkVirtualInteractions(items, "graph " + seed);
            }
            db.clear();
        }
        System.out.println("graphs: " + graphs + "; with rejected embeddings: " + rejected);
        assertThat(rejected).isBetween(graphs / 10, graphs - graphs / 10);
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Embeddings

    /** Returns null if no item has one of the modalities, which is an error that other tests check. */
    private Items createItems() {
        int count = 1 + random.nextInt(25);
        Map<Node, Map<String, Object>> stored = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        try (Transaction tx = db.service().beginTx()) {
            for (int n = 0; n < count; n++) {
                Node node = tx.createNode(Label.label("Item"));
                nodes.add(node);
                stored.put(node, new HashMap<>());
            }
            nodes.sort(Comparator.comparingLong(BrokenDataFuzzTest::number));
            for (String modality : MODALITIES) {
                int dimension = 1 + random.nextInt(5);
                int[] kinds = random.ints(1 + random.nextInt(4), 0, random.nextBoolean() ? VALID_KINDS : KINDS)
                        .toArray();
                for (Node node : nodes) {
                    Object value = embedding(kinds[random.nextInt(kinds.length)], dimension);
                    if (value != null) {
                        node.setProperty(modality, value);
                        stored.get(node).put(modality, value);
                    }
                }
            }
            tx.commit();
        }
        Map<String, List<Value>> values = new LinkedHashMap<>();
        for (String modality : MODALITIES) {
            if (stored.values().stream().noneMatch(properties -> properties.containsKey(modality))) {
                return null;
            }
            values.put(
                    modality,
                    interpret(nodes.stream()
                            .map(node -> stored.get(node).get(modality))
                            .toList()));
        }
        return new Items(nodes.stream().map(Entity::getElementId).toList(), values);
    }

    /** The number at the end of an element id. */
    private static long number(Entity entity) {
        String id = entity.getElementId();
        return Long.parseLong(id.substring(id.lastIndexOf(':') + 1));
    }

    private Object embedding(int kind, int dimension) {
        double[] numbers = random.doubles(dimension, -1, 1).toArray();
        double[] places = new double[dimension];
        Arrays.setAll(places, k -> k);
        return switch (kind) {
            case 0 -> numbers;
            case 1 -> floats(numbers);
            case 2 -> Arrays.stream(numbers).mapToLong(x -> (long) (x * 9)).toArray();
            case 3 -> Arrays.stream(numbers).mapToInt(x -> (int) (x * 9)).toArray();
            case 4 -> shorts(numbers);
            case 5 -> new double[dimension];
            case 6 -> places;
            case 7 ->
                Arrays.stream(numbers)
                        .map(x -> Math.rint(x * 9) * Double.MIN_VALUE)
                        .toArray();
            case 8 ->
                floats(Arrays.stream(numbers)
                        .map(x -> Math.rint(x * 9) * Float.MIN_VALUE)
                        .toArray());
            case 9 -> Arrays.stream(numbers).map(x -> x * Double.MAX_VALUE).toArray();
            case 10 ->
                Arrays.stream(numbers)
                        .map(x -> x * Math.pow(10, random.nextInt(600) - 300))
                        .toArray();
            case 11 -> random.nextBoolean() ? null : random.longs(dimension).toArray();
            case 12 -> with(numbers, Double.NaN);
            case 13 -> with(numbers, Double.POSITIVE_INFINITY);
            case 14 -> floats(with(numbers, Double.NEGATIVE_INFINITY));
            case 15 -> random.nextBoolean() ? new double[0] : new long[0];
            case 16 -> random.doubles(dimension + 1, -1, 1).toArray();
            case 17 -> floats(random.doubles(dimension + 2, -1, 1).toArray());
            case 18 -> "1.0, 0.5";
            case 19 -> new String[] {"1", "2"};
            case 20 -> true;
            case 21 -> new boolean[dimension];
            case 22 -> random.nextBoolean() ? (Object) 1L : (Object) 0.5;
            case 23 -> new char[] {'1', '2'};
            case 24 -> LocalDate.of(2026, 1, 1);
            case 25 -> new Duration[] {Duration.ofDays(1)};
            case 26 -> new LocalDate[0];
            case 27 -> new byte[dimension];
            default -> throw new AssertionError(kind);
        };
    }

    private double[] with(double[] numbers, double one) {
        numbers[random.nextInt(numbers.length)] = one;
        return numbers;
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = (float) numbers[k];
        }
        return floats;
    }

    private static short[] shorts(double[] numbers) {
        short[] shorts = new short[numbers.length];
        for (int k = 0; k < shorts.length; k++) {
            shorts[k] = (short) (numbers[k] * 127);
        }
        return shorts;
    }

    /**
     * Interprets stored values: finite numbers of any type except bytes, with the most frequent length (on a tie, the
     * shortest).
     */
    private static List<Value> interpret(List<Object> stored) {
        List<double[]> numbers =
                stored.stream().map(BrokenDataFuzzTest::numbers).toList();
        SortedMap<Integer, Integer> frequency = new TreeMap<>();
        boolean any = numbers.stream().anyMatch(Reference::present);
        numbers.stream()
                .filter(row -> any ? Reference.present(row) : row != null) // the length of zero vectors does not count
                .forEach(row -> frequency.merge(row.length, 1, Integer::sum));
        int most = frequency.isEmpty() ? 0 : Collections.max(frequency.values());
        int dimension = frequency.keySet().stream()
                .filter(length -> frequency.get(length) == most)
                .findFirst()
                .orElse(0);
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            double[] row = numbers.get(i);
            boolean zero = row != null && !Reference.present(row);
            values.add(
                    stored.get(i) == null || zero
                            ? Value.MISSING
                            : row == null || row.length != dimension ? Value.BROKEN : new Value(row, false));
        }
        return values;
    }

    private static double[] numbers(Object stored) {
        double[] numbers = stored instanceof double[] doubles
                ? doubles
                : stored instanceof long[] longs
                        ? Arrays.stream(longs).asDoubleStream().toArray()
                        : stored instanceof int[] ints
                                ? Arrays.stream(ints).asDoubleStream().toArray()
                                : null;
        if (stored instanceof float[] floats) {
            numbers = new double[floats.length];
            for (int k = 0; k < floats.length; k++) {
                numbers[k] = floats[k];
            }
        } else if (stored instanceof short[] shorts) {
            numbers = new double[shorts.length];
            for (int k = 0; k < shorts.length; k++) {
                numbers[k] = shorts[k];
            }
        }
        return numbers == null || numbers.length == 0 || !Arrays.stream(numbers).allMatch(Double::isFinite)
                ? null
                : numbers;
    }

    /** Returns whether there are invalid embeddings. */
    private boolean checkSimilarities(Items items, String graph) {
        double cutoff = new double[] {-1, 0, 0, 0.5}[random.nextInt(4)];
        int topK = new int[] {1, 3, 100}[random.nextInt(3)];
        String strict = CONFIGURATION.formatted("fail", cutoff, topK);
        boolean broken =
                MODALITIES.stream().anyMatch(modality -> !items.broken(modality).isEmpty());
        for (String mode : List.of("stream", "stats", "write")) {
            Throwable failure = catchThrowable(() -> db.run("CALL vimmrec.similarity." + mode + "({" + strict + "})"));
            assertThat(failure != null).as(graph).isEqualTo(broken);
            if (broken) {
                String message = PluginError.message(failure, graph);
                assertThat(MODALITIES)
                        .as(graph + ": " + message)
                        .anyMatch(modality -> message.contains("`modalities." + modality + "`")
                                && items.broken(modality).stream()
                                        .anyMatch(node -> message.contains("node " + node + " ")));
            }
        }
        assertThat(db.row("MATCH ()-[r]->() RETURN count(r) > 0 AS some").get("some"))
                .as(graph)
                .isEqualTo(!broken
                        && (long) db.row("CALL vimmrec.similarity.stats({" + strict + "}) YIELD similarityPairs RETURN"
                                                + " sum(similarityPairs) AS pairs")
                                        .get("pairs")
                                > 0);
        String lenient = CONFIGURATION.formatted("skip", cutoff, topK);
        Map<String, Map<Integer, Map<Integer, Double>>> found = new HashMap<>();
        db.run("CALL vimmrec.similarity.stream({" + lenient + "}) YIELD modality, source, target, similarity"
                        + " RETURN modality, elementId(source) AS source, elementId(target) AS target, similarity")
                .forEach(row -> found.computeIfAbsent((String) row.get("modality"), key -> new HashMap<>())
                        .computeIfAbsent(items.elementIds.indexOf(row.get("source")), key -> new LinkedHashMap<>())
                        .put(items.elementIds.indexOf(row.get("target")), (Double) row.get("similarity")));
        for (Map<String, Object> row : db.run("CALL vimmrec.similarity.write({" + lenient + "})")) {
            String modality = (String) row.get("modality");
            double[][] embeddings = items.embeddings(modality);
            long present = Arrays.stream(embeddings).filter(e -> e != null).count();
            assertThat(row)
                    .as(graph)
                    .containsEntry("nodesCompared", present)
                    .containsEntry("nodesMissing", embeddings.length - present)
                    .containsEntry("nodesInvalid", (long) items.broken(modality).size());
            if (present > 0) {
                assertThat(row).as(graph).containsEntry("dimension", (long) items.dimension(modality));
            }
            for (int i = 0; i < embeddings.length; i++) {
                checkNeighbours(
                        embeddings,
                        i,
                        topK,
                        cutoff,
                        found.getOrDefault(modality, Map.of()).getOrDefault(i, Map.of()),
                        graph + ", item " + i + ", modality " + modality);
            }
        }
        return broken;
    }

    /** Compares scores with the reference. Rounding may swap items with nearly equal scores. */
    private static void checkNeighbours(
            double[][] embeddings, int item, int topK, double cutoff, Map<Integer, Double> found, String where) {
        List<Double> certain = scores(Reference.neighbours(embeddings, item, topK, cutoff + PRECISION));
        List<Double> possible = scores(Reference.neighbours(embeddings, item, topK, cutoff - PRECISION));
        List<Double> scores = new ArrayList<>(found.values());
        assertThat(scores.size()).as(where).isBetween(certain.size(), possible.size());
        for (int n = 0; n < scores.size(); n++) {
            assertThat(scores.get(n)).as(where).isCloseTo(possible.get(n), within(PRECISION));
        }
        found.forEach((target, score) -> assertThat(score)
                .as(where)
                .isCloseTo(Reference.cosine(embeddings[item], embeddings[target]), within(PRECISION)));
    }

    private static List<Double> scores(List<Neighbour> neighbours) {
        return neighbours.stream().map(Neighbour::score).toList();
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Interactions and stored similarities

    private void checkVirtualInteractions(Items items, String graph) {
        boolean brokenSimilarities = breakSimilarities();
        Map<String, List<List<Neighbour>>> stored = brokenSimilarities ? Map.of() : stored(items);
        boolean weighted = random.nextBoolean();
        List<Interaction> interactions = new ArrayList<>();
        boolean brokenInteractions = createInteractions(items, weighted, interactions) || interactions.isEmpty();
        for (Aggregation aggregation : Aggregation.values()) {
            String configuration = "virtualWeight: 1, " + (weighted ? "interactionWeightProperty: 'w', " : "")
                    + "aggregation: '" + aggregation.name().toLowerCase(Locale.ROOT) + "'";
            List<Map<String, Object>> rows =
                    edges("overlay.stream({" + configuration + "})", brokenInteractions || brokenSimilarities, graph);
            if (rows != null && stored.isEmpty()) { // both modalities are empty
                assertThat(rows).as(graph).isEmpty();
            } else if (rows != null) {
                compare(
                        rows,
                        Reference.overlay(
                                stored,
                                Reference.meanWeights(stored),
                                Integer.MAX_VALUE,
                                interactions,
                                weighted,
                                aggregation),
                        items,
                        1e-9,
                        1,
                        graph);
            }
            rows = edges(
                    "synergistic.stream({" + CONFIGURATION.formatted("skip", "0.0", 100)
                            + ", modalityWeights: 'uniform', " + configuration + "})",
                    brokenInteractions,
                    graph);
            if (rows != null) {
                Map<String, double[][]> embeddings = new LinkedHashMap<>();
                MODALITIES.forEach(modality -> embeddings.put(modality, items.embeddings(modality)));
                compare(
                        rows,
                        Reference.synergistic(
                                Reference.fusedNeighbours(embeddings, Reference.uniformWeights(MODALITIES), 100, 0),
                                interactions,
                                weighted,
                                aggregation),
                        items,
                        PRECISION,
                        aggregation == Aggregation.SUM ? heaviest(interactions) : 1,
                        graph);
            }
        }
    }

    /** Sets invalid values on some stored similarities. Returns whether there is one. */
    private boolean breakSimilarities() {
        boolean broken = false;
        boolean breaking = random.nextInt(4) == 0;
        try (Transaction tx = db.service().beginTx()) {
            for (Relationship relationship : tx.getAllRelationships()) {
                if (breaking && random.nextInt(5) == 0) {
                    Object[] values = {
                        "0.5",
                        true,
                        new double[] {0.5},
                        1.5,
                        -1e300,
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        LocalDate.of(2026, 1, 1)
                    };
                    relationship.setProperty("score", values[random.nextInt(values.length)]);
                    broken = true;
                }
            }
            tx.commit();
        }
        return broken;
    }

    private Map<String, List<List<Neighbour>>> stored(Items items) {
        Map<String, List<List<Neighbour>>> stored = new TreeMap<>();
        try (Transaction tx = db.service().beginTx()) {
            for (String modality : MODALITIES) {
                List<List<Neighbour>> all = new ArrayList<>();
                for (String id : items.elementIds) {
                    all.add(tx
                            .getNodeByElementId(id)
                            .getRelationships(
                                    Direction.OUTGOING,
                                    RelationshipType.withName("SIMILAR_" + modality.toUpperCase(Locale.ROOT)))
                            .stream()
                            .map(r -> new Neighbour(
                                    items.elementIds.indexOf(r.getEndNode().getElementId()),
                                    (Double) r.getProperty("score")))
                            .sorted(Comparator.comparingDouble(Neighbour::score)
                                    .reversed()
                                    .thenComparingInt(Neighbour::item))
                            .toList());
                }
                if (all.stream().anyMatch(ofItem -> !ofItem.isEmpty())) {
                    stored.put(modality, all);
                }
            }
        }
        return stored;
    }

    /** Creates interactions and adds them to the list. Returns whether the procedures must reject them. */
    private boolean createInteractions(Items items, boolean weighted, List<Interaction> interactions) {
        Object[] valid = {1L, 2, 0.5f, 2.5, (byte) 3, 1e-300, 1e200, Long.MAX_VALUE, Double.MAX_VALUE};
        Object[] broken = {0L, -1.5, Double.NaN, Double.POSITIVE_INFINITY, "1", true, new long[] {1}};
        boolean breaking = random.nextInt(4) == 0;
        boolean anyWeight = false;
        boolean anyBroken = false;
        try (Transaction tx = db.service().beginTx()) {
            int users = 1 + random.nextInt(4);
            for (int u = 0; u < users; u++) {
                Node user = tx.createNode(Label.label("User"));
                user.setProperty("n", (long) u);
                double total = 0;
                for (int n = random.nextInt(5); n > 0; n--) {
                    int item = random.nextInt(items.elementIds.size());
                    Relationship relationship = user.createRelationshipTo(
                            tx.getNodeByElementId(items.elementIds.get(item)), RelationshipType.withName("INTERACTED"));
                    double weightRead = 1;
                    if (breaking && random.nextInt(3) == 0) {
                        relationship.setProperty("w", broken[random.nextInt(broken.length)]);
                        anyBroken = true;
                    } else if (random.nextInt(4) > 0) {
                        Object weight = valid[random.nextInt(valid.length)];
                        relationship.setProperty("w", weight);
                        weightRead = weighted ? ((Number) weight).doubleValue() : 1;
                        anyWeight = true;
                    }
                    interactions.add(new Interaction(u, item, weightRead));
                    total += weightRead;
                }
                anyBroken |= Double.isInfinite(total);
            }
            tx.commit();
        }
        return weighted && (anyBroken || !anyWeight);
    }

    /** Runs a call and checks that it fails if and only if the data are invalid. Returns null if it fails. */
    private List<Map<String, Object>> edges(String call, boolean broken, String graph) {
        List<Map<String, Object>> rows = null;
        String message = null;
        try {
            rows = db.run("CALL vimmrec." + call
                    + " YIELD user, item, weight RETURN user.n AS user, elementId(item) AS item, weight");
        } catch (RuntimeException e) {
            message = PluginError.message(e, graph + ": " + call);
        }
        assertThat(rows == null).as("%s: %s: %s", graph, call, message).isEqualTo(broken);
        return rows;
    }

    /** The maximum total weight of a user's interactions, which multiplies the rounding error in a sum. */
    private static double heaviest(List<Interaction> interactions) {
        Map<Integer, Double> totals = new HashMap<>();
        interactions.forEach(interaction -> totals.merge(interaction.user(), interaction.weight(), Double::sum));
        return Collections.max(totals.values());
    }

    private static void compare(
            List<Map<String, Object>> rows,
            SortedMap<Integer, SortedMap<Integer, Double>> values,
            Items items,
            double precision,
            double scale,
            String graph) {
        Map<List<Integer>, Double> expected = new HashMap<>();
        for (VirtualInteraction edge : Reference.edges(values, 1, 0, Integer.MAX_VALUE)) {
            expected.put(List.of(edge.user(), edge.item()), Math.min(1, edge.weight())); // the default of `maxWeight`
        }
        Map<List<Integer>, Double> found = new HashMap<>();
        rows.forEach(row -> found.put(
                List.of(((Long) row.get("user")).intValue(), items.elementIds.indexOf(row.get("item"))),
                (Double) row.get("weight")));
        double largest =
                expected.values().stream().mapToDouble(weight -> weight).max().orElse(1);
        for (Map<List<Integer>, Double> side : List.of(expected, found)) {
            side.keySet()
                    .forEach(edge -> assertThat(found.getOrDefault(edge, 0.0))
                            .as(graph + ", user and item " + edge)
                            .isCloseTo(expected.getOrDefault(edge, 0.0), within(precision * Math.max(largest, scale))));
        }
    }
}
