package org.vimmrec.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exports a data set and its virtual interactions, so other tools can train on them. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Exports a data set and, beside it, its virtual interactions and similarities, for models that are trained "
                    + "elsewhere.",
            "<name>.inter holds the real interactions as they came, and <name>_feat.npy a modality. virtual.inter holds "
                    + "the virtual interactions with their weights. adjacency.npz is the matrix of users and items: a training "
                    + "interaction weighs 1, and a virtual one its weight. neighbours_<modality>.npz and neighbours_fused.npz hold "
                    + "the similarity of each item to its neighbours. SciPy's load_npz reads the matrices. manifest.json says how "
                    + "all this was derived, and <name>.yaml tells the toolkit where its files are. Virtual interactions are derived "
                    + "from training interactions only. The files appear in the folder when all of them are complete.%n"
        })
final class ExportCommand implements Callable<Integer> {

    @Mixin
    private DataSetOptions source;

    @Mixin
    private MethodOptions method;

    @Mixin
    private ExportOptions options;

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            required = true,
            description = "The folder to write to; it must be new or empty.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    private ConsoleOutput console;

    /** Exports and returns the exit code: 0, or 130 after Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        source.check();
        options.check(source.allInteractions());
        method.check();
        if (options.strategy().equals("overlay")) {
            method.checkOverlay();
        }
        ExportFolder.requireEmpty("--to", folder);
        PrintWriter out = spec.commandLine().getOut();
        console = new ConsoleOutput(out);
        Progress progress = new Progress(out, System.out, Progress.onTerminal());
        DataSet read = source.read(progress);
        requireExportable(read);
        method.check(read.modalities().stream().map(Modality::name).toList());
        DataSet dataSet = options.split() == null
                ? read
                : DataSetSplit.apply(read, options.split().equals("latest"), options.splitSeed());
        ExportWarnings.of(dataSet, options.layout(), source.allInteractions()).forEach(console::line);
        try (EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.empty())) {
            try {
                VirtualGraph graph = new VirtualGraphBuilder(dataSet, database, method, progress)
                        .build(options.strategy(), options.minWeight(), source.allInteractions());
                HeldOutPairs heldOut = new HeldOutPairs(dataSet.interactions(), source.allInteractions());
                for (int n = 0; n < graph.virtual().size(); n++) {
                    heldOut.count(graph.virtual().row(n), graph.virtual().column(n));
                }
                try (Progress.Step step = progress.begin("Writing")) {
                    write(
                            dataSet,
                            read,
                            graph,
                            ExportManifest.of(dataSet, options, graph, heldOut, versions(database)));
                    step.finish(folder.toString());
                }
                summarize(dataSet, graph, heldOut);
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? 130 : 0;
        }
    }

    /**
     * Checks that no two files of the export have the same name, and that the matrix of users and items is possible.
     */
    private void requireExportable(DataSet dataSet) {
        int highestUser = dataSet.userIds()[dataSet.userIds().length - 1];
        if (highestUser >= CsrMatrix.MAX_SIZE) {
            throw new CommandFailure(
                    "userID " + highestUser + " is too large: the matrix of users and items has a row for "
                            + "each number up to the highest userID. Number the users from 0.");
        }
        if (fileName(dataSet).equalsIgnoreCase(MmrecFolder.VIRTUAL)) {
            throw new CommandFailure(source.folder().resolve(MmrecFolder.VIRTUAL)
                    + ": the export needs this name for the virtual interactions. Rename the file.");
        }
        for (Modality modality : dataSet.modalities()) {
            if (modality.name().equalsIgnoreCase(VirtualGraph.FUSED)) {
                throw new CommandFailure(MmrecFolder.featureFile(source.folder(), modality)
                        + ": the export needs the name [fused] for the similarity of all modalities. Rename the file.");
            }
        }
    }

    private String fileName(DataSet dataSet) {
        return source.folder() == null
                ? dataSet.name().replaceAll("\\W+", "-") + ".inter"
                : MmrecFolder.interactionFile(source.folder()).getFileName().toString();
    }

    private static Map<String, Object> versions(EmbeddedDatabase database) {
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put(
                "vimmrec",
                database.graph()
                        .executeTransactionally(
                                "RETURN vimmrec.version() AS version",
                                Map.of(),
                                rows -> rows.next().get("version")));
        versions.put("neo4j", database.version());
        return versions;
    }

    private void write(DataSet dataSet, DataSet read, VirtualGraph graph, Map<String, Object> manifest)
            throws IOException {
        Path original = source.folder() == null ? null : MmrecFolder.interactionFile(source.folder());
        try (ExportFolder export = ExportFolder.begin(folder)) {
            ExportWriter writer = new ExportWriter(
                    export.staging(),
                    dataSet,
                    options.layout(),
                    fileName(dataSet).replaceFirst("\\.inter$", ""));
            writer.writeFeatures(source.folder());
            if (options.asRows()) {
                writer.writeAsRows(graph.virtual());
            } else {
                writer.writeReal(original, read.interactions().labelled());
                writer.writeGraph(graph);
            }
            writer.writeYaml(options.asRows() ? null : original);
            Files.writeString(export.staging().resolve("manifest.json"), Json.of(manifest));
            export.finish(writer.trainingFile());
        }
    }

    private void summarize(DataSet dataSet, VirtualGraph graph, HeldOutPairs heldOut) {
        long virtual = graph.virtual().size();
        if (heldOut.size() > 0) {
            console.line(
                    "Of %,d held-out interactions, %,d are among the %,d virtual ones: %,d of %,d for validation and %,d "
                            + "of %,d for testing.",
                    heldOut.size(),
                    heldOut.found(),
                    virtual,
                    heldOut.found(InteractionTable.VALIDATION),
                    heldOut.size(InteractionTable.VALIDATION),
                    heldOut.found(InteractionTable.TEST),
                    heldOut.size(InteractionTable.TEST));
        }
        if (options.asRows()) {
            console.line(
                    "Warning: %,d of %,d training rows are virtual. A toolkit that ignores the column weight takes them for "
                            + "real, and one that excludes training pairs from its rankings counts the held-out ones as misses.",
                    virtual, virtual + dataSet.interactions().size(InteractionTable.TRAINING));
        }
    }
}
