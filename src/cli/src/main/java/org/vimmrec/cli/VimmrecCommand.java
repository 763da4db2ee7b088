package org.vimmrec.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.neo4j.driver.AccessMode;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.database.GraphNames;
import org.vimmrec.cli.database.LoadedDataSet;
import org.vimmrec.cli.database.ProcedureCaller;
import org.vimmrec.cli.database.ServerDatabase;
import org.vimmrec.cli.evaluation.EvaluateCommand;
import org.vimmrec.cli.export.ExportCommand;
import org.vimmrec.cli.options.MethodOptions;
import org.vimmrec.cli.options.OptionChecks;
import org.vimmrec.cli.options.OutputOptions;
import org.vimmrec.cli.options.SourceGraph;
import org.vimmrec.cli.options.SourceOptions;
import org.vimmrec.cli.process.ExitCode;
import org.vimmrec.cli.stored.ReportCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself. Without a subcommand it runs the demonstration. */
@Command(
        name = "vimmrec",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        subcommands = {EvaluateCommand.class, ReportCommand.class, ExportCommand.class, CompletionCommand.class},
        description = {
            "Virtual user-item interactions from multimodal similarity, in an embedded Neo4j or on a server.",
            "Loads or generates a data set, or takes the graph in a database of a server. Stores the most similar items of each "
                    + "item by modality, computes the weight of each modality, stores virtual interactions with both "
                    + "strategies, and prints the results.%n"
        })
final class VimmrecCommand implements Callable<Integer> {

    private static final String STRONGEST = "MATCH (user:User)-[virtual:VIRTUAL_INTERACTED]->(item:Item) "
            + "RETURN user, item, virtual.weight ORDER BY virtual.weight DESC LIMIT 10;";

    @Mixin
    private SourceOptions source;

    @Mixin
    private DatabaseOptions databaseOptions;

    @Mixin
    private MethodOptions method;

    @Option(
            names = "--show-users",
            paramLabel = "COUNT",
            defaultValue = "3",
            description =
                    "Number of users whose interactions and virtual interactions are shown. Default: ${DEFAULT-VALUE}.")
    private int showUsers;

    @Mixin
    private OutputOptions output;

    @SuppressWarnings("unused") // ConfigFile reads it before the options are parsed
    @Option(
            names = ConfigFile.OPTION,
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Read options that are not given from a properties file with lines such as top-k=20 or, for one "
                            + "command, vimmrec.evaluate.seeds=1,2. Default: no file.")
    private Path config;

    @Option(
            names = "--verbose",
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of an error.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    private final long start = System.nanoTime();
    private ConsoleOutput console;
    private Progress progress;
    /** False if an existing database is used, whatever it was loaded from. */
    private boolean sourceKnown;

    boolean verbose() {
        return verbose;
    }

    /** Runs the demonstration and returns the exit code: 0, or 130 after Ctrl-C. */
    @Override
    public Integer call() throws InterruptedException {
        OptionChecks.range("--show-users", showUsers, 0, Integer.MAX_VALUE);
        method.check();
        method.checkOverlay();
        source.check();
        databaseOptions.check(source.server());
        console = output.console(spec.commandLine());
        progress = output.progress(spec.commandLine());
        return source.server().isGiven() ? runOnServer() : runEmbedded();
    }

    private int runOnServer() {
        try (ServerDatabase database = source.server()
                .connect(AccessMode.WRITE, progress, spec.commandLine().getErr())) {
            try {
                run(source.graph(database), database);
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? ExitCode.INTERRUPTED : ExitCode.DONE;
        }
    }

    private int runEmbedded() throws InterruptedException {
        sourceKnown = source.dataSet().isGiven() || databaseOptions.isNew();
        DataSet wanted = sourceKnown ? source.dataSet().read(progress) : null;
        if (wanted != null) {
            method.check(wanted.modalities().stream().map(Modality::name).toList());
        }
        try (EmbeddedDatabase database = databaseOptions.start(progress)) {
            try {
                LoadedDataSet dataSet =
                        databaseOptions.dataSet(database.graph(), wanted, source.dataSet(), progress, console);
                run(source.graph(dataSet), database);
                if (databaseOptions.serve()) {
                    describeConnection();
                    database.awaitStop();
                }
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? ExitCode.INTERRUPTED : ExitCode.DONE;
        }
    }

    private void run(SourceGraph graph, Database database) {
        method.check(List.copyOf(graph.modalities().keySet()));
        Map<String, Object> results =
                new Demonstration(graph, method, new ProcedureCaller(database, progress), console).run(showUsers);
        describeTimes(Duration.ofNanos(System.nanoTime() - start));
        describeNextSteps(graph.names());
        output.print(spec.commandLine(), results);
    }

    private void describeNextSteps(GraphNames names) {
        String data = source.server().isGiven()
                ? source.graphSpelling()
                : sourceKnown ? source.dataSet().spelling() : "--data FOLDER ";
        String rules = source.rulesSpelling();
        console.heading("Next");
        if (source.server().isGiven()) {
            console.line("  Query the virtual interactions:");
            console.line("    " + names.in(STRONGEST));
        } else if (!databaseOptions.serve()) {
            console.line("  Query the virtual interactions, from any Neo4j client:");
            console.line("    vimmrec " + data + "--database-folder FOLDER --serve");
        }
        console.line("  See whether they improve recommendations:");
        console.line("    vimmrec evaluate " + (data + rules).stripTrailing());
        console.line("  Train a model elsewhere:");
        console.line("    vimmrec export "
                + (source.server().isGiven()
                        ? source.server().spelling() + "--relationship-type VIRTUAL_INTERACTED "
                        : data + source.interactionSpelling())
                + "--to FOLDER");
    }

    private void describeTimes(Duration total) {
        List<List<String>> table = new ArrayList<>();
        for (Progress.Timing timing : progress.timings()) {
            table.add(List.of(timing.step(), Progress.seconds(timing.duration())));
        }
        table.add(List.of("Total", Progress.seconds(total)));
        console.heading("Times");
        console.table(List.of("step", ">time"), table);
    }

    private void describeConnection() {
        String uri = "bolt://localhost:" + databaseOptions.boltPort();
        console.heading("The database accepts Neo4j clients on this machine, without a password, at %s", uri);
        console.line("Connect, for example, with");
        console.line("  cypher-shell -a %s", uri);
        console.line("and try");
        console.line("  " + GraphNames.DATA_SET.in(STRONGEST));
        console.line("Press Ctrl-C to stop.");
    }
}
