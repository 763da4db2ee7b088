package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unpacks the distribution into a folder whose name has a space, and runs it from another folder. */
@Timeout(300)
class PackagedCommandIT {

    private static final Path DISTRIBUTION = Path.of(System.getProperty("vimmrec.distribution"));
    private static final String VERSION = System.getProperty("vimmrec.release");

    @TempDir
    private Path folder;

    @Test
    void shouldRunWhereItIsUnpacked() throws IOException, InterruptedException {
        Path home = unpack(Files.createDirectory(folder.resolve("another place")));
        try (Stream<Path> lib = Files.list(home.resolve("lib"))) {
            assertThat(lib.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("vimmrec-")))
                    .containsExactlyInAnyOrder(
                            "vimmrec-mmrec-" + VERSION + ".jar", "vimmrec-neo4j-" + VERSION + ".jar");
        }
        assertThat(home.resolve("LICENSE")).isNotEmptyFile();
        assertThat(home.resolve("README.txt"))
                .content()
                .startsWith("VI-MMRec command line " + VERSION)
                .doesNotContain("${");
        assertThat(home.resolve("completion/vimmrec.bash")).content().contains("--top-k", "evaluate", "complete -F");
        assertThat(home.resolve("bin/vimmrec.bat")).content().contains("\r\n");
        Path script = home.resolve("bin/vimmrec");
        Path link = Files.createSymbolicLink(folder.resolve("linked"), script);
        assertThat(run(link, "--version")).isEqualTo("vimmrec " + VERSION + System.lineSeparator());
        JsonNode results = new ObjectMapper().readTree(run(script, "--users", "20", "--items", "30", "--json"));
        assertThat(results.at("/counts/users").asInt()).isEqualTo(20);
        assertThat(results.at("/virtualInteractions/synergistic/usersAugmented").asInt())
                .isPositive();
    }

    /** The folder of the unpacked distribution, whose files have the permissions that the zip file says. */
    private static Path unpack(Path target) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(DISTRIBUTION, Map.of("enablePosixFileAttributes", true))) {
            Path root = zip.getPath("/");
            List<Path> parentsFirst;
            try (Stream<Path> tree = Files.walk(root)) {
                parentsFirst = tree.toList();
            }
            for (Path path : parentsFirst) {
                Path copy = target.resolve(root.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(path));
                }
            }
        }
        return target.resolve("vimmrec-" + VERSION);
    }

    /** Runs the start script and returns its output. */
    private String run(Path script, String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(() -> contentOf(errors.toFile())).isZero();
        return Files.readString(output);
    }
}
