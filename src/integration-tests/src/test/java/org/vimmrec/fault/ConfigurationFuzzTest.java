package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.graphdb.Entity;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.QueryExecutionException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;
import org.vimmrec.task.Shown;

/** Calls every procedure with thousands of random, mostly invalid configurations. */
@Tag("long")
@ExtendWith(SharedDatabase.class)
class ConfigurationFuzzTest {
    private static final List<String> KEYS = List.of(
            "modalities",
            "itemLabel",
            "userLabel",
            "interactionType",
            "interactionWeightProperty",
            "minInteractionWeight",
            "excludeTypes",
            "negativeTypes",
            "since",
            "halfLife",
            "asOf",
            "timestampProperty",
            "topK",
            "similarityCutoff",
            "search",
            "targetRecall",
            "modalityWeights",
            "weighting",
            "sampleSize",
            "randomSeed",
            "aggregation",
            "virtualWeight",
            "minWeight",
            "maxPerUser",
            "maxPerInteraction",
            "candidateLabel",
            "candidateProperty",
            "maxPerGroup",
            "maxPerItem",
            "maxWeight",
            "popularityDiscount",
            "popularityDiscounts",
            "objective",
            "maxRecallLoss",
            "coldItemFraction",
            "invalidEmbeddings",
            "relationshipTypePrefix",
            "similarityProperty",
            "strategy",
            "strategies",
            "user",
            "users",
            "item",
            "items",
            "changedItems",
            "weights",
            "onMismatch",
            "topKs",
            "virtualWeights",
            "weightings",
            "recommender",
            "dimensions",
            "layers",
            "learningRate",
            "regularization",
            "epochs",
            "at",
            "split",
            "testFraction",
            "seeds",
            "seed",
            "limit",
            "session",
            "embeddings",
            "embeddingProperty",
            "searchTopK",
            "rankProperty",
            "maxVariants",
            "writeRelationshipType",
            "writeProperty",
            "adopt",
            "concurrency",
            "batchSize",
            "sudo");
    private static final Object[] NUMBERS = {
        0L,
        1L,
        2L,
        -1L,
        1024L,
        1025L,
        1_000_000L,
        (long) Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0.0,
        -0.0,
        0.5,
        1.0,
        -1.0,
        Math.nextUp(1.0),
        2.5,
        1e300,
        -1e300,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0.1f
    };
    /** Names in the database, unknown names, and strings that would do harm if they were inserted into a query. */
    private static final String[] TEXTS = {
        "Item",
        "User",
        "INTERACTED",
        "SIMILAR_M",
        "e",
        "f",
        "w",
        "score",
        "m",
        "mean",
        "coInteraction",
        "uniform",
        "sum",
        "skip",
        "FRIEND",
        "item",
        "Itm",
        "",
        " ",
        "\0",
        "a\0b",
        "`",
        "``",
        "\\u0060",
        "'",
        "\"",
        "$configuration",
        "*",
        "Item`) DETACH DELETE n //",
        "Item`:User",
        "Item|User",
        "INTERACTED`]->() MATCH (x) DETACH DELETE x //",
        "e`] = 1 //",
        "SIMILAR_M`]-() SET n.hacked = true //",
        "x}) MATCH (n) DETACH DELETE n RETURN ({a: 1",
        "\n",
        "\u202eemaN",
        "\ud83d\ude00",
        "\u0131",
        "\u0130",
        "\u00df",
        "\ufb00",
        "\u0430",
        "e\u0301",
        "\u00e9",
        "\ufeff",
        "\ud800",
        "\uffff",
        "x".repeat(20_000)
    };

    /** The label of manifest nodes. */
    private static final Label MANIFEST = Label.label("_VimmrecLedger");

    private static final String RECOMMEND =
            "CALL vimmrec.recommend.write({recommender: 'graphFilter', adopt: true, onMismatch: 'replace'})";

    private final Database db;
    private final Random random = new Random(1);
    private Node someNode;
    private Node someItem;

    ConfigurationFuzzTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        AugmentedGraph.in(db).create(12, 5);
        db.run("CREATE (:Item {n: 12, e: [0, 0], f: 'x'}), (a:Person {name: 'x'})-[:FRIEND {since: 2020}]->(:Person)");
        db.run("MATCH (i:Item {n: 12}) REMOVE i.e, i.f");
        db.run("MATCH ()-[r:INTERACTED]->() SET r.w = 2.5");
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e', k: 'f'}, topK: 3})");
        db.run(RECOMMEND);
        someNode = (Node) db.row("MATCH (u:User {n: 0}) RETURN u").get("u");
        someItem = (Node) db.row("MATCH (i:Item {n: 0}) RETURN i").get("i");
    }

    @Test
    void shouldNameTheKeyInTheErrorOrSucceedAndChangeNothingElse() {
        List<String> procedures = db
                .run("SHOW PROCEDURES YIELD name, mode WHERE name STARTS WITH 'vimmrec.'"
                        + " RETURN mode + ' CALL ' + name AS line")
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
        int configurations = Rounds.of(1000, 20_000);
        int rejected = 0;
        for (int n = 0; n < configurations; n++) {
            String[] call = procedures.get(n % procedures.size()).split(" ", 2);
            Map<String, Object> configuration = new LinkedHashMap<>();
            boolean continues = call[1].endsWith(".recommend.update");
            if (!continues) {
                configuration.put("modalities", new HashMap<>(Map.of("m", "e", "k", "f")));
            }
            if (call[1].endsWith(".explain")) {
                configuration.putAll(Map.of("strategy", "synergistic", "user", someNode, "item", someItem));
            }
            if (call[1].contains(".recommend.") && !call[1].endsWith(".drop") && !continues) {
                boolean trains = call[1].contains(".train");
                configuration.put("recommender", trains ? "lightGcn" : "graphFilter");
                if (trains) {
                    configuration.put("epochs", 1);
                    configuration.put("testFraction", 0.4); // so that any seed holds something out
                }
            }
            String changed = change(configuration);
            String onlyChange = random.nextInt(3) > 0 ? changed : null;
            while (onlyChange == null && random.nextInt(2) > 0) {
                change(configuration);
            }
            rejected += isRejected(call[1], call[0].equals("WRITE"), configuration, onlyChange) ? 1 : 0;
        }
        System.out.println("configurations: " + configurations + "; rejected: " + rejected);
        assertThat(rejected).isBetween(configurations / 2, configurations - 1);
    }

    /** Changes one key of the configuration and returns it. */
    private String change(Map<String, Object> configuration) {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        switch (random.nextInt(8)) {
            case 0 -> key = misspell(key);
            case 1 -> key = text();
            default -> {}
        }
        configuration.put(key, value(key.equals("modalities") || key.equals("modalityWeights") ? 2 : 1));
        return key;
    }

    private String misspell(String key) {
        int at = random.nextInt(key.length());
        return switch (random.nextInt(5)) {
            case 0 -> key.substring(0, at) + key.substring(at + 1);
            case 1 -> key.substring(0, at) + key.charAt(at) + key.substring(at);
            case 2 -> key.substring(0, at) + Character.toUpperCase(key.charAt(at)) + key.substring(at + 1);
            case 3 -> key + " ";
            default -> key.replace('a', '\u0430').replace('o', '\u043e');
        };
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 9)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2, 3 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 4, 5, 6, 7 -> text();
            case 8 ->
                switch (random.nextInt(5)) {
                    case 0 -> LocalDate.of(2026, 1, 1);
                    case 1 -> ZonedDateTime.parse("2026-01-01T00:00:00Z");
                    case 2 -> Duration.ofDays(1);
                    case 3 -> someNode;
                    default -> new byte[] {1, 2};
                };
            case 9 -> {
                List<Object> list = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    list.add(value(depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new HashMap<>();
                for (int n = random.nextInt(depth == 2 ? 4 : 80); n > 0; n--) {
                    map.put(random.nextInt(3) == 0 ? "m" : text(), value(depth - 1));
                }
                yield map;
            }
        };
    }

    /** @param onlyChange the key that was changed, which the error must name; null if several keys were changed */
    private boolean isRejected(String call, boolean writes, Map<String, Object> configuration, String onlyChange) {
        Contents before = contents();
        List<Map<String, Object>> rows = null;
        try {
            rows = db.run(call + "($configuration)", Map.of("configuration", configuration));
        } catch (QueryExecutionException e) {
            String message = PluginError.message(e, call + "(" + configuration + ")");
            if (onlyChange != null) { // the error for an unknown name may blame `modalities` instead
                assertThat(message)
                        .as("%s(%s)", call, configuration)
                        .containsAnyOf(
                                "`" + Shown.name(onlyChange),
                                "`modalities",
                                "`sudo",
                                "the configuration must be a map",
                                "has no");
            }
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(call + "(" + configuration + ")", e);
        }
        Set<String> own = new HashSet<>();
        boolean trained = rows != null && call.endsWith(".train"); // writes embeddings and no relationships
        if (rows != null) {
            rows.forEach(row ->
                    row.forEach((column, value) -> assertThat(value instanceof Double d && !Double.isFinite(d))
                            .as("%s of %s(%s)", column, call, configuration)
                            .isFalse()));
            if (trained) {
                db.run(
                        "CALL vimmrec.recommend.drop({embeddingProperty: $property})",
                        Map.of("property", configuration.getOrDefault("embeddingProperty", "vimmrecEmbedding")));
            } else if (writes) {
                rows.forEach(row -> own.add((String) row.get("relationshipType")));
            }
        }
        Contents after = contents();
        assertThat(after.without(own)).as("after %s(%s)", call, configuration).isEqualTo(before.without(own));
        if (trained) {
            assertThat(after.names).as("after %s(%s)", call, configuration).containsAll(before.names);
        } else if (own.isEmpty()) {
            assertThat(after.names).as("after %s(%s)", call, configuration).isEqualTo(before.names);
        } else {
            restore(own);
        }
        return rows == null;
    }

    /** Restores the initial graph. */
    private void restore(Set<String> types) {
        try (Transaction tx = db.service().beginTx()) {
            tx.getAllRelationships().stream()
                    .filter(r -> types.contains(r.getType().name()))
                    .forEach(Relationship::delete);
            tx.commit();
        }
        if (types.contains("SIMILAR_M") || types.contains("SIMILAR_K")) {
            db.run("CALL vimmrec.similarity.write({modalities: {m: 'e', k: 'f'}, topK: 3})");
        }
        if (types.contains("RECOMMENDED")) {
            db.run(RECOMMEND);
        }
    }

    /** The content of the database: nodes, relationships by type, and all names that are or were in use. */
    private record Contents(Set<String> nodes, Map<String, Set<String>> relationships, Set<String> names) {

        List<Object> without(Set<String> types) {
            Map<String, Set<String>> others = new TreeMap<>(relationships);
            others.keySet().removeAll(types);
            return List.of(nodes, others);
        }
    }

    private Contents contents() {
        Contents contents = new Contents(new TreeSet<>(), new TreeMap<>(), new TreeSet<>());
        try (Transaction tx = db.service().beginTx()) {
            tx.getAllNodes().stream()
                    .filter(node -> !node.hasLabel(MANIFEST))
                    .forEach(node -> contents.nodes.add(node + " " + node.getLabels() + properties(node)));
            tx.getAllRelationships()
                    .forEach(r -> contents.relationships
                            .computeIfAbsent(r.getType().name(), t -> new TreeSet<>())
                            .add(r + " " + r.getStartNode() + r.getEndNode() + properties(r)));
            tx.getAllLabels().forEach(label -> contents.names.add("label " + label.name()));
            tx.getAllRelationshipTypes().forEach(type -> contents.names.add("type " + type.name()));
            tx.getAllPropertyKeys().forEach(key -> contents.names.add("property " + key));
        }
        return contents;
    }

    private static Map<String, Object> properties(Entity entity) {
        Map<String, Object> properties = new TreeMap<>(entity.getAllProperties());
        properties.replaceAll((key, value) -> {
            if (!value.getClass().isArray()) {
                return value;
            }
            List<Object> list = new ArrayList<>();
            for (int n = 0; n < Array.getLength(value); n++) {
                list.add(Array.get(value, n));
            }
            return list;
        });
        return properties;
    }
}
