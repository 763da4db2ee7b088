package org.vimmrec.evaluation;

import java.util.function.IntConsumer;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;

/**
 * The first N items of each user's ranking of all items, without those the user is known to like. Items of equal score rank
 * as a {@link TieOrder} says.
 *
 * @param byUser by user the items, best first; null for users who were not asked about
 * @param items the number of all items
 * @param at N
 */
record TopItems(int[][] byUser, int items, int at) {
    private static final int USERS_AT_ONCE = 64;

    /**
     * @param known what each user is known to like
     * @param users whom to ask about
     */
    static TopItems of(Scorer scorer, Interactions known, int[] users, TieOrder ties, int at, Task task) {
        int items = ties.items();
        int[] places = ties.places();
        int[] byPlace = inverse(places);
        int[][] byUser = new int[known.users()][];
        task.quiet().parallel("", (users.length + USERS_AT_ONCE - 1) / USERS_AT_ONCE, () -> {
            Scorer.Reader reader = scorer.reader();
            float[][] scores = new float[USERS_AT_ONCE][items];
            TopKHeap best = new TopKHeap(at);
            return (IntConsumer) unit -> {
                int from = unit * USERS_AT_ONCE;
                int to = Math.min(users.length, from + USERS_AT_ONCE);
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
        for (int i = 0; i < scores.length; i++) {
            if (next < known.count(user) && known.item(user, next) == i) {
                next++;
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
