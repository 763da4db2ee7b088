package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.vimmrec.cli.catalogue.CatalogueGenerator;
import org.vimmrec.cli.catalogue.CatalogueParameters;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.cli.database.ServerDatabase;
import org.vimmrec.cli.database.ServerFailure;
import org.vimmrec.cli.export.ExportedFiles;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.server.Neo4jServer;

/** Runs the packaged command line as a user does, against a server process that holds the same data as its files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class CommandLineIT {

    private static final Path JAR = Path.of("src/cli/target/vimmrec/vimmrec.jar");
    private static final String PASSWORD = "a long-enough secret";
    private static final String RUNNING = "SHOW TRANSACTIONS YIELD currentQuery "
            + "WHERE currentQuery STARTS WITH 'CALL vimmrec.evaluate' RETURN currentQuery";
    /** Evaluates for many minutes: 48 variants with 5 seeds, each a training of embeddings of the largest size. */
    private static final List<String> LONG = List.of(
            "--recommender",
            "lightGcn",
            "--dimensions",
            "1024",
            "--layers",
            "10",
            "--seeds",
            "1,2,3,4,5",
            "--top-ks",
            "10,20,30");

    /** Keys that others need, and the seeds, which do not matter to the graph filter with a split by time. */
    private static final Set<String> NOT_RULES = Set.of(
            "modalities", "interactionType", "interactionWeightProperty", "timestampProperty", "halfLife", "seeds");

    @TempDir
    private static Path folder;

    private Neo4jServer server;
    private Path passwordFile;
    private DataSet dataSet;
    /** The same data in files. */
    private List<String> files;

    /** The outcome of a run. */
    private record Run(int exitCode, String out, String err) {}

    @BeforeAll
    void startServerWithTheData() throws IOException, InterruptedException {
        passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        server = new Neo4jServer("cli").withoutGds().withPassword(PASSWORD).start();
        dataSet = CatalogueGenerator.generate(CatalogueParameters.lifeLike(7, 80, 60));
        Path data = Files.createDirectory(folder.resolve("data"));
        ExportedFiles.write(data, dataSet, "catalogue");
        files = List.of("--data", data.toString());
        List<Map<String, Object>> items = new ArrayList<>();
        for (int item = 0; item < dataSet.items(); item++) {
            Map<String, Object> row = new HashMap<>();
            row.put("itemId", item);
            row.put("title", dataSet.titles()[item]);
            for (Modality modality : dataSet.modalities()) {
                row.put(modality.property(), list(modality.embeddings().of(item)));
            }
            items.add(row);
        }
        create("UNWIND $rows AS row CREATE (item:Item) SET item = row", Map.of("rows", items));
        create(
                "UNWIND $ids AS id CREATE (:User {userId: id})",
                Map.of("ids", Arrays.stream(dataSet.userIds()).boxed().toList()));
        InteractionTable table = dataSet.interactions();
        List<List<Integer>> pairs = new ArrayList<>();
        for (int n = 0; n < table.size(); n++) {
            pairs.add(List.of(table.user(n), table.item(n)));
        }
        create(
                "UNWIND $pairs AS pair MATCH (user:User {userId: pair[0]}) MATCH (item:Item {itemId: pair[1]}) "
                        + "CREATE (user)-[:INTERACTED]->(item)",
                Map.of("pairs", pairs));
    }

    private void create(String statement, Map<String, Object> parameters) {
        try (Session session = server.driver().session()) {
            session.run(statement, parameters).consume();
        }
    }

    private static List<Double> list(float[] embedding) {
        if (embedding == null) {
            return null;
        }
        List<Double> numbers = new ArrayList<>();
        for (float number : embedding) {
            numbers.add((double) number);
        }
        return numbers;
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Test
    @Order(1)
    void shouldEvaluateADatabaseAsTheSameDataInFiles() throws IOException, InterruptedException {
        List<String> method = List.of("evaluate", "--seeds", "1,2", "--top-ks", "5", "--unweighted", "--json");

        JsonNode onFiles = json(run(method, files));
        JsonNode onServer = json(run(method, login(), modalities()));

        assertThat(onFiles.get("evaluation")).hasSizeGreaterThan(10);
        assertThat(figures(onServer, "evaluation")).isEqualTo(figures(onFiles, "evaluation"));
        assertThat(figures(onServer, "unweighted")).isEqualTo(figures(onFiles, "unweighted"));
    }

    /** The rows of an evaluation without the label and the column that says how long it took. */
    private static List<JsonNode> figures(JsonNode results, String name) {
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode row : results.get(name)) {
            ObjectNode figures = row.deepCopy();
            figures.remove(List.of("millis", "label"));
            rows.add(figures);
        }
        return rows;
    }

    @Test
    @Order(2)
    void shouldRunTheMethodAndExportItAsFromFiles() throws IOException, InterruptedException {
        Run method = run(List.of("--top-k", "4"), login(), modalities());
        assertThat(method.exitCode).as(method.err).isZero();
        assertThat(method.out).contains("80 users, 60 items", "| Overlay", "| Synergistic", "vimmrec evaluate --uri");
        assertThat(server.run("CALL vimmrec.list() YIELD relationshipType")).hasSize(5);

        for (String strategy : List.of("overlay", "synergistic")) {
            Path onFiles = folder.resolve("files-" + strategy);
            Path downloaded = folder.resolve("server-" + strategy);
            String type = strategy.equals("overlay") ? "VIRTUAL_INTERACTED" : "VIRTUAL_INTERACTED_SYNERGISTIC";
            run(List.of("export", "--top-k", "4", "--strategy", strategy, "--to", onFiles.toString()), files);
            Run export = run(
                    List.of("export", "--relationship-type", type, "--to", downloaded.toString()), login(), List.of());
            assertThat(export.exitCode).as(export.err).isZero();

            List<String> names = names(onFiles);
            assertThat(names).contains("virtual.inter", "adjacency.npz", "neighbours_fused.npz", "text_feat.npy");
            if (strategy.equals("synergistic")) {
                names.remove("neighbours_fused.npz");
                assertFusedInSomeOrder(downloaded);
            }
            for (String name : names) {
                if (name.endsWith(".npz") || name.endsWith(".npy") || name.equals("virtual.inter")) {
                    assertThat(downloaded.resolve(name)).as(strategy).hasSameBinaryContentAs(onFiles.resolve(name));
                }
            }
            assertThat(sortedLines(downloaded.resolve("neo4j.inter")))
                    .isEqualTo(sortedLines(onFiles.resolve("catalogue.inter")));
        }
    }

    /**
     * Checks that the fused similarities that the server has stored are, to the last bit, the weighted sums over the
     * modalities in some order. Bolt does not keep the order of a map, so it is not the order of the command line, in
     * which an export from files adds.
     */
    private void assertFusedInSomeOrder(Path downloaded) throws IOException {
        JsonNode weights = new ObjectMapper()
                .readTree(downloaded.resolve("manifest.json").toFile())
                .get("modalityWeights");
        byte[] stored = Files.readAllBytes(downloaded.resolve("neighbours_fused.npz"));
        List<byte[]> sums = new ArrayList<>();
        for (List<Modality> order : orders(dataSet.modalities())) {
            double[] numbers = order.stream()
                    .mapToDouble(modality -> weights.get(modality.name()).asDouble())
                    .toArray();
            sums.add(ExportedFiles.fused(order, numbers, 4, folder.resolve("fused.npz")));
        }
        assertThat(sums).hasSize(6).anyMatch(sum -> Arrays.equals(sum, stored));
    }

    private static <T> List<List<T>> orders(List<T> all) {
        List<List<T>> orders = new ArrayList<>();
        for (T first : all) {
            List<T> others = all.stream().filter(other -> other != first).toList();
            for (List<T> order : others.isEmpty() ? List.of(List.<T>of()) : orders(others)) {
                orders.add(Stream.concat(Stream.of(first), order.stream()).toList());
            }
        }
        return orders;
    }

    private static List<String> names(Path exported) throws IOException {
        try (Stream<Path> files = Files.list(exported)) {
            return new ArrayList<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static List<String> sortedLines(Path file) throws IOException {
        return Files.readAllLines(file).stream().sorted().toList();
    }

    /** Each rule has an effect on this graph, so none is lost unnoticed. */
    @Test
    @Order(3)
    void shouldPassOnTheRulesOfTheMethod() throws IOException, InterruptedException {
        addWhatRulesAreAbout();
        List<String> rules =
                List.of(("--interaction-type INTERACTED=0.5,VIEWED=0.25 --interaction-weight-property stars"
                                + " --min-interaction-weight 0.6 --since 2024-01-11 --half-life P30D --as-of 2024-04-10"
                                + " --timestamp-property at --exclude-types HIDDEN --negative-types RETURNED=0.25"
                                + " --candidate-label Film --max-per-group category=2 --max-per-item 40")
                        .split(" "));
        Map<String, Object> keys = new HashMap<>();
        keys.put("modalities", embeddings());
        keys.put("interactionType", Map.of("INTERACTED", 0.5, "VIEWED", 0.25));
        keys.put("interactionWeightProperty", "stars");
        keys.put("minInteractionWeight", 0.6);
        keys.put("since", LocalDate.of(2024, 1, 11));
        keys.put("halfLife", Period.ofDays(30));
        keys.put("asOf", LocalDate.of(2024, 4, 10));
        keys.put("timestampProperty", "at");
        keys.put("excludeTypes", List.of("HIDDEN"));
        keys.put("negativeTypes", Map.of("RETURNED", 0.25));
        keys.put("candidateLabel", "Film");
        keys.put("maxPerGroup", Map.of("category", 2));
        keys.put("maxPerItem", 40);
        keys.put("seeds", 1);
        keys.put("topKs", 5);
        keys.put("similarityCutoff", "p10");
        keys.put(
                "split",
                Map.of(
                        "validationFrom", LocalDate.of(2024, 3, 1),
                        "testFrom", LocalDate.of(2024, 3, 20),
                        "gap", Period.ofDays(3)));
        JsonNode evaluation = json(run(
                List.of("evaluate", "--seeds", "1", "--top-ks", "5", "--similarity-cutoff", "p10", "--json"),
                List.of("--validation-from", "2024-03-01", "--test-from", "2024-03-20", "--gap", "P3D"),
                rules,
                login(),
                modalities()));
        List<JsonNode> expected = evaluated(keys);
        assertThat(figures(evaluation, "evaluation")).hasSizeGreaterThan(10).isEqualTo(expected);
        for (String key : keys.keySet()) {
            if (!NOT_RULES.contains(key)) {
                Map<String, Object> without = new HashMap<>(keys);
                without.remove(key);
                assertThat(evaluated(without)).as("without %s", key).isNotEqualTo(expected);
            }
        }
    }

    private void addWhatRulesAreAbout() {
        create(
                "MATCH (user:User)-[real:INTERACTED]->(item:Item) WITH real, user.userId * 7 + item.itemId * 3 AS n "
                        + "SET real.at = date('2024-01-01') + duration({days: n % 100}), real.stars = 1 + n % 4",
                Map.of());
        create(
                "MATCH (item:Item) WHERE item.itemId % 10 <> 0 SET item:Film, item.category = item.itemId % 7",
                Map.of());
        List<String> others = List.of("HIDDEN", "RETURNED", "VIEWED");
        for (String other : others) {
            create(
                    "MATCH (user:User), (item:Item) WHERE (user.userId + item.itemId) % 23 = $remainder "
                            + "AND NOT (user)-[:INTERACTED]->(item) CREATE (user)-[:" + other
                            + " {at: date('2024-02-01'), stars: 4}]->(item)",
                    Map.of("remainder", others.indexOf(other)));
        }
    }

    /** The rows of a call that does not come from the command line. */
    private List<JsonNode> evaluated(Map<String, Object> configuration) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        try (Session session = server.driver().session()) {
            List<Map<String, Object>> rows = session.run(
                            "CALL vimmrec.evaluate($configuration)", Map.of("configuration", configuration))
                    .list(Record::asMap);
            return figures(mapper.readTree(mapper.writeValueAsString(Map.of("rows", rows))), "rows");
        }
    }

    @Test
    @Order(4)
    void shouldSayWhyThereIsNoConnection() throws IOException, InterruptedException {
        Path wrong = Files.writeString(folder.resolve("wrong"), "wrong");
        expectNoConnection(
                "refuses the login of the user [neo4j]",
                "--uri",
                server.boltAddress(),
                "--password-file",
                wrong.toString());
        expectNoConnection("requires a login", "--uri", server.boltAddress());
        expectNoConnection(
                "has no running database [films]",
                "--uri",
                server.boltAddress(),
                "--password-file",
                passwordFile.toString(),
                "--database",
                "films");
        expectNoConnection("no Neo4j server answers at", "--uri", "bolt://localhost:1");
        expectNoConnection(
                "no encrypted connection",
                "--uri",
                server.boltAddress().replace("bolt:", "bolt+s:"),
                "--password-file",
                passwordFile.toString());
    }

    private void expectNoConnection(String message, String... options) throws IOException, InterruptedException {
        expectError(3, message, run(List.of("evaluate"), List.of(options)));
    }

    private static void expectError(int exitCode, String message, Run run) {
        assertThat(run.err.lines().filter(line -> !line.matches("(WARNING: .*)?")))
                .singleElement()
                .asString()
                .startsWith("vimmrec: ")
                .contains(message);
        assertThat(run.exitCode).as(run.err).isEqualTo(exitCode);
    }

    @Test
    @Order(5)
    void shouldPassOnTheErrorOfAProcedure() throws IOException, InterruptedException {
        expectError(1, "[nothing]", run(List.of("evaluate", "--modality", "text=nothing"), login(), List.of()));
    }

    @Test
    @Order(6)
    void shouldSeeTheProgressOfARunningCall() throws InterruptedException {
        ServerFailure target = new ServerFailure(server.boltAddress(), "neo4j", null);
        Consumer<String> noWarning = warning -> assertThat(warning).isNull();
        try (ServerDatabase database =
                ServerDatabase.connect(target, AuthTokens.basic("neo4j", PASSWORD), AccessMode.READ, noWarning)) {
            CompletableFuture<Void> call = CompletableFuture.runAsync(() -> database.query(
                    "CALL vimmrec.evaluate({modalities: {text: 'textEmbedding'}, recommender: 'lightGcn', dimensions: 1024, layers: 10})",
                    Map.of()));
            String status = null;
            while (status == null || !status.matches("vimmrec\\.evaluate: .* \\d+ %")) {
                assertThat(call).isNotDone();
                Thread.sleep(50);
                status = database.status();
            }
            server.run("SHOW TRANSACTIONS YIELD transactionId, currentQuery WHERE currentQuery STARTS WITH "
                    + "'CALL vimmrec.evaluate' TERMINATE TRANSACTIONS transactionId YIELD message RETURN message");
            assertThat(call)
                    .failsWithin(60, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("ended the");
            assertThat(database.status()).isNull();
            assertThatThrownBy(() -> database.query("CREATE (:Written)", Map.of()))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("read access mode");
        }
    }

    @Test
    @Order(7)
    void shouldEndTheTransactionOnCtrlC() throws IOException, InterruptedException {
        Process process = start(interruptible(command(List.of("evaluate"), LONG, login(), modalities())));
        try {
            awaitCall(process);
            interrupt(process);
        } finally {
            process.destroyForcibly();
        }
        expectInterrupted(process);
        assertThat(server.run(RUNNING)).isEmpty();
    }

    /** The folder appears before the first query of the export, which then takes some 100 milliseconds. */
    @Test
    @Order(8)
    void shouldDeleteWhatAnExportHasWrittenOnCtrlC() throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path target = folder.resolve("interrupted");
        List<String> command = new ArrayList<>(command(
                List.of("export", "--relationship-type", "VIRTUAL_INTERACTED", "--to", target.toString()), login()));
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        Process process = start(interruptible(command));
        try {
            while (names(temporary).isEmpty()) {
                assertThat(process.isAlive()).as(Files.readString(errors())).isTrue();
                Thread.sleep(1);
            }
            interrupt(process);
        } finally {
            process.destroyForcibly();
        }
        expectInterrupted(process);
        assertThat(names(temporary)).isEmpty();
        assertThat(target).doesNotExist();
        assertThat(server.run("SHOW TRANSACTIONS YIELD metaData WHERE metaData.vimmrecCommand IS NOT NULL "
                        + "RETURN metaData"))
                .isEmpty();
    }

    /** A shell that starts the tests in the background makes them ignore Ctrl-C, and every process that they start. */
    private static List<String> interruptible(List<String> command) {
        return Stream.concat(Stream.of("env", "--default-signal=INT"), command.stream())
                .toList();
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    private void expectInterrupted(Process process) throws IOException {
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Files.readAllLines(errors()).stream().filter(line -> !line.matches("(WARNING: .*)?")))
                .isEmpty();
    }

    @Test
    @Order(9)
    void shouldSayThatTheServerIsGone() throws IOException, InterruptedException {
        Process process = start(command(List.of("evaluate"), LONG, login(), modalities()));
        try {
            awaitCall(process);
            server.kill();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        expectError(
                3,
                "the connection to " + server.boltAddress() + " broke",
                new Run(process.exitValue(), "", Files.readString(errors())));
    }

    /** Runs last, because the server has been killed and starts with another setting. */
    @Test
    @Order(10)
    void shouldSayThatTheServerDoesNotAllowThePlugin() throws IOException, InterruptedException {
        server.set("dbms.security.procedures.allowlist", "db.*,dbms.*").start();
        expectError(
                1,
                "dbms.security.procedures.allowlist of the server is [db.*,dbms.*]",
                run(List.of("evaluate"), login(), List.of()));
    }

    private void awaitCall(Process process) throws InterruptedException, IOException {
        while (server.run(RUNNING).isEmpty()) {
            assertThat(process.isAlive()).as(Files.readString(errors())).isTrue();
            Thread.sleep(50);
        }
    }

    private List<String> login() {
        return List.of("--uri", server.boltAddress(), "--user", "neo4j", "--password-file", passwordFile.toString());
    }

    /** In the order of the files' names, on which the last bits of sums depend. */
    private static Map<String, String> embeddings() {
        Map<String, String> embeddings = new LinkedHashMap<>();
        for (String modality : List.of("audio", "text", "visual")) {
            embeddings.put(modality, modality + "Embedding");
        }
        return embeddings;
    }

    private static List<String> modalities() {
        return embeddings().entrySet().stream()
                .flatMap(each -> Stream.of("--modality", each.getKey() + "=" + each.getValue()))
                .toList();
    }

    private static JsonNode json(Run run) throws IOException {
        assertThat(run.exitCode).as(run.err).isZero();
        return new ObjectMapper().readTree(run.out);
    }

    @SafeVarargs
    private static List<String> command(List<String>... arguments) {
        // These runs are too short for the optimizing compiler to pay off.
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString()));
        for (List<String> some : arguments) {
            command.addAll(some);
        }
        return command;
    }

    private Path errors() {
        return folder.resolve("errors");
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("output").toFile())
                .redirectError(errors().toFile());
        builder.environment().remove("NEO4J_PASSWORD");
        return builder.start();
    }

    @SafeVarargs
    private Run run(List<String>... arguments) throws IOException, InterruptedException {
        Process process = start(command(arguments));
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(folder.resolve("output")), Files.readString(errors()));
    }
}
