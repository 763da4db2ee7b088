package org.vimmrec.config;

import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Shown;

/**
 * The configuration of {@code vimmrec.recommend.stream} for given embeddings instead of users.
 *
 * @param embeddings the items and their embeddings
 * @param query by modality the given embedding, in the form that {@link EmbeddingMatrix} holds; modalities that are not
 *     given have none
 * @param lengths by modality the length of the given embedding
 * @param weights the weights of the modalities, in their order
 * @param limit the most items
 * @param run execution options
 */
public record QueryConfig(
        EmbeddingSource embeddings,
        Map<String, float[]> query,
        Map<String, Integer> lengths,
        double[] weights,
        int limit,
        RunConfig run) {
    /** The key with the embeddings. */
    public static final String KEY = "embeddings";

    private static final String UNIFORM = "uniform";
    private static final String WEIGHTS = "modalityWeights";
    private static final String EXPECTED = "a map from modality to a list of numbers";
    private static final List<String> WITHOUT_EFFECT = List.of(
            RecommendKeys.RECOMMENDER,
            RecommendKeys.STRATEGY,
            "users",
            "session",
            "split",
            "userLabel",
            "interactionType",
            RecommendConfig.EMBEDDING_PROPERTY);

    /** Reads the configuration. */
    public static QueryConfig of(ConfigMap config) {
        for (String key : WITHOUT_EFFECT) {
            if (config.given(key)) {
                throw config.error(
                        ("`%s` has no effect with `%s`, which ranks items by similarity without a recommender; leave one of"
                                        + " them out")
                                .formatted(key, KEY));
            }
        }
        Modalities modalities = Modalities.required(config);
        Map<String, float[]> query = new LinkedHashMap<>();
        Map<String, Integer> lengths = new LinkedHashMap<>();
        config.requiredValue(KEY, given -> {
            if (!(given instanceof Map<?, ?> map) || map.isEmpty()) {
                throw config.expected(KEY, EXPECTED, given);
            }
            map.forEach((name, numbers) -> {
                String modality = config.validName(name, KEY);
                if (!modalities.names().contains(modality)) {
                    throw config.error("`%s` has the modality [%s], which is not one of `modalities` %s"
                            .formatted(KEY, Shown.name(modality), Shown.names(modalities.names())));
                }
                double[] values = numbers(config, KEY + "." + modality, numbers);
                lengths.put(modality, values.length);
                query.put(modality, row(config, modality, values));
            });
            return given;
        });
        EmbeddingSource embeddings = EmbeddingSource.of(config, modalities);
        return new QueryConfig(
                embeddings,
                query,
                lengths,
                weights(config, modalities, query),
                config.integer("limit", 10, 1, 1000),
                RunConfig.of(config));
    }

    private static float[] row(ConfigMap config, String modality, double[] values) {
        float[] row = EmbeddingMatrix.row(values);
        if (row == null) {
            throw config.error("`%s.%s` must not be all zeros, because its similarity to items is undefined"
                    .formatted(KEY, Shown.name(modality)));
        }
        return row;
    }

    private static double[] numbers(ConfigMap config, String key, Object given) {
        List<?> list = given instanceof List<?> values ? values : elements(given);
        if (list.isEmpty()) {
            throw config.expected(key, "a list of numbers", given);
        }
        double[] numbers = new double[list.size()];
        for (int n = 0; n < numbers.length; n++) {
            numbers[n] = list.get(n) instanceof Number number ? number.doubleValue() : Double.NaN;
            if (!Double.isFinite(numbers[n])) {
                throw config.expected(key + "[" + n + "]", "a finite number", list.get(n));
            }
        }
        return numbers;
    }

    /** The elements of an array, which is how Neo4j passes the property of a node; none if it is no array. */
    private static List<?> elements(Object given) {
        if (given == null || !given.getClass().isArray()) {
            return List.of();
        }
        return IntStream.range(0, Array.getLength(given))
                .mapToObj(n -> Array.get(given, n))
                .toList();
    }

    /** The other methods read the whole graph, so a request accepts the weights themselves only. */
    private static double[] weights(ConfigMap config, Modalities modalities, Map<String, float[]> query) {
        if (config.given(WEIGHTS)
                && config.requiredValue(
                        WEIGHTS, given -> given instanceof String text && !text.equalsIgnoreCase(UNIFORM))) {
            throw config.error(
                    ("`%s` must be 'uniform' or a map from modality to weight with `%s`, because the other methods"
                                    + " read the whole graph. Give the `modalityWeights` that vimmrec.recommend.stats returns")
                            .formatted(WEIGHTS, KEY));
        }
        double[] weights;
        if (config.given(WEIGHTS)) {
            Weighting weighting = Weighting.ofStrategy(config, modalities);
            weights = weighting.given() == null
                    ? ModalityWeights.uniform(modalities.names().size())
                    : ModalityWeights.proportional(weighting.given(modalities.names()));
        } else {
            weights = ModalityWeights.uniform(modalities.names().size());
            config.show(WEIGHTS, UNIFORM);
        }
        double total = 0;
        for (int m = 0; m < weights.length; m++) {
            total += query.containsKey(modalities.names().get(m)) ? weights[m] : 0;
        }
        if (total == 0) {
            throw config.error("`%s` must have a modality with a weight above 0 (`%s`)".formatted(KEY, WEIGHTS));
        }
        return weights;
    }
}
