package org.vimmrec.cli.data;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;

/**
 * Reads a file of interactions as MMRec and RecBole write it: a header line, then a tab-separated line per interaction.
 *
 * <p>The columns are {@code userID} and {@code itemID} (whole numbers from 0), and optionally {@code rating} (a finite
 * number), {@code timestamp} (a whole number) and {@code x_label} (0 training, 1 validation, 2 test). Whole numbers may
 * be written as floats, such as {@code 12.0}. A column name may be followed by a type, as in {@code userID:token}.
 * Other columns and blank lines are ignored.
 */
public final class InteractionFile {

    /** Longer text is not parsed as a number. */
    private static final int MAX_NUMBER_LENGTH = 1_000;

    private final Path file;
    private int user = -1;
    private int item = -1;
    private int rating = -1;
    private int timestamp = -1;
    private int label = -1;
    private int lastColumn;
    private long lineNumber = 1;
    private String line;
    /** Column {@code c} of the line spans {@code starts[c]} (inclusive) to {@code starts[c + 1] - 1} (exclusive). */
    private int[] starts;

    private InteractionFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the whole file.
     *
     * @param items the number of items in the data set
     * @param progress receives the number of bytes read so far
     * @throws CommandFailure if a line is malformed; the message names the file, the line and the value
     * @throws IOException if the file cannot be read
     */
    static InteractionTable read(Path file, int items, LongConsumer progress) throws IOException {
        // Only ASCII columns are parsed. In this encoding every byte is a character, so other columns cannot fail to
        // decode.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return new InteractionFile(file).read(reader, items, progress);
        }
    }

    /**
     * Copies a file of interactions without {@code x_label} and adds this column. The other columns stay as they are.
     *
     * @param labelled the interactions of the file, with labels
     */
    public static void copyWithLabels(Path from, Path to, InteractionTable labelled) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(from, StandardCharsets.ISO_8859_1);
                BufferedWriter writer = Files.newBufferedWriter(to, StandardCharsets.ISO_8859_1)) {
            writer.append(reader.readLine()).append("\tx_label\n");
            int n = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    writer.append(line)
                            .append('\t')
                            .append(Integer.toString(labelled.label(n++)))
                            .append('\n');
                }
            }
        }
    }

    /** The names in the header as they are written, by the name without a type. */
    public static Map<String, String> columnNames(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            Map<String, String> names = new HashMap<>();
            for (String name : withoutByteOrderMark(reader.readLine()).split("\t", -1)) {
                names.put(withoutType(name), name);
            }
            return names;
        }
    }

    private InteractionTable read(BufferedReader reader, int items, LongConsumer progress) throws IOException {
        line = reader.readLine();
        if (line == null) {
            throw new CommandFailure(file + ": the file is empty. Expected a header line with userID and itemID.");
        }
        header();
        InteractionTable interactions = new InteractionTable(label >= 0, rating >= 0, timestamp >= 0);
        long bytes = line.length();
        while ((line = reader.readLine()) != null) {
            lineNumber++;
            bytes += line.length() + 1;
            if ((lineNumber & 0xffff) == 0) {
                progress.accept(bytes);
            }
            if (line.isBlank()) {
                continue;
            }
            split();
            int itemId = id(item, "itemID");
            if (itemId >= items) {
                throw failure("itemID " + itemId + ", but the feature files only have rows for the items 0 to "
                        + (items - 1));
            }
            interactions.add(
                    id(user, "userID"),
                    itemId,
                    label < 0 ? InteractionTable.TRAINING : label(),
                    rating < 0 ? 1 : rating(),
                    timestamp < 0 ? 0 : timestamp());
        }
        if (interactions.size() == 0) {
            throw new CommandFailure(file + ": no interactions after the header");
        }
        return interactions;
    }

    private void header() {
        List<String> names = new ArrayList<>();
        for (String name : withoutByteOrderMark(line).split("\t", -1)) {
            names.add(withoutType(name));
        }
        user = column(names, "userID", true);
        item = column(names, "itemID", true);
        rating = column(names, "rating", false);
        timestamp = column(names, "timestamp", false);
        label = column(names, "x_label", false);
        lastColumn = Math.max(Math.max(Math.max(user, item), Math.max(rating, timestamp)), label);
        starts = new int[lastColumn + 2];
    }

    private static String withoutByteOrderMark(String header) {
        String byteOrderMark = "\u00ef\u00bb\u00bf";
        return header.startsWith(byteOrderMark) ? header.substring(byteOrderMark.length()) : header;
    }

    private static String withoutType(String name) {
        int colon = name.indexOf(':');
        return (colon < 0 ? name : name.substring(0, colon)).strip();
    }

    private int column(List<String> names, String name, boolean required) {
        int column = names.indexOf(name);
        if (column != names.lastIndexOf(name)) {
            throw failure("the header has two columns [" + name + "]");
        }
        if (required && column < 0) {
            throw failure("the header has no column [" + name + "]; found " + MessageText.abbreviate(names.toString())
                    + ", separated by tabs");
        }
        return column;
    }

    private void split() {
        int from = 0;
        for (int column = 0; column <= lastColumn; column++) {
            starts[column] = from;
            int tab = line.indexOf('\t', from);
            if (tab < 0 && column < lastColumn) {
                throw failure("expected at least " + (lastColumn + 1) + " columns, found " + (column + 1));
            }
            from = (tab < 0 ? line.length() : tab) + 1;
        }
        starts[lastColumn + 1] = from;
    }

    private int id(int column, String name) {
        int end = starts[column + 1] - 1;
        long id = starts[column] < end ? 0 : -1;
        for (int at = starts[column]; at < end && id >= 0; at++) {
            int digit = line.charAt(at) - '0';
            id = digit < 0 || digit > 9 || id > Integer.MAX_VALUE ? -1 : id * 10 + digit;
        }
        if (id < 0) {
            double value = number(column);
            id = value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value) ? (long) value : -1;
        }
        if (id < 0 || id > Integer.MAX_VALUE) {
            throw failure(name + " must be a whole number from 0 to " + Integer.MAX_VALUE + found(column));
        }
        return (int) id;
    }

    private int label() {
        double value = number(label);
        if (value == InteractionTable.TRAINING
                || value == InteractionTable.VALIDATION
                || value == InteractionTable.TEST) {
            return (int) value;
        }
        throw failure("x_label must be 0 (training), 1 (validation) or 2 (test)" + found(label));
    }

    private double rating() {
        double value = number(rating);
        if (!Double.isFinite(value)) {
            throw failure("rating must be a finite number" + found(rating));
        }
        return value;
    }

    private long timestamp() {
        try {
            return Long.parseLong(line, starts[timestamp], starts[timestamp + 1] - 1, 10);
        } catch (NumberFormatException notWhole) {
            // Some tools write whole numbers as floats, such as 838985046.0 or 8.38985046e8.
            double value = number(timestamp);
            if (value == Math.rint(value) && Math.abs(value) < 0x1p63) {
                return (long) value;
            }
            throw failure("timestamp must be a whole number" + found(timestamp));
        }
    }

    /**
     * A decimal number, or NaN if the column holds anything else, such as a hexadecimal number or a suffix of Java's.
     */
    private double number(int column) {
        if (starts[column + 1] - starts[column] > MAX_NUMBER_LENGTH) {
            return Double.NaN;
        }
        String text = text(column).strip();
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if ((character < '0' || character > '9') && "+-.eE".indexOf(character) < 0) {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    private String text(int column) {
        return line.substring(starts[column], starts[column + 1] - 1);
    }

    private String found(int column) {
        return ", found [" + MessageText.abbreviate(text(column)) + "]";
    }

    private CommandFailure failure(String message) {
        return new CommandFailure(file + " line " + lineNumber + ": " + message);
    }
}
