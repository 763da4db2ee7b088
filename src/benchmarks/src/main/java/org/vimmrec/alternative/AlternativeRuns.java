package org.vimmrec.alternative;

import org.vimmrec.evaluation.Run;
import org.vimmrec.evaluation.SeededSplit;
import org.vimmrec.evaluation.Split;
import org.vimmrec.evaluation.TieOrder;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * Trains a recommender with alternatives.
 *
 * @param recommender the recommender
 * @param ties the order of equal scores, over all items
 * @param at the number of items in a list
 */
public record AlternativeRuns(RecommenderType recommender, TieOrder ties, int at) {

    /**
     * What a run found.
     *
     * @param virtualInteractions the number of virtual interactions
     * @param precision the share of them that are validation interactions; NaN without virtual interactions
     * @param validation the mean recall on the validation interactions
     * @param test the mean recall on the test interactions
     */
    public record Result(int virtualInteractions, double precision, double validation, double test) {}

    /**
     * Trains and measures. Only the validation interactions decide when the training ends.
     *
     * @param seed the seed of the derivation and of the recommender
     */
    public Result run(Alternative alternative, Split split, long seed, Task task) {
        TrainingData training = alternative.derivation().training(split.training(), seed, task);
        Run run = Run.of(
                alternative.use().recommender(recommender, seed),
                training,
                new SeededSplit(seed, split, ties),
                at,
                task);
        return new Result(
                run.virtualInteractions(),
                (double) shared(training.all(), split.validation()) / run.virtualInteractions(),
                run.validation().meanRecall(),
                run.test().meanRecall());
    }

    /** The number of pairs of a user and an item that are in both. A held-out pair is never a real training one. */
    private static int shared(Interactions all, Interactions heldOut) {
        int shared = 0;
        for (int u = 0; u < all.users(); u++) {
            int place = 0;
            for (int n = 0; n < heldOut.count(u); n++) {
                while (place < all.count(u) && all.item(u, place) < heldOut.item(u, n)) {
                    place++;
                }
                shared += place < all.count(u) && all.item(u, place) == heldOut.item(u, n) ? 1 : 0;
            }
        }
        return shared;
    }
}
