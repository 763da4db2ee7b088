package org.vimmrec.evaluation;

import org.vimmrec.task.Task;

/**
 * What a recommender finds of both parts that a split holds out, when it has learnt from the training interactions with or
 * without virtual ones.
 *
 * @param virtualInteractions how many it learnt from beside the real ones
 * @param validation to choose by
 * @param test to report
 */
public record Trial(int virtualInteractions, RankingMetrics validation, RankingMetrics test) {

    /**
     * Learns, and ranks all items for every user who has something held out.
     *
     * @param training made from the split's training interactions alone
     * @param ties over the same items
     * @param at N of the metrics
     */
    public static Trial of(Recommender recommender, TrainingMatrix training, Split split, TieOrder ties, int at, Task task) {
        Scorer scorer = recommender.fit(training, now -> RankingMetrics.of(now, split.training(), split.validation(), ties, at,
                task).meanRecall(), task);
        TopItems top = TopItems.of(scorer, split.training(), RankingMetrics.usersOf(split.validation(), split.test()), ties, at,
                task);
        return new Trial(training.virtualInteractions(), RankingMetrics.of(top, split.training(), split.validation()),
                RankingMetrics.of(top, split.training(), split.test()));
    }
}
