package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.task.Shown;

/**
 * The method that determines the modality weights, or the weights themselves.
 *
 * @param method the method; null if the caller gave the weights
 * @param given weight by modality; null if the caller gave a method
 * @param sampleSize number of item pairs to sample for {@link Method#CO_INTERACTION}
 * @param seed random seed of the sample
 */
public record Weighting(Method method, Map<String, Double> given, int sampleSize, long seed) {
    private static final String MODALITY_WEIGHTS = "modalityWeights";

    /** Reads the key {@code weighting} of {@code vimmrec.statistics}: a method. */
    static Weighting ofStatistics(ConfigMap config, Modalities modalities) {
        Method method = config.choice("weighting", Method.MEAN);
        requireEmbeddings(config, "weighting", method, modalities);
        return of(config, method, null);
    }

    /** Reads the key {@code weightings} of {@code vimmrec.evaluate}: one or more methods. */
    static List<ModalityWeighting> ofEvaluation(ConfigMap config) {
        List<Method> methods = config.choices("weightings", List.of(Method.MEAN, Method.CO_INTERACTION));
        return methods.stream()
                .map(method -> of(config, method, null).computed())
                .toList();
    }

    /** The method that computes the weights; requires a method. */
    public ModalityWeighting computed() {
        return new ModalityWeighting(method, sampleSize, seed);
    }

    /** Reads the key {@code modalityWeights} of the strategies: a method or a map from modality to weight. */
    static Weighting ofStrategy(ConfigMap config, Modalities modalities) {
        Map<String, Double> weights = new LinkedHashMap<>();
        Method method = config.value(MODALITY_WEIGHTS, Method.MEAN, given -> {
            if (given instanceof Map<?, ?> map) {
                map.forEach((modality, weight) ->
                        weights.put(String.valueOf(modality), weight(config, String.valueOf(modality), weight)));
                return null;
            }
            if (!(given instanceof String)) {
                throw config.expected(
                        MODALITY_WEIGHTS, "'mean', 'coInteraction', 'uniform' or a map from modality to weight", given);
            }
            return config.oneOf(MODALITY_WEIGHTS, given, Method.class);
        });
        if (method != null) {
            requireEmbeddings(config, MODALITY_WEIGHTS, method, modalities);
            return of(config, method, null);
        }
        config.show(MODALITY_WEIGHTS, weights);
        Weighting weighting = of(config, null, weights);
        if (!modalities.names().isEmpty()) {
            weighting.given(modalities.names());
        }
        return weighting;
    }

    /**
     * The weights that the caller gave, in the order of the modalities.
     *
     * @throws IllegalArgumentException if a weight is missing, a modality is unknown, or all weights are 0
     */
    public double[] given(List<String> modalities) {
        for (String modality : given.keySet()) {
            if (!modalities.contains(modality)) {
                String nearest = Spelling.nearest(modality, modalities);
                throw new IllegalArgumentException(
                        ("`modalityWeights` has a weight for [%s], which is not one of the modalities %s.%s")
                                .formatted(
                                        Shown.name(modality),
                                        Shown.names(modalities),
                                        nearest == null ? "" : " Did you mean [" + Shown.name(nearest) + "]?"));
            }
        }
        double[] weights = new double[modalities.size()];
        double sum = 0;
        for (int m = 0; m < weights.length; m++) {
            Double weight = given.get(modalities.get(m));
            if (weight == null) {
                throw new IllegalArgumentException(
                        ("`modalityWeights` has no weight for [%s]. Give a weight for each of %s,"
                                        + " 0 to leave it out.")
                                .formatted(Shown.name(modalities.get(m)), Shown.names(modalities)));
            }
            weights[m] = weight;
            sum += weight;
        }
        if (sum == 0) {
            throw new IllegalArgumentException(
                    "`modalityWeights` must have at least one weight above 0, but has " + Shown.value(given) + ".");
        }
        return weights;
    }

    private static void requireEmbeddings(ConfigMap config, String key, Method method, Modalities modalities) {
        if (method == Method.CO_INTERACTION && !modalities.haveProperties()) {
            throw config.error(("`%s: 'coInteraction'` compares embeddings, so `modalities` must be a map from modality"
                            + " to embedding property")
                    .formatted(key));
        }
    }

    private static Weighting of(ConfigMap config, Method method, Map<String, Double> given) {
        return new Weighting(
                method, given, config.integer("sampleSize", 100_000, 1, 100_000_000), config.seed("randomSeed", 42));
    }

    private static double weight(ConfigMap config, String modality, Object given) {
        double weight = given instanceof Number number ? number.doubleValue() : Double.NaN;
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw config.expected(MODALITY_WEIGHTS + "." + modality, "a number of at least 0", given);
        }
        return weight;
    }
}
