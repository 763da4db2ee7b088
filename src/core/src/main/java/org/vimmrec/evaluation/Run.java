package org.vimmrec.evaluation;

import java.util.List;
import org.vimmrec.recommender.Recommender;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.task.Task;

/**
 * One run: a recommender trained on one split, with or without virtual interactions, and its metrics on both held-out
 * parts.
 *
 * @param virtualInteractions the number of virtual interactions in the training data
 * @param validation the metrics that select a variant
 * @param test the metrics to report
 * @param lists other metrics to report
 */
public record Run(int virtualInteractions, RankingMetrics validation, RankingMetrics test, ListMetrics lists) {

    /**
     * Trains the recommender and ranks all items for every user with held-out interactions. Does not compute the
     * diversity of lists, which is NaN.
     *
     * @param training made from the split's training interactions alone
     * @param at the length of the lists that metrics look at
     */
    public static Run of(Recommender recommender, TrainingData training, SeededSplit seeded, int at, Task task) {
        return of(recommender, training, seeded, List.of(), at, task);
    }

    /** @param modalities the embeddings of items, to compute the diversity of lists from */
    static Run of(
            Recommender recommender,
            TrainingData training,
            SeededSplit seeded,
            List<EmbeddingMatrix> modalities,
            int at,
            Task task) {
        Split split = seeded.split();
        TieOrder ties = seeded.ties();
        Scorer scorer = fit(recommender, training, seeded, at, task);
        TopItems top = TopItems.of(
                scorer, split.training(), RankingMetrics.usersOf(split.validation(), split.test()), ties, at, task);
        return new Run(
                training.virtualInteractions(),
                RankingMetrics.of(top, split.training(), split.validation()),
                RankingMetrics.of(top, split.training(), split.test()),
                ListMetrics.of(top, split.training(), split.test(), modalities, task));
    }

    /** Trains a recommender that stops early by its recall on the validation interactions. */
    static Scorer fit(Recommender recommender, TrainingData training, SeededSplit seeded, int at, Task task) {
        Split split = seeded.split();
        return recommender.fit(
                training,
                model -> RankingMetrics.of(model, split.training(), split.validation(), seeded.ties(), at, task)
                        .meanRecall(),
                task);
    }
}
