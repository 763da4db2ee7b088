package org.vimmrec.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {

    /** In one round, the deletion can be lucky. */
    @RepeatedTest(40)
    void shouldDeleteWhatAppearsMeanwhile() throws Exception {
        Path folder = Files.createTempDirectory("vimmrec-test-");
        Path written = Files.createDirectory(folder.resolve("profile"));
        CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> writeUntilDeleted(written, "one"));
        CompletableFuture<Integer> two = CompletableFuture.supplyAsync(() -> writeUntilDeleted(written, "two"));
        while (!Files.exists(written.resolve("one10"))) {
            Thread.onSpinWait();
        }
        TemporaryFolder.delete(folder);
        assertThat(one.get(10, TimeUnit.SECONDS)).isGreaterThan(10);
        two.get(10, TimeUnit.SECONDS);
        assertThat(folder).doesNotExist();
    }

    /** Writes files for at most a second, and returns how many. */
    private static int writeUntilDeleted(Path folder, String name) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        int files = 0;
        try {
            while (System.nanoTime() < end) {
                Files.createFile(folder.resolve(name + files));
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
