package org.vimmrec.cli.process;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A temporary folder, deleted on closing or when the process is told to stop. */
public final class TemporaryFolder implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 10;
    private static final int PAUSE_MILLIS = 20;

    private final Path path;
    private final ShutdownHook shutdownHook = new ShutdownHook(this::interrupt);

    /** @param prefix begins the name of the folder */
    public TemporaryFolder(String prefix) throws IOException {
        path = Files.createTempDirectory(prefix);
        try {
            shutdownHook.register();
        } catch (CommandFailure e) {
            delete(path);
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    private void interrupt() {
        try {
            delete(path);
        } catch (IOException e) {
            System.err.println("vimmrec: the temporary folder " + path + " could not be deleted (" + e + ")");
        }
    }

    @Override
    public void close() throws IOException {
        shutdownHook.remove();
        delete(path);
    }

    /**
     * Deletes a folder and everything in it. Files that are gone by then are no error. A process that was just killed
     * may still write to the folder, so the deletion is repeated until nothing is left.
     *
     * @throws IOException if a file cannot be deleted, or new ones appear for more than 10 seconds
     */
    public static void delete(Path folder) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (true) {
            try {
                deleteTree(folder);
                return;
            } catch (DirectoryNotEmptyException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void deleteTree(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    deleteTree(child);
                }
            } catch (NoSuchFileException gone) {
                return;
            }
        }
        Files.deleteIfExists(path);
    }

    private static void pause(IOException failure) throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
