package org.vimmrec.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints text, numbers and tables. The output does not depend on the machine's locale. */
final class ConsoleOutput {

    private static final int MAX_COLUMN_WIDTH = 46;

    private final PrintWriter out;

    ConsoleOutput(PrintWriter out) {
        this.out = out;
    }

    /** Prints a line. Without arguments, {@code format} is printed as it is. */
    void line(String format, Object... arguments) {
        out.println(arguments.length == 0 ? format : format(format, arguments));
        out.flush();
    }

    /** Prints a blank line and a heading. */
    void heading(String format, Object... arguments) {
        out.println();
        line(format, arguments);
    }

    /**
     * Prints a table.
     *
     * @param headers a header that starts with {@code >} makes its column right-aligned, for numbers
     * @param rows a cell for each header
     */
    void table(List<String> headers, List<List<String>> rows) {
        Column[] columns = new Column[headers.size()];
        for (int c = 0; c < columns.length; c++) {
            boolean number = headers.get(c).startsWith(">");
            HorizontalAlign align = number ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
            columns[c] = new Column()
                    .header(number ? headers.get(c).substring(1) : headers.get(c))
                    .headerAlign(align)
                    .dataAlign(align)
                    .maxWidth(MAX_COLUMN_WIDTH);
        }
        String[][] cells = new String[rows.size()][];
        for (int r = 0; r < cells.length; r++) {
            cells[r] = rows.get(r).toArray(new String[0]);
        }
        out.println(AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, columns, cells));
        out.flush();
    }

    /** {@link String#format} in a fixed locale. */
    static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
