package org.vimmrec.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.exceptions.ServiceUnavailableException;

/**
 * A Neo4j community server in a process of its own, installed as a user would install it: {@code lib}, {@code plugins} (VI-MMRec
 * and OpenGDS), {@code conf} (this project's {@code docker/conf}) and {@code import} (this project's {@code cypher/data}) in
 * one home folder. The command that starts the Java process is the one that Neo4j's {@code bin/neo4j} would run, so class
 * path, memory and Java options follow from the configuration file alone.
 *
 * <p>The same home can be started again after {@link #stop()} or {@link #kill()}, with other settings if need be.
 */
public final class Neo4jServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** How a log entry begins: with time and level, in plain words or, as Neo4j 2026 writes debug.log, in JSON. */
    private static final Pattern LOG_ENTRY = Pattern.compile(
            "(\\{\"time\":\")?\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\S*?(\",\"level\":\"| )(?<level>[A-Z]+)\\b");

    private final Path home;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> jvmArguments = new ArrayList<>();
    private final int boltPort = freePort();
    private final int httpPort = freePort();
    /** What starts the server, and the configuration that this was found for. */
    private String command;
    private List<String> configured;
    private Process process;
    private Thread lastResort;
    private Driver driver;

    /**
     * Lays an installation out; nothing runs yet. It stays behind, with its logs, until the next test run replaces it.
     *
     * @param name names the home folder, {@code target/server/<name>}
     */
    public Neo4jServer(String name) throws IOException {
        home = Path.of("target", "server", name).toAbsolutePath();
        if (Files.exists(home)) {
            try (Stream<Path> tree = Files.walk(home)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        for (Path jar : ServerJars.neo4j()) {
            link("lib", jar);
        }
        link("plugins", ServerJars.vimmrec());
        link("plugins", ServerJars.gds());
        // What compose.yaml or the image sets in a container, too.
        set("server.directories.import", Path.of("cypher", "data").toAbsolutePath().toString());
        set("dbms.security.procedures.unrestricted", "gds.*");
        // What a test wants: a small server that only this machine can reach.
        set("dbms.security.auth_enabled", "false");
        set("server.bolt.listen_address", "localhost:" + boltPort);
        set("server.http.listen_address", "localhost:" + httpPort);
        set("server.memory.heap.initial_size", "1g");
        set("server.memory.heap.max_size", "1g");
        set("server.memory.pagecache.size", "128m");
    }

    /** Overrides a line of {@code docker/conf/neo4j.conf} at the next start. */
    public Neo4jServer set(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    /** Leaves GDS out, which is a third of what a server has to load. */
    public Neo4jServer withoutGds() throws IOException {
        Files.delete(home.resolve("plugins").resolve(ServerJars.gds().getFileName()));
        return this;
    }

    /** Adds APOC, with triggers. */
    public Neo4jServer withApoc() throws IOException {
        link("plugins", ServerJars.apoc());
        Files.writeString(Files.createDirectories(home.resolve("conf")).resolve("apoc.conf"),
                "apoc.trigger.enabled=true\napoc.trigger.refresh=200\n");
        return set("dbms.security.procedures.unrestricted", "apoc.*");
    }

    /** Adds an option of the Java machine at the next start. */
    public Neo4jServer addJvmArgument(String argument) {
        jvmArguments.add(argument);
        return this;
    }

    /** Starts the process and waits until it answers over Bolt. */
    public Neo4jServer start() throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("The server is running already");
        }
        if (writeConfiguration()) {
            command = startCommand();
        }
        // `exec` gives the server the process that is started here: a signal meant for it reaches it.
        process = inHome("sh", "-c", "exec " + command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("console.log").toFile()))
                .start();
        lastResort = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(lastResort);
        driver = GraphDatabase.driver("bolt://localhost:" + boltPort, AuthTokens.none());
        awaitBolt();
        return this;
    }

    /** Stops the server as an operator would, and waits for its end. */
    public void stop() {
        process.destroy();
        try {
            process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        } finally {
            kill();
        }
    }

    /** Ends the process at once, without a chance to tidy up: {@code kill -9}. */
    public void kill() {
        process.destroyForcibly().onExit().join();
        driver.close();
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }

    /** Stops, if it still runs, and starts again on the same home. */
    public void restart() throws IOException, InterruptedException {
        close();
        start();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
    }

    /** The driver, connected to this server from its start to its end. */
    public Driver driver() {
        return driver;
    }

    /** All rows of one statement, run in a transaction of its own. */
    public List<Record> run(String statement) {
        try (Session session = driver.session()) {
            return session.run(statement).list();
        }
    }

    /** The address of the server's web interface. */
    public String httpAddress() {
        return "http://localhost:" + httpPort;
    }

    /**
     * The entries of a log, each with the lines that belong to it, such as a stack trace.
     *
     * @param name a file in the server's folder of logs, for example {@code debug.log}
     */
    public List<String> log(String name) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String line : Files.readAllLines(home.resolve("logs").resolve(name))) {
            if (LOG_ENTRY.matcher(line).lookingAt()) {
                entries.add(line);
            } else if (entries.isEmpty()) {
                throw new IllegalStateException(name + " begins like no log that is known here: " + line);
            } else {
                entries.set(entries.size() - 1, entries.get(entries.size() - 1) + "\n" + line);
            }
        }
        return entries;
    }

    /** The warnings and errors in the server's logs, and the lines on its console outside of any log, that name the plugin. */
    public List<String> complaintsAboutThePlugin() throws IOException {
        Stream<String> logged = Stream.concat(log("neo4j.log").stream(), log("debug.log").stream())
                .filter(entry -> Set.of("WARN", "ERROR").contains(level(entry)));
        Stream<String> printed = console().lines().filter(line -> !LOG_ENTRY.matcher(line).lookingAt());
        String project = Path.of("").toAbsolutePath().toString();
        return Stream.concat(logged, printed)
                .filter(text -> text.replace(project, "").toLowerCase(Locale.ROOT).contains("vimmrec"))
                .toList();
    }

    /** All that is in the server's folder of logs and on its console, from the first start on. */
    public String everythingPrinted() throws IOException {
        StringBuilder printed = new StringBuilder(console());
        try (Stream<Path> logs = Files.list(home.resolve("logs"))) {
            for (Path log : logs.toList()) {
                printed.append(Files.readString(log));
            }
        }
        return printed.toString();
    }

    private static String level(String entry) {
        Matcher matcher = LOG_ENTRY.matcher(entry);
        return matcher.lookingAt() ? matcher.group("level") : "";
    }

    /** What the process wrote to its console, from the first start on. */
    public String console() throws IOException {
        return Files.readString(home.resolve("console.log"));
    }

    /** What {@code bin/neo4j console} would execute. The container image asks in the same way. */
    private String startCommand() throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process dryRun = inHome(java, "-cp", home.resolve("lib") + "/*", "-Dbasedir=" + home,
                "org.neo4j.server.startup.Neo4jCommand", "console", "--dry-run")
                .redirectError(home.resolve("start.log").toFile())
                .start();
        String command = new String(dryRun.getInputStream().readAllBytes()).strip();
        if (dryRun.waitFor() != 0) {
            throw new IllegalStateException("Neo4j refuses the configuration:\n" + command + "\n"
                    + Files.readString(home.resolve("start.log")));
        }
        return command;
    }

    private ProcessBuilder inHome(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("NEO4J_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    /**
     * As the container image does it: a setting given here takes the place of the file's line, a Java option joins them. Returns
     * whether the configuration is another than before.
     */
    private boolean writeConfiguration() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("docker", "conf", "neo4j.conf")));
        lines.removeIf(line -> settings.keySet().stream().anyMatch(setting -> line.startsWith(setting + "=")));
        settings.forEach((setting, value) -> lines.add(setting + "=" + value));
        jvmArguments.forEach(argument -> lines.add("server.jvm.additional=" + argument));
        if (lines.equals(configured) && command != null) {
            return false;
        }
        command = null;
        configured = lines;
        Files.createDirectories(home.resolve("conf"));
        Files.write(home.resolve("conf").resolve("neo4j.conf"), lines);
        return true;
    }

    private void awaitBolt() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                driver.verifyConnectivity();
                return;
            } catch (ServiceUnavailableException notYet) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    kill();
                    throw new IllegalStateException("The server does not answer:\n" + console(), notYet);
                }
                Thread.sleep(200);
            }
        }
    }

    private void link(String folder, Path jar) throws IOException {
        Path link = Files.createDirectories(home.resolve(folder)).resolve(jar.getFileName());
        Files.createSymbolicLink(link, jar.toAbsolutePath());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
