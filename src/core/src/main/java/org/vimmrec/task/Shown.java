package org.vimmrec.task;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Formats names and values from the caller or the database for messages, logs, status details and reports: short, and
 * on one line whatever characters they contain.
 */
public final class Shown {
    /** The most characters of a name or a value that are shown. */
    public static final int LIMIT = 100;

    private static final String CUT = "...";
    private static final int MAX_ELEMENTS = 20;

    private Shown() {}

    /** The whole text on one line, with control and invisible characters escaped as in Cypher. */
    public static String line(String text) {
        if (text == null || text.codePoints().noneMatch(Shown::isEscaped)) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> append(line, character));
        return line.toString();
    }

    /** A name, escaped like {@link #line} and cut after {@value #LIMIT} characters. */
    public static String name(String name) {
        if (name == null || name.length() <= LIMIT) {
            return line(name);
        }
        int end = Character.isHighSurrogate(name.charAt(LIMIT - 1)) ? LIMIT - 1 : LIMIT;
        return line(name.substring(0, end)) + CUT;
    }

    /** Names in brackets: at most the first {@value #MAX_ELEMENTS}, and fewer if they are long. */
    public static String names(Collection<String> names) {
        StringBuilder list = new StringBuilder("[");
        int count = 0;
        for (String name : names) {
            list.append(count == 0 ? "" : ", ");
            if (count++ == MAX_ELEMENTS || list.length() > MAX_ELEMENTS * LIMIT / 2) {
                return list.append(CUT).append(']').toString();
            }
            list.append(name(name));
        }
        return list.append(']').toString();
    }

    /** A description of an invalid value, to follow "must be a number, but was". */
    public static Object kind(Object value) {
        return value == null
                ? "missing"
                : value instanceof Number
                        ? value
                        : "of type " + value.getClass().getSimpleName();
    }

    /** A value, escaped and cut like a name. A long list or map is not formatted to its end. */
    public static String value(Object value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        return name(text.toString());
    }

    private static void append(StringBuilder text, Object value) {
        if (text.length() > LIMIT) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            append(text, map.entrySet(), '{', '}');
        } else if (value instanceof List<?> list) {
            append(text, list, '[', ']');
        } else if (value instanceof Map.Entry<?, ?> entry) {
            append(text, entry.getKey());
            text.append('=');
            append(text, entry.getValue());
        } else if (value instanceof String string) {
            text.append(string, 0, Math.min(string.length(), LIMIT + 1));
        } else {
            text.append(value);
        }
    }

    private static void append(StringBuilder text, Collection<?> elements, char open, char close) {
        text.append(open);
        Iterator<?> iterator = elements.iterator();
        while (iterator.hasNext() && text.length() <= LIMIT) {
            append(text, iterator.next());
            text.append(iterator.hasNext() ? ", " : "");
        }
        text.append(close);
    }

    private static void append(StringBuilder line, int character) {
        if (!isEscaped(character)) {
            line.appendCodePoint(character);
            return;
        }
        switch (character) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> line.append(String.format(Locale.ROOT, character > 0xFFFF ? "\\U%08X" : "\\u%04X", character));
        }
    }

    /** Whether a character ends a line, moves the cursor, changes the writing direction, or is invisible. */
    private static boolean isEscaped(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
