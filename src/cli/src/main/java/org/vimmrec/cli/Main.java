package org.vimmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.neo4j.graphdb.QueryExecutionException;
import picocli.CommandLine;

/**
 * Where {@code java -jar target/vimmrec.jar} begins. What goes wrong is said in one line on the error output, and the
 * exit code is then not 0: 1 for what failed, 2 for what was asked for wrongly.
 */
public final class Main {

    /** What procedures say, and what it is called here. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("`topK`", "--top-k"), Map.entry("`topKs`", "--top-ks"),
            Map.entry("`virtualWeight`", "--virtual-weight"), Map.entry("`virtualWeights`", "--virtual-weights"),
            Map.entry("`maxPerUser`", "--max-per-user"), Map.entry("`aggregation`", "--aggregation"),
            Map.entry("`modalityWeights`", "--modality-weights"), Map.entry("`concurrency`", "--concurrency"),
            Map.entry("`strategies`", "--strategies"), Map.entry("`weightings`", "--weightings"),
            Map.entry("`recommender`", "--recommender"), Map.entry("`recommenders`", "--recommenders"),
            Map.entry("`at`", "--at"), Map.entry("`seeds`", "--seeds"),
            Map.entry("`testFraction` 0.1", "a share of 0.1"),
            Map.entry("Give the server more heap (server.memory.heap.max_size), lower topK or maxPerUser, or set "
                    + "`sudo: true` to run anyway.", "Give Java more heap with -Xmx, or lower --top-k or --max-per-user."));

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
            err.println("vimmrec: " + Excerpt.ofMessage(explain(wrong)) + " (--help lists the options)");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, failed, parsed) -> {
            PrintWriter err = failed.getErr();
            err.println("vimmrec: " + Excerpt.ofMessage(explain(failure)));
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
            return inOptions(root.getMessage());
        }
        String prefix = failure instanceof IOException || root instanceof IOException ? "cannot read or write: " : "";
        return prefix + root;
    }

    /** A procedure's message with the names of options in place of keys, where there is an option. */
    private static String inOptions(String message) {
        String translated = message;
        for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
            translated = translated.replace(option.getKey(), option.getValue());
        }
        return translated;
    }

    /** What is wrong with the arguments, and what was probably meant by one that does not exist. */
    private static String explain(CommandLine.ParameterException wrong) {
        if (!(wrong instanceof CommandLine.UnmatchedArgumentException unmatched) || unmatched.getUnmatched().isEmpty()) {
            return wrong.getMessage();
        }
        CommandLine.Model.CommandSpec command = wrong.getCommandLine().getCommandSpec();
        String word = unmatched.getUnmatched().get(0);
        boolean option = unmatched.isUnknownOption();
        String meant = Spelling.nearest(word.replaceFirst("=.*", ""),
                option ? command.optionsMap().keySet() : command.subcommands().keySet());
        return (option ? "Unknown option: '" : command.subcommands().isEmpty() ? "Unexpected argument: '" : "Unknown command: '")
                + Excerpt.of(word) + "'" + (meant == null ? "" : "; did you mean " + meant + "?");
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
