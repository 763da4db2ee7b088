package org.vimmrec.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
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
import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;

/**
 * A Neo4j community server in a process of its own. All server tests create their servers with this class.
 *
 * <p>The home folder has the layout of a user's installation: {@code lib}, {@code plugins} (VI-MMRec and OpenGDS),
 * {@code conf} (the files in {@code docker/conf}) and {@code import} (the files in {@code cypher/data}). The server
 * starts with the command that {@code bin/neo4j} would run, so class path, memory and Java options depend only on the
 * configuration file.
 *
 * <p>After {@link #stop()} or {@link #kill()}, the server can be started again in the same home folder, with other
 * settings if necessary.
 */
public final class Neo4jServer implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    /** The start of a log entry, with time and level: plain text, or JSON in the debug.log of Neo4j 2026. */
    private static final Pattern LOG_ENTRY = Pattern.compile(
            "(\\{\"time\":\")?\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\S*?(\",\"level\":\"| )(?<level>[A-Z]+)\\b");

    private final Path home;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> jvmArguments = new ArrayList<>();
    private final int boltPort = freePort();
    private final int httpPort = freePort();
    /** The command that starts the server with the current configuration; null if it must be determined again. */
    private String command;

    private List<String> configuration;
    private Process process;
    /** Kills the server process if the tests end without stopping it. */
    private Thread shutdownHook;

    private Driver driver;
    /** The password of the user neo4j; null if the server accepts everyone. */
    private String password;

    /**
     * Creates an installation without starting it. It remains after the test, with its logs, until the next test run
     * replaces it.
     *
     * @param name name of the home folder in {@code target/server}
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
        // Settings that compose.yaml or the image makes in a container.
        set(
                "server.directories.import",
                Path.of("cypher", "data").toAbsolutePath().toString());
        set("dbms.security.procedures.unrestricted", "gds.*");
        // Settings for tests: a small server that only this machine can reach.
        set("dbms.security.auth_enabled", "false");
        set("server.bolt.listen_address", "localhost:" + boltPort);
        set("server.http.listen_address", "localhost:" + httpPort);
        set("server.memory.heap.initial_size", "1g");
        set("server.memory.heap.max_size", "1g");
        set("server.memory.pagecache.size", "128m");
    }

    /** Overrides a setting of {@code docker/conf/neo4j.conf} from the next start on. */
    public Neo4jServer set(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    /** Removes GDS, so that the server starts faster. */
    public Neo4jServer withoutGds() throws IOException {
        Files.delete(home.resolve("plugins").resolve(ServerJars.gds().getFileName()));
        return this;
    }

    /** Requires the user neo4j to log in with a password. */
    public Neo4jServer withPassword(String newPassword) {
        password = newPassword;
        return set("dbms.security.auth_enabled", "true");
    }

    /** Installs APOC and enables its triggers. */
    public Neo4jServer withApoc() throws IOException {
        link("plugins", ServerJars.apoc());
        Files.writeString(
                Files.createDirectories(home.resolve("conf")).resolve("apoc.conf"),
                "apoc.trigger.enabled=true\napoc.trigger.refresh=200\n");
        return set("dbms.security.procedures.unrestricted", "apoc.*");
    }

    /** Adds a JVM option from the next start on. */
    public Neo4jServer addJvmArgument(String argument) {
        jvmArguments.add(argument);
        return this;
    }

    /** Starts the process and waits until it accepts Bolt connections. */
    public Neo4jServer start() throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("The server is already running");
        }
        if (writeConfiguration()) {
            command = startCommand();
        }
        // `exec` replaces the shell by the server, so that signals reach the server.
        process = inHome("sh", "-c", "exec " + command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("console.log").toFile()))
                .start();
        shutdownHook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        driver = GraphDatabase.driver(
                boltAddress(), password == null ? AuthTokens.none() : AuthTokens.basic("neo4j", password));
        awaitBolt();
        return this;
    }

    /** The address for drivers. */
    public String boltAddress() {
        return "bolt://localhost:" + boltPort;
    }

    /** Shuts the server down and waits until it has stopped. */
    public void stop() {
        process.destroy();
        try {
            process.onExit().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        } finally {
            kill();
        }
    }

    /** Kills the process without a shutdown, like {@code kill -9}. */
    public void kill() {
        process.destroyForcibly().onExit().join();
        driver.close();
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }

    /** Stops the server if it is running, and starts it again in the same home folder. */
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

    /** The home folder of the installation. */
    public Path home() {
        return home;
    }

    /** The driver, connected to this server while it is running. */
    public Driver driver() {
        return driver;
    }

    /** Runs a statement in a transaction of its own and returns all rows. */
    public List<Record> run(String statement) {
        try (Session session = driver.session()) {
            return session.run(statement).list();
        }
    }

    /** The URL of the HTTP interface. */
    public String httpAddress() {
        return "http://localhost:" + httpPort;
    }

    /**
     * The entries of a log file, each with its continuation lines, such as a stack trace.
     *
     * @param name name of a file in the log folder, for example {@code debug.log}
     */
    public List<String> log(String name) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String line : Files.readAllLines(home.resolve("logs").resolve(name))) {
            if (LOG_ENTRY.matcher(line).lookingAt()) {
                entries.add(line);
            } else if (entries.isEmpty()) {
                throw new IllegalStateException(name + " has an unknown format: " + line);
            } else {
                entries.set(entries.size() - 1, entries.get(entries.size() - 1) + "\n" + line);
            }
        }
        return entries;
    }

    /** Warnings and errors in the logs and other lines on the console that mention the plugin. */
    public List<String> warningsAboutThePlugin() throws IOException {
        Stream<String> logged = Stream.concat(log("neo4j.log").stream(), log("debug.log").stream())
                .filter(entry -> Set.of("WARN", "ERROR").contains(level(entry)));
        Stream<String> printed =
                console().lines().filter(line -> !LOG_ENTRY.matcher(line).lookingAt());
        String project = Path.of("").toAbsolutePath().toString();
        return Stream.concat(logged, printed)
                .filter(text ->
                        text.replace(project, "").toLowerCase(Locale.ROOT).contains("vimmrec"))
                .toList();
    }

    /** The content of all log files and of the console since the first start. */
    public String allOutput() throws IOException {
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

    /** The console output of the process since the first start. */
    public String console() throws IOException {
        return Files.readString(home.resolve("console.log"));
    }

    /** The command that {@code bin/neo4j console} would run. The container image determines it in the same way. */
    private String startCommand() throws IOException, InterruptedException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process dryRun = inHome(
                        java,
                        "-cp",
                        home.resolve("lib") + "/*",
                        "-Dbasedir=" + home,
                        "org.neo4j.server.startup.Neo4jCommand",
                        "console",
                        "--dry-run")
                .redirectError(home.resolve("start.log").toFile())
                .start();
        String command = new String(dryRun.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (dryRun.waitFor() != 0) {
            throw new IllegalStateException("Neo4j rejects the configuration:\n" + command + "\n"
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
     * Writes the configuration file as the container image does: settings replace the lines of the file, JVM options
     * are added. Returns whether the configuration has changed.
     */
    private boolean writeConfiguration() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("docker", "conf", "neo4j.conf")));
        lines.removeIf(line -> settings.keySet().stream().anyMatch(setting -> line.startsWith(setting + "=")));
        settings.forEach((setting, value) -> lines.add(setting + "=" + value));
        jvmArguments.forEach(argument -> lines.add("server.jvm.additional=" + argument));
        if (lines.equals(configuration) && command != null) {
            return false;
        }
        command = null;
        configuration = lines;
        Files.createDirectories(home.resolve("conf"));
        Files.write(home.resolve("conf").resolve("neo4j.conf"), lines);
        return true;
    }

    private void awaitBolt() throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(TIMEOUT);
        while (true) {
            try {
                driver.verifyConnectivity();
                return;
            } catch (AuthenticationException firstStart) {
                InitialPassword.change(boltAddress(), password);
            } catch (ServiceUnavailableException notYet) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    kill();
                    throw new IllegalStateException("The server does not respond:\n" + console(), notYet);
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
