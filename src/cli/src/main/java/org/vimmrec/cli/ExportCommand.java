package org.vimmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exports a data set with virtual interactions, so other tools can train on it. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Exports a data set with virtual interactions in MMRec's layout, so any MMRec model can train on it.",
            "<name>.inter holds all interactions of the data set with its ids and in its order, followed by the virtual "
                    + "interactions with x_label 0. Virtual interactions are derived from training interactions only. The column weight "
                    + "holds their weights; real interactions weigh 1. <name>_feat.npy holds a modality with one row per itemID; the row "
                    + "of an item without the modality is zero. The files appear in the folder when all of them are complete.%n"
        })
final class ExportCommand implements Callable<Integer> {

    private static final String OVERLAY = "CALL vimmrec.overlay.stream($configuration) YIELD user, item, weight "
            + "RETURN user.userId AS user, item.itemId AS item, weight";
    private static final String SYNERGISTIC =
            "CALL vimmrec.synergistic.stream($configuration) YIELD user, item, weight "
                    + "RETURN user.userId AS user, item.itemId AS item, weight";

    @Mixin
    private DataSetOptions source;

    @Mixin
    private MethodOptions method;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            defaultValue = "overlay",
            description = "The strategy: overlay or synergistic. Default: ${DEFAULT-VALUE}.")
    private String strategy;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            required = true,
            description = "The folder to write to; it must be new or empty.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    /** Exports and returns the exit code: 0, or 130 after Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        source.check();
        OptionChecks.choice("--strategy", strategy, List.of("overlay", "synergistic"));
        boolean overlay = strategy.equalsIgnoreCase("overlay");
        method.check();
        if (overlay) {
            method.checkOverlay();
        }
        ExportFolder.requireEmpty("--to", folder);
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(out, System.out, Progress.onTerminal());
        DataSet dataSet = source.read(progress);
        method.check(dataSet.modalities().stream().map(Modality::name).toList());
        try (EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.empty())) {
            try {
                LoadedDataSet loaded =
                        DataSetLoader.load(database.graph(), dataSet, source.allInteractions(), progress);
                new ProcedureCaller(database.graph(), progress)
                        .call(
                                "Similarity",
                                "vimmrec.similarity.write",
                                method.similarity(loaded),
                                rows -> ConsoleOutput.format("%,d modalities", rows.size()));
                try (Progress.Step step = progress.begin("Writing")) {
                    InteractionWriter written =
                            write(dataSet, database.graph(), overlay ? OVERLAY : SYNERGISTIC, method.stream(loaded));
                    step.finish(ConsoleOutput.format("%,d virtual interactions", written.virtual()));
                    printHeldOut(new ConsoleOutput(out), written);
                }
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? 130 : 0;
        }
    }

    private InteractionWriter write(
            DataSet dataSet, GraphDatabaseService graph, String query, Map<String, Object> configuration)
            throws IOException {
        Path interactionFile = source.fileName(dataSet);
        try (ExportFolder export = ExportFolder.begin(folder)) {
            for (Modality modality : dataSet.modalities()) {
                MmrecFolder.writeFeatures(export.staging(), modality);
            }
            InteractionWriter writer = new InteractionWriter(
                    export.staging().resolve(interactionFile), dataSet.interactions(), source.allInteractions());
            try (writer) {
                writer.writeReal();
                graph.executeTransactionally(query, Map.of("configuration", configuration), (Result rows) -> {
                    while (rows.hasNext()) {
                        Map<String, Object> row = rows.next();
                        writer.writeVirtual((long) row.get("user"), (long) row.get("item"), (double) row.get("weight"));
                    }
                    return null;
                });
            }
            export.finish(interactionFile);
            return writer;
        }
    }

    /** Toolkits do not rank items that a user has in the training rows. */
    private static void printHeldOut(ConsoleOutput console, InteractionWriter written) {
        if (written.heldOut() > 0) {
            console.line(
                    "Of %,d held-out interactions, %,d are among the %,d virtual training rows: %,d of %,d for validation "
                            + "and %,d of %,d for testing.",
                    written.heldOut(),
                    written.heldOutAsVirtual(),
                    written.virtual(),
                    written.heldOutAsVirtual(InteractionTable.VALIDATION),
                    written.heldOut(InteractionTable.VALIDATION),
                    written.heldOutAsVirtual(InteractionTable.TEST),
                    written.heldOut(InteractionTable.TEST));
            if (written.heldOutAsVirtual() > 0) {
                console.line(
                        "A toolkit that excludes training pairs from its rankings counts each of these as a miss.");
            }
        }
    }
}
