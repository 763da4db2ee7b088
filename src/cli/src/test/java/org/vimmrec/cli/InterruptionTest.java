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
import org.vimmrec.cli.export.ExportStart;
import org.vimmrec.cli.report.BrowserStart;

/** Stops the command, in its own process, with a signal as Ctrl-C and kill do. */
@Timeout(300)
class InterruptionTest {

    @TempDir
    private Path folder;

    @Test
    void shouldDeleteTheTemporaryDatabaseAndPrintNoErrorsWhenInterrupted() throws Exception {
        Path temporaryFolder = Files.createDirectory(folder.resolve("tmp"));
        Path errors = folder.resolve("errors");
        Process process = start(temporaryFolder, errors, Main.class.getName());
        try {
            waitFor(process, "Loading interactions");
            assertThat(folders(temporaryFolder)).hasSize(1);
            process.destroy();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("128 + SIGTERM").isEqualTo(143);
        assertThat(folders(temporaryFolder)).isEmpty();
        // Newer JVMs print warnings, each followed by a blank line.
        assertThat(Files.readAllLines(errors).stream().filter(line -> !line.matches("(WARNING: .*)?")))
                .isEmpty();
    }

    @Test
    void shouldEndTheBrowserAndDeleteTemporaryFoldersWhenInterrupted() throws Exception {
        Path temporaryFolder = Files.createDirectory(folder.resolve("tmp"));
        Path started = folder.resolve("started");
        Path browser = Files.writeString(
                folder.resolve("browser"), "#!/bin/sh\nsleep 600 &\necho $! > " + started + "\nsleep 600\n");
        assertThat(browser.toFile().setExecutable(true)).isTrue();
        Process process =
                start(temporaryFolder, folder.resolve("errors"), BrowserStart.class.getName(), browser.toString());
        try {
            while (!Files.exists(started) || Files.size(started) == 0) {
                assertThat(process.isAlive()).isTrue();
                Thread.sleep(20);
            }
            assertThat(folders(temporaryFolder)).hasSize(2);
            List<ProcessHandle> descendants = process.descendants().toList();
            assertThat(descendants).hasSizeGreaterThan(1);
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(descendants).noneMatch(InterruptionTest::isRunning);
        } finally {
            process.destroyForcibly();
        }
        assertThat(folders(temporaryFolder)).isEmpty();
    }

    @Test
    void shouldDeleteAnUnfinishedExportWhenInterrupted() throws Exception {
        Path target = folder.resolve("target");
        Process process = start(folder, folder.resolve("errors"), ExportStart.class.getName(), target.toString());
        try {
            while (unfinished().isEmpty()) {
                assertThat(process.isAlive()).isTrue();
                Thread.sleep(1);
            }
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("128 + SIGTERM").isEqualTo(143);
        assertThat(unfinished()).isEmpty();
        assertThat(target).doesNotExist();
    }

    private List<Path> unfinished() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".vimmrec-unfinished-"))
                    .toList();
        }
    }

    /** Whether a process is running; one that has ended may wait for its parent to notice that. */
    private static boolean isRunning(ProcessHandle process) {
        try {
            return process.isAlive()
                    && !Files.readString(Path.of("/proc/" + process.pid() + "/stat"))
                            .contains(") Z ");
        } catch (IOException gone) {
            return process.isAlive();
        }
    }

    private static Process start(Path temporaryFolder, Path errors, String... mainAndArguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporaryFolder,
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(mainAndArguments));
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    private static void waitFor(Process process, String start) throws IOException {
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (line != null && !line.startsWith(start)) {
            line = output.readLine();
        }
        assertThat(line).startsWith(start);
    }

    private static List<Path> folders(Path temporaryFolder) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (var matching = Files.newDirectoryStream(temporaryFolder, "vimmrec-*")) {
            matching.forEach(folders::add);
        }
        return folders;
    }
}
