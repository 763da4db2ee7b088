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

/** The command itself: without a subcommand it runs the whole demonstration. */
@Command(name = "vimmrec", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
        subcommands = {EvaluateCommand.class, ExportCommand.class},
        description = {"Virtual user-item interactions from multimodal similarity, in an embedded Neo4j.",
            "Loads a data set (or makes one up), stores each item's most similar items in each modality, works out how "
            + "much each modality counts, stores virtual interactions by both strategies, and shows what came of it.%n"})
final class VimmrecCommand implements Callable<Integer> {

    @Mixin
    private DataSourceOptions source;

    @Mixin
    private DatabaseOptions databaseOptions;

    @Mixin
    private MethodOptions method;

    @Option(names = "--show-users", paramLabel = "COUNT", defaultValue = "3",
            description = "For how many users to show their history beside their virtual interactions. Default: ${DEFAULT-VALUE}.")
    private int showUsers;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    boolean verbose() {
        return verbose;
    }

    /** Runs the demonstration; the exit code is 0, or as a shell has it for Ctrl-C. */
    @Override
    public Integer call() throws InterruptedException {
        Require.range("--show-users", showUsers, 0, Integer.MAX_VALUE);
        source.check();
        method.check();
        method.checkOverlay();
        databaseOptions.check();
        PrintWriter out = spec.commandLine().getOut();
        Report report = new Report(out);
        Progress progress = new Progress(out, System.out, Progress.onTerminal());
        long start = System.nanoTime();
        DataSet wanted = source.given() || databaseOptions.isNew() ? source.read(progress) : null;
        if (wanted != null) {
            method.check(wanted.modalities().stream().map(Modality::name).toList());
        }
        try (EmbeddedDatabase database = databaseOptions.start(progress)) {
            try {
                LoadedDataSet dataSet = databaseOptions.dataSet(database.graph(), wanted, source, progress, report);
                method.check(dataSet.modalityNames());
                new Demonstration(database.graph(), dataSet, method, progress, report).run(showUsers);
                describeTimes(report, progress, Duration.ofNanos(System.nanoTime() - start));
                if (databaseOptions.serve()) {
                    describeConnection(report);
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

    private static void describeTimes(Report report, Progress progress, Duration total) {
        List<List<String>> table = new ArrayList<>();
        for (Progress.Timing timing : progress.timings()) {
            table.add(List.of(timing.step(), Progress.seconds(timing.duration())));
        }
        table.add(List.of("Everything", Progress.seconds(total)));
        report.heading("Times");
        report.table(List.of("step", ">time"), table);
    }

    private void describeConnection(Report report) {
        String uri = "bolt://localhost:" + databaseOptions.boltPort();
        report.heading("The database is open to Neo4j clients on this machine, without a password, at %s", uri);
        report.say("Connect with, for example,");
        report.say("  cypher-shell -a %s", uri);
        report.say("and try");
        report.say("  MATCH (user:User)-[virtual:VIRTUAL_INTERACTED]->(item:Item)");
        report.say("  RETURN user.userId, item.itemId, item.title, virtual.weight ORDER BY virtual.weight DESC LIMIT 10;");
        report.say("Ctrl-C stops it.");
    }
}
