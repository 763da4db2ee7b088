package org.vimmrec.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** An output as the pages print it. */
final class Output {
    private static final String ANY = "…";
    private static final String CAUSE = "Caused by: ";
    private static final Pattern ELEMENT_ID = Pattern.compile("\\d:[0-9a-f-]{36}:\\d+");
    private static final int WIDTH = 120;

    private Output() {}

    /** Rows as {@code cypher-shell} prints them. */
    static String table(List<String> columns, List<Record> rows) {
        if (rows.isEmpty()) {
            return "(no rows)";
        }
        List<List<String>> cells = new ArrayList<>(List.of(columns));
        rows.forEach(row -> cells.add(row.values().stream().map(Output::shown).toList()));
        int[] widths = new int[columns.size()];
        for (List<String> row : cells) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        int total = 1;
        for (int width : widths) {
            total += width + 3;
        }
        String ruler = "+" + "-".repeat(total - 2) + "+\n";
        StringBuilder table = new StringBuilder(ruler);
        for (List<String> row : cells) {
            for (int c = 0; c < widths.length; c++) {
                table.append("| ")
                        .append(row.get(c))
                        .append(" ".repeat(widths[c] - row.get(c).length() + 1));
            }
            table.append("|\n");
            if (row == columns) {
                table.append(ruler);
            }
        }
        return table.append(ruler).toString();
    }

    private static String shown(Value value) {
        return shown(value.asObject());
    }

    private static String shown(Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof String text) {
            return '"' + text + '"';
        }
        if (value instanceof Boolean flag) {
            return flag ? "TRUE" : "FALSE";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Output::shown).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map)
                    .entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + shown(entry.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.toString();
    }

    /** The plugin's own words in the message of a failed call, without ids, which differ from run to run. */
    static String error(String message) {
        int cause = message.lastIndexOf(CAUSE);
        String own = cause < 0 ? message : message.substring(cause + CAUSE.length());
        return ELEMENT_ID.matcher(own).replaceAll(ANY);
    }

    /** Text in lines as long as those of the pages. */
    static String wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        int length = 0;
        for (String word : text.split(" ")) {
            if (length > 0 && length + 1 + word.length() > WIDTH) {
                lines.append('\n');
                length = 0;
            } else if (length > 0) {
                lines.append(' ');
                length++;
            }
            lines.append(word);
            length += word.length();
        }
        return lines.append('\n').toString();
    }

    /** Whether an output is the one that a page prints; spaces and line breaks do not count. */
    static boolean matches(String expected, String actual) {
        return Pattern.compile(Pattern.quote(normalised(expected)).replace(ANY, "\\E.*?\\Q"), Pattern.DOTALL)
                .matcher(normalised(actual))
                .matches();
    }

    /** Lines of a table are as long as its longest cell, so they do not count either. */
    private static String normalised(String output) {
        return output.replaceAll("\u001b\\[[0-9;]*m", "")
                .replaceAll("-{3,}", "---")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
