package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.vimmrec.recommender.Recommender;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.task.Task;

/**
 * A recommender that recommends some items only. It learns from the interactions with all items.
 *
 * @param recommender the recommender
 * @param candidates by item whether it may be recommended; the others get a score of negative infinity
 */
record CandidateRecommender(Recommender recommender, boolean[] candidates) implements Recommender {

    /**
     * Restricts a recommender.
     *
     * @param candidates null if all items may be recommended
     */
    static Recommender of(Recommender recommender, boolean[] candidates) {
        return candidates == null ? recommender : new CandidateRecommender(recommender, candidates);
    }

    @Override
    public Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        return restricted(fitUnrestricted(training, validation, task), candidates);
    }

    /** Trains the recommender, which stops early by what it recommends of the candidates, and returns all scores. */
    Scorer fitUnrestricted(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        return recommender.fit(training, scorer -> validation.applyAsDouble(restricted(scorer, candidates)), task);
    }

    /**
     * Restricts a model.
     *
     * @param candidates by item whether it may be recommended; null if all may
     */
    static Scorer restricted(Scorer scorer, boolean[] candidates) {
        if (candidates == null) {
            return scorer;
        }
        return () -> {
            Scorer.Reader reader = scorer.reader();
            return (users, from, to, scores) -> {
                reader.score(users, from, to, scores);
                for (float[] ofUser : Arrays.asList(scores).subList(0, to - from)) {
                    for (int i = 0; i < candidates.length; i++) {
                        ofUser[i] = candidates[i] ? ofUser[i] : Float.NEGATIVE_INFINITY;
                    }
                }
            };
        };
    }
}
