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

/** Writes a data set with its virtual interactions, for other tools to train on. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Writes a data set with virtual interactions in MMRec's layout, so that any of its models can train on it.",
            "<name>.inter has all interactions of the data set, in its order and with its ids, and then the virtual ones, with "
            + "x_label 0 and in the column weight what they weigh; real ones weigh 1. The virtual ones come of the training "
            + "interactions alone. <name>_feat.npy has each modality, row = itemID, zeros for an item without it. The folder "
            + "gets its files when all of them are complete.%n"})
final class ExportCommand implements Callable<Integer> {

    private static final String OVERLAY = "CALL vimmrec.overlay.stream($configuration) YIELD user, item, weight "
            + "RETURN user.userId AS user, item.itemId AS item, weight";
    private static final String SYNERGISTIC = "CALL vimmrec.synergistic.stream($configuration) YIELD user, item, weight "
            + "RETURN user.userId AS user, item.itemId AS item, weight";

    @Mixin
    private DataSourceOptions source;

    @Mixin
    private MethodOptions method;

    @Option(names = "--strategy", paramLabel = "NAME", defaultValue = "overlay",
            description = "overlay or synergistic. Default: ${DEFAULT-VALUE}.")
    private String strategy;

    @Option(names = "--to", paramLabel = "FOLDER", required = true, description = "Where to write; a new or an empty folder.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    /** Computes and writes; the exit code is 0, or as a shell has it for Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        source.check();
        Require.choice("--strategy", strategy, List.of("overlay", "synergistic"));
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
                LoadedDataSet loaded = DataSetLoader.load(database.graph(), dataSet, source.allInteractions(), progress);
                new Procedures(database.graph(), progress).call("Similarity", "vimmrec.similarity.write",
                        method.similarity(loaded), rows -> Report.text("%,d modalities", rows.size()));
                try (Progress.Step step = progress.begin("Writing")) {
                    InteractionWriter written = write(dataSet, database.graph(), overlay ? OVERLAY : SYNERGISTIC,
                            method.stream(loaded));
                    step.finish(Report.text("%,d virtual interactions", written.virtual()));
                    describeHeldOut(new Report(out), written);
                }
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? 130 : 0;
        }
    }

    private InteractionWriter write(DataSet dataSet, GraphDatabaseService graph, String query,
            Map<String, Object> configuration) throws IOException {
        Path interactionFile = source.fileName(dataSet);
        try (ExportFolder export = ExportFolder.begin(folder)) {
            for (Modality modality : dataSet.modalities()) {
                MmrecFolder.writeFeatures(export.unfinished(), modality);
            }
            InteractionWriter writer = new InteractionWriter(export.unfinished().resolve(interactionFile),
                    dataSet.interactions(), source.allInteractions());
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

    /** Toolkits do not rank what a user has in the training rows. */
    private static void describeHeldOut(Report report, InteractionWriter written) {
        if (written.heldOut() > 0) {
            report.say("Of %,d held-out interactions, %,d are among the %,d virtual training rows: %,d of %,d for validation and "
                    + "%,d of %,d for testing.", written.heldOut(), written.heldOutAsVirtual(), written.virtual(),
                    written.heldOutAsVirtual(Interactions.VALIDATION), written.heldOut(Interactions.VALIDATION),
                    written.heldOutAsVirtual(Interactions.TEST), written.heldOut(Interactions.TEST));
            if (written.heldOutAsVirtual() > 0) {
                report.say("A toolkit that leaves training pairs out of its rankings counts each of these as a miss.");
            }
        }
    }
}
