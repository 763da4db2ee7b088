package org.vimmrec.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.statistics.ModalityWeighting.Method;

/**
 * The options of a command, as {@code --key=value} or from the JSON file that {@code --config} names. Keys that the
 * procedures have, too, mean the same here. A list is written {@code a,b}, and a map {@code a:x,b:y}.
 */
final class Options {
    static final String MODALITY_WEIGHTS = "modalityWeights";
    private static final Set<String> FLAGS = Set.of("overwrite", "adopt", "allInteractions");

    private final Map<String, Object> given = new HashMap<>();

    /**
     * Reads the options, of which those on the command line have priority over those in the file.
     *
     * @throws IllegalArgumentException if a key is unknown or comes twice, or if the file is not a JSON object
     */
    Options(List<String> arguments, Command command) throws IOException {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            boolean isFlag = argument.startsWith("--") && FLAGS.contains(argument.substring(2));
            if (!isFlag && (!argument.startsWith("--") || equals < 0)) {
                throw new IllegalArgumentException(
                        "Options have the form --key=value, but one is `%s`.".formatted(argument));
            }
            String key = argument.substring(2, isFlag ? argument.length() : equals);
            if (given.put(key, isFlag ? "true" : argument.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("Option `%s` is given twice.".formatted(key));
            }
        }
        if (given.get("config") instanceof String file) {
            readFile(file).forEach(given::putIfAbsent);
        }
        Set<String> known = command.keys(format());
        for (String key : new TreeSet<>(given.keySet())) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException("Unknown option `%s`. Known options of this command%s: %s."
                        .formatted(key, format().condition(), String.join(", ", new TreeSet<>(known))));
            }
        }
    }

    private static Map<String, Object> readFile(String file) throws IOException {
        try {
            return new ObjectMapper().readValue(Files.readString(Path.of(file)), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The file %s is not a JSON object: %s".formatted(file, e.getMessage()), e);
        }
    }

    TableFormat format() {
        return TableFormat.of(given.keySet());
    }

    boolean has(String key) {
        return given.containsKey(key);
    }

    String text(String key, String byDefault) {
        return has(key) ? String.valueOf(given.get(key)) : byDefault;
    }

    String required(String key) {
        String value = text(key, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException("The option --%s=... is required.".formatted(key));
        }
        return value;
    }

    boolean flag(String key) {
        String value = text(key, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("`%s` must be true or false, but is `%s`.".formatted(key, value));
        }
        return value.equals("true");
    }

    List<String> list(String key) {
        return given.get(key) instanceof Collection<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(required(key).split(",", -1));
    }

    /** Whether the value is a map. */
    boolean isMap(String key) {
        return given.get(key) instanceof Map || given.get(key) instanceof String text && text.contains(":");
    }

    /** A map, in its own order. An element of a list stands for itself. */
    Map<String, String> map(String key) {
        Map<String, String> map = new LinkedHashMap<>();
        if (given.get(key) instanceof Map<?, ?> values) {
            values.forEach((name, value) -> map.put(String.valueOf(name), String.valueOf(value)));
            return map;
        }
        for (String element : list(key)) {
            int colon = element.indexOf(':');
            if (map.put(colon < 0 ? element : element.substring(0, colon), element.substring(colon + 1)) != null) {
                throw new IllegalArgumentException("`%s` names `%s` twice.".formatted(key, element));
            }
        }
        return map;
    }

    List<String> modalities() {
        return List.copyOf(embeddingProperties().keySet());
    }

    /** By modality the column or property of its embeddings; without one, the modality's own name. */
    Map<String, String> embeddingProperties() {
        return map("modalities");
    }

    /** How neighbours are searched. {@code auto} is missing: which search is faster depends on the cluster. */
    enum SearchKind {
        EXACT,
        APPROXIMATE
    }

    boolean isApproximate() {
        return choice("search", SearchKind.EXACT) == SearchKind.APPROXIMATE;
    }

    /** The least lower end of the recall's interval of an approximate search. */
    double targetRecall() {
        return number("targetRecall", 0.95, 0.5, 0.99);
    }

    /**
     * The method that computes the weights of modalities, by default {@code mean}; null if the value is no method.
     *
     * @param key names the method
     */
    Method weighting(String key) {
        String text = text(key, Method.MEAN.spelling());
        return Arrays.stream(Method.values())
                .filter(method -> method.spelling().equals(text))
                .findFirst()
                .orElse(null);
    }

    /** The number of pairs that {@code coInteraction} draws. */
    int sampleSize() {
        return (int) wholeNumber("sampleSize", text("sampleSize", "100000"), 1, 100_000_000);
    }

    /** The seed of the sample of {@code coInteraction}. */
    long randomSeed() {
        return wholeNumber("randomSeed", text("randomSeed", "42"), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The weights that the caller gave in the order of the modalities; null if the caller named a method. */
    double[] modalityWeights() {
        List<String> modalities = modalities();
        if (weighting(MODALITY_WEIGHTS) != null) {
            return null;
        }
        List<String> values = isMap(MODALITY_WEIGHTS)
                ? modalities.stream().map(map(MODALITY_WEIGHTS)::get).toList()
                : list(MODALITY_WEIGHTS);
        boolean complete = values.size() == modalities.size() && !values.contains(null);
        double[] weights = values.stream()
                .mapToDouble(value -> value == null ? 0 : number(MODALITY_WEIGHTS, value, 0, Double.MAX_VALUE))
                .toArray();
        if (!complete || Arrays.stream(weights).sum() == 0) {
            throw new IllegalArgumentException(
                    "`modalityWeights` must have a number for each of the %d modalities, not all 0."
                            .formatted(modalities.size()));
        }
        return weights;
    }

    int integer(String key, int byDefault) {
        if (!has(key)) {
            return byDefault;
        }
        return (int) wholeNumber(key, text(key, null), 1, Integer.MAX_VALUE);
    }

    static long wholeNumber(String key, String text, long lowest, long highest) {
        long number;
        try {
            number = Long.parseLong(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("`%s` must be a whole number, but is `%s`.".formatted(key, text), e);
        }
        if (number < lowest || number > highest) {
            throw new IllegalArgumentException(
                    "`%s` must be from %d to %d, but is %s.".formatted(key, lowest, highest, text));
        }
        return number;
    }

    double number(String key, double byDefault, double lowest, double highest) {
        return has(key) ? number(key, text(key, null), lowest, highest) : byDefault;
    }

    static double number(String key, String text, double lowest, double highest) {
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("`%s` must be a number, but is `%s`.".formatted(key, text), e);
        }
        if (!(number >= lowest && number <= highest)) {
            throw new IllegalArgumentException(
                    "`%s` must be from %s to %s, but is %s.".formatted(key, lowest, highest, text));
        }
        return number;
    }

    EdgeRule edgeRule() {
        return new EdgeRule(
                choice("aggregation", Aggregation.MEAN),
                number("popularityDiscount", 0, 0, Double.MAX_VALUE),
                number("virtualWeight", 0.01, Double.MIN_VALUE, 1),
                number("maxWeight", 1, Double.MIN_VALUE, 1),
                number("minWeight", 0, 0, Double.MAX_VALUE),
                integer("maxPerUser", Integer.MAX_VALUE),
                number("maxPerInteraction", Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE));
    }

    /** One of an enum's values, spelled in lower case. */
    <E extends Enum<E>> E choice(String key, E byDefault) {
        String spelling = text(key, byDefault.name().toLowerCase(Locale.ROOT));
        E[] values = byDefault.getDeclaringClass().getEnumConstants();
        return Arrays.stream(values)
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(spelling))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("`%s` must be one of %s, but is `%s`."
                        .formatted(key, Arrays.toString(values).toLowerCase(Locale.ROOT), spelling)));
    }
}
