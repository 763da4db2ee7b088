package org.vimmrec.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.vimmrec.mmrec.HalfPrecision;
import org.vimmrec.mmrec.NumpyHeader;

/**
 * A NumPy file with a row for each item. Tasks read ranges of rows, each without the rest of the file.
 *
 * @param elementBytes the size of an element: 2, 4 or 8
 * @param dataStart the position of the first row in the file
 */
record FeatureMatrix(String file, int rows, int columns, int elementBytes, boolean littleEndian, int dataStart)
        implements Serializable {

    /**
     * Reads the header of a file.
     *
     * @throws IllegalArgumentException if the file does not hold a matrix of floating-point numbers row by row
     */
    static FeatureMatrix open(FileSystem files, Path path) throws IOException {
        NumpyHeader header;
        try (FSDataInputStream in = files.open(path)) {
            header = NumpyHeader.read(path.toString(), in);
        }
        header.requireSize(files.getFileStatus(path).getLen());
        if (header.fortranOrder() && header.rows() > 1 && header.columns() > 1) {
            throw new IllegalArgumentException(
                    path + ": the matrix is in Fortran order, so its rows cannot be read in parts."
                            + " Convert it with numpy.ascontiguousarray.");
        }
        return new FeatureMatrix(
                path.toString(),
                header.rows(),
                header.columns(),
                header.elementBytes(),
                header.byteOrder() == ByteOrder.LITTLE_ENDIAN,
                header.dataStart());
    }

    long rowBytes() {
        return (long) columns * elementBytes;
    }

    /** The type of the elements that {@link #read} returns. */
    DataType elementType() {
        return elementBytes == Double.BYTES ? DataTypes.DoubleType : DataTypes.FloatType;
    }

    /**
     * Reads some rows.
     *
     * @param to exclusive; the rows have less than 2 GB
     * @return a {@code float[]} or {@code double[]} for each row
     */
    Object[] read(FileSystem files, int from, int to) throws IOException {
        byte[] bytes = new byte[Math.toIntExact((to - from) * rowBytes())];
        try (FSDataInputStream in = files.open(new Path(file))) {
            in.readFully(dataStart + from * rowBytes(), bytes);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        Object[] embeddings = new Object[to - from];
        for (int row = 0; row < embeddings.length; row++) {
            embeddings[row] = elementBytes == Double.BYTES ? doubles(buffer) : floats(buffer);
        }
        return embeddings;
    }

    private double[] doubles(ByteBuffer buffer) {
        double[] row = new double[columns];
        for (int k = 0; k < columns; k++) {
            row[k] = buffer.getDouble();
        }
        return row;
    }

    private float[] floats(ByteBuffer buffer) {
        float[] row = new float[columns];
        for (int k = 0; k < columns; k++) {
            row[k] = elementBytes == Float.BYTES ? buffer.getFloat() : HalfPrecision.toFloat(buffer.getShort());
        }
        return row;
    }
}
