package org.vimmrec.evaluation;

import java.util.function.ToDoubleFunction;
import org.vimmrec.task.Task;

/** A way to learn from interactions what else users may like. */
public interface Recommender {

    /**
     * Learns.
     *
     * @param training from what
     * @param validation how good a state of the model is, the higher the better; asked on the calling thread, by those that
     *     learn step by step and have to know when to stop
     * @return the same at any concurrency
     */
    Scorer fit(TrainingMatrix training, ToDoubleFunction<Scorer> validation, Task task);
}
