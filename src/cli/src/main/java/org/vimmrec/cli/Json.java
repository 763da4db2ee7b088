package org.vimmrec.cli;

import java.util.List;
import java.util.Map;

/** Writes maps, lists, strings, numbers and truth values as JSON. */
final class Json {

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /** The JSON text of a value, indented, with a line feed at its end. */
    static String of(Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.out.append('\n').toString();
    }

    /** @param lineBreak a line feed and the indentation of the line that the value is on */
    private void value(Object value, String lineBreak) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator).append(lineBreak).append("  ");
                text(entry.getKey().toString());
                out.append(": ");
                value(entry.getValue(), lineBreak + "  ");
                separator = ",";
            }
            out.append(map.isEmpty() ? "{}" : lineBreak + "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                out.append(separator);
                value(element, lineBreak + "  ");
                separator = ", ";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof String text) {
            text(text);
        } else {
            out.append(value);
        }
    }

    private void text(String text) {
        out.append('"');
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '"' || character == '\\') {
                out.append('\\').append(character);
            } else if (character < ' ' || Character.isSurrogate(character)) {
                out.append(String.format("\\u%04x", (int) character));
            } else {
                out.append(character);
            }
        }
        out.append('"');
    }
}
