package org.vimmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.neo4j.graphdb.QueryExecutionException;
import picocli.CommandLine;

/**
 * The entry point of {@code java -jar vimmrec.jar}. An error is printed as one line on the error output. The exit code
 * is 0 after success, 1 after a failure, and 2 if the command line cannot be parsed.
 */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the process. */
    public static void main(String[] arguments) {
        int exitCode;
        try {
            exitCode = commandLine().execute(arguments);
        } catch (OutOfMemoryError e) {
            System.err.println("vimmrec: out of memory (" + e.getMessage() + "). Give Java more heap with -Xmx.");
            exitCode = CommandLine.ExitCode.SOFTWARE;
        }
        System.exit(exitCode);
    }

    /** The command with its subcommands and error handling. */
    static CommandLine commandLine() {
        VimmrecCommand command = new VimmrecCommand();
        CommandLine commandLine = new CommandLine(command);
        commandLine.setParameterExceptionHandler((wrong, arguments) -> {
            PrintWriter err = wrong.getCommandLine().getErr();
            err.println("vimmrec: " + MessageText.singleLine(explain(wrong)) + " (--help lists the options)");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, failed, parsed) -> {
            PrintWriter err = failed.getErr();
            err.println("vimmrec: " + MessageText.singleLine(explain(failure)));
            if (command.verbose()) {
                failure.printStackTrace(err);
            }
            return CommandLine.ExitCode.SOFTWARE;
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
