package org.vimmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.neo4j.graphdb.QueryExecutionException;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.database.ProcedureMessage;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.ExitCode;
import org.vimmrec.cli.process.ShutdownHook;
import picocli.CommandLine;

/**
 * The entry point of {@code java -jar vimmrec.jar}. An error is printed as one line on the error output.
 * {@link ExitCode} lists the exit codes.
 */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the process. */
    public static void main(String[] arguments) {
        int exitCode;
        try {
            exitCode = execute(commandLine(), arguments);
        } catch (OutOfMemoryError e) {
            System.err.println("vimmrec: out of memory (" + e.getMessage() + "). Give Java more heap with -Xmx.");
            exitCode = ExitCode.FAILED;
        }
        System.exit(exitCode);
    }

    /** Runs a command line with the values of its configuration file, and returns the exit code. */
    static int execute(CommandLine commandLine, String... arguments) {
        try {
            ConfigFile.apply(commandLine, arguments);
        } catch (CommandFailure e) {
            commandLine.getErr().println("vimmrec: " + MessageText.singleLine(e.getMessage()));
            return ExitCode.USAGE;
        }
        return commandLine.execute(arguments);
    }

    /** The version of this command; that of its plugin if it does not come from a jar. */
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? new org.vimmrec.procedure.Version().version() : version;
    }

    /** The command with its subcommands and error handling. */
    static CommandLine commandLine() {
        VimmrecCommand command = new VimmrecCommand();
        CommandLine commandLine = new CommandLine(command);
        commandLine.setParameterExceptionHandler((wrong, arguments) -> {
            PrintWriter err = wrong.getCommandLine().getErr();
            err.println("vimmrec: " + MessageText.singleLine(explain(wrong)) + " (--help lists the options)");
            return ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, failed, parsed) -> {
            if (ShutdownHook.isStopping()) {
                return ExitCode.INTERRUPTED;
            }
            PrintWriter err = failed.getErr();
            err.println("vimmrec: " + MessageText.singleLine(explain(failure)));
            if (command.verbose()) {
                failure.printStackTrace(err);
            }
            return failure instanceof CommandFailure known ? known.exitCode() : ExitCode.FAILED;
        });
        return commandLine;
    }

    /** The message of a {@link CommandFailure}, or else that of the root cause. */
    private static String explain(Throwable failure) {
        if (failure instanceof CommandFailure) {
            return failure.getMessage();
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (failure instanceof QueryExecutionException && root.getMessage() != null) {
            return ProcedureMessage.translate(root.getMessage());
        }
        String prefix = failure instanceof IOException || root instanceof IOException ? "cannot read or write: " : "";
        return prefix + root;
    }

    /** Explains what is wrong with the arguments and suggests a name for an unknown option or command. */
    private static String explain(CommandLine.ParameterException wrong) {
        if (!(wrong instanceof CommandLine.UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return wrong.getMessage();
        }
        CommandLine.Model.CommandSpec command = wrong.getCommandLine().getCommandSpec();
        String word = unmatched.getUnmatched().get(0);
        boolean option = unmatched.isUnknownOption();
        String suggestion = Suggestions.nearest(
                word.replaceFirst("=.*", ""),
                option ? command.optionsMap().keySet() : command.subcommands().keySet());
        return (option
                        ? "Unknown option: '"
                        : command.subcommands().isEmpty() ? "Unexpected argument: '" : "Unknown command: '")
                + MessageText.abbreviate(word) + "'" + (suggestion == null ? "" : "; did you mean " + suggestion + "?");
    }

    /** Reads the version from the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"vimmrec " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
