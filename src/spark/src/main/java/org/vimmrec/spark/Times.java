package org.vimmrec.spark;

import java.sql.Date;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Function;

/** Points in time of options and tables as the values that {@link org.vimmrec.rule.Timestamp} knows. */
final class Times {
    private static final List<Function<String, Object>> FORMATS =
            List.of(Long::valueOf, Times::number, LocalDate::parse, LocalDateTime::parse, ZonedDateTime::parse);

    private Times() {}

    private static Double number(String text) {
        if (!text.matches("[-+.0-9eE]+")) { // Java would read 30d as the number 30
            throw new NumberFormatException(text);
        }
        return Double.valueOf(text);
    }

    /** The value of an option: a whole number, a number, a date, or a date and time; the text itself if it is none. */
    static Object ofOption(String text) {
        for (Function<String, Object> format : FORMATS) {
            try {
                return format.apply(text);
            } catch (NumberFormatException | DateTimeException e) {
                continue; // the next one may fit
            }
        }
        return text;
    }

    /** The value of an option: a number or a duration in ISO 8601; the text itself if it is neither. */
    static Object lengthOfOption(String text) {
        if (ofOption(text) instanceof Number number) {
            return number;
        }
        try {
            return IsoDuration.parse(text);
        } catch (DateTimeException e) {
            return text;
        }
    }

    /**
     * A value of a graph that was read as text.
     *
     * @param text null if there is no value, or if it is a list
     * @param type as Cypher's {@code valueType()} spells it
     */
    static Object ofCypher(String text, String type) {
        if (text == null) {
            return type.startsWith("NULL") ? null : new Object[0]; // a list
        }
        return switch (type.replace(" NOT NULL", "")) {
            case "INTEGER" -> Long.valueOf(text);
            case "FLOAT" -> Double.valueOf(text);
            case "DATE" -> LocalDate.parse(text);
            case "LOCAL DATETIME" -> LocalDateTime.parse(text);
            case "ZONED DATETIME" -> ZonedDateTime.parse(text);
            default -> text;
        };
    }

    /** A value of a Spark table. */
    static Object ofSpark(Object value) {
        if (value instanceof Date date) {
            return date.toLocalDate();
        }
        if (value instanceof java.sql.Timestamp timestamp) {
            return timestamp.toInstant().atZone(ZoneOffset.UTC);
        }
        return value instanceof Instant instant ? instant.atZone(ZoneOffset.UTC) : value;
    }
}
