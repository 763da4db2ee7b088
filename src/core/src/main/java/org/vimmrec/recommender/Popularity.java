package org.vimmrec.recommender;

import java.util.function.ToDoubleFunction;
import org.vimmrec.task.Task;

/**
 * Scores an item by its number of users, the same for every user: the reference that any other recommender must exceed.
 */
public record Popularity() implements Recommender {
    /** The registry's entry. Virtual interactions do not change the result, because only real users count. */
    public static final RecommenderType TYPE = new RecommenderType(
            "popularity",
            Hyperparameters.NONE,
            (parameters, seed) -> new Popularity(),
            (size, parameters) -> size.items() * Float.BYTES,
            false,
            false,
            RecommenderType.ItemLimit.NONE);

    @Override
    public Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        int[] degrees = training.real().degrees(training.items());
        float[] users = new float[degrees.length];
        for (int i = 0; i < users.length; i++) {
            users[i] = degrees[i];
        }
        return () -> (wanted, from, to, scores) -> {
            for (int n = from; n < to; n++) {
                System.arraycopy(users, 0, scores[n - from], 0, users.length);
            }
        };
    }
}
