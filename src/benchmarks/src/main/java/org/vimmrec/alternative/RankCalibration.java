package org.vimmrec.alternative;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;

/**
 * How often a user interacts with a neighbour of one of the user's items, by the rank of the neighbour in one modality.
 *
 * <p>A part of the training interactions is hidden. A pair of a user's other item and its neighbour counts as right if
 * the user's interaction with the neighbour is hidden, and not at all if it is not hidden.
 */
final class RankCalibration {
    private static final double HIDDEN_SHARE = 0.2;

    private final long[] right;
    private final long[] pairs;

    private RankCalibration(int topK) {
        right = new long[topK];
        pairs = new long[topK];
    }

    /**
     * Replaces each similarity by the share of right pairs at the neighbour's rank and modality, divided by the highest
     * share. Shares never rise with the rank.
     *
     * @param modalities by modality, the neighbours of each item
     * @param training the interactions to hide a part of
     * @param topK the number of an item's neighbours that count, and that are kept
     * @param seed the seed of what is hidden
     */
    static List<Neighbours> calibrated(List<Neighbours> modalities, Interactions training, int topK, long seed) {
        List<double[]> shares = new ArrayList<>();
        double highest = 0;
        for (Neighbours neighbours : modalities) {
            RankCalibration calibration = new RankCalibration(topK);
            calibration.count(neighbours, training, new SplittableRandom(seed)); // hides the same for all modalities
            double[] ofModality = nonIncreasing(calibration.right, calibration.pairs);
            shares.add(ofModality);
            highest = Math.max(highest, ofModality[0]);
        }
        if (highest == 0) {
            throw new IllegalStateException("no hidden interaction is with a neighbour of a user's other items");
        }
        List<Neighbours> calibrated = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            calibrated.add(replaced(modalities.get(m), shares.get(m), highest));
        }
        return calibrated;
    }

    private void count(Neighbours neighbours, Interactions training, SplittableRandom random) {
        int[] keptBy = new int[neighbours.rows()];
        int[] hiddenFrom = new int[neighbours.rows()];
        Arrays.fill(keptBy, -1);
        Arrays.fill(hiddenFrom, -1);
        for (int u = 0; u < training.users(); u++) {
            for (int n = 0; n < training.count(u); n++) {
                (random.nextDouble() < HIDDEN_SHARE ? hiddenFrom : keptBy)[training.item(u, n)] = u;
            }
            for (int n = 0; n < training.count(u); n++) {
                int item = training.item(u, n);
                int last = keptBy[item] == u ? Math.min(pairs.length, neighbours.count(item)) : 0;
                for (int rank = 0; rank < last; rank++) {
                    int neighbour = neighbours.neighbour(item, rank);
                    pairs[rank] += keptBy[neighbour] == u ? 0 : 1;
                    right[rank] += hiddenFrom[neighbour] == u ? 1 : 0;
                }
            }
        }
    }

    private static Neighbours replaced(Neighbours neighbours, double[] shares, double highest) {
        int[][] items = new int[neighbours.rows()][];
        double[][] scores = new double[items.length][];
        for (int i = 0; i < items.length; i++) {
            items[i] = new int[Math.min(shares.length, neighbours.count(i))];
            scores[i] = new double[items[i].length];
            for (int rank = 0; rank < items[i].length; rank++) {
                items[i][rank] = neighbours.neighbour(i, rank);
                scores[i][rank] = shares[rank] / highest;
            }
        }
        return new Neighbours(items, scores);
    }

    /** Adjacent ranks that share one estimate. */
    private record Pool(long right, long pairs, int ranks) {
        Pool with(Pool next) {
            return new Pool(right + next.right, pairs + next.pairs, ranks + next.ranks);
        }

        double share() {
            return pairs == 0 ? 0 : (double) right / pairs;
        }
    }

    /**
     * The least-squares fit of non-increasing shares, by pooling adjacent violators (Barlow et al., <em>Statistical
     * Inference under Order Restrictions</em>, 1972).
     *
     * @param right by rank, the number of right pairs
     * @param pairs by rank, the number of pairs
     */
    static double[] nonIncreasing(long[] right, long[] pairs) {
        Deque<Pool> pools = new ArrayDeque<>();
        for (int rank = 0; rank < right.length; rank++) {
            Pool pool = new Pool(right[rank], pairs[rank], 1);
            while (!pools.isEmpty() && (pool.pairs == 0 || pools.getLast().share() <= pool.share())) {
                pool = pools.removeLast().with(pool);
            }
            pools.addLast(pool);
        }
        double[] shares = new double[right.length];
        int rank = 0;
        for (Pool pool : pools) {
            Arrays.fill(shares, rank, rank + pool.ranks, pool.share());
            rank += pool.ranks;
        }
        return shares;
    }
}
