package org.vimmrec.spark;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A folder of Parquet files that is either complete or not there. */
record ParquetTable(String folder) {

    /**
     * Writes the rows to a temporary folder beside this one, and then gives it this one's name. A previous table of
     * this name stays complete until then. If the program ends before, what is left has the name of this table and
     * {@code .incomplete} or {@code .old} in it.
     */
    void write(Dataset<Row> rows) throws IOException {
        String unique = UUID.randomUUID().toString();
        Path target = new Path(folder);
        Path incomplete = new Path(folder + ".incomplete-" + unique);
        Path old = new Path(folder + ".old-" + unique);
        FileSystem files =
                target.getFileSystem(rows.sparkSession().sparkContext().hadoopConfiguration());
        rows.write().parquet(incomplete.toString());
        boolean replaces = files.exists(target);
        if (replaces) {
            rename(files, target, old);
        }
        rename(files, incomplete, target);
        if (replaces && !files.delete(old, true)) {
            throw new IOException(
                    "The folder %s could not be deleted. The new table is complete; delete it by hand.".formatted(old));
        }
    }

    private static void rename(FileSystem files, Path from, Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException("The folder %s could not be renamed to %s.".formatted(from, to));
        }
    }
}
