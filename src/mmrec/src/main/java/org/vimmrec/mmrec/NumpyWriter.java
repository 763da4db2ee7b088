package org.vimmrec.mmrec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes arrays in NumPy's format 1.0: a header, then the elements in C order and little endian. */
public final class NumpyWriter {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    /** The header starts with its own length. */
    private static final int LENGTH_BYTES = 2;

    private static final int ALIGNMENT = 64;
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Writes to a stream, which the caller closes. */
    public NumpyWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes the header of an array, padded so that the data starts at a multiple of 64 bytes.
     *
     * @param type the element type, such as {@code <f8}
     * @param shape the length of each dimension
     */
    public void header(String type, long... shape) throws IOException {
        StringBuilder header =
                new StringBuilder("{'descr': '").append(type).append("', 'fortran_order': False, 'shape': (");
        for (int d = 0; d < shape.length; d++) {
            header.append(d == 0 ? "" : " ").append(shape[d]).append(d == 0 || d < shape.length - 1 ? "," : "");
        }
        header.append("), }");
        int before = MAGIC.length + LENGTH_BYTES;
        while ((before + header.length() + 1) % ALIGNMENT != 0) {
            header.append(' ');
        }
        header.append('\n');
        out.write(MAGIC);
        out.write(new byte[] {(byte) header.length(), (byte) (header.length() >> 8)});
        out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes an array with one dimension. */
    public void array(int[] values) throws IOException {
        header("<i4", values.length);
        for (int value : values) {
            element(value);
        }
        flush();
    }

    /** Writes an array with one dimension. */
    public void array(long[] values) throws IOException {
        header("<i8", values.length);
        for (long value : values) {
            element(value);
        }
        flush();
    }

    /** Writes an array with one dimension. */
    public void array(double[] values) throws IOException {
        header("<f8", values.length);
        elements(values);
    }

    /** Writes an ASCII text as a byte string without dimensions. */
    public void text(String text) throws IOException {
        header("|S" + text.length());
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes elements of an array whose header was written before. */
    public void elements(double[] values) throws IOException {
        for (double value : values) {
            element(value);
        }
        flush();
    }

    /** Writes elements of an array whose header was written before. */
    public void elements(float[] values) throws IOException {
        for (float value : values) {
            room(Float.BYTES).putFloat(value);
        }
        flush();
    }

    /** Writes the next element of an array whose header was written before. The last one needs {@link #flush}. */
    public void element(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
    }

    /** Writes the next element of an array whose header was written before. The last one needs {@link #flush}. */
    public void element(long value) throws IOException {
        room(Long.BYTES).putLong(value);
    }

    /** Writes the next element of an array whose header was written before. The last one needs {@link #flush}. */
    public void element(double value) throws IOException {
        room(Double.BYTES).putDouble(value);
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    /** Hands all elements to the stream. */
    public void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
