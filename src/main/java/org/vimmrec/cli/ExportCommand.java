package org.vimmrec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            + "interactions alone. <name>_feat.npy has each modality, row = itemID, zeros for an item without it.%n"})
final class ExportCommand implements Callable<Integer> {

    @Mixin
    private DataSourceOptions source;

    @Mixin
    private MethodOptions method;

    @Option(names = "--strategy", paramLabel = "NAME", defaultValue = "overlay", description = "overlay or synergistic (${DEFAULT-VALUE}).")
    private String strategy;

    @Option(names = "--to", paramLabel = "FOLDER", required = true, description = "Where to write; a new or an empty folder.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    /** Computes and writes; the exit code is 0, or as a shell has it for Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        source.check();
        if (!strategy.equals("overlay") && !strategy.equals("synergistic")) {
            throw new CommandFailure("--strategy should be overlay or synergistic, found " + strategy);
        }
        requireEmpty(folder);
        Progress progress = new Progress(spec.commandLine().getOut(), System.out, Progress.onTerminal());
        DataSet dataSet = source.read(progress);
        try (EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.empty())) {
            try {
                LoadedDataSet loaded = DataSetLoader.load(database.graph(), dataSet, source.allInteractions(), progress);
                new Procedures(database.graph(), progress).call("Similarity", "vimmrec.similarity.write",
                        method.similarity(loaded), rows -> Report.text("%,d modalities", rows.size()));
                try (Progress.Step step = progress.begin("Writing")) {
                    step.finish(Report.text("%,d virtual interactions", write(dataSet, loaded, database.graph())));
                }
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? 130 : 0;
        }
    }

    private long write(DataSet dataSet, LoadedDataSet loaded, GraphDatabaseService graph) throws IOException {
        for (Modality modality : dataSet.modalities()) {
            MmrecFolder.writeFeatures(folder, modality);
        }
        try (InteractionWriter writer = new InteractionWriter(
                folder.resolve(dataSet.name().replaceAll("[^\\w.-]+", "-") + ".inter"), dataSet.interactions())) {
            writer.writeReal();
            graph.executeTransactionally("CALL vimmrec." + strategy + ".stream($configuration) YIELD user, item, weight "
                    + "RETURN user.userId AS user, item.itemId AS item, weight",
                    Map.of("configuration", method.stream(loaded)), (Result rows) -> {
                        while (rows.hasNext()) {
                            Map<String, Object> row = rows.next();
                            writer.writeVirtual((long) row.get("user"), (long) row.get("item"), (double) row.get("weight"));
                        }
                        return null;
                    });
            return writer.virtual();
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        try (Stream<Path> contents = Files.list(Files.createDirectories(folder))) {
            if (contents.findAny().isPresent()) {
                throw new CommandFailure(String.format(Locale.ROOT, "%s: not empty; name a new or an empty folder", folder));
            }
        }
    }
}
