package org.vimmrec.cli;

import org.vimmrec.task.Shown;

/** Text from files and arguments, made fit for a message: short, and without control characters. */
final class Excerpt {

    private static final int LONGEST = 100;
    private static final int LONGEST_MESSAGE = 2_000;

    private Excerpt() {
    }

    /** A name or value: at most {@value #LONGEST} characters of it, and how long it is if that is not all. */
    static String of(String text) {
        return of(text, LONGEST);
    }

    /** A whole message on one line, at most {@value #LONGEST_MESSAGE} characters of it. */
    static String ofMessage(String message) {
        String start = message.length() > 2 * LONGEST_MESSAGE ? message.substring(0, 2 * LONGEST_MESSAGE) : message;
        String line = of(start.strip().replaceAll("\\R\\s*", " "), LONGEST_MESSAGE);
        return start.length() == message.length() ? line
                : line.replaceFirst(" characters\\)$", " and more characters)");
    }

    private static String of(String text, int longest) {
        int end = Math.min(text.length(), longest);
        String excerpt = Shown.line(text.substring(0, end));
        return end == text.length() ? excerpt : "%s... (%d characters)".formatted(excerpt, text.length());
    }
}
