package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stops the command, in its own process, with a signal as Ctrl-C and kill do. */
@Timeout(300)
class InterruptionTest {

    @TempDir
    private Path folder;

    @Test
    void shouldDeleteTheTemporaryDatabaseAndPrintNoErrorsWhenInterrupted() throws Exception {
        Path temporaryFolder = Files.createDirectory(folder.resolve("tmp"));
        Path errors = folder.resolve("errors");
        Process process = start(temporaryFolder, errors);
        try {
            waitFor(process, "Loading interactions");
            assertThat(databases(temporaryFolder)).hasSize(1);
            process.destroy();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("128 + SIGTERM").isEqualTo(143);
        assertThat(databases(temporaryFolder)).isEmpty();
        // Newer JVMs print warnings, each followed by a blank line.
        assertThat(Files.readAllLines(errors).stream().filter(line -> !line.matches("(WARNING: .*)?")))
                .isEmpty();
    }

    private static Process start(Path temporaryFolder, Path errors) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporaryFolder,
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectError(errors.toFile())
                .start();
    }

    private static void waitFor(Process process, String start) throws IOException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (line != null && !line.startsWith(start)) {
            line = output.readLine();
        }
        assertThat(line).startsWith(start);
    }

    private static List<Path> databases(Path temporaryFolder) throws IOException {
        List<Path> databases = new ArrayList<>();
        try (var matching = Files.newDirectoryStream(temporaryFolder, "vimmrec-*")) {
            matching.forEach(databases::add);
        }
        return databases;
    }
}
