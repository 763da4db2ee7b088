package org.vimmrec.rule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** Converts points in time to numbers. */
public final class Timestamp {

    private Timestamp() {}

    /** Whether a value is a date, or a date and time. */
    public static boolean isTemporal(Object value) {
        return value instanceof LocalDate || value instanceof LocalDateTime || value instanceof ZonedDateTime;
    }

    /**
     * The number itself, or the seconds since 1970 of a date, or of a date and time; NaN for other values. A date means
     * its first moment. Dates and times without a time zone are taken as UTC.
     */
    public static double number(Object value) {
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        if (value instanceof LocalDate date) {
            return seconds(date.atStartOfDay());
        }
        if (value instanceof LocalDateTime dateTime) {
            return seconds(dateTime);
        }
        if (value instanceof ZonedDateTime dateTime) {
            return seconds(dateTime.withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime());
        }
        return Double.NaN;
    }

    private static double seconds(LocalDateTime dateTime) {
        return dateTime.toEpochSecond(ZoneOffset.UTC) + dateTime.getNano() / 1e9;
    }
}
