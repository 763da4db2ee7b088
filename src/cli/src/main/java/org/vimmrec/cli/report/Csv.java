package org.vimmrec.cli.report;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a table of a report as comma-separated values (RFC 4180, with line feeds). */
final class Csv {

    private Csv() {}

    /** The text of the file: the names of the columns, then a line for each row. A null is an empty cell. */
    static String of(ReportDocument.Table table) {
        return line(table.columns().stream().map(ReportDocument.Column::name).toList())
                + table.rows().stream().map(Csv::line).collect(Collectors.joining());
    }

    private static String line(List<?> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(Object value) {
        String text = value == null ? "" : value.toString();
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
