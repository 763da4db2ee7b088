package org.vimmrec.evaluation;

import java.util.function.ToDoubleFunction;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/** Scores an item by how many users have it, the same for everybody: what any other recommender has to exceed. */
public record Popularity() implements Recommender {

    @Override
    public Scorer fit(TrainingMatrix training, ToDoubleFunction<Scorer> validation, Task task) {
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
