package org.vimmrec.cli.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.ExitCode;
import org.vimmrec.cli.process.ShutdownHook;
import org.vimmrec.cli.process.TemporaryFolder;

/**
 * A folder that receives its files when all of them are written. Until then, they are in a staging folder: beside the
 * target if that is new, or inside it if it exists and is empty. A run that fails or is told to stop deletes the
 * staging folder. A run that is killed leaves it behind, and the next run ignores or deletes it.
 */
final class ExportFolder implements AutoCloseable {

    private static final String STAGING_PREFIX = ".vimmrec-unfinished-";

    private final Path folder;
    private final boolean existed;
    private final Path staging;
    private final ShutdownHook shutdownHook = new ShutdownHook(this::interrupt);

    private ExportFolder(Path folder, boolean existed) throws IOException {
        this.folder = folder;
        this.existed = existed;
        this.staging = Files.createDirectory((existed ? folder : Files.createDirectories(folder.getParent()))
                .resolve(STAGING_PREFIX + ProcessHandle.current().pid() + "-" + System.nanoTime()));
        try {
            shutdownHook.register();
        } catch (CommandFailure e) {
            Files.delete(staging);
            throw e;
        }
    }

    private void interrupt() {
        try {
            TemporaryFolder.delete(staging);
        } catch (IOException e) {
            System.err.println("vimmrec: the unfinished folder " + staging + " could not be deleted (" + e + ")");
        }
    }

    /** Checks that the folder is new or empty. */
    static void requireEmpty(String option, Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(option + " " + folder + ": not a folder");
        }
        if (Files.exists(folder) && contents(folder).stream().anyMatch(path -> !isStaging(path))) {
            throw new CommandFailure(folder + ": not empty. Give a new or empty folder.");
        }
    }

    /** Begins an export to a folder that is new, or empty except for the staging folders of killed runs. */
    static ExportFolder begin(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        boolean existed = Files.exists(absolute);
        if (existed) {
            for (Path path : contents(absolute)) {
                if (isStaging(path)) {
                    TemporaryFolder.delete(path);
                }
            }
        }
        return new ExportFolder(absolute, existed);
    }

    /** The folder to write the files to. */
    Path staging() {
        return staging;
    }

    /**
     * Moves the files into the folder.
     *
     * @param last the file to move last, because readers look for it first
     * @throws CommandFailure if the process is stopping, which deletes the files
     */
    void finish(Path last) throws IOException {
        if (!shutdownHook.remove()) {
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted", null);
        }
        if (existed) {
            for (Path file : contents(staging)) {
                if (!file.getFileName().equals(last)) {
                    Files.move(file, folder.resolve(file.getFileName()));
                }
            }
            Files.move(staging.resolve(last), folder.resolve(last));
        } else {
            Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Deletes the staging folder of an export that did not finish. */
    @Override
    public void close() throws IOException {
        shutdownHook.remove();
        TemporaryFolder.delete(staging);
    }

    private static boolean isStaging(Path path) {
        return Files.isDirectory(path) && path.getFileName().toString().startsWith(STAGING_PREFIX);
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> contents = Files.list(folder)) {
            return contents.toList();
        }
    }
}
