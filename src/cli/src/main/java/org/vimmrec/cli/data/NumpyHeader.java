package org.vimmrec.cli.data;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;

/**
 * The header of a NumPy file: a Python dictionary such as <code>
 * {'descr': '&lt;f2', 'fortran_order': False, 'shape': (6710, 128), }</code>.
 *
 * <p>The parser makes one pass from left to right. Strings may have single or double quotes. The keys may be in any
 * order.
 */
final class NumpyHeader {

    /** Longer headers are not read. NumPy's own headers have about a hundred bytes. */
    static final int MAX_BYTES = 0xffff;

    private static final int MAX_DEPTH = 32;
    private static final Pattern SHAPE =
            Pattern.compile("\\(\\s*([\\d_]{1,20})L?\\s*,\\s*([\\d_]{1,20})L?\\s*,?\\s*\\)");

    private final String file;
    private final String text;
    /** The values by key, as written in the header. */
    private final Map<String, String> values = new HashMap<>();

    private int at;
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
     * Parses a header.
     *
     * @param file the file's name, for error messages
     * @throws CommandFailure if the header is malformed or describes anything but a matrix of floating-point numbers
     */
    static NumpyHeader parse(String file, String text) {
        NumpyHeader header = new NumpyHeader(file, text);
        header.dictionary();
        header.elementType(header.required("descr"));
        header.order(header.required("fortran_order"));
        header.shape(header.required("shape"));
        return header;
    }

    /** The element type as written in the header, with its quotes. */
    String elementType() {
        return MessageText.abbreviate(values.get("descr"));
    }

    /** 2, 4 or 8. */
    int elementBytes() {
        return elementBytes;
    }

    ByteOrder byteOrder() {
        return byteOrder;
    }

    boolean fortranOrder() {
        return fortranOrder;
    }

    /** At least 1. */
    int rows() {
        return rows;
    }

    /** At least 1. */
    int columns() {
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
            throw new CommandFailure(
                    file + ": the NumPy header has no '" + key + "': " + MessageText.abbreviate(text.strip()));
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
            throw new CommandFailure(file + ": unsupported element type " + MessageText.abbreviate(raw)
                    + "; expected '<f2', '<f4' or '<f8'. Convert the array with array.astype('float32').");
        }
    }

    private void order(String raw) {
        if (!raw.equals("True") && !raw.equals("False")) {
            throw new CommandFailure(file + ": 'fortran_order' in the NumPy header must be True or False, found "
                    + MessageText.abbreviate(raw));
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
        throw new CommandFailure(
                file + ": unsupported array shape " + MessageText.abbreviate(raw) + "; expected (items, dimension)");
    }

    private static long number(String text) {
        String digits = text.replace("_", "");
        return digits.isEmpty() || digits.length() > 10 ? -1 : Long.parseLong(digits);
    }

    private CommandFailure malformed() {
        return new CommandFailure(file + ": the NumPy header is malformed at character " + at + ": "
                + MessageText.abbreviate(text.strip()));
    }
}
