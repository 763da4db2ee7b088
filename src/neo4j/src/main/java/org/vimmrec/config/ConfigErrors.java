package org.vimmrec.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vimmrec.task.Shown;

/** The errors for an invalid configuration map. Each message starts with the name of the procedure. */
final class ConfigErrors {
    /** Keys that only the writing procedures have. In other modes, the error says so instead of "unknown key". */
    private static final Set<String> WRITE_KEYS =
            Set.of("writeProperty", "rankProperty", "batchSize", "adopt", "onMismatch");

    private final String procedure;

    ConfigErrors(String procedure) {
        this.procedure = procedure;
    }

    /** An error with a message that ends with a question mark or without punctuation. */
    IllegalArgumentException error(String message) {
        return new IllegalArgumentException(
                procedure + ": " + Shown.line(message) + (message.endsWith("?") ? "" : "."));
    }

    /** The error for a value of the wrong type or outside its range. */
    IllegalArgumentException expected(String key, String expectation, Object found) {
        return error("`%s` must be %s, but was %s".formatted(Shown.name(key), expectation, describe(found)));
    }

    /** The error for a key that the procedure does not have. */
    IllegalArgumentException unknownKey(String key, Set<String> keys) {
        if (WRITE_KEYS.contains(key)) {
            return error("`%s` is a key of the write mode and has no effect here. Remove it".formatted(key));
        }
        String nearest = Spelling.nearest(key, keys);
        return error("unknown key `%s`. %s"
                .formatted(
                        Shown.name(key),
                        nearest != null ? "Did you mean [" + nearest + "]?" : "The keys are " + new TreeSet<>(keys)));
    }

    /** A value with the name of its Cypher type, cut to a length that fits in a message. */
    private static String describe(Object value) {
        if (value == null) {
            return "null";
        }
        String text = value instanceof String string ? "'" + Shown.name(string) + "'" : Shown.value(value);
        String type = value instanceof String
                ? "STRING"
                : value instanceof Double || value instanceof Float
                        ? "FLOAT"
                        : value instanceof Number
                                ? "INTEGER"
                                : value instanceof Boolean
                                        ? "BOOLEAN"
                                        : value instanceof List
                                                ? "LIST"
                                                : value instanceof Map
                                                        ? "MAP"
                                                        : value.getClass().getSimpleName();
        return text + " (" + type + ")";
    }
}
