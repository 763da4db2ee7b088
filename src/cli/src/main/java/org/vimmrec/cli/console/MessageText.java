package org.vimmrec.cli.console;

import org.vimmrec.task.Shown;

/** Makes text from files and arguments fit for a message: short, on one line, and without control characters. */
public final class MessageText {

    private static final int MAX_VALUE_LENGTH = 100;
    private static final int MAX_MESSAGE_LENGTH = 2_000;

    private MessageText() {}

    /**
     * A name or value, cut to {@value #MAX_VALUE_LENGTH} characters; text that is cut is followed by its full length.
     */
    public static String abbreviate(String text) {
        return abbreviate(text, MAX_VALUE_LENGTH);
    }

    /** A whole message on one line, cut to {@value #MAX_MESSAGE_LENGTH} characters. */
    public static String singleLine(String message) {
        String start =
                message.length() > 2 * MAX_MESSAGE_LENGTH ? message.substring(0, 2 * MAX_MESSAGE_LENGTH) : message;
        String line = abbreviate(start.strip().replaceAll("\\R\\s*", " "), MAX_MESSAGE_LENGTH);
        return start.length() == message.length()
                ? line
                : line.replaceFirst(" characters\\)$", " and more characters)");
    }

    /** A word as a POSIX shell reads it. */
    static String shellWord(String text) {
        return text.matches("[\\w.,:=/@+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** An option with its value as a POSIX shell reads it, and a space; an empty text if the value is null. */
    public static String option(String name, Object value) {
        return value == null ? "" : name + " " + shellWord(value.toString()) + " ";
    }

    private static String abbreviate(String text, int maxLength) {
        int end = Math.min(text.length(), maxLength);
        String start = Shown.line(text.substring(0, end));
        return end == text.length() ? start : "%s... (%d characters)".formatted(start, text.length());
    }
}
