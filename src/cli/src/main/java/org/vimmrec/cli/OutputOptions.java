package org.vimmrec.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The option that chooses between text and JSON on the standard output. */
final class OutputOptions {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .registerModule(new SimpleModule()
                    .addSerializer(Temporal.class, ToStringSerializer.instance)
                    .addSerializer(TemporalAmount.class, ToStringSerializer.instance));

    @Option(
            names = "--json",
            description = "Print one JSON document with all results and no text. Progress goes to the error output.")
    private boolean json;

    /** Prints the text for people; nothing with --json. */
    ConsoleOutput console(CommandLine command) {
        return json
                ? new ConsoleOutput(new PrintWriter(Writer.nullWriter()))
                : new ConsoleOutput(command.getOut(), TerminalWidth.columns());
    }

    /** Shows the progress: on the standard output, or with --json on the error output. */
    Progress progress(CommandLine command) {
        return new Progress(
                json ? command.getErr() : command.getOut(), json ? System.err : System.out, Progress.onTerminal());
    }

    /** Prints the results as JSON; nothing without --json. */
    void print(CommandLine command, Object document) {
        if (json) {
            try {
                command.getOut().println(JSON.writeValueAsString(document));
                command.getOut().flush();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e); // maps, lists and values have a JSON form
            }
        }
    }
}
