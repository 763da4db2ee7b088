package org.vimmrec.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vimmrec.task.Shown;

/**
 * A procedure's configuration map, read key by key.
 *
 * <p>Every method returns the key's value, or the default where the key is absent, and throws an
 * {@link IllegalArgumentException} that names the procedure and the key and says what was expected and what was found.
 * After the last key, {@link #effective} refuses keys that nobody read.
 */
public final class ConfigMap {
    /** Keys of procedures that write; in other modes they would do nothing, which is worth a word of its own. */
    private static final Set<String> WRITE_KEYS = Set.of("writeProperty", "batchSize", "adopt", "onMismatch");

    /** The most characters of a label, type, property, modality or prefix. */
    private static final int LONGEST_NAME = 1000;

    private final String procedure;
    private final Map<String, Object> map;
    /** Every key that was read, with its value in effect. */
    private final Map<String, Object> effective = new LinkedHashMap<>();

    /**
     * @param procedure the full name, such as {@code vimmrec.similarity.write}
     * @param map what the caller passed; null is refused
     */
    public ConfigMap(String procedure, Map<String, Object> map) {
        this.procedure = procedure;
        if (map == null) {
            throw error("the configuration must be a map, but was null");
        }
        this.map = map;
    }

    /** A name: text that is not blank. The default may be null. */
    public String name(String key, String defaultValue) {
        return value(key, defaultValue, given -> validName(given, key));
    }

    /** Text that may be empty. */
    public String text(String key, String defaultValue) {
        return value(key, defaultValue, given -> {
            if (!(given instanceof String text) || text.indexOf('\0') >= 0) {
                throw expected(key, "text", given);
            }
            return notTooLong(text, key);
        });
    }

    /** A name or a list of names, as a list without repetitions. */
    public List<String> names(String key, String defaultValue) {
        return list(key, List.of(defaultValue), "a name or a list of names", given -> validName(given, key));
    }

    /** A list of anything, or null where the key is absent. */
    List<?> list(String key, String expectation) {
        return this.<List<?>>value(key, null, given -> {
            if (!(given instanceof List<?> list)) {
                throw expected(key, expectation, given);
            }
            return list;
        });
    }

    /** A whole number in a range; {@code 10.0} is one too, because some drivers send all numbers so. */
    public int integer(String key, int defaultValue, int min, int max) {
        return value(key, defaultValue, given -> (int) wholeNumber(given, key, min, max));
    }

    /** A whole number in a range or a list of them, as a list without repetitions. */
    public List<Integer> integers(String key, List<Integer> defaultValue, int min, int max) {
        List<Integer> numbers = list(key, defaultValue, "a whole number or a list of them",
                given -> (int) wholeNumber(given, key, min, max));
        effective.put(key, numbers.stream().map(Integer::longValue).toList());
        return numbers;
    }

    /** A whole number in a range, or null where the key is absent. */
    public Integer optionalInteger(String key, int min, int max) {
        return value(key, null, given -> (int) wholeNumber(given, key, min, max));
    }

