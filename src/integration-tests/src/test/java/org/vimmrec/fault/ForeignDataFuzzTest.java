package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.graphdb.Entity;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.event.TransactionData;
import org.neo4j.graphdb.event.TransactionEventListenerAdapter;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;

/**
 * Runs random calls in databases with foreign data: relationships with floating-point properties, with labels and names
 * like those of the plugin, and even with its types. No call without {@code adopt: true} may change them.
 */
@Tag("long")
@ExtendWith(SharedDatabase.class)
class ForeignDataFuzzTest {
    /** The label of manifest nodes. */
    private static final Label MANIFEST = Label.label("_VimmrecLedger");

    private static final String DATABASE = "neo4j";
    private static final int CALLS = 10;
    private static final List<String> LABELS = List.of("Item", "Movie", "User", "Person", "Shop");
    private static final List<String> TYPES = List.of(
            "INTERACTED",
            "WATCHED",
            "BOUGHT",
            "SIMILAR_M",
            "SIMILAR_K",
            "SIMILAR_X",
            "SIMILAR_USERS",
            "VIRTUAL_INTERACTED",
            "VIRTUAL_X",
            "FUSED");
    private static final List<String> PREFIXES =
            List.of("SIMILAR_", "SIMILAR_", "SIMILAR_", "VIRTUAL_", "INTER", "BOU", "NEAR_");
    private static final List<String> MODALITIES =
            List.of("m", "m", "k", "x", "X", "acted", "interacted", "ght", "users");
    private static final List<String> WRITTEN_TYPES =
            List.of("VIRTUAL_INTERACTED", "VIRTUAL_INTERACTED", "FUSED", "VIRTUAL_X", "BOUGHT", "SIMILAR_X", "WATCHED");

    private final Database db;
    private final TouchingListener listener = new TouchingListener();
    private Random random;

    ForeignDataFuzzTest(Database db) {
        this.db = db;
    }

    /** A listener that changes the end nodes of created relationships in the transaction that creates them. */
    private static final class TouchingListener extends TransactionEventListenerAdapter<Void> {
        private volatile boolean on;

        @Override
        public Void beforeCommit(TransactionData data, Transaction tx, GraphDatabaseService service) {
            if (on) {
                for (Relationship created : data.createdRelationships()) {
                    Relationship there = tx.getRelationshipByElementId(created.getElementId());
                    touch(there.getStartNode());
                    touch(there.getEndNode());
                }
            }
            return null;
        }

        private static void touch(Node node) {
            node.setProperty("touched", true);
        }
    }

    @BeforeEach
    void listen() {
        db.management().registerTransactionEventListener(DATABASE, listener);
    }

    @AfterEach
    void stopListening() {
        db.management().unregisterTransactionEventListener(DATABASE, listener);
    }

    @Test
    void shouldNotChangeForeignDataAndWriteTheSameResultAsWithoutIt() {
        int worlds = Rounds.of(50, 1000);
        int succeeded = 0;
        int rejected = 0;
        for (int seed = 0; seed < worlds; seed++) {
            random = new Random(seed);
            db.clear();
            createWorld();
            Set<String> foreign = relationships();
            listener.on = random.nextInt(3) == 0;
            for (int n = 0; n < CALLS; n++) {
                if (random.nextInt(4) == 0) {
                    addForeign(1 + random.nextInt(3));
                    foreign = withAddedForeign(foreign);
                }
                String call = call();
                String world = "world " + seed + ", call " + n + ": " + call;
                Map<String, String> before = snapshot(foreign);
                Map<String, String> everything = snapshot(relationships());
                Throwable failure = run(call);
                assertThat(snapshot(foreign)).as(world).isEqualTo(before);
                if (failure == null) {
                    succeeded++;
                } else {
                    rejected++;
                    requirePluginError(failure, world);
                    assertThat(snapshot(relationships()))
                            .as(world + " was rejected")
                            .isEqualTo(everything);
                }
            }
            listener.on = false;
            requireOwnedRelationshipsAreCorrect("world " + seed);
            dropAll(foreign, "world " + seed);
        }
        System.out.println("worlds: " + worlds + "; successful calls: " + succeeded + "; rejected calls: " + rejected);
        assertThat(succeeded).isGreaterThan(worlds * CALLS / 10);
        assertThat(rejected).isGreaterThan(worlds * CALLS / 10);
    }

    // ---------------------------------------------------------------------------------------------------------------
    // The world

