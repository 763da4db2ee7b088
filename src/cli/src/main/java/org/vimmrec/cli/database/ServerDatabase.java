package org.vimmrec.cli.database;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;
import org.neo4j.driver.Result;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.Neo4jException;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.ShutdownHook;
import org.vimmrec.procedure.Version;

/**
 * A database of a running server. Each query carries an id in the metadata of its transaction, by which a second
 * session finds the transaction: to read its progress, and to end it.
 *
 * <p>On Ctrl-C, a shutdown hook ends the running transaction on the server and waits until it has ended.
 */
public final class ServerDatabase implements Database {

    private static final int CONNECTION_SECONDS = 10;
    private static final int TERMINATION_SECONDS = 10;
    private static final String METADATA_KEY = "vimmrecCommand";
    private static final String MINE = "WHERE metaData." + METADATA_KEY + " = $id ";
    private static final String ALLOWLIST = "dbms.security.procedures.allowlist";
    /** Kept here, because the logging library forgets a logger that nobody refers to. */
    private static final Logger DRIVER_LOG = Logger.getLogger("org.neo4j.driver");

    private final ServerFailure failures;
    private final Driver driver;
    private final AccessMode mode;
    private final String id = UUID.randomUUID().toString();
    private final ShutdownHook shutdownHook = new ShutdownHook(this::interrupt);
    private String version;
    private volatile boolean running;
    private volatile boolean mayNotSeeStatus;
    private volatile boolean interrupted;

    private ServerDatabase(ServerFailure failures, Driver driver, AccessMode mode) {
        this.failures = failures;
        this.driver = driver;
        this.mode = mode;
    }

