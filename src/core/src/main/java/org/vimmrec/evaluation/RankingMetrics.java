package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * The metrics of a recommender on one part of a split. Each user's list holds the first {@code N} items of the full
 * ranking of all items, without the items that the user is known to like. See {@link Recall}, {@link Ndcg},
 * {@link Coverage} and {@link ColdItems}. Items of equal score rank as a {@link TieOrder} says. Users without held-out
 * items are left out.
 *
 * <p>A user without training interactions is cold: no recommender here knows anything about such a user, and the order
 * of equal scores decides which items are found. Cold users have entries, but they do not count in means and in metrics
 * of items.
 *
 * @param users the users with held-out items, ascending
 * @param known the number of items that each of them is known to like; 0 for a cold user
 * @param recall Recall@N of each user
 * @param ndcg NDCG@N of each user
 * @param coverage the share of all items that are in the list of at least one user
 * @param coldItemShare the share of cold items, which have no training interactions, in all lists
 * @param coldFound the number of held-out interactions with cold items that were found, of each user; 0 for a cold user
 * @param coldHeldOut the number of held-out interactions with cold items
 */
public record RankingMetrics(
        int[] users,
        int[] known,
        double[] recall,
        double[] ndcg,
        double coverage,
        double coldItemShare,
        int[] coldFound,
        int coldHeldOut) {

    /**
     * Ranks all items for the users with held-out interactions and computes the metrics.
     *
     * @param known the items that each user is known to like, which are not recommended again
     * @param heldOut the interactions to find
     * @param ties the order of equal scores, over all items
     * @param at N
     */
    public static RankingMetrics of(
            Scorer scorer, Interactions known, Interactions heldOut, TieOrder ties, int at, Task task) {
        return of(TopItems.of(scorer, known, usersOf(heldOut), ties, at, task), known, heldOut);
    }

    /** Returns the users with an interaction in at least one of several parts, ascending. */
    static int[] usersOf(Interactions... kinds) {
        int[] users = new int[kinds[0].users()];
        int count = 0;
        for (int u = 0; u < users.length; u++) {
            boolean any = false;
            for (Interactions kind : kinds) {
                any |= kind.count(u) > 0;
            }
            if (any) {
                users[count++] = u;
            }
        }
        return Arrays.copyOf(users, count);
    }

    /** Computes the metrics of lists, which must include all users with held-out interactions. */
    static RankingMetrics of(TopItems top, Interactions known, Interactions heldOut) {
        int[] users = usersOf(heldOut);
        int[] knownItems = new int[users.length];
        double[] recalls = new double[users.length];
        double[] ndcgs = new double[users.length];
        int[] coldFound = new int[users.length];
        Metric recall = new Recall();
        Metric ndcg = new Ndcg(top.at());
        Coverage coverage = new Coverage(top.items());
        ColdItems coldItems = new ColdItems(known.touched(top.items()));
        for (int n = 0; n < users.length; n++) {
            int[] list = top.byUser()[users[n]];
            int[] wanted = itemsOf(heldOut, users[n]);
            knownItems[n] = known.count(users[n]);
            recalls[n] = recall.of(list, wanted);
            ndcgs[n] = ndcg.of(list, wanted);
            if (knownItems[n] > 0) {
                coverage.add(list);
                coldFound[n] = coldItems.add(list, wanted);
            }
        }
        return new RankingMetrics(
                users, knownItems, recalls, ndcgs, coverage.value(), coldItems.share(), coldFound, coldItems.heldOut());
    }

    /** Returns the items of a user, ascending. */
    static int[] itemsOf(Interactions interactions, int user) {
        int[] items = new int[interactions.count(user)];
        for (int n = 0; n < items.length; n++) {
            items[n] = interactions.item(user, n);
        }
        return items;
    }

    /** The number of held-out interactions with cold items that were found. */
    public int coldHits() {
        return Arrays.stream(coldFound).sum();
    }

    /** The mean recall over users who are not cold; 0 without such users. */
    public double meanRecall() {
        return mean(recall);
    }

    /** The mean NDCG over users who are not cold; 0 without such users. */
    public double meanNdcg() {
        return mean(ndcg);
    }

    private double mean(double[] values) {
        double sum = 0;
        int count = 0;
        for (int n = 0; n < values.length; n++) {
            if (known[n] > 0) {
                sum += values[n];
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
