package org.vimmrec.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.vimmrec.task.Shown;

/**
 * Reads the configuration map of a procedure, key by key.
 *
 * <p>Every method returns the value of the key, or the default if the key is absent. An invalid value throws an
 * {@link IllegalArgumentException} that names the procedure, the key, the expected value and the value found. Call
 * {@link #effective} after the last key: it rejects unknown keys.
 */
public final class ConfigMap {
    /** Maximum number of characters of a label, relationship type, property, modality or prefix. */
    private static final int MAX_NAME_LENGTH = 1000;

    private final ConfigErrors errors;
    private final Map<String, Object> map;
    /** The keys read so far, with the value given or the default. */
    private final Map<String, Object> effective = new LinkedHashMap<>();

    /**
     * @param procedure the full name, such as {@code vimmrec.similarity.write}
     * @param map the map that the caller passed
     * @throws IllegalArgumentException if the map is null
     */
    public ConfigMap(String procedure, Map<String, Object> map) {
        this.errors = new ConfigErrors(procedure);
        if (map == null) {
            throw error("the configuration must be a map, but was null");
        }
        this.map = map;
    }

    /** A string that is not blank. The default may be null. */
    public String name(String key, String defaultValue) {
        return value(key, defaultValue, given -> validName(given, key));
    }

    /** A string that may be empty. */
    public String text(String key, String defaultValue) {
        return value(key, defaultValue, given -> {
            if (!(given instanceof String text) || text.indexOf('\0') >= 0) {
                throw expected(key, "text", given);
            }
            return requireShort(text, key);
        });
    }

    /** A name or a list of names, as a list without duplicates. */
    public List<String> names(String key, String defaultValue) {
        return list(key, List.of(defaultValue), "a name or a list of names", given -> validName(given, key));
    }

    /**
     * A whole number in a closed range. {@code 10.0} counts as one, because some drivers send all numbers as floats.
     */
    public int integer(String key, int defaultValue, int min, int max) {
        return value(key, defaultValue, given -> (int) wholeNumber(given, key, min, max));
    }

    /** A whole number in a closed range, or null if the key is absent. */
    public Integer optionalInteger(String key, int min, int max) {
        return value(key, null, given -> (int) wholeNumber(given, key, min, max));
    }

