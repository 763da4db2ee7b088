package org.vimmrec.mmrec;

import java.util.ArrayList;
import java.util.List;
import org.vimmrec.task.Shown;

/**
 * Reads the lines of a file of interactions as MMRec and RecBole write it: a header line, then a tab-separated line per
 * interaction.
 *
 * <p>The columns are {@code userID} and {@code itemID} (whole numbers from 0), and optionally {@code rating} (a finite
 * number), {@code timestamp} (a whole number) and {@code x_label} (0 training, 1 validation, 2 test). Whole numbers may
 * be written as floats, such as {@code 12.0}. A column name may be followed by a type, as in {@code userID:token}.
 * Other columns are ignored. Only ASCII columns are parsed, so any encoding that contains ASCII will do.
 *
 * <p>Each method throws an {@link IllegalArgumentException} that names the file, the line and the value if the value is
 * malformed.
 */
public final class InteractionLine {

    /** The split of interactions to train with, as {@code x_label} numbers it. */
    public static final int TRAINING = 0;

    private static final int TEST = 2;
    /** Longer text is not parsed as a number. */
    private static final int MAX_NUMBER_LENGTH = 1_000;

    private final String file;
    private final int user;
    private final int item;
    private final int rating;
    private final int timestamp;
    private final int label;
    private final int lastColumn;
    /** Column {@code c} of the line spans {@code starts[c]} (inclusive) to {@code starts[c + 1] - 1} (exclusive). */
    private final int[] starts;

    private String line;
    private long number = 1;

    /**
     * Reads the header.
     *
     * @param file the file's name, for error messages
     */
    public InteractionLine(String file, String header) {
        this.file = file;
        line = header;
        List<String> names = new ArrayList<>();
        for (String name : withoutByteOrderMark(header).split("\t", -1)) {
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

    /** A header without the mark that some editors put before it, decoded with one character for each byte. */
    public static String withoutByteOrderMark(String header) {
        String byteOrderMark = "\u00ef\u00bb\u00bf";
        return header.startsWith(byteOrderMark) ? header.substring(byteOrderMark.length()) : header;
    }

    /** The name of a column without its type. */
    public static String withoutType(String name) {
        int colon = name.indexOf(':');
        return (colon < 0 ? name : name.substring(0, colon)).strip();
    }

    /** Whether interactions have a split. */
    public boolean labelled() {
        return label >= 0;
    }

    /** Whether interactions have a rating. */
    public boolean rated() {
        return rating >= 0;
    }

    /** Whether interactions have a timestamp. */
    public boolean timed() {
        return timestamp >= 0;
    }

    /**
     * Goes to another line.
     *
     * @param number its number in the file, counted from 1; 0 if it is not known
     */
    public void read(String line, long number) {
        this.line = line;
        this.number = number;
        split();
    }

    /** The user's id. */
    public int user() {
        return id(user, "userID");
    }

    /**
     * The item's id.
     *
     * @param items the number of items in the data set
     */
    public int item(int items) {
        int id = id(item, "itemID");
        if (id >= items) {
            throw failure("itemID " + id + ", but the feature files only have rows for the items 0 to " + (items - 1));
        }
        return id;
    }

    private int column(List<String> names, String name, boolean required) {
        int column = names.indexOf(name);
        if (column != names.lastIndexOf(name)) {
            throw failure("the header has two columns [" + name + "]");
        }
        if (required && column < 0) {
            throw failure("the header has no column [" + name + "]; found [" + Shown.name(String.join(", ", names))
                    + "], separated by tabs");
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

    /** The split, from 0 to 2; {@link #TRAINING} without the column. */
    public int label() {
        if (label < 0) {
            return TRAINING;
        }
        double value = number(label);
        if (value >= TRAINING && value <= TEST && value == Math.rint(value)) {
            return (int) value;
        }
        throw failure("x_label must be 0 (training), 1 (validation) or 2 (test)" + found(label));
    }

    /** The rating; 1 without the column. */
    public double rating() {
        if (rating < 0) {
            return 1;
        }
        double value = number(rating);
        if (!Double.isFinite(value)) {
            throw failure("rating must be a finite number" + found(rating));
        }
        return value;
    }

    /** The timestamp; 0 without the column. */
    public long timestamp() {
        if (timestamp < 0) {
            return 0;
        }
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
        return ", found [" + Shown.name(text(column)) + "]";
    }

    private IllegalArgumentException failure(String message) {
        String place = number > 0 ? " line " + number : ": the line [" + Shown.name(line) + "]";
        return new IllegalArgumentException(file + place + ": " + message);
    }
}
