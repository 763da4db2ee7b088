package org.vimmrec.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A file of interactions as MMRec and RecBole write them: a header line, then a line per interaction, separated by tabs.
 *
 * <p>The columns are {@code userID} and {@code itemID} (whole numbers from 0 on), and where they are present
 * {@code rating} (a finite number), {@code timestamp} (a whole number) and {@code x_label} (0 training, 1 validation,
 * 2 test). Whole numbers may be written as floats, such as {@code 12.0}. A header may bear a type after a colon, as in {@code userID:token}. Other columns are ignored, whatever they
 * hold, and so are blank lines.
 */
final class InteractionFile {

    /** No decimal number needs more. */
    private static final int LONGEST_NUMBER = 1_000;

    private final Path file;
    private int user = -1;
    private int item = -1;
    private int rating = -1;
    private int timestamp = -1;
    private int label = -1;
    private int lastColumn;
    private long lineNumber = 1;
    private String line;
    /** Column {@code c} of the line is from {@code starts[c]} to before {@code starts[c + 1] - 1}. */
    private int[] starts;

    private InteractionFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the whole file.
     *
     * @param items    how many items the data set has
     * @param progress is told now and then how many bytes have been read
     * @throws CommandFailure where a line is not as it should be; it names the file, the line and what is there
     * @throws IOException    when the file cannot be read
     */
    static Interactions read(Path file, int items, LongConsumer progress) throws IOException {
        // Only digits are read, and a byte is a character: what other columns hold cannot make reading fail.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return new InteractionFile(file).read(reader, items, progress);
        }
    }

    private Interactions read(BufferedReader reader, int items, LongConsumer progress) throws IOException {
        line = reader.readLine();
        if (line == null) {
            throw new CommandFailure(file + ": the file is empty; expected a header line with userID and itemID");
        }
        header();
        Interactions interactions = new Interactions(label >= 0, rating >= 0, timestamp >= 0);
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
                throw failure("itemID " + itemId + ", but the feature files have rows for the items 0 to "
                        + (items - 1));
            }
            interactions.add(id(user, "userID"), itemId,
                    label < 0 ? Interactions.TRAINING : label(),
                    rating < 0 ? 1 : rating(),
                    timestamp < 0 ? 0 : timestamp());
        }
        if (interactions.size() == 0) {
            throw new CommandFailure(file + ": no interactions after the header");
        }
        return interactions;
    }

    private void header() {
        String byteOrderMark = "\u00ef\u00bb\u00bf";
        String text = line.startsWith(byteOrderMark) ? line.substring(byteOrderMark.length()) : line;
        List<String> names = new ArrayList<>();
        for (String name : text.split("\t", -1)) {
            int colon = name.indexOf(':');
            names.add((colon < 0 ? name : name.substring(0, colon)).strip());
        }
        user = column(names, "userID", true);
        item = column(names, "itemID", true);
        rating = column(names, "rating", false);
        timestamp = column(names, "timestamp", false);
        label = column(names, "x_label", false);
        lastColumn = Math.max(Math.max(Math.max(user, item), Math.max(rating, timestamp)), label);
        starts = new int[lastColumn + 2];
    }

    private int column(List<String> names, String name, boolean required) {
        int column = names.indexOf(name);
        if (column != names.lastIndexOf(name)) {
            throw failure("two columns [" + name + "] in the header");
        }
        if (required && column < 0) {
            throw failure("no column [" + name + "] in the header; found " + Excerpt.of(names.toString())
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
            throw failure(name + " should be a whole number from 0 to " + Integer.MAX_VALUE + found(column));
        }
        return (int) id;
    }

    private int label() {
        double value = number(label);
        if (value == Interactions.TRAINING || value == Interactions.VALIDATION || value == Interactions.TEST) {
            return (int) value;
        }
        throw failure("x_label should be 0 (training), 1 (validation) or 2 (test)" + found(label));
    }

    private double rating() {
        double value = number(rating);
        if (!Double.isFinite(value)) {
            throw failure("rating should be a finite number" + found(rating));
        }
        return value;
    }

    private long timestamp() {
        try {
            return Long.parseLong(line, starts[timestamp], starts[timestamp + 1] - 1, 10);
        } catch (NumberFormatException notWhole) {
            // Some tools write whole numbers as floats: 838985046.0 or 8.38985046e8.
            double value = number(timestamp);
            if (value == Math.rint(value) && Math.abs(value) < 0x1p63) {
                return (long) value;
            }
            throw failure("timestamp should be a whole number" + found(timestamp));
        }
    }

    /** A decimal number; NaN if the column holds anything else, such as the suffixes that only Java knows. */
    private double number(int column) {
        if (starts[column + 1] - starts[column] > LONGEST_NUMBER) {
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
        return ", found [" + Excerpt.of(text(column)) + "]";
    }

    private CommandFailure failure(String message) {
        return new CommandFailure(file + " line " + lineNumber + ": " + message);
    }
}
