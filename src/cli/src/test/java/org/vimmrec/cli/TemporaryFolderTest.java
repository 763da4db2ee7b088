package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {

    @Test
    void shouldDeleteWhatAppearsMeanwhile() throws Exception {
        Path folder = Files.createTempDirectory("vimmrec-test-");
        Path written = Files.createDirectory(folder.resolve("profile"));
        for (int n = 0; n < 200; n++) {
            Files.createFile(written.resolve("old" + n));
        }
        CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> writeUntilDeleted(written));
        while (!Files.exists(written.resolve("new10"))) {
            Thread.onSpinWait();
        }
        TemporaryFolder.delete(folder);
        assertThat(writer.get(10, TimeUnit.SECONDS)).isGreaterThan(10);
        assertThat(folder).doesNotExist();
    }

    /** Writes files for at most a second, and returns how many. */
    private static int writeUntilDeleted(Path folder) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        int files = 0;
        try {
            while (System.nanoTime() < end) {
                Files.createFile(folder.resolve("new" + files));
                files++;
            }
        } catch (NoSuchFileException deleted) {
            return files;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return files;
    }

    @Test
    void shouldDeleteOnClosing() throws IOException {
        TemporaryFolder folder = new TemporaryFolder("vimmrec-test-");
        Files.createFile(Files.createDirectory(folder.path().resolve("a")).resolve("b"));
        folder.close();
        folder.close();
        assertThat(folder.path()).doesNotExist();
    }
}
