package org.vimmrec.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.NumpyFiles;
import org.vimmrec.cli.data.NumpyMatrix;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** The files for each toolkit, and the warnings; {@code ExportCommandTest} tests the whole command. */
class ExportWriterTest {

    private static final float[][] FEATURES = {{1, 0}, {0.9f, 0.1f}, {0, 1}, {0, 0}};

    @TempDir
    private Path folder;

    private Path from;
    private Path to;

    @BeforeEach
    void writeDataSet() throws IOException {
        from = Files.createDirectory(folder.resolve("from"));
        to = Files.createDirectory(folder.resolve("to"));
        Files.writeString(from.resolve("small.inter"), """
                userID:token\titemID\trating\ttimestamp\tx_label
                5\t1\t4.5\t30\t0
                2\t3\t1.0\t10\t0
                5\t2\t3.0\t40\t2
                """);
        NumpyFiles.write(from.resolve("image_feat.npy"), FEATURES);
    }

    private DataSet read() {
        return MmrecFolder.read(from, true, bytes -> {});
    }

    private static WeightedPairs virtual() {
        WeightedPairs virtual = new WeightedPairs();
        virtual.add(5, 3, 0.25);
        virtual.add(2, 0, 0.1);
        return virtual;
    }

    private ExportWriter writer(Layout layout) {
        return new ExportWriter(to, read(), layout, "small");
    }

