package org.vimmrec.procedure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vimmrec.config.Weighting;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.CoInteraction;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Task;

/** Finds the weights of modalities by the method that the configuration names. */
record Weights(Weighting weighting, List<String> modalities, Task task) {

    /**
     * @param similarities by modality the stored ones; asked for by {@code mean} only
     * @param embeddings by modality; asked for by {@code coInteraction} only, and so is the next
     * @param interactions over the same items
     */
    double[] of(Supplier<List<Distribution>> similarities, Supplier<List<EmbeddingReader.Modality>> embeddings,
            Supplier<Interactions> interactions) {
        if (weighting.given() != null) {
            return ModalityWeights.proportional(weighting.given(modalities));
        }
        return switch (weighting.method()) {
            case UNIFORM -> ModalityWeights.uniform(modalities.size());
            case MEAN -> mean(similarities.get());
            case CO_INTERACTION -> CoInteraction.weights(contrasts(interactions.get(), embeddings.get()));
        };
    }

    /** A modality without stored similarities weighs nothing. */
    private static double[] mean(List<Distribution> similarities) {
        double[] means = similarities.stream().mapToDouble(values -> values.count() == 0 ? 0 : values.mean()).toArray();
        return ModalityWeights.among(ModalityWeights.proportional(means), withoutValues(similarities));
    }

    /** By modality, over the same items. */
    List<CoInteraction.Contrast> contrasts(Interactions interactions, List<EmbeddingReader.Modality> embeddings) {
        return CoInteraction.contrasts(interactions, embeddings.stream().map(EmbeddingReader.Modality::matrix).toList(),
                weighting.sampleSize(), weighting.seed(), task);
    }

    /** By modality whether its distribution is that of no values. */
    static boolean[] withoutValues(List<Distribution> similarities) {
        boolean[] empty = new boolean[similarities.size()];
        for (int m = 0; m < empty.length; m++) {
            empty[m] = similarities.get(m).count() == 0;
        }
        return empty;
    }

    /** The weights of such a map in the order of the modalities. */
    static double[] ordered(List<String> modalities, Map<String, Object> weights) {
        return modalities.stream().mapToDouble(modality -> (double) weights.get(modality)).toArray();
    }

    static Map<String, Object> map(List<String> modalities, double[] weights) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int m = 0; m < weights.length; m++) {
            map.put(modalities.get(m), weights[m]);
        }
        return map;
    }
}
