package org.vimmrec.evaluation;

import java.util.function.IntConsumer;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.TopKHeap;
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
    private static final int USERS_PER_UNIT = 64;

    /**
     * Ranks all items for several users.
     *
     * @param known the items that each user is known to like
     * @param users the users
     */
    static TopItems of(Scorer scorer, Interactions known, int[] users, TieOrder ties, int at, Task task) {
        int items = ties.items();
        int[] places = ties.places();
        int[] byPlace = inverse(places);
        int[][] byUser = new int[known.users()][];
        task.quiet().parallel("", (users.length + USERS_PER_UNIT - 1) / USERS_PER_UNIT, () -> {
            Scorer.Reader reader = scorer.reader();
            float[][] scores = new float[USERS_PER_UNIT][items];
            TopKHeap best = new TopKHeap(at);
            return (IntConsumer) unit -> {
                int from = unit * USERS_PER_UNIT;
                int to = Math.min(users.length, from + USERS_PER_UNIT);
                reader.score(users, from, to, scores);
                for (int n = from; n < to; n++) {
                    byUser[users[n]] = top(scores[n - from], places, byPlace, known, users[n], best);
                }
            };
        });
        return new TopItems(byUser, items, at);
    }

    private static int[] top(float[] scores, int[] places, int[] byPlace, Interactions known, int user, TopKHeap best) {
        best.clear();
        int next = 0;
        int nextExcluded = 0;
        for (int i = 0; i < scores.length; i++) {
            if (next < known.count(user) && known.item(user, next) == i) {
                next++;
            } else if (nextExcluded < known.excludedCount(user) && known.excludedItem(user, nextExcluded) == i) {
                nextExcluded++;
            } else {
                best.offer(places[i], scores[i]);
            }
        }
        best.sort();
        int[] items = best.indexes();
        for (int n = 0; n < items.length; n++) {
            items[n] = byPlace[items[n]];
        }
        return items;
    }

    private static int[] inverse(int[] permutation) {
        int[] inverse = new int[permutation.length];
        for (int n = 0; n < inverse.length; n++) {
            inverse[permutation[n]] = n;
        }
        return inverse;
    }
}