    private void createWorld() {
        int count = 12 + random.nextInt(20);
        try (Transaction tx = db.service().beginTx()) {
            List<Node> nodes = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                Node node = tx.createNode(Label.label(any(LABELS)));
                if (random.nextInt(5) == 0) {
                    node.addLabel(Label.label(any(LABELS)));
                }
                node.setProperty("n", (long) n);
                node.setProperty("touched", true); // the listener sets the same value, so snapshots do not change
                if (random.nextInt(6) > 0) {
                    node.setProperty("e", random.doubles(3, -1, 1).toArray());
                }
                if (random.nextInt(6) > 0) {
                    node.setProperty("f", random.doubles(2, -1, 1).toArray());
                }
                nodes.add(node);
            }
            for (int n = 0; n < 2 * count; n++) {
                connect(any(nodes), any(nodes), random.nextInt(3) > 0 ? "INTERACTED" : "WATCHED");
            }
            tx.commit();
        }
        addForeign(random.nextInt(12));
    }

    /**
     * Adds relationships of random types. In a type with a manifest, one node is not in the manifest, so that they are
     * foreign.
     */
    private void addForeign(int count) {
        Set<Object> listed = new HashSet<>();
        db.run("MATCH (n:_VimmrecLedger) RETURN DISTINCT n.type AS type").forEach(row -> listed.add(row.get("type")));
        try (Transaction tx = db.service().beginTx()) {
            List<Node> nodes = tx.getAllNodes().stream()
                    .filter(node -> !node.hasLabel(MANIFEST))
                    .toList();
            Node shop = tx.createNode(Label.label("Shop"));
            shop.setProperty("n", -1L);
            shop.setProperty("touched", true);
            for (int n = 0; n < count; n++) {
                String type = any(TYPES);
                if (listed.contains(type)) {
                    connect(random.nextBoolean() ? shop : any(nodes), shop, type);
                } else {
                    connect(any(nodes), any(nodes), type);
                }
            }
            tx.commit();
        }
    }

    private void connect(Node from, Node to, String type) {
        Relationship relationship = from.createRelationshipTo(to, RelationshipType.withName(type));
        switch (random.nextInt(6)) {
            case 0 -> relationship.setProperty("since", 2020L);
            case 1 -> relationship.setProperty("score", random.nextDouble());
            case 2 -> relationship.setProperty("weight", 1 + random.nextDouble());
            case 3 -> relationship.setProperty("rating", 4.5);
            case 4 -> {
                relationship.setProperty("price", 9.99);
                relationship.setProperty("note", "of another application");
            }
            default -> {}
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    // ---------------------------------------------------------------------------------------------------------------
    // The calls

    private String call() {
        String labels = switch (random.nextInt(6)) {
            case 0 -> "itemLabel: 'Movie', ";
            case 1 -> "itemLabel: 'Movie', userLabel: 'Person', ";
            case 2 -> "userLabel: 'Person', ";
            default -> "";
        };
        String prefix = any(PREFIXES);
        String similarities = prefix.equals("SIMILAR_") ? "" : "relationshipTypePrefix: '" + prefix + "', ";
        String interactions = switch (random.nextInt(5)) {
            case 0 -> "interactionType: 'WATCHED', ";
            case 1 -> "interactionType: ['INTERACTED', 'WATCHED'], ";
            default -> "";
        };
        String virtual = labels + interactions + "writeRelationshipType: '" + any(WRITTEN_TYPES) + "', ";
        String mode = random.nextBoolean() ? "write" : "update";
        String property = random.nextInt(6) == 0
                ? "writeProperty: '" + any(List.of("price", "score", "weight", "rating")) + "', "
                : "";
        String call = switch (random.nextInt(8)) {
            case 0, 1, 2 -> "similarity." + mode + "({" + labels + similarities + embeddings() + property;
            case 3 -> "overlay." + mode + "({" + virtual + property;
            case 4 -> "overlay." + mode + "({" + virtual + "modalities: ['" + any(MODALITIES) + "'], " + property;
            case 5 -> "synergistic." + mode + "({" + virtual + embeddings() + property;
            case 6 ->
                "similarity.drop({" + labels + similarities
                        + (random.nextBoolean() ? "modalities: ['" + any(MODALITIES) + "'], " : "");
            default -> "virtual.drop({" + virtual;
        };
        return "CALL vimmrec." + call + (call.contains("drop") ? "" : "topK: " + (1 + random.nextInt(4)) + ", ")
                + "batchSize: " + (1 + random.nextInt(50)) + ", concurrency: 1})";
    }

    private String embeddings() {
        String first = any(MODALITIES);
        String second = any(MODALITIES);
        return "modalities: {" + first + ": 'e'"
                + (random.nextBoolean() && !first.equalsIgnoreCase(second) ? ", " + second + ": 'f'" : "") + "}, ";
    }

    private Throwable run(String call) {
        try {
            db.run(call);
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static void requirePluginError(Throwable failure, String world) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (!(cause instanceof IllegalArgumentException || cause instanceof IllegalStateException)
                || !cause.getStackTrace()[0].getClassName().startsWith("org.vimmrec.")) {
            throw new AssertionError("not an error of the plugin: " + world, failure);
        }
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Checks

    private Set<String> relationships() {
        Set<String> ids = new TreeSet<>();
        try (Transaction tx = db.service().beginTx()) {
            tx.getAllRelationships().forEach(relationship -> ids.add(relationship.getElementId()));
        }
        return ids;
    }

    /** The foreign relationships, including those added since: they end at a shop, or their type has no manifest. */
    private Set<String> withAddedForeign(Set<String> before) {
        Set<String> ids = new TreeSet<>(before);
        db.run(
                        "MATCH (n:_VimmrecLedger) WITH collect(DISTINCT n.type) AS own MATCH ()-[r]->(b) WHERE NOT type(r) IN own"
                                + " OR b.n = -1 RETURN elementId(r) AS id")
                .forEach(row -> ids.add((String) row.get("id")));
        return ids;
    }

    /** All nodes except manifest nodes, and the given relationships, with their properties. */
    private Map<String, String> snapshot(Set<String> relationships) {
        Map<String, String> all = new TreeMap<>();
        try (Transaction tx = db.service().beginTx()) {
            for (Node node : tx.getAllNodes()) {
                if (!node.hasLabel(MANIFEST)) {
                    Set<String> labels = new TreeSet<>();
                    node.getLabels().forEach(label -> labels.add(label.name()));
                    all.put("node " + node.getElementId(), labels + properties(node));
                }
            }
            for (Relationship relationship : tx.getAllRelationships()) {
                if (relationships.contains(relationship.getElementId())) {
                    all.put(
                            "relationship " + relationship.getElementId(),
                            relationship.getStartNode().getElementId() + " "
                                    + relationship.getType().name() + " "
                                    + relationship.getEndNode().getElementId() + properties(relationship));
                }
            }
        }
        return all;
    }

    private static String properties(Entity entity) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(entity.getAllProperties())
                .forEach((key, value) -> text.append(' ')
                        .append(key)
                        .append('=')
                        .append(value instanceof double[] numbers ? Arrays.toString(numbers) : value));
        return text.toString();
    }

    /**
     * Repeats each listed write, also to a new type, and compares the results. Skips writes that are rejected by now.
     */
    private void requireOwnedRelationshipsAreCorrect(String world) {
        for (Map<String, Object> row : db.run("CALL vimmrec.list() YIELD relationshipType, kind, configuration"
                + " RETURN relationshipType AS type, kind, configuration")) {
            Map<String, Object> parameters = Map.of("configuration", row.get("configuration"));
            String kind = (String) row.get("kind");
            boolean isSimilarity = kind.equals("similarity");
            String fresh = isSimilarity ? "FRESH_" : "FRESH";
            try {
                db.run("CALL vimmrec." + kind + ".write($configuration)", parameters);
            } catch (RuntimeException e) {
                continue; // rejected, because the data have changed since the last write
            }
            db.run("CALL vimmrec." + kind + ".write($configuration)", withTarget(parameters, isSimilarity, fresh));
            String type = isSimilarity
                    ? "FRESH_"
                            + ((String) row.get("type")).substring(prefix(row).length())
                    : fresh;
            assertThat(written((String) row.get("type")))
                    .as(world + ": " + row.get("type"))
                    .isEqualTo(written(type));
            db.run(
                    isSimilarity
                            ? "CALL vimmrec.similarity.drop({relationshipTypePrefix: 'FRESH_', itemLabel: '"
                                    + itemLabel(row) + "'})"
                            : "CALL vimmrec.virtual.drop({writeRelationshipType: 'FRESH'})");
        }
    }

    private static String prefix(Map<String, Object> row) {
        return (String) ((Map<?, ?>) row.get("configuration")).get("relationshipTypePrefix");
    }

    private static String itemLabel(Map<String, Object> row) {
        return (String) ((Map<?, ?>) row.get("configuration")).get("itemLabel");
    }

    private static Map<String, Object> withTarget(Map<String, Object> parameters, boolean isSimilarity, String target) {
        Map<String, Object> configuration = new TreeMap<>();
        ((Map<?, ?>) parameters.get("configuration")).forEach((key, value) -> configuration.put((String) key, value));
        configuration.put(isSimilarity ? "relationshipTypePrefix" : "writeRelationshipType", target);
        return Map.of("configuration", configuration);
    }

    private List<String> written(String type) {
        return db
                .run(
                        "MATCH (a)-[r]->(b) WHERE type(r) = $type RETURN elementId(a) + ' ' + elementId(b) + ' '"
                                + " + reduce(all = '', key IN keys(r) | all + key + '=' + toString(r[key])) AS line ORDER BY line",
                        Map.of("type", type))
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
    }

    /** Drops all types of the plugin and checks that nothing else changes. */
    private void dropAll(Set<String> foreign, String world) {
        Map<String, String> before = snapshot(foreign);
        for (Map<String, Object> row : db.run("CALL vimmrec.list() YIELD relationshipType, kind, configuration"
                + " RETURN relationshipType AS type, kind, configuration")) {
            run(
                    row.get("kind").equals("similarity")
                            ? "CALL vimmrec.similarity.drop({relationshipTypePrefix: '" + prefix(row)
                                    + "', itemLabel: '" + itemLabel(row) + "'})"
                            : "CALL vimmrec.virtual.drop({writeRelationshipType: '" + row.get("type")
                                    + "', relationshipTypePrefix: 'NONE_'})");
        }
        assertThat(snapshot(foreign)).as(world + ", dropped").isEqualTo(before);
    }
}
