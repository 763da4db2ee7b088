package org.vimmrec.mmrec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.vimmrec.task.Shown;

/**
 * The header of a NumPy file (format 1.0, 2.0 or 3.0) with a matrix of floating-point numbers. After a few bytes with
 * the format and a length, it is a Python dictionary such as <code>
 * {'descr': '&lt;f2', 'fortran_order': False, 'shape': (6710, 128), }</code>.
 *
 * <p>The parser makes one pass from left to right. Strings may have single or double quotes. The keys may be in any
 * order.
 */
public final class NumpyHeader {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** Longer headers are not read. NumPy's own headers have about a hundred bytes. */
    private static final int MAX_BYTES = 0xffff;

    private static final int MAX_DEPTH = 32;
    private static final Pattern SHAPE =
            Pattern.compile("\\(\\s*([\\d_]{1,20})L?\\s*,\\s*([\\d_]{1,20})L?\\s*,?\\s*\\)");

    private final String file;
    private final String text;
    /** The values by key, as written in the header. */
    private final Map<String, String> values = new HashMap<>();

    private int at;
    private int dataStart;
    private int elementBytes;
    private ByteOrder byteOrder;
    private boolean fortranOrder;
    private int rows;
    private int columns;

    private NumpyHeader(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Reads the start of a file.
     *
     * @param file the file's name, for error messages
     * @param in the file from its first byte; its next byte is then the first of the data, see {@link #dataStart}
     * @throws IllegalArgumentException if the file is not a NumPy file, or its header is malformed or describes
     *     anything but a matrix of floating-point numbers
     */
    public static NumpyHeader read(String file, InputStream in) throws IOException {
        int formatBytes = 2;
        byte[] start = bytes(file, in, MAGIC.length + formatBytes);
        if (!Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
            throw new IllegalArgumentException(file + ": not a NumPy file (it does not begin with \\x93NUMPY)");
        }
        int major = start[MAGIC.length];
        int minor = start[MAGIC.length + 1];
        if (major < 1 || major > 3 || minor != 0) {
            throw new IllegalArgumentException(
                    file + ": unsupported NumPy format " + major + "." + minor + "; expected 1.0, 2.0 or 3.0");
        }
        int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
        ByteBuffer length = ByteBuffer.wrap(bytes(file, in, lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
        int headerBytes = major == 1 ? Short.toUnsignedInt(length.getShort()) : length.getInt();
        if (headerBytes < 0 || headerBytes > MAX_BYTES) {
            throw new IllegalArgumentException(file + ": the NumPy header has " + Integer.toUnsignedString(headerBytes)
                    + " bytes; the limit is " + MAX_BYTES);
        }
        String text = new String(
                bytes(file, in, headerBytes), major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        NumpyHeader header = parse(file, text);
        header.dataStart = start.length + lengthBytes + headerBytes;
        return header;
    }

    private static byte[] bytes(String file, InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new IllegalArgumentException(file + ": the file ends inside its NumPy header");
        }
        return bytes;
    }

    /**
     * Checks that the data has the size that the header declares.
     *
     * @param fileBytes the size of the file
     * @throws IllegalArgumentException if it has another size
     */
    public void requireSize(long fileBytes) {
        // The product of two ints fits in a long, but not necessarily 8 times that.
        long elements = (long) rows * columns;
        if (elements > Long.MAX_VALUE / elementBytes || dataStart + elements * elementBytes != fileBytes) {
            throw new IllegalArgumentException(String.format(
                    "%s: the header declares %d rows of %d %s after %d bytes, but the file has %d bytes",
                    file, rows, columns, elementType(), dataStart, fileBytes));
        }
    }

    private static NumpyHeader parse(String file, String text) {
        NumpyHeader header = new NumpyHeader(file, text);
        header.dictionary();
        header.elementType(header.required("descr"));
        header.order(header.required("fortran_order"));
        header.shape(header.required("shape"));
        return header;
    }

    /** The element type as written in the header, with its quotes. */
    private String elementType() {
        return Shown.name(values.get("descr"));
    }

    /** The position of the first element in the file. */
    public int dataStart() {
        return dataStart;
    }

    /** The size of an element: 2, 4 or 8. */
    public int elementBytes() {
        return elementBytes;
    }

    /** The byte order of the elements. */
    public ByteOrder byteOrder() {
        return byteOrder;
    }

    /** Whether the elements come column by column instead of row by row. */
    public boolean fortranOrder() {
        return fortranOrder;
    }

    /** The number of rows, at least 1. */
    public int rows() {
        return rows;
    }

    /** The number of columns, at least 1. */
    public int columns() {
        return columns;
    }

    private void dictionary() {
        skipSpace();
        expect('{');
        skipSpace();
        while (peek() != '}') {
            String key = unquoted(raw());
            if (key == null) {
                throw malformed();
            }
            skipSpace();
            expect(':');
            skipSpace();
            values.put(key, raw());
            skipSpace();
            if (peek() != '}') {
                expect(',');
                skipSpace();
            }
        }
        at++;
        skipSpace();
        if (at < text.length()) {
            throw malformed();
        }
    }

    /** Skips one value of any type and returns its text. */
    private String raw() {
        int start = at;
        int depth = 0;
        do {
            char character = peek();
            if (character == '\'' || character == '"') {
                skipString();
            } else if (character == '(' || character == '[') {
                at++;
                if (++depth > MAX_DEPTH) {
                    throw malformed();
                }
            } else if (character == ')' || character == ']') {
                at++;
                depth--;
            } else if (depth == 0) {
                skipWord();
            } else {
                at++;
            }
        } while (depth > 0 || isPrefix(start));
        return text.substring(start, at);
    }

    /** Python 2 may write a string as u'descr'. */
    private boolean isPrefix(int start) {
        return at == start + 1 && text.charAt(start) == 'u' && (peek() == '\'' || peek() == '"');
    }

    private void skipWord() {
        int start = at;
        while (Character.isLetterOrDigit(peek()) || "_.+-".indexOf(peek()) >= 0) {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
    }

    private void skipString() {
        int end = text.indexOf(text.charAt(at), at + 1);
        if (end < 0) {
            throw malformed();
        }
        at = end + 1;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private void expect(char expected) {
        if (peek() != expected) {
            throw malformed();
        }
        at++;
    }

    private char peek() {
        if (at == text.length()) {
            throw malformed();
        }
        return text.charAt(at);
    }

    /** The text between the quotes, or null if the value is not a string. */
    private static String unquoted(String raw) {
        int first = raw.startsWith("u") ? 1 : 0;
        return raw.length() >= first + 2 && "'\"".indexOf(raw.charAt(first)) >= 0
                ? raw.substring(first + 1, raw.length() - 1)
                : null;
    }

    private String required(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    file + ": the NumPy header has no '" + key + "': " + Shown.name(text.strip()));
        }
        return value;
    }

    private void elementType(String raw) {
        String type = unquoted(raw);
        String code = type == null ? "" : type;
        byteOrder = ByteOrder.nativeOrder();
        if (code.length() > 1 && "<>=|".indexOf(code.charAt(0)) >= 0) {
            byteOrder = switch (code.charAt(0)) {
                case '<' -> ByteOrder.LITTLE_ENDIAN;
                case '>' -> ByteOrder.BIG_ENDIAN;
                default -> ByteOrder.nativeOrder();
            };
            code = code.substring(1);
        }
        boolean named = code.equals(type);
        elementBytes = switch (code) {
            case "f2", "e" -> 2;
            case "f4", "f" -> 4;
            case "f8", "d" -> 8;
            case "float16", "half" -> named ? 2 : 0;
            case "float32", "single" -> named ? 4 : 0;
            case "float64", "double", "float" -> named ? 8 : 0;
            default -> 0;
        };
        if (elementBytes == 0) {
            throw new IllegalArgumentException(file + ": unsupported element type " + Shown.name(raw)
                    + "; expected '<f2', '<f4' or '<f8'. Convert the array with array.astype('float32').");
        }
    }

    private void order(String raw) {
        if (!raw.equals("True") && !raw.equals("False")) {
            throw new IllegalArgumentException(
                    file + ": 'fortran_order' in the NumPy header must be True or False, found " + Shown.name(raw));
        }
        fortranOrder = raw.equals("True");
    }

    private void shape(String raw) {
        var matrix = SHAPE.matcher(raw);
        if (matrix.matches()) {
            long first = number(matrix.group(1));
            long second = number(matrix.group(2));
            if (first >= 1 && first <= Integer.MAX_VALUE && second >= 1 && second <= Integer.MAX_VALUE) {
                rows = (int) first;
                columns = (int) second;
                return;
            }
        }
        throw new IllegalArgumentException(
                file + ": unsupported array shape " + Shown.name(raw) + "; expected (items, dimension)");
    }

    private static long number(String text) {
        String digits = text.replace("_", "");
        return digits.isEmpty() || digits.length() > 10 ? -1 : Long.parseLong(digits);
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                file + ": the NumPy header is malformed at character " + at + ": " + Shown.name(text.strip()));
    }
}
