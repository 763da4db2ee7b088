package org.vimmrec.evaluation;

import java.util.List;
import org.vimmrec.recommender.Popularity;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * The scores of a model; for users without interactions, of whom it knows nothing, those of {@link Popularity}.
 *
 * @param known the interactions that the model has learned from
 */
record PopularityForUnknown(Scorer model, Interactions known, Scorer popularity) implements Scorer {

    static PopularityForUnknown of(Scorer model, Interactions known, int items, Task task) {
        TrainingData training = new TrainingData(items, known, known, List.of());
        return new PopularityForUnknown(model, known, new Popularity().fit(training, any -> 0, task));
    }

    @Override
    public Reader reader() {
        Reader ofModel = model.reader();
        Reader ofPopularity = popularity.reader();
        return (users, from, to, scores) -> {
            ofModel.score(users, from, to, scores);
            for (int n = from; n < to; n++) {
                if (known.count(users[n]) == 0) {
                    ofPopularity.score(users, n, n + 1, new float[][] {scores[n - from]});
                }
            }
        };
    }
}
