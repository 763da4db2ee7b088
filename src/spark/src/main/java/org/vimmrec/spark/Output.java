package org.vimmrec.spark;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** A file or folder that is either complete or absent. */
final class Output {
    private final Path target;
    private final FileSystem files;
    private final boolean overwrite;

    /**
     * Refuses an output that exists before anything is computed for it.
     *
     * @param overwrite whether {@link #write} may replace what exists
     * @throws IllegalArgumentException if the output exists and must not be replaced
     */
    Output(SparkSession session, String path, boolean overwrite) throws IOException {
        this.target = new Path(path);
        this.files = target.getFileSystem(session.sparkContext().hadoopConfiguration());
        this.overwrite = overwrite;
        if (!overwrite && files.exists(target)) {
            throw new IllegalArgumentException(
                    "%s exists. Choose another output, or replace it with --overwrite.".formatted(path));
        }
    }

    /** Writes a file or a folder. */
    interface Content {
        /** @param path does not exist */
        void write(FileSystem files, Path path) throws IOException;
    }

    /**
     * Writes the content to a temporary place beside this one, and then renames it. A previous output stays complete
     * until then. If the program is killed, what is left has {@code .incomplete-} or {@code .old-} in its name.
     */
    void write(Content content) throws IOException {
        String unique = UUID.randomUUID().toString();
        Path incomplete = target.suffix(".incomplete-" + unique);
        Path old = target.suffix(".old-" + unique);
        content.write(files, incomplete);
        boolean replaces = overwrite && files.exists(target);
        if (replaces) {
            rename(target, old);
        }
        rename(incomplete, target);
        if (replaces && !files.delete(old, true)) {
            throw new IOException(
                    "The previous output %s could not be deleted. The new one is complete; delete the other by hand."
                            .formatted(old));
        }
    }

    private void rename(Path from, Path to) throws IOException {
        if (files.exists(to)) { // Hadoop would move the folder into the other one
            throw new IOException(
                    "%s was created by another program while this one ran. The result is in %s.".formatted(to, from));
        }
        if (!files.rename(from, to)) {
            throw new IOException("%s could not be renamed to %s.".formatted(from, to));
        }
    }
}
