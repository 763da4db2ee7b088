package org.vimmrec.cli.options;

import java.io.PrintWriter;
import java.io.Writer;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.Json;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.console.TerminalWidth;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The option that chooses between text and JSON on the standard output. */
public final class OutputOptions {

    @Option(
            names = "--json",
            fallbackValue = "true",
            description = "Print one JSON document with all results and no text. Progress goes to the error output.")
    private boolean json;

    /** Prints the text for people; nothing with --json. */
    public ConsoleOutput console(CommandLine command) {
        return json
                ? new ConsoleOutput(new PrintWriter(Writer.nullWriter()))
                : new ConsoleOutput(command.getOut(), TerminalWidth.columns());
    }

    /** Shows the progress: on the standard output, or with --json on the error output. */
    public Progress progress(CommandLine command) {
        return new Progress(
                json ? command.getErr() : command.getOut(), json ? System.err : System.out, Progress.onTerminal());
    }

    /** Prints the results as JSON; nothing without --json. */
    public void print(CommandLine command, Object document) {
        if (json) {
            command.getOut().print(Json.of(document));
            command.getOut().flush();
        }
    }
}
