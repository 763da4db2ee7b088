package org.vimmrec.cli.database;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;

/** Writes names, values and procedure calls as Cypher. */
public final class CypherText {

    private CypherText() {}

    /** A call of a procedure with a configuration, a line for each key. */
    public static String call(String procedure, Map<String, Object> configuration) {
        return configuration.entrySet().stream()
                .map(entry -> "  " + quoted(entry.getKey()) + ": " + literal(entry.getValue()))
                .collect(Collectors.joining(",\n", "CALL " + procedure + "({\n", "\n});"));
    }

    /**
     * A label, type or property in backticks.
     *
     * @throws CommandFailure if the name contains a Unicode escape, which Cypher would decode even in backticks
     */
    public static String name(String name) {
        if (name.contains("\\u")) {
            throw new CommandFailure(
                    "the name [" + MessageText.abbreviate(name) + "] contains a Unicode escape. Rename it.");
        }
        return "`" + name.replace("`", "``") + "`";
    }

    /** Relationship types of a pattern, such as {@code `VIEWED`|`BOUGHT`}. */
    public static String types(Collection<String> types) {
        return types.stream().map(CypherText::name).collect(Collectors.joining("|"));
    }

    /** A name, in backticks if it needs them. */
    public static String quoted(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : name(name);
    }

    private static String literal(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> quoted((String) entry.getKey()) + ": " + literal(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(CypherText::literal).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof String text) {
            return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
        }
        String function = value instanceof ZonedDateTime
                ? "datetime"
                : value instanceof LocalDateTime
                        ? "localdatetime"
                        : value instanceof LocalDate ? "date" : value instanceof TemporalAmount ? "duration" : null;
        return function == null ? String.valueOf(value) : function + "('" + value + "')";
    }
}
