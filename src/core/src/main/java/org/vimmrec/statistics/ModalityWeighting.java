package org.vimmrec.statistics;

import java.util.List;
import java.util.function.Supplier;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * A method that computes the weights of modalities; see {@link org.vimmrec.statistics}.
 *
 * @param method the method
 * @param sampleSize the number of pairs to sample for {@link Method#CO_INTERACTION}
 * @param seed the seed of that sample
 */
public record ModalityWeighting(Method method, int sampleSize, long seed) {

    /** The methods. */
    public enum Method {
        /** In proportion to the mean similarity of stored neighbours. */
        MEAN("mean"),
        /** In proportion to how much the items of a user are more similar than random items. */
        CO_INTERACTION("coInteraction"),
        /** The same weight for each modality. */
        UNIFORM("uniform");

        private final String spelling;

        Method(String spelling) {
            this.spelling = spelling;
        }

        /** The name in configurations. */
        public String spelling() {
            return spelling;
        }
    }

    /** The method's name in configurations. */
    public String name() {
        return method.spelling();
    }

    /**
     * Computes the weights. Only the inputs that the method needs are asked for.
     *
     * @param modalities the number of modalities
     * @param similarities the similarities of neighbours by modality, for {@link Method#MEAN}. A modality without
     *     values has the weight 0
     * @param embeddings the embeddings by modality, over the items of the interactions, for
     *     {@link Method#CO_INTERACTION}
     * @param interactions the interactions, for {@link Method#CO_INTERACTION}
     * @return by modality, of sum 1
     */
    public double[] weights(
            int modalities,
            Supplier<List<Distribution>> similarities,
            Supplier<List<EmbeddingMatrix>> embeddings,
            Supplier<Interactions> interactions,
            Task task) {
        return switch (method) {
            case UNIFORM -> ModalityWeights.uniform(modalities);
            case MEAN -> mean(similarities.get());
            case CO_INTERACTION ->
                CoInteraction.weights(
                        CoInteraction.contrasts(interactions.get(), embeddings.get(), sampleSize, seed, task));
        };
    }

    private static double[] mean(List<Distribution> similarities) {
        double[] means = similarities.stream()
                .mapToDouble(values -> values.count() == 0 ? 0 : values.mean())
                .toArray();
        return ofMeans(means, withoutValues(similarities));
    }

    /**
     * The weights of {@link Method#MEAN}.
     *
     * @param means by modality the mean similarity of stored neighbours; 0 if there are none
     * @param empty by modality whether there are none
     */
    public static double[] ofMeans(double[] means, boolean[] empty) {
        return ModalityWeights.among(ModalityWeights.proportional(means), empty);
    }

    /** Returns by modality whether its distribution has no values. */
    public static boolean[] withoutValues(List<Distribution> similarities) {
        boolean[] empty = new boolean[similarities.size()];
        for (int m = 0; m < empty.length; m++) {
            empty[m] = similarities.get(m).count() == 0;
        }
        return empty;
    }
}
