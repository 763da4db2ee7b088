package org.vimmrec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reports on what a database holds, without evaluating. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reports on what the plugin has written to a database: what is stored and how old it is, similarities, virtual "
                    + "interactions per user, their weights, and the items that they reach.",
            "Evaluates nothing and writes nothing to the database.%n"
        })
final class ReportCommand implements Callable<Integer> {

    @Option(
            names = "--database",
            paramLabel = "FOLDER",
            required = true,
            description = "The folder of the database, as vimmrec --database keeps it.")
    private Path folder;

    @Mixin
    private ReportOptions reporting;

    @Spec
    private CommandSpec spec;

    /** Writes the report and returns the exit code: 0, or 130 after Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        if (!reporting.isGiven()) {
            throw new CommandFailure("--report FOLDER is missing: the folder to write the report to");
        }
        reporting.check();
        EmbeddedDatabase.requireUsable(folder);
        if (!EmbeddedDatabase.isIn(folder)) {
            throw new CommandFailure("--database " + folder + ": no database that vimmrec --database has made");
        }
        Progress progress = new Progress(spec.commandLine().getOut(), System.out, Progress.onTerminal());
        ConsoleOutput console = new ConsoleOutput(spec.commandLine().getOut());
        try (EmbeddedDatabase database = EmbeddedDatabase.in(folder, OptionalInt.empty())) {
            try {
                ReportDocument document = StoredReport.document(
                        new ProcedureCaller(database.graph(), progress),
                        "the database in " + folder.toAbsolutePath().normalize().getFileName());
                console.line("Report: %s", reporting.write(document));
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? 130 : 0;
        }
    }
}
