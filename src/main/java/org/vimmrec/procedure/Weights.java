package org.vimmrec.procedure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vimmrec.config.Weighting;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.interaction.Interactions;
import org.vimmrec.similarity.Neighbours;
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
            case MEAN -> ModalityWeights.proportional(
                    similarities.get().stream().mapToDouble(Distribution::mean).toArray());
            case CO_INTERACTION -> CoInteraction.weights(contrasts(interactions.get(), embeddings.get()));
        };
    }

    /** By modality, over the same items. */
    List<CoInteraction.Contrast> contrasts(Interactions interactions, List<EmbeddingReader.Modality> embeddings) {
        return CoInteraction.contrasts(interactions, embeddings.stream().map(EmbeddingReader.Modality::matrix).toList(),
                weighting.sampleSize(), weighting.seed(), task);
    }

    /** The distribution of similarities that are stored; a modality whose relationships join no items is an error. */
    static Distribution distribution(String modality, Neighbours neighbours) {
        if (neighbours.total() == 0) {
            throw new IllegalStateException(("The relationships of modality [%s] join no two items, so there is nothing to"
                    + " find its weight from. Run vimmrec.similarity.write first, or name the weights.").formatted(modality));
        }
        return Distribution.of(neighbours.allScores());
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
