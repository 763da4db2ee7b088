package org.vimmrec.cli.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes NumPy files for the tests. */
public final class NumpyFiles {

    private NumpyFiles() {}

    /** A matrix of floats as NumPy itself writes it: format 1.0, C order. */
    public static Path write(Path file, float[][] rows) throws IOException {
        ByteBuffer data =
                ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (float value : row) {
                data.putFloat(value);
            }
        }
        return write(file, 1, header("<f4", false, "(" + rows.length + ", " + rows[0].length + ")"), data.array());
    }

    public static String header(String type, boolean fortranOrder, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + (fortranOrder ? "True" : "False") + ", 'shape': " + shape
                + ", }";
    }

    public static Path write(Path file, int major, String header, byte[] data) throws IOException {
        byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) major)
                .put((byte) 0);
        if (major == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        bytes.put(text).put(data).flip();
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return Files.write(file, all);
    }
}
