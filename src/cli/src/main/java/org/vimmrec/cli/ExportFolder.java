package org.vimmrec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that gets its files when all of them are written. Until then they are in a folder of their own: beside a new
 * folder, which then appears with all its files, or inside one that exists and is empty. A run that fails deletes that
 * folder; one that is killed leaves it behind, and the next run ignores or deletes it.
 */
final class ExportFolder implements AutoCloseable {

    private static final String UNFINISHED = ".vimmrec-unfinished-";

    private final Path folder;
    private final boolean existed;
    private final Path unfinished;

    private ExportFolder(Path folder, boolean existed) throws IOException {
        this.folder = folder;
        this.existed = existed;
        this.unfinished = Files.createDirectory((existed ? folder : Files.createDirectories(folder.getParent()))
                .resolve(UNFINISHED + ProcessHandle.current().pid() + "-" + System.nanoTime()));
    }

    /** Refuses a folder that is not empty, or something that is no folder. */
    static void requireEmpty(String option, Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure(option + " " + folder + ": not a folder");
        }
        if (Files.exists(folder) && contents(folder).stream().anyMatch(path -> !isUnfinished(path))) {
            throw new CommandFailure(folder + ": not empty; name a new or an empty folder");
        }
    }

    /** Begins; the folder is new, or empty but for what a killed run left. */
    static ExportFolder begin(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        boolean existed = Files.exists(absolute);
        if (existed) {
            for (Path path : contents(absolute)) {
                if (isUnfinished(path)) {
                    delete(path);
                }
            }
        }
        return new ExportFolder(absolute, existed);
    }

    /** Where to write. */
    Path unfinished() {
        return unfinished;
    }

    /**
     * Puts the files into the folder.
     *
     * @param last the file that a reader looks for first
     */
    void finish(Path last) throws IOException {
        if (existed) {
            for (Path file : contents(unfinished)) {
                if (!file.getFileName().equals(last)) {
                    Files.move(file, folder.resolve(file.getFileName()));
                }
            }
            Files.move(unfinished.resolve(last), folder.resolve(last));
        } else {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Deletes what is not finished. */
    @Override
    public void close() throws IOException {
        if (Files.exists(unfinished)) {
            delete(unfinished);
        }
    }

    private static boolean isUnfinished(Path path) {
        return Files.isDirectory(path) && path.getFileName().toString().startsWith(UNFINISHED);
    }

    /** A folder of files. */
    private static void delete(Path folder) throws IOException {
        for (Path file : contents(folder)) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> contents = Files.list(folder)) {
            return contents.toList();
        }
    }
}
