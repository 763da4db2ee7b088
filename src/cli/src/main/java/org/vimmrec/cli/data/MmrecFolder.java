package org.vimmrec.cli.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongConsumer;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;

/**
 * Reads a folder in the layout of the MMRec toolbox: one {@code *.inter} file ({@link InteractionFile}) and, for each
 * modality, a matrix {@code <name>_feat.npy} ({@link NumpyMatrix}) with one row per item id.
 *
 * <p>All feature files must have the same number of rows, which is the number of items. An item without interactions is
 * a cold item. An interaction with an item that has no row is an error.
 */
public final class MmrecFolder {

    /** The file beside an exported data set's interactions that holds the virtual ones. */
    public static final String VIRTUAL = "virtual.inter";

    private static final String FEATURES = "_feat.npy";

    private MmrecFolder() {}

    /** The one file of interactions in the folder, apart from the virtual ones of an export. */
    public static Path interactionFile(Path folder) {
        List<Path> files = list(folder, "*.inter");
        if (files.size() == 2) {
            files.remove(folder.resolve(VIRTUAL));
        }
        if (files.size() != 1) {
            throw new CommandFailure(folder + ": expected one *.inter file, found "
                    + (files.isEmpty()
                            ? "none"
                            : MessageText.abbreviate(files.stream()
                                    .map(Path::getFileName)
                                    .toList()
                                    .toString())));
        }
        return files.get(0);
    }

    /**
     * Reads the interactions and opens the feature files, whose rows are read on demand. An embedding with a number
     * that is not finite is an error.
     *
     * @param progress receives the number of bytes of the interaction file read so far
     * @throws CommandFailure if a file is missing or malformed
     */
    public static DataSet read(Path folder, LongConsumer progress) {
        return read(folder, false, progress);
    }

    /**
     * Reads the data set as {@link #read(Path, LongConsumer)} does.
     *
     * @param skipInvalid whether to leave out embeddings with a number that is not finite
     */
    public static DataSet read(Path folder, boolean skipInvalid, LongConsumer progress) {
        Path interactionFile = interactionFile(folder);
        List<Path> featureFiles = list(folder, "*" + FEATURES);
        if (featureFiles.isEmpty()) {
            throw new CommandFailure(folder + ": no feature files. Expected a file <name>" + FEATURES
                    + " for each modality, such as image" + FEATURES + " or text" + FEATURES + ".");
        }
        try {
            List<Modality> modalities = new ArrayList<>();
            for (Path file : featureFiles) {
                modalities.add(modality(file));
            }
            requireDistinctNames(folder, modalities);
            int items = modalities.get(0).embeddings().items();
            for (int m = 1; m < modalities.size(); m++) {
                int others = modalities.get(m).embeddings().items();
                if (others != items) {
                    throw new CommandFailure(String.format(
                            "%s: %s has %d rows and %s has %d. Each file must have a row "
                                    + "for every item, with zeros if the item misses the modality.",
                            folder,
                            featureFiles.get(0).getFileName(),
                            items,
                            featureFiles.get(m).getFileName(),
                            others));
                }
            }
            for (int m = 0; m < modalities.size(); m++) {
                modalities.set(m, checked(featureFiles.get(m), modalities.get(m), skipInvalid));
            }
            InteractionTable interactions = InteractionFile.read(interactionFile, items, progress);
            String name = interactionFile.getFileName().toString().replaceFirst("\\.inter$", "");
            return new DataSet(name, items, null, interactions.userIds(), interactions, modalities);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The feature file of a modality. */
    public static Path featureFile(Path folder, Modality modality) {
        return folder.resolve(featureFileName(modality.name()));
    }

    /** The name of the feature file of a modality with a name. */
    public static String featureFileName(String modality) {
        return modality + FEATURES;
    }

    private static Modality modality(Path file) throws IOException {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - FEATURES.length());
        if (name.isEmpty()) {
            throw new CommandFailure(file + ": expected <name>" + FEATURES);
        }
        return new Modality(name, name + "Embedding", NumpyMatrix.open(file));
    }

    private static Modality checked(Path file, Modality modality, boolean skipInvalid) {
        Embeddings embeddings = modality.embeddings();
        BitSet invalid = new BitSet();
        for (int item = 0; item < embeddings.items(); item++) {
            Object embedding = embeddings.propertyOf(item);
            int column = firstNotFinite(embedding);
            if (column >= 0 && !skipInvalid) {
                throw new CommandFailure(file + " row " + item + ", column " + column + " (counted from 0): "
                        + Array.get(embedding, column) + " is not a finite number. Correct the file, or skip such "
                        + "embeddings with --invalid-embeddings skip.");
            }
            invalid.set(item, column >= 0);
        }
        return invalid.isEmpty()
                ? modality
                : new Modality(modality.name(), modality.property(), new MaskedEmbeddings(embeddings, invalid));
    }

    /** The first column that is not finite, or -1. */
    private static int firstNotFinite(Object embedding) {
        if (embedding instanceof double[] doubles) {
            for (int d = 0; d < doubles.length; d++) {
                if (!Double.isFinite(doubles[d])) {
                    return d;
                }
            }
        } else if (embedding instanceof float[] floats) {
            for (int d = 0; d < floats.length; d++) {
                if (!Float.isFinite(floats[d])) {
                    return d;
                }
            }
        }
        return -1;
    }

    /** Ignores case, because the plugin names relationship types by the modality in upper case. */
    private static void requireDistinctNames(Path folder, List<Modality> modalities) {
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
        // The order of a directory listing depends on the file system; the result must not.
        files.sort(null);
        return files;
    }
}
