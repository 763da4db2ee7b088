package org.vimmrec.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where the data set comes from: a folder, or else the generator. */
final class DataSourceOptions {

    /** All of these, for messages. */
    static final String NAMES = "--data, --all-interactions, --invalid-embeddings, --seed, --users and --items";

    private static final long DEFAULT_SEED = 42;
    private static final int DEFAULT_USERS = 3_000;
    private static final int DEFAULT_ITEMS = 2_000;

    @Option(names = "--data", paramLabel = "FOLDER",
            description = "A data set in MMRec's layout: one *.inter file (tab-separated, with the columns userID and "
                    + "itemID, and rating, timestamp, x_label where known) and <name>_feat.npy for each modality, "
                    + "row = itemID. Default: a small generated catalogue.")
    private Path folder;

    @Option(names = "--all-interactions",
            description = "Load the validation and test interactions (x_label 1 and 2) too, not only the training ones, and "
                    + "augment them all. Not for evaluate.")
    private boolean allInteractions;

    @Option(names = "--invalid-embeddings", paramLabel = "NAME",
            description = "What to do with an embedding that has NaN or Infinity: fail, or skip to leave it out. "
                    + "Default: fail.")
    private String invalidEmbeddings;

    @Option(names = "--seed", paramLabel = "NUMBER",
            description = "Seed of the generated catalogue. Default: " + DEFAULT_SEED + ".")
    private Long seed;

    @Option(names = "--users", paramLabel = "COUNT",
            description = "Users of the generated catalogue. Default: " + DEFAULT_USERS + ".")
    private Integer users;

    @Option(names = "--items", paramLabel = "COUNT",
            description = "Items of the generated catalogue. Default: " + DEFAULT_ITEMS + ".")
    private Integer items;

    /** Whether anything was said about where the data should come from. */
    boolean given() {
        return folder != null || allInteractions || generated() || invalidEmbeddings != null;
    }

    private boolean generated() {
        return seed != null || users != null || items != null;
    }

    /** Whether held-out interactions are to be loaded too. */
    boolean allInteractions() {
        return allInteractions;
    }

    /** The name of the file that the data set's interactions are exported to. */
    Path fileName(DataSet dataSet) {
        return folder == null ? Path.of(dataSet.name().replaceAll("\\W+", "-") + ".inter")
                : MmrecFolder.interactionFile(folder).getFileName();
    }

    /** @throws CommandFailure when the options contradict each other or are out of range */
    void check() {
        if (folder != null && generated()) {
            throw new CommandFailure("--seed, --users and --items are the generator's; leave them out with --data");
        }
        if (folder == null && invalidEmbeddings != null) {
            throw new CommandFailure("--invalid-embeddings needs --data: every generated embedding is valid");
        }
        if (folder == null && allInteractions) {
            throw new CommandFailure("--all-interactions needs --data: the generated catalogue has no held-out splits");
        }
        Require.choice("--invalid-embeddings", invalidEmbeddings, List.of("fail", "skip"));
        if (folder == null) {
            parameters();
        } else {
            MmrecFolder.interactionFile(folder);
        }
    }

    /** Reads or generates the data set. */
    DataSet read(Progress progress) {
        DataSet dataSet;
        if (folder == null) {
            try (Progress.Step step = progress.begin("Generating")) {
                dataSet = CatalogueGenerator.generate(parameters());
                step.finish(summary(dataSet));
            }
        } else {
            try (Progress.Step step = progress.begin("Reading", size(MmrecFolder.interactionFile(folder)), "bytes")) {
                dataSet = MmrecFolder.read(folder, "skip".equalsIgnoreCase(invalidEmbeddings), step::to);
                step.finish(summary(dataSet));
            }
        }
        return dataSet;
    }

    private CatalogueParameters parameters() {
        try {
            return CatalogueParameters.lifeLike(seed == null ? DEFAULT_SEED : seed,
                    users == null ? DEFAULT_USERS : users, items == null ? DEFAULT_ITEMS : items);
        } catch (IllegalArgumentException outOfRange) {
            throw new CommandFailure("--" + outOfRange.getMessage(), outOfRange);
        }
    }

    private static String summary(DataSet dataSet) {
        long skipped = 0;
        for (Modality modality : dataSet.modalities()) {
            skipped += modality.embeddings() instanceof RemainingEmbeddings remaining ? remaining.lost().cardinality() : 0;
        }
        return String.format(Locale.ROOT, "%s: %,d interactions, %d modalities%s", Excerpt.of(dataSet.name()),
                dataSet.interactions().size(), dataSet.modalities().size(),
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