    /**
     * Connects to a server and checks that it has the plugin.
     *
     * @param target the address, and the names for messages
     * @param mode READ if queries only read, so that the server refuses to write and a cluster may use any member
     * @param warnings receives a sentence if the plugin has another version than this command
     * @throws CommandFailure if there is no connection, or no plugin
     */
    public static ServerDatabase connect(
            ServerFailure target, AuthToken login, AccessMode mode, Consumer<String> warnings) {
        // Failures are reported as exceptions.
        DRIVER_LOG.setLevel(Level.OFF);
        Config config = Config.builder()
                .withConnectionTimeout(CONNECTION_SECONDS, TimeUnit.SECONDS)
                .withUserAgent("vimmrec/" + new Version().version())
                .build();
        ServerDatabase database;
        try {
            database = new ServerDatabase(target, GraphDatabase.driver(target.uri(), login, config), mode);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    "--uri " + MessageText.abbreviate(target.uri()) + ": " + e.getMessage()
                            + ". Give an address such as neo4j://localhost:7687.",
                    e);
        }
        try {
            database.checkServer(warnings);
            database.shutdownHook.register();
        } catch (RuntimeException e) {
            database.driver.close();
            throw e;
        }
        return database;
    }

    private void checkServer(Consumer<String> warnings) {
        try (Session session = session(AccessMode.READ)) {
            version = session.run(VERSION_QUERY).single().get("version").asString();
            String plugin = session.run("RETURN vimmrec.version() AS version")
                    .single()
                    .get("version")
                    .asString();
            String own = new Version().version();
            if (!plugin.equals(own)) {
                warnings.accept("Warning: the server has version " + plugin
                        + " of the plugin, and this command is version " + own + ". Use the same version of both.");
            }
        } catch (Neo4jException e) {
            throw ServerFailure.isMissingPlugin(e) ? missingPlugin(e) : failures.of(e, version != null);
        }
    }

    private CommandFailure missingPlugin(Neo4jException failure) {
        String allowed = "*";
        try (Session session = session(AccessMode.READ)) {
            for (Record setting :
                    session.run("SHOW SETTINGS '" + ALLOWLIST + "' YIELD value").list()) {
                allowed = setting.get("value").asString();
            }
        } catch (Neo4jException mayNotSeeSettings) {
            // The message names both reasons then.
            allowed = null;
        }
        boolean forbidden = allowed != null && !allowsPlugin(allowed);
        return new CommandFailure(
                forbidden
                        ? "the setting " + ALLOWLIST + " of the server is [" + allowed
                                + "] and does not allow the plugin. Add vimmrec.* to it and restart the server."
                        : "the server at " + failures.uri() + " does not have the plugin. Copy vimmrec-neo4j-"
                                + new Version().version() + ".jar to its plugins folder and restart it"
                                + (allowed == null ? "; check its setting " + ALLOWLIST + ", too." : "."),
                failure);
    }

    private static boolean allowsPlugin(String allowed) {
        return List.of(allowed.split("\\s*,\\s*")).stream()
                .anyMatch(name ->
                        List.of("*", "vimmrec*", "vimmrec.*", "vimmrec.version").contains(name));
    }

    private Session session(AccessMode mode) {
        SessionConfig.Builder config = SessionConfig.builder().withDefaultAccessMode(mode);
        if (failures.database() != null) {
            config.withDatabase(failures.database());
        }
        return driver.session(config.build());
    }

    @Override
    public void stream(String cypher, Map<String, Object> parameters, Consumer<Map<String, Object>> rows) {
        running = true;
        TransactionConfig marked = TransactionConfig.builder()
                .withMetadata(Map.of(METADATA_KEY, id))
                .build();
        try (Session session = session(mode)) {
            Result result = session.run(cypher, parameters, marked);
            while (result.hasNext()) {
                rows.accept(result.next().asMap());
            }
        } catch (Neo4jException e) {
            throw ServerFailure.isMissingPlugin(e) ? missingProcedure(e) : failures.of(e, true);
        } finally {
            running = false;
        }
    }

    private CommandFailure missingProcedure(Neo4jException failure) {
        return new CommandFailure(
                "the server does not offer this procedure (" + failure.getMessage() + "). Its setting " + ALLOWLIST
                        + " must allow vimmrec.*, and the plugin must have the version of this command.",
                failure);
    }

    @Override
    public String status() {
        if (!running || mayNotSeeStatus) {
            return null;
        }
        try {
            List<Record> mine = transactions("statusDetails");
            return mine.isEmpty() ? null : mine.get(0).get("statusDetails").asString(null);
        } catch (Neo4jException e) {
            if (!String.valueOf(e.code()).startsWith("Neo.ClientError.Security.")) {
                throw e;
            }
            mayNotSeeStatus = true;
            return null;
        }
    }

    private List<Record> transactions(String column) {
        try (Session session = session(AccessMode.READ)) {
            return session.run(
                            "SHOW TRANSACTIONS YIELD " + column + ", metaData " + MINE + "RETURN " + column,
                            Map.of("id", id))
                    .list();
        }
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public boolean interrupted() {
        return interrupted;
    }

    private void interrupt() {
        interrupted = true;
        try {
            if (running) {
                terminate();
            }
        } catch (Neo4jException | InterruptedException e) {
            System.err.println("vimmrec: the transaction could not be ended ("
                    + MessageText.singleLine(String.valueOf(e.getMessage()))
                    + "). The server ends it when it notices that this process is gone.");
        } finally {
            driver.close();
        }
    }

    /** Ends the transactions of this command, and waits until the server has rolled them back. */
    private void terminate() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TERMINATION_SECONDS);
        List<Record> mine = transactions("transactionId");
        while (!mine.isEmpty() && System.nanoTime() < deadline) {
            try (Session session = session(AccessMode.WRITE)) {
                List<Object> ids = mine.stream()
                        .map(row -> row.get("transactionId").asObject())
                        .toList();
                session.run("TERMINATE TRANSACTIONS $ids", Map.of("ids", ids)).consume();
            }
            Thread.sleep(100);
            mine = transactions("transactionId");
        }
    }

    @Override
    public void close() {
        if (interrupted) {
            return; // the shutdown hook closes the driver
        }
        if (shutdownHook.remove()) {
            driver.close();
        } else {
            interrupted = true;
        }
    }
}
