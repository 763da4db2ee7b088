package org.vimmrec.cli.console;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints text, numbers and tables. The output does not depend on the machine's locale. */
public final class ConsoleOutput {

    private static final int MAX_COLUMN_WIDTH = 46;
    /** What a column adds to the width of its text: two spaces and a line. */
    private static final int COLUMN_FRAME = 3;

    private final PrintWriter out;
    private final int width;

    /** Output without a limit of width. */
    public ConsoleOutput(PrintWriter out) {
        this(out, Integer.MAX_VALUE);
    }

    /** @param width the number of characters that fit on a line */
    public ConsoleOutput(PrintWriter out, int width) {
        this.out = out;
        this.width = width;
    }

    /** Prints a line. Without arguments, {@code format} is printed as it is. */
    public void line(String format, Object... arguments) {
        out.println(arguments.length == 0 ? format : format(format, arguments));
        out.flush();
    }

    /** Prints a blank line and a heading. */
    public void heading(String format, Object... arguments) {
        out.println();
        line(format, arguments);
    }

    /**
     * Prints a table. If it is wider than a line, columns are left out.
     *
     * @param headers a header that starts with {@code >} makes its column right-aligned, for numbers
     * @param rows a cell for each header
     * @param leastImportant the headers of columns to leave out, in this order; all others follow, from the right,
     *     except the first
     */
    public void table(List<String> headers, List<List<String>> rows, String... leastImportant) {
        List<Integer> shown = new ArrayList<>();
        for (int c = 0; c < headers.size(); c++) {
            shown.add(c);
        }
        List<String> leftOut = new ArrayList<>();
        for (int column : droppingOrder(headers, List.of(leastImportant))) {
            if (width(shown, headers, rows) > width) {
                shown.remove(Integer.valueOf(column));
                leftOut.add(name(headers.get(column)));
            }
        }
        Column[] columns = shown.stream().map(c -> column(headers.get(c))).toArray(Column[]::new);
        String[][] cells = rows.stream()
                .map(row -> shown.stream().map(row::get).toArray(String[]::new))
                .toArray(String[][]::new);
        out.println(AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, columns, cells));
        if (!leftOut.isEmpty()) {
            out.println("Too wide for this terminal: " + String.join(", ", leftOut) + ". --json prints all columns.");
        }
        out.flush();
    }

    private static List<Integer> droppingOrder(List<String> headers, List<String> leastImportant) {
        List<Integer> order = new ArrayList<>();
        leastImportant.forEach(header -> order.add(headers.indexOf(header)));
        for (int c = headers.size() - 1; c > 0; c--) {
            if (!order.contains(c)) {
                order.add(c);
            }
        }
        return order;
    }

    private static int width(List<Integer> shown, List<String> headers, List<List<String>> rows) {
        int width = 1;
        for (int c : shown) {
            int widest = name(headers.get(c)).length();
            for (List<String> row : rows) {
                widest = Math.max(widest, row.get(c).length());
            }
            width += Math.min(widest, MAX_COLUMN_WIDTH) + COLUMN_FRAME;
        }
        return width;
    }

    private static Column column(String header) {
        HorizontalAlign align = isNumber(header) ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
        return new Column()
                .header(name(header))
                .headerAlign(align)
                .dataAlign(align)
                .maxWidth(MAX_COLUMN_WIDTH);
    }

    private static boolean isNumber(String header) {
        return header.startsWith(">");
    }

    private static String name(String header) {
        return isNumber(header) ? header.substring(1) : header;
    }

    /** {@link String#format} in a fixed locale. */
    public static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
