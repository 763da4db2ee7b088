package org.vimmrec.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints text, numbers and tables, in the same way whatever the machine's language. */
final class Report {

    private static final int WIDEST_COLUMN = 46;

    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    /** A line of its own. */
    void say(String format, Object... arguments) {
        out.println(arguments.length == 0 ? format : text(format, arguments));
        out.flush();
    }

    /** A blank line and a heading. */
    void heading(String format, Object... arguments) {
        out.println();
        say(format, arguments);
    }

    /**
     * A table; in the header a leading {@code >} makes a column of numbers, aligned to the right.
     *
     * @param rows as many cells each as there are headers
     */
    void table(List<String> headers, List<List<String>> rows) {
        Column[] columns = new Column[headers.size()];
        for (int c = 0; c < columns.length; c++) {
            boolean number = headers.get(c).startsWith(">");
            HorizontalAlign align = number ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
            columns[c] = new Column().header(number ? headers.get(c).substring(1) : headers.get(c))
                    .headerAlign(align).dataAlign(align).maxWidth(WIDEST_COLUMN);
        }
        String[][] cells = new String[rows.size()][];
        for (int r = 0; r < cells.length; r++) {
            cells[r] = rows.get(r).toArray(new String[0]);
        }
        out.println(AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, columns, cells));
        out.flush();
    }

    /** {@link String#format} without the machine's language. */
    static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
