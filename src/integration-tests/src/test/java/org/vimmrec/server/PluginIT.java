package org.vimmrec.server;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.exceptions.Neo4jException;

/** Tests the packaged plugin in a server process: its procedures, its privileges, its log output, and how calls end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PluginIT {

    /** All items take a fast machine seconds to compare; the samples among them are for short calls. */
    private static final int ITEMS = 16_000;

    private static final int SAMPLES = 500;
    private static final String WRITE =
            "CALL vimmrec.similarity.write({itemLabel: 'Sample', modalities: {text: 'embedding'}, topK: 3})";
    private static final String OVERLAY = "CALL vimmrec.overlay.write({itemLabel: 'Sample', topK: 1})";
    /** Each of these calls would change something after the two calls above. */
    private static final List<String> WRITES = List.of(
            WRITE.replace("topK: 3", "topK: 4"),
            OVERLAY.replace("topK: 1", "topK: 2"),
            "CALL vimmrec.synergistic.write({itemLabel: 'Sample', modalities: {text: 'embedding'}, topK: 3})",
            "CALL vimmrec.similarity.drop({itemLabel: 'Sample'})",
            "CALL vimmrec.virtual.drop()");

    private static final String READ = WRITE.replace("write", "stream");
    private static final String EVERY_RELATIONSHIP =
            "MATCH (a)-[r]->(b) RETURN elementId(r) AS id, type(r) AS type, properties(r) AS properties ORDER BY id";

    private Neo4jServer server;

    @BeforeAll
    void startServerWithManyItems() throws IOException, InterruptedException {
        // Without GDS the server starts faster, and these tests start it three times.
        server = new Neo4jServer("plugin").withoutGds().start();
        server.run(
                "UNWIND range(1, " + ITEMS + ") AS id CREATE (:Item {embedding: [d IN range(1, 64) | rand() - 0.5]})");
        server.run("MATCH (item:Item) WITH item LIMIT " + SAMPLES + " SET item:Sample");
    }

    @AfterAll
    void shouldLogNoWarnings() throws IOException {
        server.close();
        assertThat(server.warningsAboutThePlugin()).isEmpty();
    }

    @Test
    void shouldOfferItsProceduresInTheirModes() {
        Map<String, String> modes = new TreeMap<>();
        server.run("SHOW PROCEDURES YIELD name, mode WHERE name STARTS WITH 'vimmrec.'")
                .forEach(row ->
                        modes.put(row.get("name").asString(), row.get("mode").asString()));

        assertThat(modes)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        entry("vimmrec.similarity.stream", "READ"),
                        entry("vimmrec.similarity.stats", "READ"),
                        entry("vimmrec.similarity.stats.estimate", "READ"),
                        entry("vimmrec.similarity.write", "WRITE"),
                        entry("vimmrec.similarity.write.estimate", "READ"),
                        entry("vimmrec.similarity.update", "WRITE"),
                        entry("vimmrec.similarity.drop", "WRITE"),
                        entry("vimmrec.statistics", "READ"),
                        entry("vimmrec.explain", "READ"),
                        entry("vimmrec.evaluate", "READ"),
                        entry("vimmrec.evaluate.write", "WRITE"),
                        entry("vimmrec.export.stream", "READ"),
                        entry("vimmrec.overlay.stream", "READ"),
                        entry("vimmrec.overlay.stats", "READ"),
                        entry("vimmrec.overlay.stats.estimate", "READ"),
                        entry("vimmrec.overlay.write", "WRITE"),
                        entry("vimmrec.overlay.write.estimate", "READ"),
                        entry("vimmrec.overlay.update", "WRITE"),
                        entry("vimmrec.synergistic.stream", "READ"),
                        entry("vimmrec.synergistic.stats", "READ"),
                        entry("vimmrec.synergistic.stats.estimate", "READ"),
                        entry("vimmrec.synergistic.write", "WRITE"),
                        entry("vimmrec.synergistic.write.estimate", "READ"),
                        entry("vimmrec.synergistic.update", "WRITE"),
                        entry("vimmrec.recommend.stream", "READ"),
                        entry("vimmrec.recommend.stats", "READ"),
                        entry("vimmrec.recommend.stats.estimate", "READ"),
                        entry("vimmrec.recommend.write", "WRITE"),
                        entry("vimmrec.recommend.write.estimate", "READ"),
                        entry("vimmrec.recommend.update", "WRITE"),
                        entry("vimmrec.recommend.train", "WRITE"),
                        entry("vimmrec.recommend.train.estimate", "READ"),
                        entry("vimmrec.recommend.drop", "WRITE"),
                        entry("vimmrec.list", "READ"),
                        entry("vimmrec.virtual.drop", "WRITE")));
    }

    @Test
    void shouldRunWithoutUnrestrictedAccess() {
        Record unrestricted = server.run("SHOW SETTINGS 'dbms.security.procedures.unrestricted' YIELD value")
                .get(0);

        assertThat(unrestricted.get("value").asString()).isEqualTo("gds.*");
        assertThat(server.run("RETURN vimmrec.version() AS version")
                        .get(0)
                        .get("version")
                        .asString())
                .isNotBlank();
    }

    /** Sends the request of the container's health check to this server, which has the same configuration. */
    @Test
    void shouldAnswerTheHealthCheckOfTheContainer() throws IOException, InterruptedException {
        String compose = Files.readString(Path.of("docker", "compose.yaml"));
        String question = first("--post-data='(.*)'", compose);
        String address = first("http://localhost:7474(/db/\\S+)", compose);

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.httpAddress() + address))
                                .header("Content-Type", first("--header='Content-Type: (.*)'", compose))
                                .POST(HttpRequest.BodyPublishers.ofString(question))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(question).contains("vimmrec.version()");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        assertThat(answer.body()).contains("values").doesNotContain("errors");
    }

    /** Community servers have no roles. A read session has the restrictions of a user without write privileges. */
    @Test
    void shouldNotWriteInAReadSession() {
        SessionConfig readOnly =
                SessionConfig.builder().withDefaultAccessMode(AccessMode.READ).build();
        try (Session session = server.driver().session(readOnly)) {
            for (String write : WRITES) {
                assertThatThrownBy(() -> session.run(write).consume())
                        .isInstanceOf(Neo4jException.class)
                        .hasMessageContaining("read access mode");
            }
            assertThat(session.run(READ).list()).isNotEmpty();
        }
        assertThat(server.run("MATCH (:Item)-[r]->(:Item) RETURN r LIMIT 1")).isEmpty();
    }

    /** Runs last, because it leaves a read-only server. */
    @Test
    @Order(Integer.MAX_VALUE)
    void shouldNotWriteToAReadOnlyDatabase() throws IOException, InterruptedException {
        server.run(WRITE);
        server.run("MATCH (item:Sample) WITH item LIMIT 1 CREATE (:User)-[:INTERACTED]->(item)");
        server.run(OVERLAY);
        List<Record> relationships = server.run(EVERY_RELATIONSHIP);
        server.run("UNWIND range(1, 3) AS n CREATE (:Broken {embedding: 'none'})");
        server.set("server.databases.read_only", "neo4j").restart();
        for (String write : WRITES) {
            assertThatThrownBy(() -> server.run(write))
                    .as(write)
                    .isInstanceOf(Neo4jException.class)
                    .hasMessageContaining("read-only");
        }
        // The check comes first: a search would fail because of the invalid embeddings.
        assertThatThrownBy(() -> server.run(WRITE.replace("Sample", "Broken"))).hasMessageContaining("read-only");
        assertThat(server.run(READ)).isNotEmpty();
        assertThat(server.run(EVERY_RELATIONSHIP)).isEqualTo(relationships).hasSizeGreaterThan(3 * SAMPLES);
    }

    @Test
    void shouldNotLogPropertyValues() throws IOException {
        server.run("UNWIND range(1, 9) AS n CREATE (:Secret:User {name: 'SECRET-' + n})"
                + "-[:INTERACTED {weight: 7391.0625 + n, wrong: -7391.0625 - n, text: 'SECRET-' + n}]->"
                + "(:Secret:Item {name: 'SECRET-' + n, sound: [7391.0625, n], uneven: [7391.0625] + range(1, n), text: 'SECRET-' + n,"
                + " texts: ['SECRET-' + n], broken: [7391.0625, 0.0 / 0]})");
        for (String property : List.of("sound", "uneven", "text", "texts", "broken")) {
            String configuration = "{itemLabel: 'Secret', userLabel: 'Secret', modalities: {m: '" + property + "'}, ";
            for (String call : List.of(
                    "similarity.write(" + configuration,
                    "synergistic.write(" + configuration
                            + "modalityWeights: 'uniform', interactionWeightProperty: 'weight', ",
                    "synergistic.write(" + configuration
                            + "modalityWeights: 'uniform', interactionWeightProperty: 'wrong', ",
                    "synergistic.write(" + configuration
                            + "modalityWeights: 'coInteraction', interactionWeightProperty: 'text', ",
                    "overlay.write(" + configuration + "interactionWeightProperty: 'weight', ")) {
                for (String invalid : List.of("fail", "skip")) {
                    runIgnoringErrors("CALL vimmrec." + call + "invalidEmbeddings: '" + invalid + "'})");
                }
            }
        }
        runIgnoringErrors("MATCH (:Secret)-[r:SIMILAR_M]->() SET r.score = 'SECRET-0'");
        runIgnoringErrors("CALL vimmrec.overlay.write({itemLabel: 'Secret', userLabel: 'Secret'})");
        runIgnoringErrors("CALL vimmrec.similarity.drop()");
        runIgnoringErrors("CALL vimmrec.virtual.drop()");
        server.run("MATCH (node:Secret) DETACH DELETE node");

        assertThat(server.allOutput()).contains("vimmrec.similarity.write").doesNotContain("SECRET-", "7391.");
    }

    private void runIgnoringErrors(String call) {
        try {
            server.run(call);
        } catch (Neo4jException e) {
            assertThat(e.getMessage()).doesNotContain("SECRET-");
        }
    }

    @Test
    void shouldShowProgressAndStopWithinASecondOfTermination() throws InterruptedException {
        CompletableFuture<Instant> end = CompletableFuture.supplyAsync(() -> {
            assertThatThrownBy(() -> server.run(longCall()))
                    .isInstanceOf(Neo4jException.class)
                    .hasMessageContaining("terminated");
            return Instant.now();
        });
        Set<String> progress = new HashSet<>();
        String transaction = null;
        while (progress.size() < 3) {
            assertThat(end).as("the long call, with progress %s", progress).isNotDone();
            for (Record row : server.run("SHOW TRANSACTIONS YIELD transactionId, currentQuery, statusDetails "
                    + "WHERE currentQuery STARTS WITH 'CALL vimmrec.' AND statusDetails CONTAINS 'similarity'")) {
                transaction = row.get("transactionId").asString();
                progress.add(row.get("statusDetails").asString());
            }
            Thread.sleep(50);
        }
        server.run("TERMINATE TRANSACTION '" + transaction + "'");
        Instant terminated = Instant.now();

        assertThat(Duration.between(
                        terminated, end.orTimeout(30, TimeUnit.SECONDS).join()))
                .isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void shouldKeepWhatItWroteWhenTheServerIsKilled() throws IOException, InterruptedException {
        Record before = server.run(WRITE + " YIELD relationshipsCreated, relationshipsUnchanged RETURN *")
                .get(0);
        server.kill();
        server.start();
        Record after = server.run(WRITE + " YIELD relationshipsCreated, relationshipsUpdated, relationshipsDeleted, "
                        + "relationshipsUnchanged RETURN *")
                .get(0);

        assertThat(before.get("relationshipsCreated").asInt()).isEqualTo(3 * SAMPLES);
        assertThat(after.get("relationshipsUnchanged").asInt()).isEqualTo(3 * SAMPLES);
        assertThat(after.get("relationshipsCreated").asInt()).isZero();
        assertThat(after.get("relationshipsUpdated").asInt()).isZero();
        assertThat(after.get("relationshipsDeleted").asInt()).isZero();
        server.run("CALL vimmrec.similarity.drop({itemLabel: 'Sample'})");
    }

    /** A call that computes for long but reads little: the same embeddings as many modalities. */
    private static String longCall() {
        return IntStream.range(0, 60)
                .mapToObj(m -> "m" + m + ": 'embedding'")
                .collect(Collectors.joining(", ", "CALL vimmrec.similarity.stats({modalities: {", "}})"));
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in:%n%s", pattern, text).isTrue();
        return matcher.group(1);
    }
}
