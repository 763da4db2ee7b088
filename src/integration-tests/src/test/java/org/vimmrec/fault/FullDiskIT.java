package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.exceptions.Neo4jException;
import org.vimmrec.fault.AugmentedGraph.Written;
import org.vimmrec.server.Neo4jServer;

/** Fills the disk of a server, an in-memory file system, while a procedure writes. */
@Tag("long")
class FullDiskIT {
    private static final String FEW = "CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 4, batchSize: 50})";
    private static final String MANY = "CALL vimmrec.similarity.write({modalities: {m: 'f'}, topK: 40, batchSize: 50})";
    private static final int MEGABYTE = 1 << 20;
    /** Free space that remains; the write needs more than 15 MB. */
    private static final int FREE_BYTES = 5 * MEGABYTE;

    @Test
    void shouldFailAndLeaveEachSourceOldOrNew() throws IOException, InterruptedException {
        Path disk = Files.createTempDirectory("vimmrec-disk");
        try {
            String error = run("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", disk.toString());
            assumeTrue(error.isEmpty(), "Cannot mount a file system to fill: " + error);
            try (Neo4jServer server = new Neo4jServer("full-disk").withoutGds()) {
                server.set("server.directories.data", disk.toString())
                        .set("db.tx_log.preallocate", "false")
                        .start();
                fillWhileWriting(server, disk);
            } finally {
                run("umount", disk.toString());
            }
        } finally {
            Files.delete(disk);
        }
    }

    private static void fillWhileWriting(Neo4jServer server, Path disk) throws IOException, InterruptedException {
        AugmentedGraph graph = AugmentedGraph.in(server).create(2500, 10);
        server.run(MANY);
        Written after = graph.written("SIMILAR_M");
        server.run(FEW);
        Written before = graph.written("SIMILAR_M");

        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (disk.toFile().getUsableSpace() > FREE_BYTES) {
                out.write(new byte[MEGABYTE / 8]);
            }
        }
        assertThatThrownBy(() -> server.run(MANY))
                .isInstanceOf(Neo4jException.class)
                .hasMessageNotContaining("CancellationException"); // the error of a thread that did not fail itself
        Files.delete(filler);
        server.kill(); // Neo4j requires a restart after this failure

        server.start();
        Written found = graph.written("SIMILAR_M");
        assertThat(found.requireOldOrNew(before, after))
                .as("sources written before the disk was full")
                .isPositive();
        assertThat(found).isNotEqualTo(after);
        server.run(MANY);
        assertThat(graph.written("SIMILAR_M")).isEqualTo(after);
    }

    /** Runs a command. Returns its output if it fails, or an empty string. */
    private static String run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? "" : output.isEmpty() ? "no output" : output;
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
