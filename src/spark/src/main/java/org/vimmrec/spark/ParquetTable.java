package org.vimmrec.spark;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A folder of Parquet files that is either complete or absent. */
final class ParquetTable {
    private final Path target;
    private final FileSystem files;
    private final boolean overwrite;

    /**
     * Refuses a folder that exists before anything is computed for it.
     *
     * @param overwrite whether {@link #write} may replace a folder that exists
     * @throws IllegalArgumentException if the folder exists and must not be replaced
     */
    ParquetTable(SparkSession session, String folder, boolean overwrite) throws IOException {
        this.target = new Path(folder);
        this.files = target.getFileSystem(session.sparkContext().hadoopConfiguration());
        this.overwrite = overwrite;
        if (!overwrite && files.exists(target)) {
            throw new IllegalArgumentException(
                    "The folder %s exists. Choose another output, or replace it with --overwrite.".formatted(folder));
        }
    }

    /**
     * Writes the rows to a temporary folder beside this one, and then renames it. A previous table stays complete until
     * then. If the program is killed, what is left has {@code .incomplete-} or {@code .old-} in its name.
     */
    void write(Dataset<Row> rows) throws IOException {
        String unique = UUID.randomUUID().toString();
        Path incomplete = target.suffix(".incomplete-" + unique);
        Path old = target.suffix(".old-" + unique);
        rows.write().parquet(incomplete.toString());
        boolean replaces = overwrite && files.exists(target);
        if (replaces) {
            rename(target, old);
        }
        rename(incomplete, target);
        if (replaces && !files.delete(old, true)) {
            throw new IOException(
                    "The previous table %s could not be deleted. The new one is complete; delete the other by hand."
                            .formatted(old));
        }
    }

    private void rename(Path from, Path to) throws IOException {
        if (files.exists(to)) { // Hadoop would move the folder into the other one
            throw new IOException(
                    "%s was created by another program while this one ran. The result is in %s.".formatted(to, from));
        }
        if (!files.rename(from, to)) {
            throw new IOException("The folder %s could not be renamed to %s.".formatted(from, to));
        }
    }
}
