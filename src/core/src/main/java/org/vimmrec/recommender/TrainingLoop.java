package org.vimmrec.recommender;

import java.util.function.ToDoubleFunction;
import org.vimmrec.task.Task;

/**
 * The training of a model in epochs and batches, with early stopping: the model is validated every few epochs, and the
 * best one is kept.
 *
 * @param name the recommender's name in progress reports
 * @param batchSize the largest number of interactions in a batch
 * @param maxEpochs the largest number of epochs, at least 1
 * @param validateEvery how many epochs are between two validations
 * @param patience how many validations in a row without an improvement end the training
 */
record TrainingLoop(String name, int batchSize, int maxEpochs, int validateEvery, int patience) {

    /** A model in training. */
    interface Model {

        /** Begins an epoch. */
        default void beginEpoch() {}

        /** Trains on the sampler's interactions from {@code from} to {@code to - 1}. */
        void trainBatch(int from, int to);

        /** Returns a copy of the model in its current state. */
        EmbeddingScorer scorer();
    }

    /** Trains a model and returns its best state. */
    Scorer run(Model model, BprSampler sampler, ToDoubleFunction<Scorer> validation, Task task) {
        EarlyStopping stopping = new EarlyStopping(patience);
        for (int epoch = 1; epoch <= maxEpochs && !stopping.shouldStop(); epoch++) {
            task.progress(name, epoch - 1, maxEpochs);
            model.beginEpoch();
            sampler.beginEpoch();
            for (int from = 0; from < sampler.size(); from += batchSize) {
                model.trainBatch(from, Math.min(sampler.size(), from + batchSize));
            }
            if (epoch % validateEvery == 0 || epoch == maxEpochs) {
                Scorer scorer = model.scorer().after(epoch);
                stopping.add(scorer, validation.applyAsDouble(scorer));
            }
        }
        return stopping.best();
    }
}
