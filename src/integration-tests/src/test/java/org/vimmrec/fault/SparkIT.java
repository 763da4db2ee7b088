package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.neo4j.driver.Record;
import org.vimmrec.fault.AugmentedGraph.Written;
import org.vimmrec.server.Neo4jServer;

/** Runs the method on Spark from a server to the same server, and compares the result with the plugin's, bit by bit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparkIT {
    private static final List<String> TYPES =
            List.of("SIMILAR_E", "SIMILAR_F", "VIRTUAL_INTERACTED", "VIRTUAL_INTERACTED_SYNERGISTIC");
    private static final String PASSWORD = "tasks-and-stages";
    private static final String KEYS = "modalities: {e: 'e', f: 'embedding'}";
    private static final String EDGES =
            ", interactionWeightProperty: 'plays', virtualWeight: 0.3, popularityDiscount: 0.5";
    private static final String SIMILARITY = "similarity.%s({" + KEYS + "})";
    private static final String OVERLAY = "overlay.%s({" + KEYS + EDGES + "})";
    private static final String SYNERGISTIC =
            "synergistic.%s({" + KEYS + EDGES + ", writeRelationshipType: 'VIRTUAL_INTERACTED_SYNERGISTIC'})";

    /** Keys that say which interactions count, and a weighting and a cutoff that look at all of them. */
    private static final String RULES =
            ", interactionType: {BOUGHT: 1, VIEWED: 0.5}, interactionWeightProperty: 'stars',"
                    + " minInteractionWeight: 0.8, since: date('2024-01-10'), halfLife: duration('P1M'),"
                    + " asOf: datetime('2024-03-01T01:00:00+01:00'), timestampProperty: 'at', excludeTypes: 'RETURNED',"
                    + " negativeTypes: {DISLIKED: 0.7}, aggregation: 'sum', virtualWeight: 0.3, popularityDiscount: 0.5,"
                    + " modalityWeights: 'coInteraction', sampleSize: 300, randomSeed: 7";

    private static final String NEIGHBOURS = ", topK: 6, similarityCutoff: 'p20'";

    private Path spark;
    private Neo4jServer server;
    private AugmentedGraph graph;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        server = new Neo4jServer("spark").withoutGds().withPassword(PASSWORD);
        spark = SparkProcess.install(server.home().resolve("spark"));
        Files.writeString(spark.resolve("password.txt"), PASSWORD + "\n");
        server.set("server.http.enabled", "false")
                .set("server.memory.heap.initial_size", "400m")
                .set("server.memory.heap.max_size", "400m")
                .addJvmArgument("-XX:TieredStopAtLevel=1")
                .start();
        server.run("UNWIND range(1, 50) AS n CREATE (:Other)"); // node ids are not numbers of items
        graph = AugmentedGraph.in(server).create(150, 120);
        server.run("MATCH (i:Item) SET i.embedding = CASE WHEN i.n % 7 > 0 THEN i.f END");
        server.run("MATCH (i:Item) WHERE i.n % 10 = 3 SET i.e = [1, 0, 0, 0, 0, 0, 0, i.n % 20]"); // ties, integers
        server.run("MATCH (i:Item) WHERE i.n IN [1, 2] SET i.e = [0.0, 0, 0, 0, 0, 0, 0, 0]"); // as if missing
        server.run("MATCH (u:User)-[r:INTERACTED]->(i) WHERE i.n % 3 > 0 SET r.plays = 1 + 0.37 * u.n");
        server.run("MATCH (u:User {n: 5})-[r:INTERACTED]->(i) CREATE (u)-[:INTERACTED {plays: 2}]->(i)"); // parallel
        server.run("CREATE (:User {n: 1000}), (:Item {n: 1000})"); // without interactions and embeddings
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Record call(String procedure, String mode) {
        List<Record> rows = server.run("CALL vimmrec." + procedure.formatted(mode));
        return rows.get(rows.size() - 1);
    }

    private void dropVirtual(String type) {
        server.run("CALL vimmrec.virtual.drop({writeRelationshipType: '" + type + "'})");
    }

    private SparkProcess submit(String master, String command, String... options) throws IOException {
        return submit(master, command, List.of("--interactionWeightProperty=plays"), options);
    }

    private SparkProcess submit(String master, String command, List<String> interactions, String... options)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                command,
                "--uri=" + server.boltAddress(),
                "--passwordFile=" + spark.resolve("password.txt"),
                "--modalities=e:e,f:embedding",
                "--virtualWeight=0.3",
                "--popularityDiscount=0.5"));
        arguments.addAll(interactions);
        arguments.addAll(List.of(options));
        return new SparkProcess(spark, master, arguments);
    }

    private Map<String, Written> written() {
        Map<String, Written> written = new LinkedHashMap<>();
        TYPES.forEach(type -> written.put(type, graph.written(type)));
        return written;
    }

    /**
     * The heads of all manifests, and the ranges of similarities, without the time and the figures that Spark lacks.
     */
    private List<Map<String, Object>> manifests() {
        List<Map<String, Object>> nodes = new ArrayList<>();
        server.run("MATCH (n:_VimmrecLedger) WHERE n.kind IS NOT NULL OR n.type STARTS WITH 'SIMILAR_'"
                        + " RETURN properties(n) AS n ORDER BY n.type, n.part, n.number")
                .forEach(row -> {
                    Map<String, Object> properties = new HashMap<>(row.get("n").asMap());
                    properties
                            .keySet()
                            .removeAll(List.of("id", "writtenAt", "itemCount", "pairCount", "meanSimilarity"));
                    if ("synergistic".equals(properties.get("kind"))) {
                        properties.remove("entries"); // Spark does not record neighbours
                    }
                    nodes.add(properties);
                });
        return nodes;
    }

    private List<Object> relationshipIds() {
        return server.run("MATCH ()-[r]->() RETURN elementId(r) AS id ORDER BY id").stream()
                .map(row -> row.get("id").asObject())
                .toList();
    }

    private long count(String type) {
        return server.run("MATCH ()-[r:" + type + "]->() RETURN count(r) AS n")
                .get(0)
                .get("n")
                .asLong();
    }

    @AfterEach
    void deleteResults() {
        server.run("MATCH ()-[r:" + String.join("|", TYPES) + "]->() DELETE r");
        server.run("MATCH (n:_VimmrecLedger) DELETE n");
    }

    @Test
    void shouldCountTheInteractionsThatThePluginCounts() throws IOException, InterruptedException {
        createTypedInteractions();
        call("similarity.%s({" + KEYS + NEIGHBOURS + "})", "write");
        String overlay = "overlay.%s({" + KEYS + RULES + "})";
        Record ofOverlay = call(overlay, "write");
        call(
                "synergistic.%s({" + KEYS + RULES + NEIGHBOURS
                        + ", writeRelationshipType: 'VIRTUAL_INTERACTED_SYNERGISTIC'})",
                "write");
        Map<String, Written> expected = written();
        assertThat(expected.values()).allMatch(each -> each.bySource().size() > 50);
        List<Map<String, Object>> manifests = manifests();
        deleteResults();

        List<String> rules = List.of(
                "--interactionType=BOUGHT:1,VIEWED:0.5",
                "--interactionWeightProperty=stars",
                "--minInteractionWeight=0.8",
                "--since=2024-01-10",
                "--halfLife=P1M",
                "--asOf=2024-03-01T01:00:00+01:00",
                "--timestampProperty=at",
                "--excludeTypes=RETURNED",
                "--negativeTypes=DISLIKED:0.7",
                "--aggregation=sum");
        try (SparkProcess job = submit(
                "local[2]",
                "run",
                rules,
                "--modalityWeights=coInteraction",
                "--sampleSize=300",
                "--randomSeed=7",
                "--topK=6",
                "--similarityCutoff=p20",
                "--partitions=2")) {
            Map<String, Object> weights = ofOverlay.get("modalityWeights").asMap();
            assertThat(job.result()).contains("e " + weights.get("e"), "f " + weights.get("f"));
        }
        assertThat(written()).isEqualTo(expected);
        assertThat(manifests()).isEqualTo(manifests);
        requireUnchanged(overlay, call(overlay, "update"));
    }

    /** Users have parallel relationships of four types, whose times are dates, and some of which have no weight. */
    private void createTypedInteractions() {
        server.run("""
                MATCH (u:User)-[:INTERACTED]->(i) WITH u, i, u.n * 7 + i.n * 5 AS n
                UNWIND [n, n * 3 + 1] AS k
                WITH u, i, ['BOUGHT', 'VIEWED', 'BOUGHT', 'DISLIKED', 'VIEWED', 'RETURNED'][k % 6] AS type,
                  CASE WHEN k % 8 > 0 THEN 1 + k % 5 END AS stars,
                  datetime('2024-01-01T00:00:00[Europe/Paris]') + duration({days: k % 60, seconds: k}) AS at
                FOREACH (x IN CASE type WHEN 'BOUGHT' THEN [1] END | CREATE (u)-[:BOUGHT {stars: stars, at: at}]->(i))
                FOREACH (x IN CASE type WHEN 'VIEWED' THEN [1] END | CREATE (u)-[:VIEWED {stars: stars, at: at}]->(i))
                FOREACH (x IN CASE type WHEN 'DISLIKED' THEN [1] END | CREATE (u)-[:DISLIKED {stars: stars, at: at}]->(i))
                FOREACH (x IN CASE type WHEN 'RETURNED' THEN [1] END | CREATE (u)-[:RETURNED]->(i))
                """);
        server.run("MATCH (u:User {n: 1000}), (i:Item {n: 1000})"
                + " CREATE (u)-[:BOUGHT {at: datetime('2024-02-01T00:00:00Z')}]->(i)"); // an item without embeddings
    }

    @Test
    void shouldWriteWhatThePluginWrites() throws IOException, InterruptedException {
        checkThatSparkWritesTheSame("", "--planeOrder=2", "--partitions=3");
        Map<String, Written> expected = written();
        List<Map<String, Object>> manifests = manifests();
        Written overlay = expected.get("VIRTUAL_INTERACTED");

        spoilVirtualInteractions();
        try (SparkProcess job = submit("local-cluster[2,1,1024]", "overlay", "--writers=2", "--batchSize=5")) {
            awaitWriting(job);
            job.killExecutor();
            assertThat(graph.written("VIRTUAL_INTERACTED"))
                    .as("killed in the middle")
                    .isNotEqualTo(overlay);
            job.result();
            assertThat(job.log()).contains("Lost executor");
        }
        assertThat(written()).isEqualTo(expected);
        assertThat(manifests()).isEqualTo(manifests);

        spoilVirtualInteractions();
        server.run("MATCH (n:_VimmrecLedger {type: 'VIRTUAL_INTERACTED'}) DELETE n");
        try (SparkProcess job = submit("local[2]", "overlay", "--adopt", "--batchSize=5")) {
            awaitWriting(job);
            job.close();
        }
        assertThat(graph.written("VIRTUAL_INTERACTED"))
                .as("killed in the middle")
                .isNotEqualTo(overlay);
        assertThat(isComplete("VIRTUAL_INTERACTED")).isFalse();

        try (SparkProcess job = submit("local[2]", "run")) {
            assertThat(job.result())
                    .filteredOn(line -> line.contains(": 0 created, 0 updated, 0 deleted, "))
                    .as("all but what the killed job has left to do")
                    .hasSize(TYPES.size() - 1);
        }
        assertThat(written()).isEqualTo(expected);
        assertThat(manifests()).isEqualTo(manifests);
        List<Object> ids = relationshipIds();
        checkThatThePluginContinues();
        assertThat(relationshipIds()).isEqualTo(ids);
        checkSpecialItems();
        checkThatForeignDataIsRefused();
    }

    /**
     * Writes everything with the plugin, drops it, and writes it again with Spark.
     *
     * @param keys more keys for the plugin, after a comma
     * @param options the same for Spark
     * @return what Spark has printed
     */
    private List<String> checkThatSparkWritesTheSame(String keys, String... options)
            throws IOException, InterruptedException {
        call(with(SIMILARITY, keys), "write");
        Map<String, Object> weights =
                call(with(OVERLAY, keys), "write").get("modalityWeights").asMap();
        call(with(SYNERGISTIC, keys), "write");
        Map<String, Written> expected = written();
        List<Map<String, Object>> manifests = manifests();
        server.run("CALL vimmrec.similarity.drop({})");
        dropVirtual("VIRTUAL_INTERACTED");
        dropVirtual("VIRTUAL_INTERACTED_SYNERGISTIC");
        assertThat(written().values()).allMatch(Written.NOTHING::equals);

        List<String> printed;
        try (SparkProcess job = submit("local[2]", "run", options)) {
            printed = job.result();
        }
        assertThat(printed).contains("e " + weights.get("e"), "f " + weights.get("f"));
        assertThat(written()).isEqualTo(expected);
        assertThat(manifests()).isEqualTo(manifests);
        return printed;
    }

    private static String with(String procedure, String keys) {
        return procedure.substring(0, procedure.length() - "})".length()) + keys + "})";
    }

    private void checkSpecialItems() throws IOException, InterruptedException {
        server.run("MATCH (i:Item) SET i.sold = CASE WHEN i.n % 3 > 0 THEN i.n % 3 = 1 END");
        server.run("MATCH (i:Item {n: 20}) SET i.e = [0.0 / 0, 1, 1, 1, 1, 1, 1, 1]");
        server.run("MATCH (i:Item {n: 21}) SET i.e = 'none'");
        server.run("MATCH (i:Item {n: 22}) SET i.e = [1.0, 2]");
        server.run("MATCH (i:Item {n: 24}) SET i.e = [1.0, 0, 0]"); // of another length than most
        server.run("MATCH (i:Item {n: 25}) SET i.e = [0.0, 0]"); // as if missing
        Written before = graph.written("SIMILAR_E");
        server.run("MATCH (i:Item)<-[:SIMILAR_E]-(similar) WHERE i.n % 11 = 3 SET i:User"
                + " CREATE (i)-[:INTERACTED {plays: 2}]->(similar)"); // users who are items
        assertThat(checkThatSparkWritesTheSame(
                        ", candidateProperty: 'sold', invalidEmbeddings: 'skip'",
                        "--candidateProperty=sold",
                        "--invalidEmbeddings=skip"))
                .contains("e: 4 invalid embeddings skipped", "f: 0 invalid embeddings skipped");
        assertThat(graph.written("SIMILAR_E")).isNotEqualTo(before);
    }

    /** Deletes many virtual interactions and makes the others wrong, each in another way. */
    private void spoilVirtualInteractions() {
        server.run("MATCH (u:User)-[r:VIRTUAL_INTERACTED]->() WHERE u.n % 9 > 0 DELETE r");
        server.run("MATCH (u:User)-[r:VIRTUAL_INTERACTED]->() WHERE u.n % 2 > 0 SET r.weight = 0.5");
        server.run(
                "MATCH (u:User {n: 18})-[r:VIRTUAL_INTERACTED]->(i) CREATE (u)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(i)");
        server.run(
                "MATCH (u:User {n: 1000}), (i:Item) WHERE i.n < 3 CREATE (u)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(i)");
    }

    /** Waits until a job has changed something. */
    private void awaitWriting(SparkProcess job) throws IOException, InterruptedException {
        long before = count("VIRTUAL_INTERACTED");
        while (count("VIRTUAL_INTERACTED") == before) {
            assertThat(job.isRunning()).as(job.log()).isTrue();
            Thread.sleep(10);
        }
    }

    private boolean isComplete(String type) {
        return server.run("CALL vimmrec.list() YIELD relationshipType, complete WHERE relationshipType = '" + type
                        + "' RETURN complete")
                .get(0)
                .get("complete")
                .asBoolean();
    }

    private void checkThatForeignDataIsRefused() throws IOException, InterruptedException {
        server.run("MATCH (a:Other), (b:Other) WITH a, b LIMIT 3 CREATE (a)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(b)");
        server.run("MATCH (u:User {n: 1}), (i:Item {n: 1}) CREATE (u)-[:VIRTUAL_INTERACTED {weight: 'high'}]->(i)");
        server.run("MATCH (a:Item {n: 1}), (b:Item {n: 2}) CREATE (a)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(b)");
        List<Object> ids = relationshipIds();
        String refused = "this plugin did not write 5 of its relationships";
        assertThatThrownBy(() -> call(OVERLAY, "write")).hasMessageContaining(refused);
        try (SparkProcess job = submit("local[2]", "overlay")) {
            assertThat(job.failure()).contains(refused);
        }
        assertThat(relationshipIds()).isEqualTo(ids);
        assertThat(isComplete("VIRTUAL_INTERACTED")).isTrue();
    }

    private void checkThatThePluginContinues() {
        assertThat(server.run("CALL vimmrec.list() YIELD relationshipType, complete RETURN *"))
                .hasSameSizeAs(TYPES)
                .allMatch(row -> row.get("complete").asBoolean());
        for (String procedure : List.of(SIMILARITY, OVERLAY, SYNERGISTIC)) {
            requireUnchanged(procedure, call(procedure, "update"));
        }
    }

    private static void requireUnchanged(String procedure, Record update) {
        assertThat(update.get("mode").asString()).as(procedure).isEqualTo("update");
        assertThat(update.get("relationshipsUnchanged").asLong()).isPositive();
        assertThat(update.get("relationshipsCreated").asLong()).isZero();
        assertThat(update.get("relationshipsUpdated").asLong()).isZero();
        assertThat(update.get("relationshipsDeleted").asLong()).isZero();
    }
}
