package org.vimmrec.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.vimmrec.cli.catalogue.CatalogueGenerator;
import org.vimmrec.cli.catalogue.CatalogueParameters;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.DataSetSplit;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.Thinning;
import org.vimmrec.evaluation.ExperimentData;
import org.vimmrec.evaluation.ModalityEmbeddings;
import org.vimmrec.evaluation.Split;
import org.vimmrec.sparse.Interactions;

/** A data set of the command line as the input of core. */
final class LabelledData {
    private static final int USERS = 2_000;
    private static final int ITEMS = 800;
    private static final int DIMENSION = 48;
    private static final double MISSING_SHARE = 0.05;

    private final DataSet dataSet;

    private LabelledData(DataSet dataSet) {
        this.dataSet = dataSet;
    }

    /** Reads a folder in MMRec's layout. */
    static LabelledData read(Path folder) {
        return new LabelledData(MmrecFolder.read(folder, bytes -> {}));
    }

    /** Generates a catalogue whose embeddings say much about the taste of users. */
    static LabelledData generated() {
        return generated(1, 5, 0.9, 0.8);
    }

    /**
     * Generates a catalogue with two modalities.
     *
     * @param seed the seed of the catalogue
     * @param medianInteractions the median number of interactions per user
     * @param visualSignal the share of the visual embeddings' variance that says something about the item, 0 to 1
     * @param textSignal the same of the text embeddings
     */
    static LabelledData generated(long seed, double medianInteractions, double visualSignal, double textSignal) {
        return new LabelledData(CatalogueGenerator.generate(CatalogueParameters.lifeLike(seed, USERS, ITEMS)
                .withMedianInteractions(medianInteractions)
                .withModalities(modality("visual", visualSignal), modality("text", textSignal))));
    }

    private static CatalogueParameters.ModalityParameters modality(String name, double signal) {
        return new CatalogueParameters.ModalityParameters(name, name, DIMENSION, signal, MISSING_SHARE);
    }

    /** The name of the data set. */
    String name() {
        return dataSet.name();
    }

    /** The number of items. */
    int items() {
        return dataSet.items();
    }

    /** The embeddings of items by modality. */
    List<ModalityEmbeddings> modalities() {
        return dataSet.modalities().stream()
                .map(each -> new ModalityEmbeddings(
                        each.name(), each.property(), each.embeddings().matrix()))
                .toList();
    }

    /** Returns all interactions as the data of an experiment that splits them itself. */
    ExperimentData experimentData() {
        return new ExperimentData(interactions(dataSet.interactions(), InteractionTable.TRAINING), null, modalities());
    }

    /**
     * Splits the data set by its labels, or at random if it has none.
     *
     * @param share the share of training interactions to keep
     * @param seed the seed of the thinning, and of the random split
     */
    Split split(double share, long seed) {
        DataSet labelled = dataSet.interactions().labelled() ? dataSet : DataSetSplit.apply(dataSet, false, seed);
        InteractionTable table = Thinning.ofInteractions(labelled, share, seed).interactions();
        return new Split(
                interactions(table, InteractionTable.TRAINING),
                interactions(table, InteractionTable.VALIDATION),
                interactions(table, InteractionTable.TEST),
                0);
    }

    /** The interactions with a label, a row for each user of the data set. */
    private Interactions interactions(InteractionTable table, int label) {
        int[] userIds = dataSet.userIds();
        int[][] items = new int[userIds.length][0];
        for (int n = 0; n < table.size(); n++) {
            if (table.label(n) == label) {
                int user = Arrays.binarySearch(userIds, table.user(n));
                items[user] = Arrays.copyOf(items[user], items[user].length + 1);
                items[user][items[user].length - 1] = table.item(n);
            }
        }
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int[] ofUser : items) {
            Arrays.stream(ofUser).forEach(item -> builder.add(item, 1));
            builder.endUser();
        }
        return builder.build();
    }
}
