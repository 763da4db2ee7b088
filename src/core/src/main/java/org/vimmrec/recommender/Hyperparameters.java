package org.vimmrec.recommender;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The hyperparameters of a recommender. A component is null if the recommender does not use it, or if a caller leaves
 * it to the recommender's default.
 *
 * @param dimensions the length of an embedding, a multiple of 4
 * @param layers how often embeddings are propagated through the user-item graph, at least 1
 * @param learningRate the learning rate of {@link Adam}, above 0
 * @param regularization the weight of a penalty or of an auxiliary loss, at least 0; each recommender says of which
 * @param epochs the largest number of passes over the interactions, at least 1
 */
public record Hyperparameters(
        Integer dimensions, Integer layers, Double learningRate, Double regularization, Integer epochs) {
    /** No hyperparameters. */
    public static final Hyperparameters NONE = new Hyperparameters(null, null, null, null, null);

    /** Rows of embeddings are processed four at a time. */
    static final int DIMENSION_STEP = 4;

    /** Checks each value. Messages name the keys of {@code vimmrec.evaluate}. */
    public Hyperparameters {
        require(
                dimensions == null || dimensions >= DIMENSION_STEP && dimensions % DIMENSION_STEP == 0,
                "dimensions",
                "a multiple of " + DIMENSION_STEP,
                dimensions);
        require(layers == null || layers >= 1, "layers", "at least 1", layers);
        require(learningRate == null || learningRate > 0, "learningRate", "above 0", learningRate);
        require(regularization == null || regularization >= 0, "regularization", "at least 0", regularization);
        require(epochs == null || epochs >= 1, "epochs", "at least 1", epochs);
    }

    private static void require(boolean valid, String key, String expectation, Number value) {
        if (!valid) {
            throw new IllegalArgumentException("`%s` must be %s, but was %s".formatted(key, expectation, value));
        }
    }

    /** The keys of the components that are not null, in the order of the components. */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        addIfGiven(keys, "dimensions", dimensions);
        addIfGiven(keys, "layers", layers);
        addIfGiven(keys, "learningRate", learningRate);
        addIfGiven(keys, "regularization", regularization);
        addIfGiven(keys, "epochs", epochs);
        return keys;
    }

    private static void addIfGiven(Set<String> keys, String key, Number value) {
        if (value != null) {
            keys.add(key);
        }
    }

    /** Returns these hyperparameters with the components that {@code given} has replaced; it adds none. */
    Hyperparameters replacedBy(Hyperparameters given) {
        return new Hyperparameters(
                replaced(dimensions, given.dimensions),
                replaced(layers, given.layers),
                replaced(learningRate, given.learningRate),
                replaced(regularization, given.regularization),
                replaced(epochs, given.epochs));
    }

    private static <T> T replaced(T value, T given) {
        return value == null || given == null ? value : given;
    }
}
