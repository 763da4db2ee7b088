package org.vimmrec.spark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.vimmrec.mmrec.NpzWriter;
import org.vimmrec.mmrec.NumpyWriter;

/**
 * Writes a sparse matrix in compressed rows (CSR) as SciPy's {@code save_npz} does, with the bytes that the command
 * line's export has for the same matrix. It is one file, so all entries pass through the driver; it holds one partition
 * of them at a time.
 */
final class CsrFile {
    /** The most entries of the command line's matrices. A larger matrix has indices of 64 bits. */
    private static final long MAX_INT_SIZE = Integer.MAX_VALUE - 8;

    private final JavaRDD<Row> sorted;
    private final boolean wide;
    private final long size;

    private CsrFile(JavaRDD<Row> sorted) {
        this.sorted = sorted;
        this.size = sorted.count();
        this.wide = size > MAX_INT_SIZE;
    }

    /**
     * Writes a file.
     *
     * @param entries rows of row, column and value; each place once
     * @param rows the number of the matrix's rows
     */
    static void write(FileSystem files, Path path, Dataset<Row> entries, long rows, long columns) throws IOException {
        String[] names = entries.columns();
        JavaRDD<Row> sorted = entries.sort(names[0], names[1]).toJavaRDD().persist(StorageLevel.MEMORY_AND_DISK());
        try (OutputStream out = new BufferedOutputStream(files.create(path, false));
                NpzWriter npz = new NpzWriter(out)) {
            CsrFile file = new CsrFile(sorted);
            file.writeIndices(npz.array("indices"));
            file.writeOffsets(npz.array("indptr"), rows);
            npz.array("format").text("csr");
            npz.array("shape").array(new long[] {rows, columns});
            file.writeValues(npz.array("data"));
        } finally {
            sorted.unpersist();
        }
    }

    private void writeIndices(NumpyWriter writer) throws IOException {
        writer.header(integerType(), size);
        for (Iterator<Row> entries = sorted.toLocalIterator(); entries.hasNext(); ) {
            write(writer, entries.next().getLong(1));
        }
        writer.flush();
    }

    /** Where each row starts in the other arrays, and where the last one ends. */
    private void writeOffsets(NumpyWriter writer, long rows) throws IOException {
        writer.header(integerType(), rows + 1);
        long row = 0;
        long before = 0;
        write(writer, 0);
        for (Iterator<Row> entries = sorted.toLocalIterator(); entries.hasNext(); before++) {
            for (long end = entries.next().getLong(0); row < end; row++) {
                write(writer, before);
            }
        }
        for (; row < rows; row++) {
            write(writer, before);
        }
        writer.flush();
    }

    private void writeValues(NumpyWriter writer) throws IOException {
        writer.header("<f8", size);
        for (Iterator<Row> entries = sorted.toLocalIterator(); entries.hasNext(); ) {
            writer.element(entries.next().getDouble(2));
        }
        writer.flush();
    }

    private String integerType() {
        return wide ? "<i8" : "<i4";
    }

    private void write(NumpyWriter writer, long value) throws IOException {
        if (wide) {
            writer.element(value);
        } else {
            writer.element((int) value);
        }
    }
}
