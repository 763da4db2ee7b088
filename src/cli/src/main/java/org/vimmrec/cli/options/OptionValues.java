package org.vimmrec.cli.options;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;

/** Reads option values that are of several types, as the configuration keys of the procedures are. */
public final class OptionValues {

    private static final String PERCENTILE = "p\\d{1,3}(\\.\\d+)?";

    private OptionValues() {}

    /** A number, a date, or a date and time; null if the option is not given. */
    public static Object time(String option, String text) {
        return parse(
                option,
                text,
                "a number, a date such as 2026-01-31, or a date and time such as 2026-01-31T12:00:00Z",
                List.of(OptionValues::number, LocalDate::parse, LocalDateTime::parse, ZonedDateTime::parse));
    }

    /** A number or a duration; null if the option is not given. */
    public static Object duration(String option, String text) {
        return parse(
                option,
                text,
                "a number, or a duration such as P30D or PT12H",
                List.of(OptionValues::number, Period::parse, Duration::parse));
    }

    private static Object parse(String option, String text, String expected, List<Function<String, Object>> parsers) {
        if (text == null) {
            return null;
        }
        for (Function<String, Object> parser : parsers) {
            try {
                return parser.apply(text);
            } catch (NumberFormatException | DateTimeParseException notThis) {
                // The next parser may read it.
                continue;
            }
        }
        throw wrong(option, expected, text);
    }

    private static Object number(String text) {
        if (text.matches("[+-]?\\d+")) {
            return Long.valueOf(text);
        }
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    /** A whole number from 1, or a map with one for each name; null if the option is not given. */
    public static Object counts(String option, String text) {
        return perName(option, text, "a whole number of at least 1", OptionValues::count);
    }

    /** A map with a whole number from 1 for each name; null if the option is not given. */
    static Map<String, Object> countsByName(String option, String text) {
        if (text != null && !text.contains("=")) {
            throw wrong(option, "name=number,...", text);
        }
        return asMap(counts(option, text));
    }

    /** A similarity or a percentile, or a map with one for each name; null if the option is not given. */
    public static Object cutoffs(String option, String text) {
        return perName(option, text, "a number from -1 to 1, or a percentile such as p90", OptionValues::cutoff);
    }

    /** Names, or a map with a weight above 0 for each name; null if the option is not given. */
    static Object weightedNames(String option, String text) {
        if (text == null) {
            return null;
        }
        return text.contains("=")
                ? perName(option, text, "a number above 0", OptionValues::weight)
                : List.of(text.split(","));
    }

    private static Object count(String text) {
        long count = Long.parseLong(text);
        if (count < 1 || count > Integer.MAX_VALUE) {
            throw new NumberFormatException(text);
        }
        return count;
    }

    private static Object cutoff(String text) {
        if (text.matches(PERCENTILE) && Double.parseDouble(text.substring(1)) <= 100) {
            return text;
        }
        double cutoff = Double.parseDouble(text);
        if (!(Math.abs(cutoff) <= 1)) {
            throw new NumberFormatException(text);
        }
        return cutoff;
    }

    private static Object weight(String text) {
        double weight = Double.parseDouble(text);
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new NumberFormatException(text);
        }
        return weight;
    }

    private static Object perName(String option, String text, String expected, Function<String, Object> parser) {
        if (text == null) {
            return null;
        }
        try {
            if (!text.contains("=")) {
                return parser.apply(text);
            }
            Map<String, Object> values = new LinkedHashMap<>();
            for (String entry : text.split(",", -1)) {
                int equals = entry.lastIndexOf('=');
                if (equals < 1
                        || values.put(entry.substring(0, equals), parser.apply(entry.substring(equals + 1))) != null) {
                    throw wrong(option, "name=value,... with each name once", entry);
                }
            }
            return values;
        } catch (NumberFormatException e) {
            throw wrong(option, expected + (text.contains("=") ? " for each name" : ""), text);
        }
    }

    @SuppressWarnings("unchecked") // the keys are names
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }

    private static CommandFailure wrong(String option, String expected, String found) {
        return new CommandFailure(option + " must be " + expected + ", found " + MessageText.abbreviate(found));
    }
}
