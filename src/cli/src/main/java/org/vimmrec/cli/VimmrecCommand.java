package org.vimmrec.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
        subcommands = {EvaluateCommand.class, ReportCommand.class, ExportCommand.class},
        description = {
            "Virtual user-item interactions from multimodal similarity, in an embedded Neo4j.",
            "Loads or generates a data set, stores the most similar items of each item by modality, computes the weight of each "
                    + "modality, stores virtual interactions with both strategies, and prints the results.%n"
        })
final class VimmrecCommand implements Callable<Integer> {

    @Mixin
    private DataSetOptions source;

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

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    boolean verbose() {
        return verbose;
    }

    /** Runs the demonstration and returns the exit code: 0, or 130 after Ctrl-C. */
    @Override
    public Integer call() throws InterruptedException {
        OptionChecks.range("--show-users", showUsers, 0, Integer.MAX_VALUE);
        source.check();
        method.check();
        method.checkOverlay();
        databaseOptions.check();
        PrintWriter out = spec.commandLine().getOut();
        ConsoleOutput console = new ConsoleOutput(out);
        Progress progress = new Progress(out, System.out, Progress.onTerminal());
        long start = System.nanoTime();
        DataSet wanted = source.isGiven() || databaseOptions.isNew() ? source.read(progress) : null;
        if (wanted != null) {
            method.check(wanted.modalities().stream().map(Modality::name).toList());
        }
        try (EmbeddedDatabase database = databaseOptions.start(progress)) {
            try {
                LoadedDataSet dataSet = databaseOptions.dataSet(database.graph(), wanted, source, progress, console);
                method.check(dataSet.modalityNames());
                new Demonstration(database.graph(), dataSet, method, progress, console).run(showUsers);
                describeTimes(console, progress, Duration.ofNanos(System.nanoTime() - start));
                if (databaseOptions.serve()) {
                    describeConnection(console);
                    database.awaitStop();
                }
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? 130 : 0;
        }
    }

    private static void describeTimes(ConsoleOutput console, Progress progress, Duration total) {
        List<List<String>> table = new ArrayList<>();
        for (Progress.Timing timing : progress.timings()) {
            table.add(List.of(timing.step(), Progress.seconds(timing.duration())));
        }
        table.add(List.of("Total", Progress.seconds(total)));
        console.heading("Times");
        console.table(List.of("step", ">time"), table);
    }

    private void describeConnection(ConsoleOutput console) {
        String uri = "bolt://localhost:" + databaseOptions.boltPort();
        console.heading("The database accepts Neo4j clients on this machine, without a password, at %s", uri);
        console.line("Connect, for example, with");
        console.line("  cypher-shell -a %s", uri);
        console.line("and try");
        console.line("  MATCH (user:User)-[virtual:VIRTUAL_INTERACTED]->(item:Item)");
        console.line(
                "  RETURN user.userId, item.itemId, item.title, virtual.weight ORDER BY virtual.weight DESC LIMIT 10;");
        console.line("Press Ctrl-C to stop.");
    }
}
