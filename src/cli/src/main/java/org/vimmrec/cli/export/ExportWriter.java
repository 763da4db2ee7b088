package org.vimmrec.cli.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionFile;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.MaskedEmbeddings;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.cli.data.NumpyMatrix;

/** Writes the files of an export, except the manifest. */
final class ExportWriter {

    private static final List<String> RECBOLE_SPLITS = List.of("train", "valid", "test");

    private final Path folder;
    private final DataSet dataSet;
    private final Layout layout;
    /** The file name of the interactions without its extension. */
    private final String name;

    /**
     * @param folder the folder to write to
     * @param name the file name of the interactions without {@code .inter}
     */
    ExportWriter(Path folder, DataSet dataSet, Layout layout, String name) {
        this.folder = folder;
        this.dataSet = dataSet;
        this.layout = layout;
        this.name = name;
    }

    /** The name of the file with the training interactions. */
    Path trainingFile() {
        return Path.of(recboleSplits() ? interactionFile(InteractionTable.TRAINING) : name + ".inter");
    }

    private boolean recboleSplits() {
        return layout == Layout.RECBOLE && dataSet.interactions().labelled();
    }

    private String interactionFile(int label) {
        return name + "." + RECBOLE_SPLITS.get(label) + ".inter";
    }

    /**
     * Writes the real interactions.
     *
     * @param original the file that they were read from; null if they were generated
     * @param originalLabelled whether that file has the labels; without them they are added
     */
    void writeReal(Path original, boolean originalLabelled) throws IOException {
        InteractionTable table = dataSet.interactions();
        Path file = folder.resolve(trainingFile());
        if (layout == Layout.RECBOLE || original == null) {
            writeTable(layout.columns(table).ofReal(), null);
        } else if (originalLabelled == table.labelled()) {
            copy(original, file);
        } else {
            InteractionFile.copyWithLabels(original, file, table);
        }
    }

    /** Writes the real interactions, and the virtual ones among them as training rows. */
    void writeAsRows(WeightedPairs virtual) throws IOException {
        InteractionWriter.Columns columns = layout.columns(dataSet.interactions());
        writeTable(layout == Layout.RECBOLE ? columns : columns.withLabel(), virtual);
    }

    private void writeTable(InteractionWriter.Columns columns, WeightedPairs virtual) throws IOException {
        InteractionTable table = dataSet.interactions();
        for (int label = 0; label < (recboleSplits() ? RECBOLE_SPLITS.size() : 1); label++) {
            Path file = recboleSplits() ? Path.of(interactionFile(label)) : trainingFile();
            try (InteractionWriter writer = new InteractionWriter(folder.resolve(file), columns)) {
                for (int n = 0; n < table.size(); n++) {
                    if (!recboleSplits() || table.label(n) == label) {
                        writer.writeReal(table, n);
                    }
                }
                if (virtual != null && label == InteractionTable.TRAINING) {
                    writer.writeVirtual(virtual);
                }
            }
        }
    }

    /** Writes the virtual interactions and the matrices. */
    void writeGraph(VirtualGraph graph) throws IOException {
        InteractionWriter.Columns columns =
                layout.columns(dataSet.interactions()).ofVirtual();
        try (InteractionWriter writer = new InteractionWriter(folder.resolve(MmrecFolder.VIRTUAL), columns)) {
            writer.writeVirtual(graph.virtual());
        }
        graph.adjacency().writeNpz(folder.resolve("adjacency.npz"));
        for (Map.Entry<String, CsrMatrix> neighbours : graph.neighbours().entrySet()) {
            neighbours.getValue().writeNpz(folder.resolve("neighbours_" + neighbours.getKey() + ".npz"));
        }
    }

    /**
     * Writes the embeddings.
     *
     * @param original the folder that they were read from; null if they were generated
     */
    void writeFeatures(Path original) throws IOException {
        if (layout == Layout.RECBOLE) {
            writeRecboleItems();
            return;
        }
        ToolkitModalities roles = ToolkitModalities.of(dataSet.modalities());
        for (Modality modality : dataSet.modalities()) {
            String modalityName = layout == Layout.MRLIB ? roles.mrlibName(modality) : modality.name();
            Path file = folder.resolve(MmrecFolder.featureFileName(modalityName));
            if (original == null || modality.embeddings() instanceof MaskedEmbeddings) {
                NumpyMatrix.write(file, modality.embeddings());
            } else {
                copy(MmrecFolder.featureFile(original, modality), file);
            }
        }
    }

    /** Copies the bytes, but not the permissions: the original may be read-only. */
    private static void copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from)) {
            Files.copy(in, to);
        }
    }

    /** RecBole's file of items has a column with a list of numbers for each modality. */
    private void writeRecboleItems() throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(name + ".item"))) {
            out.append("item_id:token");
            for (String feature : recboleFeatures()) {
                out.append('\t').append(feature).append(":float_seq");
            }
            out.append('\n');
            for (int item = 0; item < dataSet.items(); item++) {
                out.append(Integer.toString(item));
                for (Modality modality : dataSet.modalities()) {
                    float[] embedding = modality.embeddings().of(item);
                    for (int d = 0; d < modality.embeddings().dimension(); d++) {
                        out.append(d == 0 ? '\t' : ' ').append(embedding == null ? "0" : Float.toString(embedding[d]));
                    }
                }
                out.append('\n');
            }
        }
    }

    private List<String> recboleFeatures() {
        // RecBole splits the header at tabs and colons.
        return dataSet.modalities().stream()
                .map(modality -> modality.name().replaceAll("[\\s:]", "_") + "_emb")
                .toList();
    }

    /**
     * Writes the toolkit's configuration of the data set.
     *
     * @param original the file that the interactions were read from; null if they were generated
     */
    void writeYaml(Path original) throws IOException {
        Map<String, String> columns = original == null ? Map.of() : InteractionFile.columnNames(original);
        Files.writeString(
                folder.resolve(name + ".yaml"),
                layout == Layout.RECBOLE
                        ? ToolkitYaml.ofRecbole(recboleSplits(), recboleFeatures())
                        : ToolkitYaml.of(layout, trainingFile().toString(), columns, dataSet.modalities()));
    }
}
