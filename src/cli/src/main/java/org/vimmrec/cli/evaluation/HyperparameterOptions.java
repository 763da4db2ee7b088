package org.vimmrec.cli.evaluation;

import java.util.List;
import java.util.Map;
import org.vimmrec.cli.options.OptionChecks;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Option;

/** The options of {@code evaluate} that replace hyperparameters of its recommenders. */
final class HyperparameterOptions {
    /** The recommenders that have each hyperparameter, by the key of {@code vimmrec.evaluate}. */
    static final Map<String, List<String>> USED_BY = Map.of(
            "dimensions", List.of("lightGcn", "freedom", "bm3", "vbpr"),
            "layers", List.of("lightGcn", "freedom", "bm3"),
            "learningRate", List.of("lightGcn", "freedom", "bm3", "vbpr"),
            "regularization", List.of("ease", "lightGcn", "freedom", "bm3", "vbpr"),
            "epochs", List.of("lightGcn", "freedom", "bm3", "vbpr"));

    private static final int MAX_DIMENSIONS = 1024;
    private static final int MAX_LAYERS = 10;
    private static final double MAX_REGULARIZATION = 1e6;
    private static final int DIMENSION_STEP = 4;

    @Option(
            names = "--dimensions",
            paramLabel = "COUNT",
            description = "Length of the recommender's embeddings, a multiple of 4. Default: the recommender's own.")
    private Long dimensions;

    @Option(
            names = "--layers",
            paramLabel = "COUNT",
            description = "Layers of the recommender's propagation. Default: the recommender's own.")
    private Long layers;

    @Option(
            names = "--learning-rate",
            paramLabel = "NUMBER",
            description = "Learning rate of the recommender. Default: the recommender's own.")
    private Double learningRate;

    @Option(
            names = "--regularization",
            paramLabel = "NUMBER",
            description = "Regularization of the recommender. Default: the recommender's own.")
    private Double regularization;

    @Option(
            names = "--epochs",
            paramLabel = "COUNT",
            description = "Largest number of epochs of a training. Default: the recommender's own.")
    private Long epochs;

    /**
     * Checks the values.
     *
     * @param recommenders those to evaluate
     * @throws CommandFailure if a value is out of range, or none of the recommenders uses it
     */
    void check(List<String> recommenders) {
        OptionChecks.range("--dimensions", dimensions, 1, MAX_DIMENSIONS);
        if (dimensions != null && dimensions % DIMENSION_STEP != 0) {
            throw new CommandFailure("--dimensions must be a multiple of 4, found " + dimensions);
        }
        OptionChecks.range("--layers", layers, 1, MAX_LAYERS);
        OptionChecks.weight("--learning-rate", learningRate);
        if (regularization != null && !(regularization >= 0 && regularization <= MAX_REGULARIZATION)) {
            throw new CommandFailure("--regularization must be from 0 to 1000000, found " + regularization);
        }
        OptionChecks.range("--epochs", epochs, 1, Integer.MAX_VALUE);
        requireUse("--dimensions", "dimensions", dimensions, recommenders);
        requireUse("--layers", "layers", layers, recommenders);
        requireUse("--learning-rate", "learningRate", learningRate, recommenders);
        requireUse("--regularization", "regularization", regularization, recommenders);
        requireUse("--epochs", "epochs", epochs, recommenders);
    }

    private static void requireUse(String option, String key, Number value, List<String> recommenders) {
        List<String> users = USED_BY.get(key);
        if (value != null
                && recommenders.stream().noneMatch(name -> users.stream().anyMatch(name::equalsIgnoreCase))) {
            throw new CommandFailure(option + " has no effect on " + String.join(", ", recommenders)
                    + ". It is a hyperparameter of " + String.join(", ", users)
                    + "; name one of them, or leave it out.");
        }
    }

    /** Adds the options that are given to the configuration of {@code vimmrec.evaluate}. */
    void addTo(Map<String, Object> configuration) {
        configuration.put("dimensions", dimensions);
        configuration.put("layers", layers);
        configuration.put("learningRate", learningRate);
        configuration.put("regularization", regularization);
        configuration.put("epochs", epochs);
    }
}