    /** Any whole number. */
    public long seed(String key, long defaultValue) {
        return value(key, defaultValue, given -> wholeNumber(given, key, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** Whole numbers, or one. */
    public List<Long> seeds(String key, List<Long> defaultValue) {
        return list(key, defaultValue, "a whole number or a list of them",
                given -> wholeNumber(given, key, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** A number in a closed range. */
    public double number(String key, double defaultValue, double min, double max) {
        return value(key, defaultValue, given -> {
            double number = given instanceof Number n ? n.doubleValue() : Double.NaN;
            if (!(number >= min && number <= max)) {
                throw expected(key, "a number " + range(min, max), given);
            }
            return number;
        });
    }

    /** A number above 0 and at most {@code max}. */
    public double positiveNumber(String key, double defaultValue, double max) {
        return value(key, defaultValue, given -> positive(given, key, max));
    }

    /** A number above 0 and at most {@code max} or a list of them, as a list without repetitions. */
    public List<Double> positiveNumbers(String key, List<Double> defaultValue, double max) {
        return list(key, defaultValue, "a number or a list of them", given -> positive(given, key, max));
    }

    private double positive(Object given, String key, double max) {
        double number = given instanceof Number n ? n.doubleValue() : Double.NaN;
        if (!(number > 0 && number <= max)) {
            throw expected(key, "a number above 0 and at most " + max, given);
        }
        return number;
    }

    /** True or false. */
    public boolean flag(String key, boolean defaultValue) {
        return value(key, defaultValue, given -> {
            if (!(given instanceof Boolean flag)) {
                throw expected(key, "true or false", given);
            }
            return flag;
        });
    }

    /** One of an enum's constants, written as its name in lower case; any case is understood. */
    public <E extends Enum<E>> E choice(String key, E defaultValue) {
        return value(key, defaultValue, given -> oneOf(key, given, defaultValue.getDeclaringClass()));
    }

    /** One or several of an enum's constants, as a list without repetitions. */
    public <E extends Enum<E>> List<E> choices(String key, List<E> defaultValue) {
        Class<E> type = defaultValue.get(0).getDeclaringClass();
        List<E> choices = list(key, defaultValue, "a name or a list of names", given -> oneOf(key, given, type));
        effective.put(key, choices.stream().map(ConfigMap::spelling).toList());
        return choices;
    }

    /** The constant that a text names, or an error that lists all. */
    <E extends Enum<E>> E oneOf(String key, Object given, Class<E> type) {
        List<String> choices = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (given instanceof String text && spelling(constant).equalsIgnoreCase(text)) {
                return constant;
            }
            choices.add("'" + spelling(constant) + "'");
        }
        throw expected(key, String.join(" or ", choices), given);
    }

    /**
     * A value of the host's own, such as a node; there is no default.
     *
     * @param expectation what it is called in the error, such as "a node"
     */
    public <T> T required(String key, Class<T> type, String expectation) {
        if (!given(key)) {
            throw error("`%s` is required: %s".formatted(key, expectation));
        }
        return requiredValue(key, given -> {
            if (!type.isInstance(given)) {
                throw expected(key, expectation, given);
            }
            return type.cast(given);
        });
    }

    /** Whether the caller passed the key. */
    boolean given(String key) {
        return map.containsKey(key);
    }

    <T> List<T> list(String key, List<T> defaultValue, String expectation, Conversion<T> conversion) {
        return value(key, defaultValue, given -> {
            if (!(given instanceof List<?> list)) {
                return List.of(conversion.of(given));
            }
            if (list.isEmpty()) {
                throw expected(key, expectation, given);
            }
            Set<T> values = new LinkedHashSet<>();
            list.forEach(value -> values.add(conversion.of(value)));
            return List.copyOf(values);
        });
    }

    /** What the caller passed, even if it is null, checked and converted. */
    <T> T requiredValue(String key, Conversion<T> conversion) {
        return shown(key, conversion.of(map.get(key)));
    }

    /** What the caller passed, checked and converted, or the default. Remembers the key and its effective value. */
    <T> T value(String key, T defaultValue, Conversion<T> conversion) {
        if (!given(key)) {
            return shown(key, defaultValue);
        }
        if (map.get(key) == null) {
            throw error("`%s` must not be null; leave the key out for its default".formatted(key));
        }
        return shown(key, conversion.of(map.get(key)));
    }

    private <T> T shown(String key, T value) {
        if (value instanceof Enum<?> constant) {
            effective.put(key, spelling(constant));
        } else if (value instanceof Integer number) {
            effective.put(key, number.longValue());
        } else {
            effective.put(key, value);
        }
        return value;
    }

    /** Shows a value in the effective configuration otherwise than it was read. */
    void show(String key, Object value) {
        effective.put(key, value);
    }

    /**
     * The configuration in effect, every key with the value given or its default.
     *
     * @throws IllegalArgumentException if the caller passed keys that this procedure does not have
     */
    public Map<String, Object> effective() {
        for (String key : map.keySet()) {
            if (!effective.containsKey(key)) {
                throw error(unknown(key));
            }
        }
        return effective;
    }

    private String unknown(String key) {
        if (WRITE_KEYS.contains(key)) {
            return "`%s` is a key of the write mode, and does nothing in this one".formatted(key);
        }
        String nearest = Spelling.nearest(key, effective.keySet());
        return "unknown key `%s`. %s".formatted(Shown.name(key), nearest != null
                ? "Did you mean [" + nearest + "]?"
                : "The keys are " + new TreeSet<>(effective.keySet()));
    }

    /** An error of this procedure's configuration. */
    IllegalArgumentException error(String message) {
        return new IllegalArgumentException(procedure + ": " + Shown.line(message) + (message.endsWith("?") ? "" : "."));
    }

    /** The error for a key's value that is not what it should be. */
    IllegalArgumentException expected(String key, String expectation, Object found) {
        return error("`%s` must be %s, but was %s".formatted(Shown.name(key), expectation, shownValue(found)));
    }

    /** A name that the store can take, or the key's error. */
    String validName(Object given, String key) {
        if (!(given instanceof String name) || name.isBlank() || name.indexOf('\0') >= 0) {
            throw expected(key, "a name", given);
        }
        return notTooLong(name, key);
    }

    private String notTooLong(String name, String key) {
        if (name.length() > LONGEST_NAME) {
            throw error("`%s` must have at most %d characters, but has %d: '%s'".formatted(Shown.name(key), LONGEST_NAME,
                    name.length(), Shown.name(name)));
        }
        return name;
    }

    private long wholeNumber(Object given, String key, long min, long max) {
        boolean whole = given instanceof Number number && (given instanceof Double || given instanceof Float
                ? number.doubleValue() == Math.rint(number.doubleValue()) && Math.abs(number.doubleValue()) < 0x1p53
                : true);
        long value = whole ? ((Number) given).longValue() : 0;
        if (!whole || value < min || value > max) {
            String expectation = min == Long.MIN_VALUE ? "a whole number"
                    : "a whole number " + (value > max ? "from " + min + " to " + max : range(min, max));
            throw expected(key, expectation, given);
        }
        return value;
    }

    private static String range(Number min, Number max) {
        return max.doubleValue() >= Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
    }

    static String spelling(Enum<?> constant) {
        StringBuilder camelCase = new StringBuilder();
        for (String word : constant.name().toLowerCase(Locale.ROOT).split("_")) {
            camelCase.append(camelCase.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camelCase.toString();
    }

    /** The value and Cypher's name for its type, short enough for a message. */
    private static String shownValue(Object value) {
        if (value == null) {
            return "null";
        }
        String text = value instanceof String string ? "'" + Shown.name(string) + "'" : Shown.value(value);
        String type = value instanceof String ? "STRING"
                : value instanceof Double || value instanceof Float ? "FLOAT"
                : value instanceof Number ? "INTEGER"
                : value instanceof Boolean ? "BOOLEAN"
                : value instanceof List ? "LIST"
                : value instanceof Map ? "MAP"
                : value.getClass().getSimpleName();
        return text + " (" + type + ")";
    }

    /** From what the caller passed to what the record holds. */
    interface Conversion<T> {
        T of(Object given);
    }
}
