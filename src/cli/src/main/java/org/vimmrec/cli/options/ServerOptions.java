package org.vimmrec.cli.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.database.ServerDatabase;
import org.vimmrec.cli.database.ServerFailure;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Option;

/** The options that say which server to connect to, and as whom. There is no option for the password itself. */
public final class ServerOptions {

    private static final String PASSWORD_VARIABLE = "NEO4J_PASSWORD";
    private static final String DEFAULT_USER = "neo4j";

    @Option(
            names = "--uri",
            paramLabel = "URI",
            description =
                    "Work on a database of this server, such as neo4j://localhost:7687, which must have the plugin. "
                            + "Default: an embedded database.")
    private String uri;

    @Option(names = "--user", paramLabel = "NAME", description = "With --uri: the user. Default: " + DEFAULT_USER + ".")
    private String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "With --uri: a file with the user's password in its first line. Default: the environment variable "
                            + PASSWORD_VARIABLE + ", or no login if it is not set.")
    private Path passwordFile;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            description = "With --uri: the name of the database. Default: the user's home database.")
    private String database;

    private final Map<String, String> environment;

    ServerOptions() {
        this(System.getenv());
    }

    ServerOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether to work on a server. */
    public boolean isGiven() {
        return uri != null;
    }

    /** The value of --database; null if it is not given. */
    public String database() {
        return database;
    }

    /** The address and the database, for messages and as the name of a data set. */
    public String name() {
        return (database == null ? "" : database + " at ") + uri;
    }

    /** The options that connect another command in the same way, with a space at the end. */
    public String spelling() {
        return MessageText.option("--uri", uri)
                + MessageText.option("--user", user)
                + MessageText.option("--password-file", passwordFile)
                + MessageText.option("--database", database);
    }

    /**
     * Checks that no option needs --uri if that is not given.
     *
     * @throws CommandFailure if one does
     */
    public void check() {
        if (!isGiven() && database != null) {
            throw new CommandFailure("--database needs --uri, the address of the server");
        }
        checkLogin();
    }

    /** As {@link #check}, for a command that takes --database without --uri for a folder. */
    public void checkLogin() {
        if (!isGiven() && (user != null || passwordFile != null)) {
            throw new CommandFailure(
                    (user != null ? "--user" : "--password-file") + " needs --uri, the address of the server");
        }
    }

    /**
     * Connects.
     *
     * @param mode whether the command only reads
     * @param warnings receives a sentence if the plugin has another version than this command
     */
    public ServerDatabase connect(AccessMode mode, Progress progress, PrintWriter warnings) {
        String password = password();
        String name = user == null ? DEFAULT_USER : user;
        AuthToken login = password == null ? AuthTokens.none() : AuthTokens.basic(name, password);
        try (Progress.Step step = progress.begin("Connecting")) {
            ServerDatabase server = ServerDatabase.connect(
                    new ServerFailure(uri, password == null ? null : name, database), login, mode, warnings::println);
            step.finish("Neo4j " + server.version() + ", " + name());
            return server;
        }
    }

    /** The password; null for no login. */
    private String password() {
        if (passwordFile == null) {
            String given = environment.get(PASSWORD_VARIABLE);
            if (given != null && given.isBlank()) {
                throw new CommandFailure("the environment variable " + PASSWORD_VARIABLE
                        + " is blank. Set it to the password, or unset it to connect without a login.");
            }
            return given;
        }
        try {
            return Files.readString(passwordFile, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isBlank())
                    .orElseThrow(() -> new CommandFailure("--password-file " + passwordFile
                            + ": the first line is blank. It must hold the password."));
        } catch (IOException e) {
            throw new CommandFailure("--password-file " + passwordFile + ": cannot be read (" + e + ")", e);
        }
    }
}