    private String content(String file) throws IOException {
        return Files.readString(to.resolve(file));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldWriteAtomicFilesForRecbole() throws IOException {
        NumpyFiles.write(from.resolve("te xt_feat.npy"), new float[][] {{1}, {2}, {3}, {4}});
        ExportWriter writer = writer(Layout.RECBOLE);
        writer.writeReal(from.resolve("small.inter"), true);
        writer.writeFeatures(from);
        writer.writeYaml(from.resolve("small.inter"));
        CsrMatrix adjacency = new CsrMatrix.Builder(6, 4).build();
        writer.writeGraph(new VirtualGraph(virtual(), adjacency, Map.of(), Map.of(), Map.of()));
        assertThat(names(to))
                .containsExactly(
                        "adjacency.npz",
                        "small.item",
                        "small.test.inter",
                        "small.train.inter",
                        "small.valid.inter",
                        "small.yaml",
                        "virtual.inter");
        assertThat(writer.trainingFile()).hasToString("small.train.inter");
        String header = "user_id:token\titem_id:token\trating:float\ttimestamp:float\n";
        assertThat(content("small.train.inter")).isEqualTo(header + "5\t1\t4.5\t30\n2\t3\t1.0\t10\n");
        assertThat(content("small.valid.inter")).isEqualTo(header);
        assertThat(content("small.test.inter")).isEqualTo(header + "5\t2\t3.0\t40\n");
        assertThat(content("small.item"))
                .isEqualTo("item_id:token\timage_emb:float_seq\tte_xt_emb:float_seq\n0\t1.0 0.0\t1.0\n"
                        + "1\t0.9 0.1\t2.0\n2\t0.0 1.0\t3.0\n3\t0.0 0.0\t4.0\n");
        assertThat(content("virtual.inter"))
                .isEqualTo("user_id:token\titem_id:token\tweight:float\n5\t3\t0.25\n2\t0\t0.1\n");
        assertThat(content("small.yaml")).contains("item: [item_id, 'image_emb', 'te_xt_emb']");
    }

    @Test
    void shouldAppendVirtualRowsForRecbole() throws IOException {
        writer(Layout.RECBOLE).writeAsRows(virtual());
        String header = "user_id:token\titem_id:token\trating:float\ttimestamp:float\tweight:float\n";
        assertThat(content("small.train.inter"))
                .isEqualTo(header + "5\t1\t4.5\t30\t1.0\n2\t3\t1.0\t10\t1.0\n5\t3\t0.0\t0\t0.25\n2\t0\t0.0\t0\t0.1\n");
        assertThat(content("small.test.inter")).isEqualTo(header + "5\t2\t3.0\t40\t1.0\n");
    }

    @Test
    void shouldWriteOneFileForRecboleWithoutLabels() throws IOException {
        Files.writeString(from.resolve("small.inter"), "userID\titemID\n0\t3\n");
        ExportWriter writer = writer(Layout.RECBOLE);
        writer.writeReal(from.resolve("small.inter"), false);
        assertThat(content("small.inter")).isEqualTo("user_id:token\titem_id:token\n0\t3\n");
        assertThat(writer.trainingFile()).hasToString("small.inter");
    }

    @Test
    void shouldNameModalitiesForMrlib() throws IOException {
        Files.move(from.resolve("image_feat.npy"), from.resolve("audio_feat.npy"));
        NumpyFiles.write(from.resolve("text_feat.npy"), FEATURES);
        NumpyFiles.write(from.resolve("smell_feat.npy"), FEATURES);
        writer(Layout.MRLIB).writeFeatures(from);
        assertThat(names(to)).containsExactly("image_feat.npy", "smell_feat.npy", "text_feat.npy");
        assertThat(to.resolve("image_feat.npy")).hasSameBinaryContentAs(from.resolve("audio_feat.npy"));
        assertThat(ExportWarnings.of(read(), Layout.MRLIB, false))
                .containsExactly(
                        "Warning: MRLib recognizes modalities by their names. [audio] is exported as image_feat.npy.",
                        "Warning: most models of MMRec and MRLib read two modalities: here [audio, text], but not "
                                + "[smell].");
        assertThat(ExportWarnings.of(read(), Layout.MMREC, false)).hasSize(1);
        assertThat(ExportWarnings.of(read(), Layout.RECBOLE, false)).isEmpty();
    }

    @Test
    void shouldNameTheColumnsOfTheOriginal() throws IOException {
        ExportWriter writer = writer(Layout.MMREC);
        writer.writeYaml(from.resolve("small.inter"));
        assertThat(content("small.yaml"))
                .contains("USER_ID_FIELD: 'userID:token'\nITEM_ID_FIELD: 'itemID'\n", "inter_file_name: 'small.inter'");
    }

    @Test
    void shouldWarnIfToolkitsCountFewerItems() throws IOException {
        assertThat(ExportWarnings.of(read(), Layout.MMREC, false)).isEmpty();
        Files.writeString(from.resolve("small.inter"), "userID\titemID\tx_label\n0\t0\t0\n0\t2\t1\n");
        for (Layout layout : List.of(Layout.MMREC, Layout.MRLIB)) {
            assertThat(ExportWarnings.of(read(), layout, false))
                    .containsExactly(
                            "Warning: the highest itemID with an interaction is 2, but the feature files have 4 "
                                    + "rows. MMRec and MRLib count items up to this itemID, and many of their models fail if "
                                    + "there are more rows.");
        }
        assertThat(ExportWarnings.of(read(), Layout.RECBOLE, false)).isEmpty();
    }

    @Test
    void shouldWriteZerosForSkippedEmbeddingsAndKeepDoubles() throws IOException {
        double[] values = {1e-46, 2e-46, Double.NaN, 1, 1e60, 3e60, 3, 4};
        ByteBuffer data = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asDoubleBuffer().put(values);
        NumpyFiles.write(from.resolve("text_feat.npy"), 1, NumpyFiles.header("<f8", false, "(4, 2)"), data.array());
        writer(Layout.MMREC).writeFeatures(from);
        assertThat(to.resolve("image_feat.npy")).hasSameBinaryContentAs(from.resolve("image_feat.npy"));
        NumpyMatrix written = NumpyMatrix.open(to.resolve("text_feat.npy"));
        assertThat(written.propertyOf(0)).isEqualTo(new double[] {1e-46, 2e-46});
        assertThat(written.propertyOf(1)).isEqualTo(new double[] {0, 0});
        assertThat(written.propertyOf(2)).isEqualTo(new double[] {1e60, 3e60});
    }

    @Test
    void shouldFuseEmbeddingsOfAnySizeAndPrecision() throws IOException {
        double[] values = {1e-46, 2e-46, 0, 0, 1e60, 3e60, 3, 4};
        ByteBuffer data = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asDoubleBuffer().put(values);
        NumpyFiles.write(from.resolve("text_feat.npy"), 1, NumpyFiles.header("<f8", false, "(4, 2)"), data.array());
        CsrMatrix fused =
                FusedNeighbours.of(read().modalities(), new double[] {0.25, 0.75}, 1, new Task(1, TaskMonitor.NONE));
        // Items 0 and 1 have the image in common, 0 and 3 the text, and 2 and 3 the text.
        assertThat(fused.indices()).containsExactly(1, 0, 3, 0);
        assertThat(fused.values()[0]).isCloseTo(0.9 / Math.sqrt(0.82), within(1e-7));
        assertThat(fused.values()[2]).isCloseTo(15 / Math.sqrt(250), within(1e-7));
        assertThat(fused.values()[3]).isCloseTo(11 / Math.sqrt(125), within(1e-7));
    }
}
