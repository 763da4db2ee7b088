package org.vimmrec.recommender;

import java.util.function.ToDoubleFunction;
import org.vimmrec.task.Task;

/**
 * An algorithm that learns from interactions which items users may like. To add one, write a class with a
 * {@link RecommenderType} and list it in {@link Recommenders}.
 */
public interface Recommender {

    /**
     * Trains a model.
     *
     * @param training the data to learn from
     * @param validation rates an intermediate model, higher is better. An algorithm that trains step by step calls it,
     *     on the calling thread, to decide when to stop
     * @return the trained model; the same at any concurrency
     */
    Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task);
}
