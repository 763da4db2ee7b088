package org.vimmrec.cli.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.GraphDatabaseService;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.ShutdownHook;
import org.vimmrec.cli.process.TemporaryFolder;

/**
 * A Neo4j inside this process, with the plugin in its plugins folder. Its home is a temporary folder, deleted at the
 * end, or a folder that is kept.
 *
 * <p>On Ctrl-C, a shutdown hook shuts the database down cleanly and deletes the temporary folder.
 */
public final class EmbeddedDatabase implements Database {

    private static final String HOST = "localhost";
    private static final String PLUGINS = "plugins";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private final Path home;
    private final boolean temporary;
    private final ShutdownHook shutdownHook = new ShutdownHook(this::interrupt);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private DatabaseManagementService service;
    private GraphDatabaseService graph;
    private String version;
    private volatile boolean interrupted;
    private volatile String running;
    private boolean closed;

    private EmbeddedDatabase(Path home, boolean temporary) {
        this.home = home;
        this.temporary = temporary;
    }

    /**
     * Starts an empty database in a temporary folder, which is deleted on closing.
     *
     * @param boltPort the port for Neo4j clients on this machine; without it, the database accepts none
     */
    public static EmbeddedDatabase temporary(OptionalInt boltPort) throws IOException {
        boltPort.ifPresent(EmbeddedDatabase::requireFree);
        return new EmbeddedDatabase(Files.createTempDirectory("vimmrec-"), true).start(boltPort);
    }

    /**
     * Starts the database in {@code folder}, or a new one if there is none.
     *
     * @param boltPort the port for Neo4j clients on this machine; without it, the database accepts none
     * @throws CommandFailure if the folder holds something else, or the database or the port is in use
     */
    public static EmbeddedDatabase in(Path folder, OptionalInt boltPort) throws IOException {
        requireUsable(folder);
        boltPort.ifPresent(EmbeddedDatabase::requireFree);
        return new EmbeddedDatabase(Files.createDirectories(folder).toAbsolutePath(), false).start(boltPort);
    }

    /** Whether the folder holds a database that this command created. */
    public static boolean isIn(Path folder) {
        return PluginJar.isInstalled(folder.resolve(PLUGINS));
    }

    /** Checks that the folder does not exist, is empty, or holds a database that this command created. */
    public static void requireUsable(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(folder + ": not a folder");
        }
        if (Files.exists(folder) && !isIn(folder)) {
            try (Stream<Path> contents = Files.list(folder)) {
                if (contents.findAny().isPresent()) {
                    throw new CommandFailure(folder + ": neither empty nor a database that this command created. "
                            + "Give a new or empty folder.");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Synchronized, so that {@link #close} waits for a database that is starting. */
    private synchronized EmbeddedDatabase start(OptionalInt boltPort) throws IOException {
        try {
            // From here on, the shutdown hook must clean up.
            shutdownHook.register();
            PluginJar.install(home.resolve(PLUGINS));
            DatabaseManagementServiceBuilder builder = new DatabaseManagementServiceBuilder(home)
                    .setConfig(GraphDatabaseSettings.plugin_dir, home.resolve(PLUGINS))
                    // A demonstration must not send usage reports.
                    .setConfig(GraphDatabaseSettings.udc_enabled, false)
                    // Preallocation writes 256 MiB, which does not pay off for a database of this size.
                    .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
                    // Ctrl-C must not wait for the running query.
                    .setConfig(GraphDatabaseSettings.shutdown_transaction_end_timeout, Duration.ZERO);
            if (boltPort.isPresent()) {
                SocketAddress address = new SocketAddress(HOST, boltPort.getAsInt());
                builder.setConfig(BoltConnector.enabled, true)
                        .setConfig(BoltConnector.listen_address, address)
                        .setConfig(BoltConnector.advertised_address, address);
            }
            service = build(builder);
            graph = service.database(GraphDatabaseSettings.DEFAULT_DATABASE_NAME);
            if (!graph.isAvailable(START_TIMEOUT.toMillis())) {
                throw new CommandFailure(
                        home + ": the database did not start. See " + home.resolve("logs/debug.log") + ".");
            }
            version = graph.executeTransactionally(
                    VERSION_QUERY, Map.of(), result -> (String) result.next().get("version"));
            return this;
        } catch (RuntimeException | IOException e) {
            close();
            throw e;
        }
    }

    private DatabaseManagementService build(DatabaseManagementServiceBuilder builder) {
        try {
            return builder.build();
        } catch (RuntimeException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            // Compared by name, because the class is not public API. Its message names files and no remedy.
            boolean inUse = root.getClass().getSimpleName().equals("FileLockException");
            throw new CommandFailure(
                    home + (inUse ? ": the database is in use by another process" : ": Neo4j did not start: " + root),
                    e);
        }
    }

    /** Checks that a port is free. Neo4j itself fails late, with the cause deep in the stack trace. */
    public static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
        } catch (IOException e) {
            throw new CommandFailure(
                    "port " + port + " of " + HOST + " cannot be opened for Bolt (" + e.getMessage()
                            + "). Give another port with --bolt-port.",
                    e);
        }
    }

    /** The database to query. */
    public GraphDatabaseService graph() {
        return graph;
    }

    @Override
    public void stream(String cypher, Map<String, Object> parameters, Consumer<Map<String, Object>> rows) {
        running = cypher;
        try {
            graph.executeTransactionally(cypher, parameters, result -> {
                while (result.hasNext()) {
                    rows.accept(result.next());
                }
                return null;
            });
        } finally {
            running = null;
        }
    }

    @Override
    public String status() {
        String query = running;
        return query == null
                ? null
                : graph.executeTransactionally(
                        "SHOW TRANSACTIONS YIELD currentQuery, statusDetails "
                                + "WHERE currentQuery = $query RETURN statusDetails",
                        Map.of("query", query),
                        result -> result.hasNext() ? (String) result.next().get("statusDetails") : null);
    }

    @Override
    public String version() {
        return version;
    }

    /** The folder of the database. */
    Path home() {
        return home;
    }

    @Override
    public boolean interrupted() {
        return interrupted;
    }

    /** Waits until the process is told to stop. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    private void interrupt() {
        interrupted = true;
        close();
    }

    /** Shuts the database down and deletes its folder if it is temporary. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!interrupted && !shutdownHook.remove()) {
            // The hook is about to run and will find everything closed.
            interrupted = true;
        }
        if (service != null) {
            service.shutdown();
        }
        if (temporary) {
            delete(home);
        }
        stopped.countDown();
    }

    private static void delete(Path folder) {
        try {
            TemporaryFolder.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete the temporary folder " + folder, e);
        }
    }
}
