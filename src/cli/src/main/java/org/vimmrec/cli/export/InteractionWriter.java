package org.vimmrec.cli.export;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vimmrec.cli.data.InteractionTable;

/**
 * Writes a tab-separated file of interactions. A virtual interaction has the rating and timestamp 0 and is for
 * training; a real one weighs 1.
 */
final class InteractionWriter implements AutoCloseable {

    private static final String LABEL = "x_label";

    private final Writer out;
    private final Columns columns;

    /** The names of the columns; null for a column that is not written. */
    record Columns(String user, String item, String rating, String timestamp, String label, String weight) {

        /** MMRec's names of the columns that a table has, and of the weight. */
        static Columns mmrec(InteractionTable table) {
            return new Columns(
                    "userID",
                    "itemID",
                    table.rated() ? "rating" : null,
                    table.timed() ? "timestamp" : null,
                    table.labelled() ? LABEL : null,
                    "weight");
        }

        /** RecBole's names and types of the columns that a table has, and of the weight. RecBole has no labels. */
        static Columns recbole(InteractionTable table) {
            return new Columns(
                    "user_id:token",
                    "item_id:token",
                    table.rated() ? "rating:float" : null,
                    table.timed() ? "timestamp:float" : null,
                    null,
                    "weight:float");
        }

        /** The columns of a file with virtual interactions alone. */
        Columns ofVirtual() {
            return new Columns(user, item, null, null, null, weight);
        }

        /** These columns without the weight. */
        Columns ofReal() {
            return new Columns(user, item, rating, timestamp, label, null);
        }

        /** These columns and MMRec's label. */
        Columns withLabel() {
            return new Columns(user, item, rating, timestamp, LABEL, weight);
        }
    }

    /** Opens a file and writes its header. */
    InteractionWriter(Path file, Columns columns) throws IOException {
        this.out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII);
        this.columns = columns;
        line(columns.user, columns.item, columns.rating, columns.timestamp, columns.label, columns.weight);
    }

    /** Writes an interaction of a data set. */
    void writeReal(InteractionTable table, int n) throws IOException {
        line(
                table.user(n),
                table.item(n),
                columns.rating == null ? null : table.rating(n),
                columns.timestamp == null ? null : table.timestamp(n),
                table.label(n),
                1.0);
    }

    /** Writes all virtual interactions. */
    void writeVirtual(WeightedPairs virtual) throws IOException {
        for (int n = 0; n < virtual.size(); n++) {
            line(virtual.row(n), virtual.column(n), 0.0, 0, InteractionTable.TRAINING, virtual.weight(n));
        }
    }

    private void line(Object user, Object item, Object rating, Object timestamp, Object label, Object weight)
            throws IOException {
        out.append(user.toString()).append('\t').append(item.toString());
        cell(columns.rating, rating);
        cell(columns.timestamp, timestamp);
        cell(columns.label, label);
        cell(columns.weight, weight);
        out.append('\n');
    }

    private void cell(String column, Object value) throws IOException {
        if (column != null) {
            out.append('\t').append(value.toString());
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
