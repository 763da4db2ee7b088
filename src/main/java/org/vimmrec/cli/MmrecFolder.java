package org.vimmrec.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * A folder in the layout of the MMRec toolbox: one {@code *.inter} file ({@link InteractionFile}) and, for each modality,
 * a matrix {@code <name>_feat.npy} ({@link NumpyMatrix}) whose row number is the item's id.
 *
 * <p>The feature files say how many items there are, and must agree on it. An item without an interaction is in the
 * data set (it is cold); an interaction with an item that has no row is an error.
 */
final class MmrecFolder {

    private static final String FEATURES = "_feat.npy";

    private MmrecFolder() {
    }

    /** The one file of interactions in the folder. */
    static Path interactionFile(Path folder) {
        List<Path> files = list(folder, "*.inter");
        if (files.size() != 1) {
            throw new CommandFailure(folder + ": expected one *.inter file, found "
                    + (files.isEmpty() ? "none" : files.stream().map(file -> file.getFileName().toString()).toList()));
        }
        return files.get(0);
    }

    /**
     * Reads the interactions and opens the feature files, whose rows are read when they are asked for.
     *
     * @param progress is told now and then how many bytes of the interaction file have been read
     * @throws CommandFailure when something in the folder is missing or not as it should be
     */
    static DataSet read(Path folder, LongConsumer progress) {
        Path interactionFile = interactionFile(folder);
        List<Path> featureFiles = list(folder, "*" + FEATURES);
        if (featureFiles.isEmpty()) {
            throw new CommandFailure(folder + ": no feature files; expected <name>" + FEATURES
                    + " for each modality, such as image" + FEATURES + " or text" + FEATURES);
        }
        try {
            List<Modality> modalities = new ArrayList<>();
            for (Path file : featureFiles) {
                modalities.add(modality(file));
            }
            int items = modalities.get(0).embeddings().items();
            for (int m = 1; m < modalities.size(); m++) {
                int others = modalities.get(m).embeddings().items();
                if (others != items) {
                    throw new CommandFailure(String.format("%s: %s has %d rows and %s has %d; each must have a row for "
                                    + "every item (zeros where the item lacks the modality)", folder,
                            featureFiles.get(0).getFileName(), items, featureFiles.get(m).getFileName(), others));
                }
            }
            refuseNamesakes(folder, modalities);
            Interactions interactions = InteractionFile.read(interactionFile, items, progress);
            String name = interactionFile.getFileName().toString().replaceFirst("\\.inter$", "");
            return new DataSet(name, items, null, interactions.userIds(), interactions, modalities);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a modality as a feature file that this reads under the same name; zeros for an item that lacks it. */
    static void writeFeatures(Path folder, Modality modality) throws IOException {
        String prefix = switch (modality.name()) {
            case "visual" -> "image";
            case "acoustic" -> "audio";
            default -> modality.name();
        };
        NumpyMatrix.write(folder.resolve(prefix + FEATURES), modality.embeddings());
    }

    /** MMRec names its files by their content; the field names modalities by the sense they speak to. */
    private static Modality modality(Path file) throws IOException {
        String fileName = file.getFileName().toString();
        String prefix = fileName.substring(0, fileName.length() - FEATURES.length());
        if (prefix.isEmpty()) {
            throw new CommandFailure(file + ": expected <name>" + FEATURES);
        }
        String name = switch (prefix) {
            case "image" -> "visual";
            case "audio" -> "acoustic";
            default -> prefix;
        };
        return new Modality(name, prefix + "Embedding", NumpyMatrix.open(file));
    }

    /** The plugin names relationship types by the modality in upper case. */
    private static void refuseNamesakes(Path folder, List<Modality> modalities) {
        Set<String> names = new HashSet<>();
        for (Modality modality : modalities) {
            if (!names.add(modality.name().toUpperCase(Locale.ROOT))) {
                throw new CommandFailure(folder + ": two feature files for the modality [" + modality.name() + "]");
            }
        }
    }

    private static List<Path> list(Path folder, String glob) {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(folder + ": no such folder");
        }
        List<Path> files = new ArrayList<>();
        try (var matching = Files.newDirectoryStream(folder, glob)) {
            matching.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The order of a directory is the file system's affair; everything after this should not depend on it.
        files.sort(null);
        return files;
    }
}
