package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.vimmrec.recommender.Hyperparameters;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.Recommenders;

/** The optional keys of {@code vimmrec.evaluate} that replace hyperparameters of its recommenders. */
final class HyperparameterKeys {
    private static final int MAX_DIMENSIONS = 1024;
    private static final int MAX_LAYERS = 10;
    /** A larger penalty could overflow single precision in training. */
    private static final double MAX_REGULARIZATION = 1e6;

    private HyperparameterKeys() {}

    /** The hyperparameters that a recommender uses, by key. */
    static Map<String, Object> values(RecommenderType type) {
        Hyperparameters parameters = type.parameters();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("dimensions", longOrNull(parameters.dimensions()));
        values.put("layers", longOrNull(parameters.layers()));
        values.put("learningRate", parameters.learningRate());
        values.put("regularization", parameters.regularization());
        values.put("epochs", longOrNull(parameters.epochs()));
        values.values().removeIf(Objects::isNull);
        return values;
    }

    private static Long longOrNull(Integer value) {
        return value == null ? null : value.longValue();
    }

    /** Returns the recommenders with the hyperparameters that the caller gave; each uses those that it has. */
    static List<RecommenderType> apply(ConfigMap config, List<RecommenderType> types) {
        Integer dimensions = config.optionalInteger("dimensions", 1, MAX_DIMENSIONS);
        Integer layers = config.optionalInteger("layers", 1, MAX_LAYERS);
        Double learningRate = config.optionalPositiveNumber("learningRate", 1);
        Double regularization = config.optionalNumber("regularization", 0, MAX_REGULARIZATION);
        Integer epochs = config.optionalInteger("epochs", 1, Integer.MAX_VALUE);
        Hyperparameters given =
                checked(config, () -> new Hyperparameters(dimensions, layers, learningRate, regularization, epochs));
        given.keys().forEach(key -> requireUse(config, key, types));
        return checked(
                config, () -> types.stream().map(type -> type.with(given)).toList());
    }

    /** Adds the procedure to the error for a value that no recommender, or not this one, can use. */
    private static <T> T checked(ConfigMap config, Supplier<T> values) {
        try {
            return values.get();
        } catch (IllegalArgumentException e) {
            throw config.error(e.getMessage());
        }
    }

    private static void requireUse(ConfigMap config, String key, List<RecommenderType> types) {
        if (types.stream().noneMatch(type -> uses(type, key))) {
            throw config.error(
                    "`%s` has no effect on %s. It is a hyperparameter of %s; name one of them, or leave it out"
                            .formatted(
                                    key,
                                    names(types),
                                    names(Recommenders.ALL.stream()
                                            .filter(type -> uses(type, key))
                                            .toList())));
        }
    }

    private static boolean uses(RecommenderType type, String key) {
        return type.parameters().keys().contains(key);
    }

    private static String names(List<RecommenderType> types) {
        return String.join(
                ", ", types.stream().map(type -> "'" + type.name() + "'").toList());
    }
}
