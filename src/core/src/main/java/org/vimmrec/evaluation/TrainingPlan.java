package org.vimmrec.evaluation;

import org.vimmrec.evaluation.ExperimentParameters.DataSize;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.Recommenders;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.MemoryEstimate;

/**
 * The model to train for recommendations: what an experiment with one recommender, one variant and one seed would
 * train.
 *
 * @param experiment the parameters of such an experiment. Its only variant sets how many neighbours of an item are
 *     searched
 * @param variant how to augment the interactions; null to learn from the real ones alone
 * @param modalityWeights the weights by modality, which replace the variant's method; null to compute them
 * @param seed the seed of the split, of the recommender and of the order of equal scores
 * @param onSplit whether to learn from the training part of the split, as an experiment does. Otherwise the model
 *     learns from all interactions, and the split only decides after how many epochs to stop
 */
public record TrainingPlan(
        ExperimentParameters experiment, Variant variant, double[] modalityWeights, long seed, boolean onSplit) {

    /** The recommender. */
    public RecommenderType recommender() {
        return experiment.recommenders().get(0);
    }

    /** Whether the similar items of each item are needed. */
    public boolean needsNeighbours() {
        return variant != null || Recommenders.usesFeatures(recommender());
    }

    /** Whether the recommender is trained in epochs, and stops early. */
    boolean stopsEarly() {
        return recommender().parameters().epochs() != null;
    }

    /** Estimates the heap that training needs, its data included. */
    public MemoryEstimate memory(DataSize size, int concurrency) {
        if (variant != null) {
            return experiment.memory(size, concurrency);
        }
        int topK = Math.min(experiment.maxTopK(), size.items() - 1);
        long search = needsNeighbours()
                ? Neighbours.bytes(size.items(), topK) * size.dimensions().length
                        + experiment.similarityCutoff().bytes(size.items(), topK)
                        + experiment.search().bytes(size.items(), topK, size.dimensions(), concurrency)
                : 0;
        return MemoryEstimate.of(Long.BYTES * (size.users() + size.items())
                + size.embeddingBytes()
                + 3 * Interactions.bytes(size.users(), size.interactions(), true)
                + search
                + experiment.trainingBytes(
                        needsNeighbours() ? size : withoutFeatures(size), size.interactions(), concurrency));
    }

    private static DataSize withoutFeatures(DataSize size) {
        return new DataSize(size.users(), size.items(), size.interactions(), size.embeddingBytes(), new int[0]);
    }
}
