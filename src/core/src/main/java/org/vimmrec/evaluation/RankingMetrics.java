package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * How well a recommender ranks what was held out, over the full ranking of all items without those a user is known to like.
 *
 * <p>Of the first {@code N} items of a user's ranking, {@code hits} are among the user's {@code n} held-out items:
 * <pre>
 *   Recall@N = hits / n
 *   NDCG@N   = sum over hits at place p = 1, 2, ... of 1 / log2(p + 1), divided by the same sum if the first min(n, N)
 *              places were hits
 * </pre>
 * Items of equal score rank as a {@link TieOrder} says. Users without held-out items are left out.
 *
 * <p>A user who is known to like nothing is cold: no recommender here knows anything of such a user, and the order of equal
 * scores decides what is found. Cold users have their entries, but are not part of the means, nor of what concerns items.
 *
 * @param users who have held-out items, ascending
 * @param known how many items each is known to like; 0 for a cold user
 * @param recall Recall@N of each
 * @param ndcg NDCG@N of each
 * @param coverage the share of all items that are among the first N of some user
 * @param coldItemShare the share of cold items, which nobody has interacted with in training, among all first N
 * @param coldHits held-out interactions with cold items that were found
 * @param coldHeldOut held-out interactions with cold items
 */
public record RankingMetrics(int[] users, int[] known, double[] recall, double[] ndcg, double coverage, double coldItemShare,
        int coldHits, int coldHeldOut) {

    /**
     * @param known what each user is known to like, which is not recommended again
     * @param heldOut what is to be found
     * @param ties over all items
     * @param at N
     */
    public static RankingMetrics of(Scorer scorer, Interactions known, Interactions heldOut, TieOrder ties, int at, Task task) {
        return of(TopItems.of(scorer, known, usersOf(heldOut), ties, at, task), known, heldOut);
    }

    /** The users who have one of several kinds of interactions, ascending. */
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

    /** Of users who were all asked about. */
    static RankingMetrics of(TopItems top, Interactions known, Interactions heldOut) {
        int[] users = usersOf(heldOut);
        int[] knownItems = new int[users.length];
        double[] recall = new double[users.length];
        double[] ndcg = new double[users.length];
        double[] discounts = new double[top.at()];
        double[] ideal = new double[top.at() + 1];
        for (int p = 0; p < discounts.length; p++) {
            discounts[p] = Math.log(2) / Math.log(p + 2);
            ideal[p + 1] = ideal[p] + discounts[p];
        }
        boolean[] touched = known.touched(top.items());
        boolean[] recommended = new boolean[top.items()];
        long places = 0;
        long coldPlaces = 0;
        int coldHits = 0;
        int coldHeldOut = 0;
        for (int n = 0; n < users.length; n++) {
            knownItems[n] = known.count(users[n]);
            boolean isWarm = knownItems[n] > 0;
            int[] wanted = itemsOf(heldOut, users[n]);
            for (int item : wanted) {
                coldHeldOut += isWarm && !touched[item] ? 1 : 0;
            }
            int[] found = top.byUser()[users[n]];
            int hits = 0;
            for (int p = 0; p < found.length; p++) {
                boolean isCold = isWarm && !touched[found[p]];
                recommended[found[p]] |= isWarm;
                coldPlaces += isCold ? 1 : 0;
                if (Arrays.binarySearch(wanted, found[p]) >= 0) {
                    hits++;
                    ndcg[n] += discounts[p];
                    coldHits += isCold ? 1 : 0;
                }
            }
            places += isWarm ? found.length : 0;
            recall[n] = (double) hits / wanted.length;
            ndcg[n] /= ideal[Math.min(wanted.length, discounts.length)];
        }
        int covered = 0;
        for (boolean r : recommended) {
            covered += r ? 1 : 0;
        }
        return new RankingMetrics(users, knownItems, recall, ndcg, (double) covered / top.items(),
                places == 0 ? 0 : (double) coldPlaces / places, coldHits, coldHeldOut);
    }

    private static int[] itemsOf(Interactions interactions, int user) {
        int[] items = new int[interactions.count(user)];
        for (int n = 0; n < items.length; n++) {
            items[n] = interactions.item(user, n);
        }
        return items;
    }

    /** The mean recall of users who are not cold. */
    public double meanRecall() {
        return mean(recall);
    }

    /** The mean NDCG of users who are not cold. */
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
