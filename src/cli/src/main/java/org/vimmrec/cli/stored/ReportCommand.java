package org.vimmrec.cli.stored;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.neo4j.driver.AccessMode;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.database.ProcedureCaller;
import org.vimmrec.cli.options.OutputOptions;
import org.vimmrec.cli.options.ServerOptions;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.ExitCode;
import org.vimmrec.cli.report.ReportDocument;
import org.vimmrec.cli.report.ReportOptions;
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
public final class ReportCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--database-folder",
            paramLabel = "FOLDER",
            description = "The folder of an embedded database, as vimmrec --database-folder keeps it. Without --uri, "
                    + "--database is another spelling of this option. Default: none.")
    private Path folder;

    @Mixin
    private ReportOptions reporting;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    /** Writes the report and returns the exit code: 0, or 130 after Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        if (!reporting.isGiven()) {
            throw new CommandFailure("--report FOLDER is missing: the folder to write the report to");
        }
        reporting.check();
        checkDatabase();
        Progress progress = output.progress(spec.commandLine());
        ReportDocument document = read(progress);
        if (document == null) {
            return ExitCode.INTERRUPTED;
        }
        output.print(spec.commandLine(), document);
        output.console(spec.commandLine()).line("Report: %s", reporting.write(document));
        reporting.draw(document);
        return ExitCode.DONE;
    }

    /** The report; null after Ctrl-C. */
    private ReportDocument read(Progress progress) throws IOException {
        try (Database database = open(progress)) {
            ReportDocument document = null;
            try {
                document = StoredReport.document(
                        new ProcedureCaller(database, progress),
                        server.isGiven()
                                ? server.name()
                                : "the database in "
                                        + folder.toAbsolutePath().normalize().getFileName());
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? null : document;
        }
    }

    private void checkDatabase() {
        server.checkLogin();
        if (server.isGiven() && folder != null) {
            throw new CommandFailure("--uri and --database-folder name two databases. Give one of them.");
        }
        if (server.isGiven()) {
            return;
        }
        if (folder == null && server.database() != null) {
            folder = Path.of(server.database());
        }
        if (folder == null) {
            throw new CommandFailure("--uri or --database-folder is missing: the database to report on");
        }
        EmbeddedDatabase.requireUsable(folder);
        if (!EmbeddedDatabase.isIn(folder)) {
            throw new CommandFailure(
                    "--database-folder " + folder + ": no database that vimmrec --database-folder has made");
        }
    }

    private Database open(Progress progress) throws IOException {
        return server.isGiven()
                ? server.connect(AccessMode.READ, progress, spec.commandLine().getErr())
                : EmbeddedDatabase.in(folder, OptionalInt.empty());
    }
}
