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
import org.vimmrec.statistics.ModalityWeights;

/**
 * The options of a command, as {@code --key=value} or from the JSON file that {@code --config} names. Keys that the
 * procedures have, too, mean the same here. A list is written {@code a,b}, and a map {@code a:x,b:y}.
 */
final class Options {
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

    /** The neighbours that a search finds for each item. */
    int searchTopK() {
        return integer("topK", 10);
    }

    /** The similarity that neighbours must exceed. */
    double cutoff() {
        return number("similarityCutoff", 0, -1, 1);
    }

    /**
     * The weights that the caller gave in the order of the modalities; null for those of the weighting {@code mean}.
     */
    double[] modalityWeights() {
        List<String> modalities = modalities();
        String text = text("modalityWeights", "mean");
        if (text.equals("mean")) {
            return null;
        }
        if (text.equals("uniform")) {
            return ModalityWeights.uniform(modalities.size());
        }
        if (text.equals("coInteraction")) {
            throw new IllegalArgumentException("`modalityWeights: coInteraction` is not available on Spark yet."
                    + " Use mean or uniform, or give the weights that `vimmrec.statistics` returns.");
        }
        List<String> values = isMap("modalityWeights")
                ? modalities.stream().map(map("modalityWeights")::get).toList()
                : list("modalityWeights");
        boolean complete = values.size() == modalities.size() && !values.contains(null);
        double[] weights = values.stream()
                .mapToDouble(value -> value == null ? 0 : number("modalityWeights", value, 0, Double.MAX_VALUE))
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
        double number = number(key, text(key, null), 1, Integer.MAX_VALUE);
        if (number != Math.rint(number)) {
            throw new IllegalArgumentException(
                    "`%s` must be a whole number, but is %s.".formatted(key, given.get(key)));
        }
        return (int) number;
    }

    double number(String key, double byDefault, double lowest, double highest) {
        return has(key) ? number(key, text(key, null), lowest, highest) : byDefault;
    }

    private static double number(String key, String text, double lowest, double highest) {
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
