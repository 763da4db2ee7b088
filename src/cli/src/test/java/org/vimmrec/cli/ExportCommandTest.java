package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The files that {@code export} writes. */
class ExportCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    /** Users 5 and 2, whose ids have a gap and are in no order; item 3 has zeros for a picture; item 2 is held out. */
    @BeforeEach
    void writeDataSet() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("from")).resolve("small.inter"), """
                userID\titemID\trating\ttimestamp\tx_label
                5\t1\t4.5\t30\t0
                2\t3\t1.0\t10\t0
                5\t2\t3.0\t40\t2
                2\t0\t5.0\t20\t0
                """);
        NumpyFiles.write(folder.resolve("from/image_feat.npy"), new float[][] {{1, 0}, {0.9f, 0.1f}, {0, 1}, {0, 0}});
        NumpyFiles.write(
                folder.resolve("from/text_feat.npy"), new float[][] {{1, 2, 3}, {3, 2, 1}, {1, 2, 3.5f}, {3, 2, 1.5f}});
    }

    @Test
    void shouldWriteReadableFilesWithVirtualInteractionsAfterRealOnes() throws IOException {
        assertThat(run(
                        "export",
                        "--data",
                        folder.resolve("from").toString(),
                        "--to",
                        folder.resolve("to").toString(),
                        "--virtual-weight",
                        "0.5"))
                .as(err.toString())
                .isZero();
        List<String> lines = Files.readAllLines(folder.resolve("to/small.inter"));
        assertThat(lines)
                .startsWith(
                        "userID\titemID\trating\ttimestamp\tx_label\tweight",
                        "5\t1\t4.5\t30\t0\t1.0",
                        "2\t3\t1.0\t10\t0\t1.0",
                        "5\t2\t3.0\t40\t2\t1.0",
                        "2\t0\t5.0\t20\t0\t1.0");
        Set<String> virtual = new HashSet<>();
        for (String line : lines.subList(5, lines.size())) {
            String[] cells = line.split("\t");
            virtual.add(cells[0] + " " + cells[1]);
            assertThat(cells[2] + cells[3] + cells[4]).isEqualTo("0.000");
            assertThat(Double.parseDouble(cells[5])).isBetween(1e-6, 0.5);
        }
        // Only training interactions count, so a held-out item is a candidate.
        assertThat(virtual)
                .containsExactlyInAnyOrder("5 0", "5 2", "5 3", "2 1", "2 2")
                .hasSize(lines.size() - 5);

        DataSet before = MmrecFolder.read(folder.resolve("from"), bytes -> {});
        DataSet after = MmrecFolder.read(folder.resolve("to"), bytes -> {});
        assertThat(after.userIds()).isEqualTo(before.userIds());
        assertThat(after.modalities()).hasSize(2);
        for (int m = 0; m < 2; m++) {
            assertThat(after.modalities().get(m).name())
                    .isEqualTo(before.modalities().get(m).name());
            for (int i = 0; i < 4; i++) {
                assertThat(after.modalities().get(m).embeddings().of(i))
                        .isEqualTo(before.modalities().get(m).embeddings().of(i));
            }
        }
    }

    @Test
    void shouldKeepNamesAndDoublesAndCountHeldOutPairs() throws IOException {
        Path from = Files.createDirectory(folder.resolve("names"));
        Files.copy(folder.resolve("from/small.inter"), from.resolve("K\u00fcche (neu), 1.inter"));
        Files.copy(folder.resolve("from/image_feat.npy"), from.resolve("visual_feat.npy"));
        double[] values = {1e-46, 2e-46, 1e60, 3e60, 3, 4, 1e-46, 0};
        ByteBuffer data = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asDoubleBuffer().put(values);
        NumpyFiles.write(from.resolve("acoustic_feat.npy"), 1, NumpyFiles.header("<f8", false, "(4, 2)"), data.array());
        Path to = Files.createDirectory(folder.resolve("empty"));
        assertThat(run("export", "--data", from.toString(), "--to", to.toString()))
                .as(err.toString())
                .isZero();
        assertThat(names(to)).containsExactly("K\u00fcche (neu), 1.inter", "acoustic_feat.npy", "visual_feat.npy");
        NumpyMatrix written = NumpyMatrix.open(to.resolve("acoustic_feat.npy"));
        assertThat(written.propertyOf(0)).isEqualTo(new double[] {1e-46, 2e-46});
        assertThat(written.propertyOf(1)).isEqualTo(new double[] {1e60, 3e60});
        assertThat(out.toString())
                .contains("Of 1 held-out interactions, 1 are among the 5 virtual training rows: 0 of 0 for "
                        + "validation and 1 of 1 for testing.");
        // The reader gives the exported data set the same name.
        assertThat(MmrecFolder.read(to, bytes -> {}).name()).isEqualTo("K\u00fcche (neu), 1");
    }

    @Test
    void shouldUseTopKForTheFusedSimilarityToo() throws IOException {
        for (String topK : new String[] {"1", "3"}) {
            assertThat(run(
                            "export",
                            "--data",
                            folder.resolve("from").toString(),
                            "--to",
                            folder.resolve("k" + topK).toString(),
                            "--strategy",
                            "synergistic",
                            "--top-k",
                            topK))
                    .as(err.toString())
                    .isZero();
        }
        assertThat(Files.readAllLines(folder.resolve("k1/small.inter")))
                .hasSizeLessThan(
                        Files.readAllLines(folder.resolve("k3/small.inter")).size());
    }

    @Test
    void shouldLeaveNothingOfAFailedOrKilledExport() throws IOException {
        Path fresh = folder.resolve("new/to");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (Path to : new Path[] {fresh, empty}) {
            try (ExportFolder failed = ExportFolder.begin(to)) {
                Files.writeString(failed.staging().resolve("a.inter"), "userID");
            }
            ExportFolder killed = ExportFolder.begin(to);
            Files.writeString(killed.staging().resolve("a.inter"), "userID");
            if (to == empty) {
                assertThat(names(to)).singleElement().asString().startsWith(".vimmrec-unfinished-");
            } else {
                assertThat(to).doesNotExist();
            }
            ExportFolder.requireEmpty("--to", to);
            try (ExportFolder again = ExportFolder.begin(to)) {
                Files.writeString(again.staging().resolve("a.inter"), "userID");
                Files.writeString(again.staging().resolve("image_feat.npy"), "");
                again.finish(Path.of("a.inter"));
            }
            assertThat(names(to)).containsExactly("a.inter", "image_feat.npy");
            assertThatThrownBy(() -> ExportFolder.requireEmpty("--to", to)).hasMessageContaining("not empty");
        }
    }

    @Test
    void shouldFailBeforeWritingIfTheDataOrAnOptionIsWrong() throws IOException {
        Path to = folder.resolve("to");
        String from = folder.resolve("from").toString();
        assertThat(run("export", "--data", from, "--to", to.toString(), "--virtual-top-k", "11"))
                .isEqualTo(1);
        assertThat(run("export", "--data", from, "--to", to.toString(), "--modality-weights", "image=1"))
                .isEqualTo(1);
        NumpyFiles.write(folder.resolve("from/text_feat.npy"), new float[][] {{1}, {Float.NaN}, {1}, {1}});
        assertThat(run("export", "--data", from, "--to", to.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("--virtual-top-k"),
                        line -> assertThat(line).contains("--modality-weights has no weight for [text]"),
                        line -> assertThat(line)
                                .contains("text_feat.npy row 1, column 0", "--invalid-embeddings skip"));
        assertThat(to).doesNotExist();
        assertThat(out.toString()).doesNotContain("Loading");
        assertThat(run("export", "--data", from, "--to", to.toString(), "--invalid-embeddings", "skip"))
                .as(err.toString())
                .isZero();
        assertThat(MmrecFolder.read(to, bytes -> {})
                        .modalities()
                        .get(1)
                        .embeddings()
                        .of(1))
                .containsExactly(0);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldNotWriteToAFolderThatIsNotEmpty() throws IOException {
        Path from = folder.resolve("from");
        assertThat(run("export", "--data", from.toString(), "--to", from.toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("vimmrec: " + from + ": not empty. Give a new or empty folder." + System.lineSeparator());
        assertThat(run(
                        "export",
                        "--data",
                        from.toString(),
                        "--to",
                        folder.resolve("x").toString(),
                        "--strategy",
                        "both"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--strategy must be overlay or synergistic, found both");
    }
}
