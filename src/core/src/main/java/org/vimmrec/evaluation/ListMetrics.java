package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.List;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * Metrics of the test lists of one run that are reported and select nothing. The arrays have an element for each user
 * of the run's {@link Run#test}, in the same order, cold users included.
 *
 * @param hitRate see {@link HitRate}
 * @param reciprocalRank see {@link ReciprocalRank}
 * @param novelty see {@link Novelty}; NaN for an empty list
 * @param diversity see {@link IntraListDiversity}; NaN for a list without items to compare
 * @param warmFound the number of held-out interactions with warm items, which have training interactions, that were
 *     found; cold users do not count
 * @param warmHeldOut the number of held-out interactions with warm items; cold users do not count
 */
public record ListMetrics(
        double[] hitRate,
        double[] reciprocalRank,
        double[] novelty,
        double[] diversity,
        int warmFound,
        int warmHeldOut) {

    /**
     * Computes the metrics.
     *
     * @param top lists of all users with held-out interactions
     * @param modalities the embeddings of items; with none, there is no diversity
     */
    static ListMetrics of(
            TopItems top, Interactions known, Interactions heldOut, List<EmbeddingMatrix> modalities, Task task) {
        int[] users = RankingMetrics.usersOf(heldOut);
        double[] hits = new double[users.length];
        double[] ranks = new double[users.length];
        double[] novelties = new double[users.length];
        Metric hitRate = new HitRate();
        Metric reciprocalRank = new ReciprocalRank();
        Metric novelty = new Novelty(known, top.items());
        boolean[] warm = known.touched(top.items());
        int warmFound = 0;
        int warmHeldOut = 0;
        for (int n = 0; n < users.length; n++) {
            int[] list = top.byUser()[users[n]];
            int[] wanted = RankingMetrics.itemsOf(heldOut, users[n]);
            hits[n] = hitRate.of(list, wanted);
            ranks[n] = reciprocalRank.of(list, wanted);
            novelties[n] = novelty.of(list, wanted);
            if (known.count(users[n]) > 0) {
                for (int item : list) {
                    warmFound += warm[item] && Arrays.binarySearch(wanted, item) >= 0 ? 1 : 0;
                }
                for (int item : wanted) {
                    warmHeldOut += warm[item] ? 1 : 0;
                }
            }
        }
        double[] diversities = IntraListDiversity.of(modalities, top, users, task);
        return new ListMetrics(hits, ranks, novelties, diversities, warmFound, warmHeldOut);
    }
}
