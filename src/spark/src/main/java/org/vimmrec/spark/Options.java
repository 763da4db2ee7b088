package org.vimmrec.spark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.statistics.ModalityWeights;

/** The options of a command, as {@code --key=value}. Keys that the procedures have, too, mean the same here. */
final class Options {
    static final Set<String> SIMILARITY =
            Set.of("items", "modalities", "topK", "similarityCutoff", "output", "overwrite", "planeOrder");
    static final Set<String> STATISTICS = Set.of("similarities", "modalities");
    private static final Set<String> EDGES = Set.of(
            "interactions",
            "modalities",
            "modalityWeights",
            "similarities",
            "topK",
            "virtualWeight",
            "aggregation",
            "maxWeight",
            "minWeight",
            "maxPerUser",
            "maxPerInteraction",
            "interactionsPerKey",
            "output",
            "overwrite");
    static final Set<String> OVERLAY = EDGES;
    static final Set<String> SYNERGISTIC = union(EDGES, Set.of("items", "similarityCutoff", "planeOrder"));
    static final Set<String> RUN = without(SYNERGISTIC, "similarities");

    private final Map<String, String> given = new HashMap<>();

    /** @throws IllegalArgumentException if a key is unknown or comes twice */
    Options(List<String> arguments, Set<String> known) {
        for (String argument : arguments) {
            if (argument.equals("--overwrite") && known.contains("overwrite")) {
                given.put("overwrite", "true");
                continue;
            }
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException(
                        "Options have the form --key=value, but one is `%s`.".formatted(argument));
            }
            String key = argument.substring(2, equals);
            if (!known.contains(key)) {
                throw new IllegalArgumentException("Unknown option `%s`. Known options of this command: %s."
                        .formatted(key, String.join(", ", new TreeSet<>(known))));
            }
            if (given.put(key, argument.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("Option `%s` is given twice.".formatted(key));
            }
        }
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return Set.copyOf(all);
    }

    private static Set<String> without(Set<String> all, String key) {
        Set<String> rest = new TreeSet<>(all);
        rest.remove(key);
        return Set.copyOf(rest);
    }

    String required(String key) {
        String value = given.get(key);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("The option --%s=... is required.".formatted(key));
        }
        return value;
    }

    List<String> modalities() {
        return List.of(required("modalities").split(",", -1));
    }

    /** Whether outputs that exist are replaced. */
    boolean overwrite() {
        String value = given.getOrDefault("overwrite", "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("`overwrite` must be true or false, but is `%s`.".formatted(value));
        }
        return value.equals("true");
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
        if (given.getOrDefault("modalityWeights", "mean").equals("mean")) {
            return null;
        }
        if (given.get("modalityWeights").equals("uniform")) {
            return ModalityWeights.uniform(modalities().size());
        }
        if (given.get("modalityWeights").equals("coInteraction")) {
            throw new IllegalArgumentException("`modalityWeights: coInteraction` is not available on Spark yet."
                    + " Use mean or uniform, or give the weights that `vimmrec.statistics` returns.");
        }
        double[] weights = Arrays.stream(required("modalityWeights").split(",", -1))
                .mapToDouble(text -> number("modalityWeights", text, 0, Double.MAX_VALUE))
                .toArray();
        if (weights.length != modalities().size() || Arrays.stream(weights).sum() == 0) {
            throw new IllegalArgumentException(
                    "`modalityWeights` must have a number for each of the %d modalities, not all 0."
                            .formatted(modalities().size()));
        }
        return weights;
    }

    int integer(String key, int byDefault) {
        if (!given.containsKey(key)) {
            return byDefault;
        }
        double number = number(key, given.get(key), 1, Integer.MAX_VALUE);
        if (number != Math.rint(number)) {
            throw new IllegalArgumentException(
                    "`%s` must be a whole number, but is %s.".formatted(key, given.get(key)));
        }
        return (int) number;
    }

    double number(String key, double byDefault, double lowest, double highest) {
        return given.containsKey(key) ? number(key, given.get(key), lowest, highest) : byDefault;
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
                aggregation(),
                0,
                number("virtualWeight", 0.01, Double.MIN_VALUE, 1),
                number("maxWeight", 1, Double.MIN_VALUE, 1),
                number("minWeight", 0, 0, Double.MAX_VALUE),
                integer("maxPerUser", Integer.MAX_VALUE),
                number("maxPerInteraction", Double.POSITIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE));
    }

    private Aggregation aggregation() {
        String name = given.getOrDefault("aggregation", "mean");
        return Arrays.stream(Aggregation.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "`aggregation` must be mean, sum or max, but is `%s`.".formatted(name)));
    }
}
