package org.vimmrec.recommender;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * Ranks a user's virtual interactions by weight, without a model. Items without a virtual interaction follow, in the
 * order of their popularity; so without any virtual interactions, it is {@link Popularity}.
 */
public record VirtualRanking() implements Recommender {
    /** The registry's entry. */
    public static final RecommenderType TYPE = new RecommenderType(
            "virtual",
            Hyperparameters.NONE,
            (parameters, seed) -> new VirtualRanking(),
            (size, parameters) -> size.items() * Float.BYTES,
            false,
            true,
            RecommenderType.ItemLimit.NONE);

    @Override
    public Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        Interactions all = training.all();
        float[] popularity = belowZero(training.real().degrees(training.items()));
        return () -> (users, from, to, scores) -> {
            for (int n = from; n < to; n++) {
                System.arraycopy(popularity, 0, scores[n - from], 0, popularity.length);
                for (int v = 0; v < all.count(users[n]); v++) { // the real ones among them are not recommended again
                    scores[n - from][all.item(users[n], v)] = (float) all.weight(users[n], v);
                }
            }
        };
    }

    /** Returns scores that have the order of the popularity and are below the weight of any virtual interaction. */
    private static float[] belowZero(int[] degrees) {
        int highest = Arrays.stream(degrees).max().orElse(0);
        float[] scores = new float[degrees.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = degrees[i] - highest - 1;
        }
        return scores;
    }
}
