package org.vimmrec.cli.database;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.SecurityException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.ExitCode;

/**
 * Says what went wrong on a server, in one line.
 *
 * @param uri the address of the server
 * @param user the user's name; null without a login
 * @param database the database's name; null for the user's home database
 */
public record ServerFailure(String uri, String user, String database) {

    /** The innermost cause in the message of a failed procedure. */
    private static final Pattern CAUSE = Pattern.compile(".*Caused by: (?:[\\w.$]+: )?", Pattern.DOTALL);

    private static final Pattern NO_PROCEDURE = Pattern.compile(
            "(?s).*(?:no procedure with the name|procedure (?:or function )?.*not found|Unknown function).*?(vimmrec\\.[\\w.]+).*");

    /**
     * Translates an exception of the driver.
     *
     * @param connected whether the server has answered before
     */
    CommandFailure of(Neo4jException failure, boolean connected) {
        String message = String.valueOf(failure.getMessage());
        String code = String.valueOf(failure.code());
        if (failure instanceof AuthenticationException || code.contains("AuthenticationRateLimit")) {
            return noConnection(
                    user == null
                            ? uri
                                    + " requires a login. Set NEO4J_PASSWORD or give --password-file; --user names the user."
                            : uri + " refuses the login of the user [" + user + "]: " + message
                                    + " Check --user and the password in --password-file or NEO4J_PASSWORD.",
                    failure);
        }
        if (code.equals("Neo.ClientError.Security.CredentialsExpired")) {
            return noConnection(
                    "the password of the user [" + user
                            + "] must be changed before the first use. Change it, for example " + "with cypher-shell.",
                    failure);
        }
        if (code.startsWith("Neo.ClientError.Database.") || code.contains("DatabaseUnavailable")) {
            return noConnection(
                    uri + " has no running database [" + database + "]. SHOW DATABASES lists the names for --database.",
                    failure);
        }
        if (isTls(failure, connected)) {
            return noConnection(
                    "no encrypted connection to " + uri + reason(failure) + ". "
                            + "Use bolt:// or neo4j:// for a server without TLS, and bolt+ssc:// or neo4j+ssc:// for one "
                            + "with a self-signed certificate.",
                    failure);
        }
        if (failure instanceof ServiceUnavailableException || failure instanceof SessionExpiredException) {
            return noConnection(
                    connected
                            ? "the connection to " + uri
                                    + " broke. A server that is still running ends the transaction; "
                                    + "run the command again."
                            : "no Neo4j server answers at " + uri + reason(failure) + ". Check --uri, and "
                                    + "whether the server requires TLS: then the address starts with neo4j+s:// or bolt+s://.",
                    failure);
        }
        return failed(message, code, failure);
    }

    private CommandFailure failed(String message, String code, Neo4jException failure) {
        if (code.contains("Security.Forbidden")) {
            return new CommandFailure(
                    "the user" + (user == null ? "" : " [" + user + "]") + " lacks a privilege: " + message, failure);
        }
        if (code.contains("OutOfMemory")) {
            return new CommandFailure(
                    "the server's memory limit for transactions is too low (" + message
                            + "). Raise db.memory.transaction.max, dbms.memory.transaction.total.max or "
                            + "server.memory.heap.max_size, or lower --top-k.",
                    failure);
        }
        if (code.endsWith("Transaction.Terminated") || code.endsWith("TransactionTimedOut")) {
            return new CommandFailure("the server ended the transaction: " + message, failure);
        }
        String own = CAUSE.matcher(message).replaceFirst("");
        return new CommandFailure(ProcedureMessage.ofServer(own), failure);
    }

    /** Whether the failure says that a procedure or function of the plugin does not exist. */
    static boolean isMissingPlugin(Neo4jException failure) {
        Matcher missing = NO_PROCEDURE.matcher(String.valueOf(failure.getMessage()));
        return String.valueOf(failure.code()).contains("ProcedureNotFound") || missing.matches();
    }

    private static CommandFailure noConnection(String message, Throwable cause) {
        return new CommandFailure(ExitCode.NO_CONNECTION, message, cause);
    }

    /** A server that does not speak TLS hangs up, which has no exception of its own. */
    private boolean isTls(Neo4jException failure, boolean connected) {
        Throwable root = root(failure);
        boolean refused = root instanceof ConnectException || root instanceof UnknownHostException;
        return root instanceof SSLException
                || failure.getClass() == SecurityException.class && failure.code() == null
                || failure instanceof ServiceUnavailableException
                        && !connected
                        && !refused
                        && uri.matches("\\w+\\+s.*");
    }

    private static String reason(Throwable failure) {
        String message = root(failure).getMessage();
        return message == null ? "" : " (" + message + ")";
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
