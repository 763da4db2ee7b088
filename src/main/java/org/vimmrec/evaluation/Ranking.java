package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.vimmrec.interaction.Interactions;
import org.vimmrec.similarity.BestFirst;
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
 * Items of equal score rank by index, the lower first. Users without held-out items are left out.
 *
 * @param users who have held-out items, ascending
 * @param recall Recall@N of each
 * @param ndcg NDCG@N of each
 * @param coverage the share of all items that are among the first N of some user
 * @param coldItemShare the share of cold items, which nobody has interacted with in training, among all first N
 * @param coldHits held-out interactions with cold items that were found
 * @param coldHeldOut held-out interactions with cold items
 */
public record Ranking(int[] users, double[] recall, double[] ndcg, double coverage, double coldItemShare, int coldHits,
        int coldHeldOut) {
    private static final int USERS_AT_ONCE = 64;

    /**
     * @param known what each user is known to like, which is not recommended again
     * @param heldOut what is to be found
     * @param at N
     */
    public static Ranking of(Scorer scorer, Interactions known, Interactions heldOut, int items, int at, Task task) {
        int[] users = new int[heldOut.users()];
        int count = 0;
        for (int u = 0; u < heldOut.users(); u++) {
            if (heldOut.count(u) > 0) {
                users[count++] = u;
            }
        }
        users = Arrays.copyOf(users, count);
        boolean[] cold = cold(known, items);
        double[] discounts = new double[at];
        double[] ideal = new double[at + 1];
        for (int p = 0; p < at; p++) {
            discounts[p] = Math.log(2) / Math.log(p + 2);
            ideal[p + 1] = ideal[p] + discounts[p];
        }
        int units = (count + USERS_AT_ONCE - 1) / USERS_AT_ONCE;
        Ranking ranking = new Ranking(users, new double[count], new double[count], 0, 0, 0, 0);
        boolean[] recommended = new boolean[items];
        int[][] tallies = new int[units][];
        task.quiet().parallel("", units, () -> {
            Scorer.Reader reader = scorer.reader();
            float[][] scores = new float[USERS_AT_ONCE][items];
            BestFirst best = new BestFirst(at);
            return (IntConsumer) unit -> {
                int from = unit * USERS_AT_ONCE;
                int to = Math.min(ranking.users.length, from + USERS_AT_ONCE);
                reader.score(ranking.users, from, to, scores);
                tallies[unit] = new int[4];
                for (int n = from; n < to; n++) {
                    int user = ranking.users[n];
                    top(scores[n - from], known, user, best);
                    ranking.take(n, user, best, heldOut, cold, discounts, ideal, recommended, tallies[unit]);
                }
            };
        });
        int[] sum = new int[4];
        for (int[] tally : tallies) {
            for (int k = 0; k < sum.length; k++) {
                sum[k] += tally[k];
            }
        }
        int covered = 0;
        for (boolean r : recommended) {
            covered += r ? 1 : 0;
        }
        return new Ranking(users, ranking.recall, ranking.ndcg, (double) covered / items,
                sum[1] == 0 ? 0 : (double) sum[0] / sum[1], sum[2], sum[3]);
    }

    private static void top(float[] scores, Interactions known, int user, BestFirst best) {
        best.clear();
        int next = 0;
        for (int i = 0; i < scores.length; i++) {
            if (next < known.count(user) && known.item(user, next) == i) {
                next++;
            } else {
                best.offer(i, scores[i]);
            }
        }
        best.sort();
    }

    private void take(int n, int user, BestFirst best, Interactions heldOut, boolean[] cold, double[] discounts,
            double[] ideal, boolean[] recommended, int[] tally) {
        int wanted = heldOut.count(user);
        int[] items = new int[wanted];
        for (int k = 0; k < wanted; k++) {
            items[k] = heldOut.item(user, k);
            tally[3] += cold[items[k]] ? 1 : 0;
        }
        int hits = 0;
        double gain = 0;
        for (int p = 0; p < best.size(); p++) {
            int item = best.index(p);
            recommended[item] = true;
            tally[0] += cold[item] ? 1 : 0;
            tally[1]++;
            if (Arrays.binarySearch(items, item) >= 0) {
                hits++;
                gain += discounts[p];
                tally[2] += cold[item] ? 1 : 0;
            }
        }
        recall[n] = (double) hits / wanted;
        ndcg[n] = gain / ideal[Math.min(wanted, discounts.length)];
    }

    private static boolean[] cold(Interactions known, int items) {
        boolean[] cold = new boolean[items];
        Arrays.fill(cold, true);
        for (int u = 0; u < known.users(); u++) {
            for (int n = 0; n < known.count(u); n++) {
                cold[known.item(u, n)] = false;
            }
        }
        return cold;
    }

    /** The mean of the users' recall. */
    public double meanRecall() {
        return mean(recall);
    }

    /** The mean of the users' NDCG. */
    public double meanNdcg() {
        return mean(ndcg);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }
}
