package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the packaged command line in another place, in a folder whose name has a space. The system property
 * {@code vimmrec.distribution} names the package: the folder that every build makes, or the zip file of a release.
 */
@Timeout(300)
class PackagedCommandIT {

    private static final Path DISTRIBUTION = Path.of(System.getProperty("vimmrec.distribution"));
    private static final String VERSION = System.getProperty("vimmrec.release");

    @TempDir
    private Path folder;

    @Test
    void shouldRunFromACopyInAFolderWithASpace() throws IOException, InterruptedException {
        Path home = copyTo(Files.createDirectory(folder.resolve("another place")));
        try (Stream<Path> lib = Files.list(home.resolve("lib"))) {
            assertThat(lib.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("vimmrec-")))
                    .containsExactly("vimmrec-neo4j-" + VERSION + ".jar");
        }
        assertThat(run(home, "--version")).isEqualTo("vimmrec " + VERSION + System.lineSeparator());
        assertThat(run(home, "--users", "20", "--items", "30"))
                .contains("20 users, 30 items", "| Overlay", "| Synergistic");
    }

    /** The folder of the copied or unzipped package. */
    private static Path copyTo(Path target) throws IOException {
        if (Files.isDirectory(DISTRIBUTION)) {
            copy(DISTRIBUTION, target);
            return target;
        }
        try (FileSystem zip = FileSystems.newFileSystem(DISTRIBUTION)) {
            copy(zip.getPath("/"), target);
        }
        Path home = target.resolve("vimmrec-" + VERSION);
        assertThat(home.resolve("LICENSE")).isNotEmptyFile();
        assertThat(home.resolve("README.txt"))
                .content()
                .startsWith("VI-MMRec command line " + VERSION)
                .doesNotContain("${");
        return home;
    }

    private static void copy(Path source, Path target) throws IOException {
        List<Path> parentsFirst;
        try (Stream<Path> tree = Files.walk(source)) {
            parentsFirst = tree.toList();
        }
        for (Path path : parentsFirst) {
            Path copy = target.resolve(source.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(path, copy);
            }
        }
    }

    /** Runs the jar in a process of its own and returns its output. */
    private String run(Path home, String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                home.resolve("vimmrec.jar").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(() -> contentOf(errors.toFile())).isZero();
        return Files.readString(output);
    }
}
