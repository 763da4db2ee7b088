package org.vimmrec.cli.report;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A report as data: what the page shows, and the content of {@code report.json}.
 *
 * @param title what the report answers
 * @param subtitle the data that it is about
 * @param verdict what to do, or the state of the database
 * @param sections the sections, in the order of the page
 * @param facts how the report was made, for the footer
 * @param glossary the terms of the page and their meanings
 */
public record ReportDocument(
        String title,
        String subtitle,
        Verdict verdict,
        List<Section> sections,
        List<Fact> facts,
        Map<String, String> glossary) {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

    /** Whether a result is good news; the page shows the state as a colour and a symbol. */
    public enum State {
        YES,
        UNCERTAIN,
        NO
    }

    /**
     * The box at the top of the page.
     *
     * @param text the result in sentences
     * @param figures the numbers that matter most
     * @param notices what to know about the result
     * @param cypher statements to copy; null if there is nothing to do
     */
    public record Verdict(
            State state, String headline, String text, List<Figure> figures, List<String> notices, String cypher) {}

    /** A number with its name and a remark, already formatted. */
    public record Figure(String label, String value, String note) {}

    /** A fact on how the report was made. */
    public record Fact(String label, String value) {

        /** The date and time now. */
        public static Fact date() {
            return new Fact("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        }
    }

    /**
     * A part of the page.
     *
     * @param id the section's anchor
     * @param text what to look for; may be empty
     * @param tables tables that are shown beside those of the charts
     */
    public record Section(String id, String heading, String text, List<Chart> charts, List<Table> tables) {}

    /** How a chart draws its table. */
    public enum Kind {
        /** A line for each series, on a numeric axis. */
        LINES,
        /** A dot with an interval for each category and series. */
        DOTS,
        /** A point for each row. */
        POINTS,
        /** A row for each label, with a dot and an interval; the axis may cut long intervals. */
        INTERVALS,
        /** A bar for each category and series. */
        BARS
    }

    /**
     * The columns of a chart's table that the chart draws; null for those that it does not have.
     *
     * @param label the column with the name of a point
     */
    public record Encoding(String x, String y, String low, String high, String series, String label) {

        public static Encoding of(String x, String y, String series) {
            return new Encoding(x, y, null, null, series, null);
        }

        public Encoding withInterval(String lowColumn, String highColumn) {
            return new Encoding(x, y, lowColumn, highColumn, series, label);
        }

        public Encoding withLabel(String column) {
            return new Encoding(x, y, low, high, series, column);
        }
    }

    /**
     * A chart: a table, and how to draw it.
     *
     * @param description what the chart shows, in a sentence
     * @param logarithmic whether the x axis is logarithmic
     */
    public record Chart(
            String title, String description, Kind kind, boolean logarithmic, Encoding encoding, Table table) {}

    /** How the cells of a column are shown: as text, or as numbers of this kind. */
    enum Format {
        TEXT,
        INTEGER,
        DECIMAL,
        /** A fraction, shown in percent. */
        PERCENT,
        /** A relative difference, shown in percent with its sign. */
        CHANGE
    }

    /** A column: its name in files, its title on the page, and the format of its cells. */
    public record Column(String name, String title, Format format) {}

    /**
     * A table.
     *
     * @param id the name of the table and of its chart in files
     * @param caption what the rows are
     * @param rows a cell for each column: text, a number, or null
     * @param highlighted the index of the row to emphasise, or -1
     */
    public record Table(String id, String caption, List<Column> columns, List<List<Object>> rows, int highlighted) {

        public Table(String id, String caption, Column... columns) {
            this(id, caption, List.of(columns), new ArrayList<>(), -1);
        }

        /** Adds a row. */
        public void add(Object... cells) {
            rows.add(Arrays.asList(cells));
        }

        public Table withHighlighted(int row) {
            return new Table(id, caption, columns, rows, row);
        }
    }

    public static Column text(String name, String title) {
        return new Column(name, title, Format.TEXT);
    }

    public static Column integer(String name, String title) {
        return new Column(name, title, Format.INTEGER);
    }

    public static Column decimal(String name, String title) {
        return new Column(name, title, Format.DECIMAL);
    }

    public static Column percent(String name, String title) {
        return new Column(name, title, Format.PERCENT);
    }

    public static Column change(String name, String title) {
        return new Column(name, title, Format.CHANGE);
    }

    /** All tables, those of the charts first in each section. */
    List<Table> allTables() {
        List<Table> tables = new ArrayList<>();
        for (Section section : sections) {
            section.charts().forEach(chart -> tables.add(chart.table()));
            tables.addAll(section.tables());
        }
        return tables;
    }
}
