package org.vimmrec.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A Markdown table that is also readable on a terminal, with notes below it. */
final class Table {
    private final boolean[] numbers;
    private final int[] widths;
    private final List<String[]> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Creates a column for each header. A leading {@code >} marks a column of numbers, which is aligned to the right.
     */
    Table(String... headers) {
        numbers = new boolean[headers.length];
        widths = new int[headers.length];
        Object[] names = new Object[headers.length];
        for (int c = 0; c < headers.length; c++) {
            numbers[c] = headers[c].startsWith(">");
            names[c] = numbers[c] ? headers[c].substring(1) : headers[c];
            widths[c] = 4; // the minimum width of the line below the headers
        }
        row(names);
    }

    /** Adds a row with one cell for each header. */
    void row(Object... cells) {
        if (cells.length != widths.length) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + widths.length + " columns");
        }
        String[] row = new String[cells.length];
        for (int c = 0; c < row.length; c++) {
            row[c] = String.valueOf(cells[c]);
            widths[c] = Math.max(widths[c], row[c].length());
        }
        rows.add(row);
    }

    /** Adds a line below the table, {@link String#format formatted} independently of the machine's locale. */
    void note(String format, Object... arguments) {
        notes.add(String.format(Locale.ROOT, format, arguments));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            for (int c = 0; c < row.length; c++) {
                String gap = " ".repeat(widths[c] - row[c].length());
                text.append("| ")
                        .append(numbers[c] ? gap + row[c] : row[c] + gap)
                        .append(' ');
            }
            text.append("|\n");
            if (row == rows.get(0)) {
                for (int c = 0; c < row.length; c++) {
                    text.append('|').append("-".repeat(widths[c] + 1)).append(numbers[c] ? ':' : '-');
                }
                text.append("|\n");
            }
        }
        text.append('\n');
        notes.forEach(note -> text.append(note).append('\n'));
        return text.toString();
    }
}
