package org.vimmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.neo4j.graphdb.QueryExecutionException;
import picocli.CommandLine;

/**
 * Where {@code java -jar target/vimmrec.jar} begins. What goes wrong is said in one line on the error output, and the
 * exit code is then not 0: 1 for what failed, 2 for what was asked for wrongly.
 */
public final class Main {

    private Main() {
    }

    /** Runs the command line and ends the process. */
    public static void main(String[] arguments) {
        int exitCode;
        try {
            exitCode = commandLine().execute(arguments);
        } catch (OutOfMemoryError e) {
            System.err.println("vimmrec: out of memory (" + e.getMessage() + "); give Java more with -Xmx");
            exitCode = CommandLine.ExitCode.SOFTWARE;
        }
        System.exit(exitCode);
    }

    /** The command with all that belongs to it, ready to execute. */
    static CommandLine commandLine() {
        VimmrecCommand command = new VimmrecCommand();
        CommandLine commandLine = new CommandLine(command);
        commandLine.setParameterExceptionHandler((wrong, arguments) -> {
            PrintWriter err = wrong.getCommandLine().getErr();
            err.println("vimmrec: " + oneLine(wrong.getMessage()) + " (--help lists the options)");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, failed, parsed) -> {
            PrintWriter err = failed.getErr();
            err.println("vimmrec: " + oneLine(explain(failure)));
            if (command.verbose()) {
                failure.printStackTrace(err);
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    /** What to tell a person: the message made for one, or what lies at the bottom of a failed query. */
    private static String explain(Throwable failure) {
        if (failure instanceof CommandFailure) {
            return failure.getMessage();
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (failure instanceof QueryExecutionException && root.getMessage() != null) {
            return root.getMessage();
        }
        String prefix = failure instanceof IOException || root instanceof IOException ? "cannot read or write: " : "";
        return prefix + root;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Reads the release's version from the jar. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[]{"vimmrec " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
