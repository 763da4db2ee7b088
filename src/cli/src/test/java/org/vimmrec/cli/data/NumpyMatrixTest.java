package org.vimmrec.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.cli.process.CommandFailure;

class NumpyMatrixTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadNumpyFormat1WithHalfPrecisionInCOrder() throws IOException {
        NumpyMatrix matrix = writtenByNumpy("""
                k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAg
                ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAPoDAAAD/ewEAAIA=""");
        assertThat(matrix.items()).isEqualTo(2);
        assertThat(matrix.dimension()).isEqualTo(3);
        assertThat(matrix.of(0)).containsExactly(1.5f, -2.25f, 0f);
        assertThat(matrix.of(1)).containsExactly(65504f, 0x1p-24f, -0f);
    }

    @Test
    void shouldReadNumpyFormat2WithSinglePrecisionInFortranOrder() throws IOException {
        NumpyMatrix matrix = writtenByNumpy("""
                k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IFRydWUsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAg
                ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AOB/RwAA\
                EMBZ2YAzAAAAAAAAAIA=""");
        assertThat(matrix.of(0)).containsExactly(1.5f, -2.25f, 0f);
        assertThat(matrix.of(1)).containsExactly(65504f, 6e-8f, -0f);
    }

    @Test
    void shouldReadNumpyFormat3WithBigEndianDoublePrecision() throws IOException {
        NumpyMatrix matrix = writtenByNumpy("""
                k05VTVBZAwB0AAAAeydkZXNjcic6ICc+ZjgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAg
                ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/+AAAAAAAAMACAAAAAAAAAAAAAAAAAABA7/wA
                AAAAAD5wGysppGkrgAAAAAAAAAA=""");
        assertThat(matrix.of(0)).containsExactly(1.5f, -2.25f, 0f);
        assertThat(matrix.of(1)).containsExactly(65504f, 6e-8f, -0f);
    }

    @Property(tries = 60)
    void shouldReadEveryRowInBothOrdersAcrossMappings(
            @ForAll @IntRange(min = 1, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 30) int columns,
            @ForAll boolean fortranOrder,
            @ForAll boolean bigEndian,
            @ForAll @IntRange(min = 1, max = 20) int eightsPerMapping)
            throws IOException {
        ByteBuffer data = ByteBuffer.allocate(rows * columns * Double.BYTES)
                .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; n < rows * columns; n++) {
            int row = fortranOrder ? n % rows : n / columns;
            int column = fortranOrder ? n / rows : n % columns;
            data.putDouble(1000 * row + column);
        }
        Path file = Files.createTempFile("matrix", ".npy");
        try {
            NumpyFiles.write(
                    file,
                    2,
                    NumpyFiles.header(bigEndian ? ">f8" : "<f8", fortranOrder, "(" + rows + ", " + columns + ")"),
                    data.array());
            NumpyMatrix matrix = NumpyMatrix.open(file, 8 * eightsPerMapping);
            for (int row = 0; row < rows; row++) {
                float[] actual = matrix.of(row);
                assertThat(actual).hasSize(columns);
                for (int column = 0; column < columns; column++) {
                    assertThat(actual[column]).isEqualTo(1000 * row + column);
                }
            }
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void shouldReadAFileOfMoreThanTwoGibibytes() throws IOException {
        int rows = 3 << 18;
        int columns = 1024;
        Path file = NumpyFiles.write(
                folder.resolve("large_feat.npy"),
                1,
                NumpyFiles.header("<f4", false, "(" + rows + ", " + columns + ")"),
                new byte[0]);
        long dataStart = Files.size(file);
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            // A sparse file, which takes almost no disk space.
            large.setLength(dataStart + (long) rows * columns * Float.BYTES);
            large.seek(dataStart + ((long) rows * columns - 2) * Float.BYTES);
            large.write(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
        }
        NumpyMatrix matrix = NumpyMatrix.open(file);
        float[] last = matrix.of(rows - 1);
        assertThat(last[columns - 3]).isEqualTo(0f);
        assertThat(last[columns - 2]).isEqualTo(1f);
        assertThat(last[columns - 1]).isEqualTo(2f);
        assertThat(matrix.of(0)).containsOnly(0f);
    }

    @Test
    void shouldKeepNotANumberAndRowsOfZeros() throws IOException {
        Path file = NumpyFiles.write(folder.resolve("a.npy"), new float[][] {{Float.NaN, 1}, {0, 0}});
        NumpyMatrix matrix = NumpyMatrix.open(file);
        assertThat(matrix.of(0)[0]).isNaN();
        assertThat(matrix.of(1)).containsExactly(0f, 0f);
    }

    @Test
    void shouldRejectAFileThatIsNotFromNumpy() throws IOException {
        Path file = Files.writeString(folder.resolve("a.npy"), "PK zip, perhaps");
        assertFails(file, "not a NumPy file");
    }

    @Test
    void shouldRejectAFileThatEndsInsideItsHeader() throws IOException {
        Path file = NumpyFiles.write(folder.resolve("a.npy"), new float[][] {{1}});
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 40));
        assertFails(file, "the file ends inside its NumPy header");
    }

    @Test
    void shouldRejectUnknownFormatVersions() throws IOException {
        Path file =
                NumpyFiles.write(folder.resolve("a.npy"), 4, NumpyFiles.header("<f4", false, "(1, 1)"), new byte[4]);
        assertFails(file, "unsupported NumPy format 4.0; expected 1.0, 2.0 or 3.0");
    }

    @Test
    void shouldRejectElementsThatAreNotFloatingPoint() throws IOException {
        assertFails(file("<i8", "(1, 1)", 8), "unsupported element type '<i8'; expected '<f2', '<f4' or '<f8'");
        assertFails(
                NumpyFiles.write(
                        folder.resolve("b.npy"),
                        1,
                        "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1, 1), }",
                        new byte[4]),
                "unsupported element type [('x', '<f4')]");
    }

    @Test
    void shouldRejectArraysThatAreNotMatrices() throws IOException {
        assertFails(file("<f4", "(3,)", 12), "unsupported array shape (3,); expected (items, dimension)");
        assertFails(file("<f4", "()", 4), "unsupported array shape ()");
        assertFails(file("<f4", "(1, 2, 3)", 24), "unsupported array shape (1, 2, 3)");
        assertFails(file("<f4", "(0, 3)", 0), "unsupported array shape (0, 3)");
    }

    @Test
    void shouldRejectAFileWhoseSizeContradictsItsHeader() throws IOException {
        assertFails(file("<f4", "(2, 3)", 23), "the header declares 2 rows of 3 '<f4' after");
        assertFails(file("<f4", "(2, 3)", 25), "the header declares 2 rows of 3 '<f4' after");
        assertFails(
                file("<f8", "(2147483647, 2147483647)", 8), "the header declares 2147483647 rows of 2147483647 '<f8'");
    }

    @Test
    void shouldRejectAHeaderWithoutAShape() throws IOException {
        assertFails(
                NumpyFiles.write(folder.resolve("a.npy"), 1, "{'descr': '<f4', 'fortran_order': False}", new byte[4]),
                "the NumPy header has no 'shape': {'descr': '<f4', 'fortran_order': False}");
    }

    @Test
    void shouldReadShapesWrittenByPython2() throws IOException {
        assertThat(NumpyMatrix.open(file("<f4", "(2L, 3L)", 24)).dimension()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2, 3)}",
                "{'descr': 'f4', 'fortran_order': False, 'shape': (2, 3), }",
                "{'descr': '=f4', 'fortran_order': False, 'shape': (2, 3), }",
                "{'descr': '|f4', 'fortran_order': False, 'shape': (2, 3), }",
                "{'descr': 'float32', 'fortran_order': False, 'shape': (2, 3), }",
                "{'descr': 'single', 'fortran_order': False, 'shape': (2, 3), }",
                "{'descr': '<f', 'fortran_order': False, 'shape': (2, 3), }",
                "{u'descr': u'<f4', u'fortran_order': False, u'shape': (2L, 3L)}",
                "  {\n'shape' :\t( 2 ,\n3 , ) ,'fortran_order':False,\"descr\":'<f4'}  ",
                "{'descr': '<f4', 'shape': (2, 0_3), 'fortran_order': False}"
            })
    void shouldReadAnyHeaderThatNumpyReads(String header) throws IOException {
        assumeLittleEndian();
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(new float[] {1, 2, 3, 4, 5, 6});
        NumpyMatrix matrix = NumpyMatrix.open(NumpyFiles.write(folder.resolve("a.npy"), 1, header, data.array()));
        assertThat(matrix.of(0)).containsExactly(1, 2, 3);
        assertThat(matrix.of(1)).containsExactly(4, 5, 6);
    }

    @ParameterizedTest
    @CsvSource({"f8, 8", "=f8, 8", "d, 8", "float64, 8", "float, 8", "f2, 2", "e, 2", "half, 2", "=e, 2"})
    void shouldReadAllNamesOfNumpyTypes(String type, int bytes) throws IOException {
        assertThat(NumpyMatrix.open(file(type, "(2, 3)", 6 * bytes)).dimension())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<f16", "g", "<i4", "float31", "<float32", "F4", "", "<", "c8", "|S4", "?"})
    void shouldRejectOtherTypes(String type) throws IOException {
        assertFails(file(type, "(1, 1)", 4), "unsupported element type '" + type + "'; expected '<f2', '<f4' or '<f8'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{'descr",
                "{'descr'",
                "{'descr':",
                "{'descr': '<f4'",
                "{'descr': '<f4',",
                "[]",
                "{1: 2}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1)} + 1",
                "{'descr': '<f4' 'shape': (1, 1)}",
                "{,}"
            })
    void shouldRejectMalformedHeaders(String header) throws IOException {
        assertFails(
                NumpyFiles.write(folder.resolve("a.npy"), 1, header, new byte[4]), "the NumPy header is malformed at");
    }

    @Test
    @Timeout(10)
    void shouldRejectALongHeaderQuicklyAndAbbreviateIt() throws IOException {
        String repeated = "'descr':[";
        Path large = NumpyFiles.write(
                folder.resolve("a.npy"), 2, repeated.repeat((1 << 20) / repeated.length()), new byte[4]);
        assertFails(large, "bytes; the limit is 65535");
        for (String header : List.of(
                repeated.repeat(7_000),
                "{" + repeated.repeat(7_000),
                "{'a':" + "(".repeat(60_000),
                "{'descr': '" + "x".repeat(60_000) + "', 'fortran_order': False, 'shape': (1, 1)}")) {
            Path file = NumpyFiles.write(folder.resolve("b.npy"), 2, header, new byte[4]);
            assertThatThrownBy(() -> NumpyMatrix.open(file))
                    .isInstanceOf(CommandFailure.class)
                    .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(500));
        }
    }

    @Test
    void shouldReadAndWriteDoublesExactly() throws IOException {
        double[][] rows = {{1e-46, 2e-46}, {1e60, -1e60}, {0.1, Double.MIN_VALUE}, {0, 0}};
        ByteBuffer data = ByteBuffer.allocate(8 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double[] row : rows) {
            data.putDouble(row[0]).putDouble(row[1]);
        }
        NumpyMatrix read = NumpyMatrix.open(
                NumpyFiles.write(folder.resolve("a.npy"), 1, NumpyFiles.header("<f8", false, "(4, 2)"), data.array()));
        NumpyMatrix.write(folder.resolve("b.npy"), read);
        NumpyMatrix again = NumpyMatrix.open(folder.resolve("b.npy"));
        for (int row = 0; row < rows.length; row++) {
            assertThat(read.propertyOf(row)).isEqualTo(rows[row]);
            assertThat(again.propertyOf(row)).isEqualTo(rows[row]);
        }
    }

    private static void assumeLittleEndian() {
        Assumptions.assumeTrue(
                ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "'=f4' means the machine's byte order");
    }

    private Path file(String type, String shape, int dataBytes) throws IOException {
        return NumpyFiles.write(folder.resolve("a.npy"), 1, NumpyFiles.header(type, false, shape), new byte[dataBytes]);
    }

    private NumpyMatrix writtenByNumpy(String base64) throws IOException {
        byte[] bytes = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        return NumpyMatrix.open(Files.write(folder.resolve("numpy.npy"), bytes));
    }

    private static void assertFails(Path file, String message) {
        assertThatThrownBy(() -> NumpyMatrix.open(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }
}
