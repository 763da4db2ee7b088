package org.vimmrec.cli.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.neo4j.driver.AccessMode;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.Json;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.DataSetSplit;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.database.ServerDatabase;
import org.vimmrec.cli.options.DataSetOptions;
import org.vimmrec.cli.options.GraphRules;
import org.vimmrec.cli.options.InteractionOptions;
import org.vimmrec.cli.options.MethodOptions;
import org.vimmrec.cli.options.OutputOptions;
import org.vimmrec.cli.options.ServerOptions;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.ExitCode;
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
                    + "elsewhere. With --uri, exports what the plugin has written to a database of a server.",
            "<name>.inter holds the real interactions as they came, and <name>_feat.npy a modality. virtual.inter holds "
                    + "the virtual interactions with their weights. adjacency.npz is the matrix of users and items: a training "
                    + "interaction weighs 1, and a virtual one its weight. neighbours_<modality>.npz and neighbours_fused.npz hold "
                    + "the similarity of each item to its neighbours. SciPy's load_npz reads the matrices. manifest.json says how "
                    + "all this was derived, and <name>.yaml tells the toolkit where its files are. Virtual interactions are derived "
                    + "from training interactions only. The files appear in the folder when all of them are complete.%n"
        })
public final class ExportCommand implements Callable<Integer> {

    @Mixin
    private DataSetOptions source;

    @Mixin
    private ServerOptions server;

    @Mixin
    private StoredGraphOptions stored;

    @Mixin
    private InteractionOptions interactionOptions;

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

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    private ConsoleOutput console;
    private Progress progress;

    /** Exports and returns the exit code: 0, or 130 after Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        check();
        console = output.console(spec.commandLine());
        progress = output.progress(spec.commandLine());
        return server.isGiven() ? exportFromServer() : exportDataSet();
    }

    private void check() throws IOException {
        source.check(server);
        server.check();
        stored.check(server);
        options.check(source.allInteractions());
        interactionOptions.check();
        method.check();
        method.checkNoCutoff();
        if (server.isGiven()) {
            if (source.isGiven()
                    || interactionOptions.isGiven()
                    || method.isMoreThanThreadsGiven()
                    || options.choosesVirtual()) {
                throw new CommandFailure(
                        "--uri exports what the plugin has written to the database. Leave out all options that "
                                + "choose or change data, such as --data, --split and --top-k.");
            }
        } else if (options.strategy().equals("overlay")) {
            method.checkOverlay();
        }
        ExportFolder.requireEmpty("--to", folder);
    }

    private int exportDataSet() throws IOException {
        DataSet read = source.read(progress);
        requireExportable(read);
        method.check(read.modalities().stream().map(Modality::name).toList());
        DataSet dataSet = options.split() == null
                ? read
                : DataSetSplit.apply(read, options.split().equals("latest"), options.splitSeed());
        ExportWarnings.of(dataSet, options.layout(), source.allInteractions()).forEach(console::line);
        try (EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.empty())) {
            try {
                VirtualGraph graph = new VirtualGraphBuilder(dataSet, database, method, rules(), progress)
                        .build(options.strategy(), options.minWeight(), source.allInteractions());
                HeldOutPairs heldOut = new HeldOutPairs(dataSet.interactions(), source.allInteractions());
                for (int n = 0; n < graph.virtual().size(); n++) {
                    heldOut.count(graph.virtual().row(n), graph.virtual().column(n));
                }
                Map<String, Object> manifest =
                        ExportManifest.of(dataSet, options, options.strategy(), graph, heldOut, versions(database));
                write(dataSet, read.interactions().labelled(), graph, source.folder(), null, manifest);
                summarize(dataSet, graph, heldOut);
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? ExitCode.INTERRUPTED : ExitCode.DONE;
        }
    }

    private GraphRules rules() {
        Map<String, Object> keys = new LinkedHashMap<>();
        interactionOptions.addTo(keys);
        return new GraphRules(keys);
    }

    private int exportFromServer() throws IOException {
        try (ServerDatabase database =
                server.connect(AccessMode.READ, progress, spec.commandLine().getErr())) {
            try (GraphDownload download =
                    GraphDownload.of(database, stored, source.skipsInvalidEmbeddings(), progress, method.threads())) {
                DataSet dataSet = download.dataSet();
                requireExportable(dataSet);
                console.line(
                        "Warning: virtual interactions are derived from all interactions in the database. Whoever splits "
                                + "the data set later leaks held-out interactions into training.");
                ExportWarnings.ofLayout(dataSet, options.layout()).forEach(console::line);
                HeldOutPairs heldOut = new HeldOutPairs(dataSet.interactions(), true);
                Map<String, Object> manifest = ExportManifest.of(
                        dataSet, options, download.strategy(), download.graph(), heldOut, versions(database));
                write(dataSet, false, download.graph(), download.folder(), download, manifest);
                summarize(dataSet, download.graph(), heldOut);
            } catch (RuntimeException | IOException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? ExitCode.INTERRUPTED : ExitCode.DONE;
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

    private static Map<String, Object> versions(Database database) {
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put(
                "vimmrec",
                database.query("RETURN vimmrec.version() AS version", Map.of())
                        .get(0)
                        .get("version"));
        versions.put("neo4j", database.version());
        return versions;
    }

    /**
     * Writes the folder.
     *
     * @param labelled whether the file of interactions had labels
     * @param features the folder with the embeddings; null if they were generated
     * @param download the download from a server; null for a data set
     */
    private void write(
            DataSet dataSet,
            boolean labelled,
            VirtualGraph graph,
            Path features,
            GraphDownload download,
            Map<String, Object> manifest)
            throws IOException {
        Path original = source.folder() == null ? null : MmrecFolder.interactionFile(source.folder());
        try (Progress.Step step = progress.begin("Writing");
                ExportFolder export = ExportFolder.begin(folder)) {
            ExportWriter writer = new ExportWriter(
                    export.staging(),
                    dataSet,
                    options.layout(),
                    fileName(dataSet).replaceFirst("\\.inter$", ""));
            writer.writeFeatures(features);
            if (options.asRows()) {
                writer.writeAsRows(graph.virtual());
            } else {
                writer.writeReal(original, labelled);
                writer.writeGraph(graph);
            }
            writer.writeYaml(options.asRows() ? null : original);
            if (download != null) {
                download.writeNumbers(export.staging());
            }
            Files.writeString(export.staging().resolve("manifest.json"), Json.of(manifest));
            export.finish(writer.trainingFile());
            step.finish(folder.toString());
        }
        output.print(spec.commandLine(), manifest);
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
