package org.vimmrec.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipFile;

/** Reads SciPy's files of sparse matrices for the tests, independently of the code that writes them. */
public final class NpzFiles {

    private NpzFiles() {}

    /**
     * The entries of a matrix.
     *
     * @param entries the values by row and column, such as "3 7"
     */
    public record Matrix(long rows, long columns, Map<String, Double> entries) {}

    /** Reads a matrix in the form that {@code scipy.sparse.load_npz} expects. */
    public static Matrix read(Path file) throws IOException {
        Map<String, ByteBuffer> arrays = new LinkedHashMap<>();
        Map<String, String> headers = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (var entry : zip.stream().toList()) {
                ByteBuffer bytes = ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
                assertThat(bytes.get(0)).isEqualTo((byte) 0x93);
                assertThat(new String(bytes.array(), 1, 5, StandardCharsets.US_ASCII))
                        .isEqualTo("NUMPY");
                assertThat(bytes.getShort(6)).as("format 1.0").isEqualTo((short) 1);
                int headerBytes = bytes.getShort(8);
                assertThat((10 + headerBytes) % 64).as("alignment").isZero();
                headers.put(
                        entry.getName(), new String(bytes.array(), 10, headerBytes, StandardCharsets.US_ASCII).strip());
                arrays.put(
                        entry.getName(),
                        bytes.position(10 + headerBytes).slice().order(ByteOrder.LITTLE_ENDIAN));
            }
        }
        int size = arrays.get("data.npy").remaining() / Double.BYTES;
        long rows = arrays.get("shape.npy").getLong(0);
        assertThat(headers)
                .isEqualTo(Map.of(
                        "indices.npy", header("<i4", size + ","),
                        "indptr.npy", header("<i4", rows + 1 + ","),
                        "format.npy", header("|S3", ""),
                        "shape.npy", header("<i8", "2,"),
                        "data.npy", header("<f8", size + ",")));
        assertThat(StandardCharsets.US_ASCII.decode(arrays.get("format.npy")).toString())
                .isEqualTo("csr");
        Map<String, Double> entries = new LinkedHashMap<>();
        for (int row = 0; row < rows; row++) {
            int from = arrays.get("indptr.npy").getInt(row * Integer.BYTES);
            int to = arrays.get("indptr.npy").getInt((row + 1) * Integer.BYTES);
            int before = -1;
            for (int n = from; n < to; n++) {
                int column = arrays.get("indices.npy").getInt(n * Integer.BYTES);
                assertThat(column).as("sorted").isGreaterThan(before);
                before = column;
                entries.put(row + " " + column, arrays.get("data.npy").getDouble(n * Double.BYTES));
            }
        }
        assertThat(entries).hasSize(size);
        return new Matrix(rows, arrays.get("shape.npy").getLong(Long.BYTES), entries);
    }

    private static String header(String type, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    }
}
