package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * The first N items of each user's ranking of all items, without the items that the user is known to like and those
 * that must not be proposed to the user. Items of equal score rank as a {@link TieOrder} says.
 *
 * @param byUser by user the items, best first; null for users without a list
 * @param items the number of all items
 * @param at N
 */
record TopItems(int[][] byUser, int items, int at) {

    /**
     * Ranks all items for several users.
     *
     * @param known the items that each user is known to like
     * @param users the users
     */
    static TopItems of(Scorer scorer, Interactions known, int[] users, TieOrder ties, int at, Task task) {
        int[] byPlace = ties.byPlace();
        int[][] byUser = new int[known.users()][];
        int blocks = (users.length + Ranker.USERS_PER_BLOCK - 1) / Ranker.USERS_PER_BLOCK;
        task.quiet().parallel("", blocks, () -> {
            Ranker ranker = new Ranker(scorer, known, ties, byPlace, at, Ranker.USERS_PER_BLOCK);
            return (IntConsumer) block -> {
                int from = block * Ranker.USERS_PER_BLOCK;
                int to = Math.min(users.length, from + Ranker.USERS_PER_BLOCK);
                ranker.score(users, from, to);
                for (int n = from; n < to; n++) {
                    int[] list = new int[ranker.rank(users[n], n - from)];
                    Arrays.setAll(list, ranker::item);
                    byUser[users[n]] = list;
                }
            };
        });
        return new TopItems(byUser, ties.items(), at);
    }
}
