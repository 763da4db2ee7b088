package org.vimmrec.recommender;

import java.util.function.ToDoubleFunction;
import org.vimmrec.sparse.Interactions;
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
        float[] users = new float[training.items()];
        Interactions real = training.real();
        for (int u = 0; u < real.users(); u++) {
            for (int n = 0; n < real.count(u); n++) {
                users[real.item(u, n)]++;
            }
        }
        return () -> (wanted, from, to, scores) -> {
            for (int n = from; n < to; n++) {
                System.arraycopy(users, 0, scores[n - from], 0, users.length);
            }
        };
    }
}
