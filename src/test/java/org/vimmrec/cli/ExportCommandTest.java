package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code export} on the command line: what it writes, read back. */
class ExportCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
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
        NumpyFiles.write(folder.resolve("from/text_feat.npy"), new float[][] {{1, 2, 3}, {3, 2, 1}, {1, 2, 3.5f}, {3, 2, 1.5f}});
    }

    @Test
    void shouldWriteWhatItReadsBackWithTheVirtualInteractionsBehindTheRealOnes() throws IOException {
        assertThat(run("export", "--data", folder.resolve("from").toString(), "--to", folder.resolve("to").toString(),
                "--virtual-weight", "0.5")).as(err.toString()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("to/small.inter"));
        assertThat(lines).startsWith("userID\titemID\trating\ttimestamp\tx_label\tweight", "5\t1\t4.5\t30\t0\t1.0",
                "2\t3\t1.0\t10\t0\t1.0", "5\t2\t3.0\t40\t2\t1.0", "2\t0\t5.0\t20\t0\t1.0");
        Set<String> virtual = new HashSet<>();
        for (String line : lines.subList(5, lines.size())) {
            String[] cells = line.split("\t");
            virtual.add(cells[0] + " " + cells[1]);
            assertThat(cells[2] + cells[3] + cells[4]).isEqualTo("0.000");
            assertThat(Double.parseDouble(cells[5])).isBetween(1e-6, 0.5);
        }
        // By the training interactions alone; an item held out is as good a candidate as any.
        assertThat(virtual).containsExactlyInAnyOrder("5 0", "5 2", "5 3", "2 1", "2 2").hasSize(lines.size() - 5);

        DataSet before = MmrecFolder.read(folder.resolve("from"), bytes -> { });
        DataSet after = MmrecFolder.read(folder.resolve("to"), bytes -> { });
        assertThat(after.userIds()).isEqualTo(before.userIds());
        assertThat(after.modalities()).hasSize(2);
        for (int m = 0; m < 2; m++) {
            assertThat(after.modalities().get(m).name()).isEqualTo(before.modalities().get(m).name());
            for (int i = 0; i < 4; i++) {
                assertThat(after.modalities().get(m).embeddings().of(i)).isEqualTo(before.modalities().get(m).embeddings().of(i));
            }
        }
    }

    @Test
    void shouldNotWriteBesideOtherFiles() throws IOException {
        Path from = folder.resolve("from");
        assertThat(run("export", "--data", from.toString(), "--to", from.toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("vimmrec: " + from + ": not empty; name a new or an empty folder" + System.lineSeparator());
        assertThat(run("export", "--data", from.toString(), "--to", folder.resolve("x").toString(), "--strategy", "both")).isEqualTo(1);
        assertThat(err.toString()).contains("--strategy should be overlay or synergistic, found both");
    }
}
