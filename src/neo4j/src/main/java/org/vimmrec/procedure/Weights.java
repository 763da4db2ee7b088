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
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Task;

/** Modality weights: either given in the configuration or computed with the method that it names. */
record Weights(Weighting weighting, List<String> modalities, Task task) {

    /** Returns the weights; see {@link ModalityWeighting#weights} for the arguments. */
    double[] of(
            Supplier<List<Distribution>> similarities,
            Supplier<List<EmbeddingReader.Modality>> embeddings,
            Supplier<Interactions> interactions) {
        if (weighting.given() != null) {
            return ModalityWeights.proportional(weighting.given(modalities));
        }
        return weighting
                .computed()
                .weights(
                        modalities.size(),
                        similarities,
                        () -> EmbeddingReader.matrices(embeddings.get()),
                        interactions,
                        task);
    }

    /** Compares co-interacted pairs with random pairs, for each modality. */
    List<CoInteraction.Contrast> contrasts(Interactions interactions, List<EmbeddingReader.Modality> embeddings) {
        return CoInteraction.contrasts(
                interactions, EmbeddingReader.matrices(embeddings), weighting.sampleSize(), weighting.seed(), task);
    }

    /** Returns the weights of a map in the order of the modalities. */
    static double[] ordered(List<String> modalities, Map<String, Object> weights) {
        return modalities.stream()
                .mapToDouble(modality -> (double) weights.get(modality))
                .toArray();
    }

    static Map<String, Object> map(List<String> modalities, double[] weights) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int m = 0; m < weights.length; m++) {
            map.put(modalities.get(m), weights[m]);
        }
        return map;
    }
}
