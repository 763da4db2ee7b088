package org.vimmrec.cli.options;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.vimmrec.cli.catalogue.CatalogueGenerator;
import org.vimmrec.cli.catalogue.CatalogueParameters;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.MaskedEmbeddings;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Option;

/** The options that select the data set: a folder, or else the generator and its parameters. */
public final class DataSetOptions {

    /** The names of the options that choose a data set, for messages. */
    public static final String NAMES = "--data, --all-interactions, --seed, --users and --items";

    private static final long DEFAULT_SEED = 42;
    private static final int DEFAULT_USERS = 3_000;
    private static final int DEFAULT_ITEMS = 2_000;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "A data set in MMRec's layout: one *.inter file (tab-separated, with the columns userID and itemID, "
                            + "and optionally rating, timestamp and x_label), and a file <name>_feat.npy for each modality, with one row "
                            + "per itemID. Default: a small generated catalogue.")
    private Path folder;

    @Option(
            names = "--all-interactions",
            fallbackValue = "true",
            description =
                    "Also load the validation and test interactions (x_label 1 and 2), and derive virtual interactions "
                            + "from all of them. Not for evaluate.")
    private boolean allInteractions;

    @Option(
            names = "--invalid-embeddings",
            paramLabel = "NAME",
            description =
                    "How to treat an embedding that contains NaN or Infinity, or with --uri has the wrong length or "
                            + "type: fail, or skip it. Default: fail.")
    private String invalidEmbeddings;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Seed of the generated catalogue. Default: " + DEFAULT_SEED + ".")
    private Long seed;

    @Option(
            names = "--users",
            paramLabel = "COUNT",
            description = "Number of users in the generated catalogue. Default: " + DEFAULT_USERS + ".")
    private Integer users;

    @Option(
            names = "--items",
            paramLabel = "COUNT",
            description = "Number of items in the generated catalogue. Default: " + DEFAULT_ITEMS + ".")
    private Integer items;

    /** Whether an option is given that chooses a data set. */
    public boolean isGiven() {
        return folder != null || allInteractions || isGeneratorGiven();
    }

    /** Whether to leave out embeddings that are not valid. */
    public boolean skipsInvalidEmbeddings() {
        return "skip".equalsIgnoreCase(invalidEmbeddings);
    }

    /** The options that choose the same data set for another command, with a space at the end. */
    public String spelling() {
        return MessageText.option("--data", folder)
                + MessageText.option("--seed", seed)
                + MessageText.option("--users", users)
                + MessageText.option("--items", items);
    }

    private boolean isGeneratorGiven() {
        return seed != null || users != null || items != null;
    }

    /** Whether to load held-out interactions too. */
    public boolean allInteractions() {
        return allInteractions;
    }

    /** The folder that the data set is read from; null if it is generated. */
    public Path folder() {
        return folder;
    }

    /** @throws CommandFailure if options contradict each other or are out of range */
    public void check(ServerOptions server) {
        if (folder != null && isGeneratorGiven()) {
            throw new CommandFailure(
                    "--seed, --users and --items apply to the generated catalogue. Leave them out with --data.");
        }
        if (folder == null && invalidEmbeddings != null && !server.isGiven()) {
            throw new CommandFailure("--invalid-embeddings needs --data or --uri: all generated embeddings are valid");
        }
        if (folder == null && allInteractions) {
            throw new CommandFailure(
                    "--all-interactions needs --data: the generated catalogue has no held-out interactions");
        }
        OptionChecks.choice("--invalid-embeddings", invalidEmbeddings, List.of("fail", "skip"));
        if (folder == null) {
            parameters();
        } else {
            MmrecFolder.interactionFile(folder);
        }
    }

    /** Reads or generates the data set. */
    public DataSet read(Progress progress) {
        DataSet dataSet;
        if (folder == null) {
            try (Progress.Step step = progress.begin("Generating")) {
                dataSet = CatalogueGenerator.generate(parameters());
                step.finish(summary(dataSet));
            }
        } else {
            try (Progress.Step step = progress.begin("Reading", size(MmrecFolder.interactionFile(folder)), "bytes")) {
                dataSet = MmrecFolder.read(folder, skipsInvalidEmbeddings(), step::to);
                step.finish(summary(dataSet));
            }
        }
        return dataSet;
    }

    private CatalogueParameters parameters() {
        try {
            return CatalogueParameters.lifeLike(
                    seed == null ? DEFAULT_SEED : seed,
                    users == null ? DEFAULT_USERS : users,
                    items == null ? DEFAULT_ITEMS : items);
        } catch (IllegalArgumentException outOfRange) {
            throw new CommandFailure("--" + outOfRange.getMessage(), outOfRange);
        }
    }

    private static String summary(DataSet dataSet) {
        long skipped = 0;
        for (Modality modality : dataSet.modalities()) {
            skipped += modality.embeddings() instanceof MaskedEmbeddings masked
                    ? masked.mask().cardinality()
                    : 0;
        }
        return String.format(
                Locale.ROOT,
                "%s: %,d interactions, %d modalities%s",
                MessageText.abbreviate(dataSet.name()),
                dataSet.interactions().size(),
                dataSet.modalities().size(),
                skipped == 0 ? "" : String.format(Locale.ROOT, ", %,d invalid embeddings skipped", skipped));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
