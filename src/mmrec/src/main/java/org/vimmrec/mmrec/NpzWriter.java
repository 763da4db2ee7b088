package org.vimmrec.mmrec;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a zip archive of NumPy arrays, as NumPy's and SciPy's {@code save_npz} do. */
public final class NpzWriter implements AutoCloseable {

    /** The time of all arrays in the archive, so that the same arrays give the same bytes. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final ZipOutputStream zip;

    /** @param out receives the archive, and is closed with this writer */
    public NpzWriter(OutputStream out) {
        zip = new ZipOutputStream(out);
    }

    /**
     * Begins an array, and ends the one before.
     *
     * @return receives the array
     */
    public NumpyWriter array(String name) throws IOException {
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setTimeLocal(ENTRY_TIME);
        zip.putNextEntry(entry);
        return new NumpyWriter(zip);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