    /** A whole number without limits. */
    public long seed(String key, long defaultValue) {
        return value(key, defaultValue, given -> wholeNumber(given, key, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** A whole number or a list of them, as a list without duplicates. */
    public List<Long> seeds(String key, List<Long> defaultValue) {
        return list(
                key,
                defaultValue,
                "a whole number or a list of them",
                given -> wholeNumber(given, key, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** A number in a closed range. */
    public double number(String key, double defaultValue, double min, double max) {
        return value(key, defaultValue, given -> inRange(given, key, min, max));
    }

    /** A number in a closed range, or null if the key is absent. */
    public Double optionalNumber(String key, double min, double max) {
        return value(key, null, given -> inRange(given, key, min, max));
    }

    /** A number above 0 and at most {@code max}, or null if the key is absent. */
    public Double optionalPositiveNumber(String key, double max) {
        return value(key, null, given -> positive(given, key, max));
    }

    /** A number above 0 and at most {@code max}. */
    public double positiveNumber(String key, double defaultValue, double max) {
        return value(key, defaultValue, given -> positive(given, key, max));
    }

    /** A number in a closed range, or a list of such numbers, as a list without duplicates. */
    public List<Double> numbers(String key, List<Double> defaultValue, double min, double max) {
        return list(key, defaultValue, "a number or a list of them", given -> inRange(given, key, min, max));
    }

    /** A number above 0 and at most {@code max}, or a list of such numbers, as a list without duplicates. */
    public List<Double> positiveNumbers(String key, List<Double> defaultValue, double max) {
        return list(key, defaultValue, "a number or a list of them", given -> positive(given, key, max));
    }

    private double inRange(Object given, String key, double min, double max) {
        double number = given instanceof Number n ? n.doubleValue() : Double.NaN;
        if (!(number >= min && number <= max)) {
            throw expected(key, "a number " + range(min, max), given);
        }
        return number;
    }

    private double positive(Object given, String key, double max) {
        double number = given instanceof Number n ? n.doubleValue() : Double.NaN;
        if (!(number > 0 && number <= max)) {
            throw expected(key, "a number above 0" + (max < Double.MAX_VALUE ? " and at most " + max : ""), given);
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

    /** A constant of an enum. The value is the constant's name in camel case; upper and lower case do not matter. */
    public <E extends Enum<E>> E choice(String key, E defaultValue) {
        return value(key, defaultValue, given -> oneOf(key, given, defaultValue.getDeclaringClass()));
    }

    /** One or more constants of an enum, as a list without duplicates. */
    public <E extends Enum<E>> List<E> choices(String key, List<E> defaultValue) {
        Class<E> type = defaultValue.get(0).getDeclaringClass();
        List<E> choices = list(key, defaultValue, "a name or a list of names", given -> oneOf(key, given, type));
        effective.put(key, choices.stream().map(ConfigMap::spelling).toList());
        return choices;
    }

    /**
     * The constant that a string names.
     *
     * @throws IllegalArgumentException if there is none; lists all constants
     */
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
     * A required value of a Java type, such as a node.
     *
     * @param expectation describes the type in error messages, such as "a node"
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

    /** Converts the caller's value, which may be null. Records it as the effective value. */
    <T> T requiredValue(String key, Conversion<T> conversion) {
        return recordEffective(key, conversion.of(map.get(key)));
    }

    /** Converts the caller's value, or returns the default. Records it as the effective value. */
    <T> T value(String key, T defaultValue, Conversion<T> conversion) {
        if (!given(key)) {
            return recordEffective(key, defaultValue);
        }
        if (map.get(key) == null) {
            throw error("`%s` must not be null; leave the key out for its default".formatted(key));
        }
        return recordEffective(key, conversion.of(map.get(key)));
    }

    private <T> T recordEffective(String key, T value) {
        if (value instanceof Enum<?> constant) {
            effective.put(key, spelling(constant));
        } else if (value instanceof Integer number) {
            effective.put(key, number.longValue());
        } else {
            effective.put(key, value);
        }
        return value;
    }

    /** Replaces the recorded effective value, for values that are read in one form and reported in another. */
    void show(String key, Object value) {
        effective.put(key, value);
    }

    /**
     * Every key of the procedure, with the value given or the default.
     *
     * @throws IllegalArgumentException if the caller passed a key that the procedure does not have
     */
    public Map<String, Object> effective() {
        for (String key : map.keySet()) {
            if (!effective.containsKey(key)) {
                throw errors.unknownKey(key, effective.keySet());
            }
        }
        return effective;
    }

    /** See {@link ConfigErrors#error}. */
    public IllegalArgumentException error(String message) {
        return errors.error(message);
    }

    /** See {@link ConfigErrors#expected}. */
    IllegalArgumentException expected(String key, String expectation, Object found) {
        return errors.expected(key, expectation, found);
    }

    /** The value as a name that Neo4j can store; throws the error of the key otherwise. */
    String validName(Object given, String key) {
        if (!(given instanceof String name) || name.isBlank() || name.indexOf('\0') >= 0) {
            throw expected(key, "a name", given);
        }
        return requireShort(name, key);
    }

    private String requireShort(String name, String key) {
        if (name.length() > MAX_NAME_LENGTH) {
            throw error("`%s` must have at most %d characters, but has %d: '%s'"
                    .formatted(Shown.name(key), MAX_NAME_LENGTH, name.length(), Shown.name(name)));
        }
        return name;
    }

    /** The value as a whole number in a closed range; throws the error of the key otherwise. */
    long wholeNumber(Object given, String key, long min, long max) {
        boolean whole = given instanceof Number number
                && (given instanceof Double || given instanceof Float
                        ? number.doubleValue() == Math.rint(number.doubleValue())
                                && Math.abs(number.doubleValue()) < 0x1p53
                        : true);
        long value = whole ? ((Number) given).longValue() : 0;
        if (!whole || value < min || value > max) {
            String expectation = min == Long.MIN_VALUE
                    ? "a whole number"
                    : "a whole number " + (value > max ? "from " + min + " to " + max : range(min, max));
            throw expected(key, expectation, given);
        }
        return value;
    }

    /** Numbers as Cypher returns them. */
    public static Map<String, Object> longs(Map<String, Integer> numbers) {
        Map<String, Object> longs = new LinkedHashMap<>();
        numbers.forEach((name, number) -> longs.put(name, number.longValue()));
        return longs;
    }

    private static String range(Number min, Number max) {
        return max.doubleValue() >= Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
    }

    /** The name of an enum constant as configurations spell it: in camel case. */
    public static String spelling(Enum<?> constant) {
        StringBuilder camelCase = new StringBuilder();
        for (String word : constant.name().toLowerCase(Locale.ROOT).split("_")) {
            camelCase.append(camelCase.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camelCase.toString();
    }

    /** Converts a value of the caller to the type that the configuration record holds. */
    interface Conversion<T> {
        T of(Object given);
    }
}
