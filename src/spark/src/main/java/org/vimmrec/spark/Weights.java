package org.vimmrec.spark;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.statistics.ModalityWeights;

/** The weights of modalities that the options give, or name a method for. */
final class Weights {
    private final Options options;
    private final SparkJobs jobs;
    private final Tables tables;

    Weights(Options options, SparkJobs jobs, Tables tables) {
        this.options = options;
        this.jobs = jobs;
        this.tables = tables;
    }

    /** Those of the command statistics. */
    double[] ofStatistics() throws IOException {
        Method method = options.weighting("weighting");
        if (method == null) {
            throw new IllegalArgumentException("`weighting` must be mean, coInteraction or uniform, but is `%s`."
                    .formatted(options.required("weighting")));
        }
        return ofStored(method, tables.similarities());
    }

    /** Those of Overlay: a modality without stored similarities has the weight 0. */
    double[] ofOverlay(List<Dataset<Row>> similarities) throws IOException {
        return ofStored(options.weighting(Options.MODALITY_WEIGHTS), similarities);
    }

    private double[] ofStored(Method method, List<Dataset<Row>> similarities) throws IOException {
        return method == Method.MEAN
                ? jobs.weights(similarities)
                : ModalityWeights.among(computed(method, similarities), jobs.empty(similarities));
    }

    /** Those of Synergistic: a modality in which no two items have an embedding has the weight 0. */
    double[] ofSynergistic() throws IOException {
        Method method = options.weighting(Options.MODALITY_WEIGHTS);
        List<Dataset<Row>> similarities = method == Method.MEAN ? tables.similarities() : List.of();
        List<String> modalities = options.modalities();
        return ModalityWeights.among(computed(method, similarities), jobs.empty(tables.items(modalities), modalities));
    }

    /** @param method null if the options give the weights themselves */
    private double[] computed(Method method, List<Dataset<Row>> similarities) throws IOException {
        List<String> modalities = options.modalities();
        if (method == null) {
            return ModalityWeights.proportional(options.modalityWeights());
        }
        return switch (method) {
            case MEAN -> jobs.weights(similarities);
            case UNIFORM -> ModalityWeights.uniform(modalities.size());
            case CO_INTERACTION ->
                jobs.with(tables.interactionRules())
                        .weights(
                                tables.interactions(),
                                tables.items(modalities),
                                modalities,
                                options.sampleSize(),
                                options.randomSeed());
        };
    }
}
