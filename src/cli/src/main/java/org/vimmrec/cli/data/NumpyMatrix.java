package org.vimmrec.cli.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.mmrec.HalfPrecision;
import org.vimmrec.mmrec.NumpyHeader;
import org.vimmrec.mmrec.NumpyWriter;

/**
 * A matrix of floating-point numbers in a NumPy file ({@code .npy}, format 1.0, 2.0 or 3.0), with a row per item.
 *
 * <p>The element types are half, single and double precision in any byte order ({@code <f2}, {@code >f8}, {@code f4},
 * ...), in C or Fortran order. A row of zeros is returned as it is; the plugin treats it as a missing embedding.
 *
 * <p>The file is memory mapped, so it may be larger than the main memory. It must not change while the matrix is in
 * use.
 */
public final class NumpyMatrix implements Embeddings {

    /** A mapping is limited to 2 GiB. A multiple of 8, so no element spans two mappings. */
    private static final int SEGMENT_BYTES = 1 << 30;

    private final int items;
    private final int dimension;
    private final int elementBytes;
    private final boolean fortranOrder;
    private final int segmentBytes;
    private final ByteBuffer[] segments;

    private NumpyMatrix(
            int items, int dimension, int elementBytes, boolean fortranOrder, int segmentBytes, ByteBuffer[] segments) {
        this.items = items;
        this.dimension = dimension;
        this.elementBytes = elementBytes;
        this.fortranOrder = fortranOrder;
        this.segmentBytes = segmentBytes;
        this.segments = segments;
    }

    /**
     * Opens the matrix in {@code file}.
     *
     * @throws CommandFailure if the file is not a NumPy matrix of floating-point numbers, or its size contradicts its
     *     header
     * @throws IOException if the file cannot be read
     */
    public static NumpyMatrix open(Path file) throws IOException {
        return open(file, SEGMENT_BYTES);
    }

    /** Opens the matrix in mappings of {@code segmentBytes} bytes, a multiple of 8. */
    public static NumpyMatrix open(Path file, int segmentBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            NumpyHeader header = NumpyHeader.read(file.toString(), Channels.newInputStream(channel));
            header.requireSize(channel.size());
            return map(channel, header, segmentBytes);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    /**
     * Writes embeddings in format 1.0 and C order, keeping their precision, with zeros for an item without an
     * embedding.
     */
    public static void write(Path file, Embeddings embeddings) throws IOException {
        int dimension = embeddings.dimension();
        boolean doubles = embeddings.doublePrecision();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            NumpyWriter writer = new NumpyWriter(out);
            writer.header(doubles ? "<f8" : "<f4", embeddings.items(), dimension);
            Object missing = doubles ? new double[dimension] : new float[dimension];
            for (int i = 0; i < embeddings.items(); i++) {
                Object embedding = Objects.requireNonNullElse(embeddings.propertyOf(i), missing);
                if (embedding instanceof double[] row) {
                    writer.elements(row);
                } else {
                    writer.elements((float[]) embedding);
                }
            }
        }
    }

    private static NumpyMatrix map(FileChannel channel, NumpyHeader header, int segmentBytes) throws IOException {
        int elementBytes = header.elementBytes();
        long dataBytes = (long) header.rows() * header.columns() * elementBytes;
        ByteBuffer[] segments = new ByteBuffer[Math.toIntExact((dataBytes + segmentBytes - 1) / segmentBytes)];
        for (int s = 0; s < segments.length; s++) {
            long from = (long) s * segmentBytes;
            long bytes = Math.min(segmentBytes, dataBytes - from);
            segments[s] = channel.map(FileChannel.MapMode.READ_ONLY, header.dataStart() + from, bytes)
                    .order(header.byteOrder());
        }
        return new NumpyMatrix(
                header.rows(), header.columns(), elementBytes, header.fortranOrder(), segmentBytes, segments);
    }

    @Override
    public int items() {
        return items;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public boolean doublePrecision() {
        return elementBytes == Double.BYTES;
    }

    @Override
    public float[] of(int item) {
        float[] row = new float[dimension];
        for (int d = 0; d < dimension; d++) {
            long position = position(item, d);
            ByteBuffer segment = segments[(int) (position / segmentBytes)];
            int offset = (int) (position % segmentBytes);
            row[d] = switch (elementBytes) {
                case 2 -> HalfPrecision.toFloat(segment.getShort(offset));
                case 4 -> segment.getFloat(offset);
                default -> (float) segment.getDouble(offset);
            };
        }
        return row;
    }

    @Override
    public Object propertyOf(int item) {
        if (!doublePrecision()) {
            return of(item);
        }
        double[] row = new double[dimension];
        for (int d = 0; d < dimension; d++) {
            long position = position(item, d);
            row[d] = segments[(int) (position / segmentBytes)].getDouble((int) (position % segmentBytes));
        }
        return row;
    }

    private long position(int item, int column) {
        return (fortranOrder ? (long) column * items + item : (long) item * dimension + column) * elementBytes;
    }
}
