package org.vimmrec.spark;

import java.io.Serializable;
import java.util.Arrays;

/**
 * An item's neighbours, best first: by descending score, then by ascending id.
 *
 * @param ids the neighbours
 * @param scores their similarities
 */
record NeighbourList(long[] ids, double[] scores) implements Serializable {

    static final NeighbourList NONE = new NeighbourList(new long[0], new double[0]);

    /**
     * The best neighbours of two lists. A neighbour that is in both counts once.
     *
     * @param topK the most neighbours of the result
     */
    NeighbourList merge(NeighbourList other, int topK) {
        int most = (int) Math.min(topK, (long) ids.length + other.ids.length);
        long[] merged = new long[most];
        double[] mergedScores = new double[most];
        int count = 0;
        int here = 0;
        int there = 0;
        while (count < most && (here < ids.length || there < other.ids.length)) {
            boolean same = here < ids.length && there < other.ids.length && ids[here] == other.ids[there];
            boolean fromHere = same || there == other.ids.length || here < ids.length && isBefore(here, other, there);
            merged[count] = fromHere ? ids[here] : other.ids[there];
            mergedScores[count++] = fromHere ? scores[here] : other.scores[there];
            here += fromHere ? 1 : 0;
            there += same || !fromHere ? 1 : 0;
        }
        return new NeighbourList(Arrays.copyOf(merged, count), Arrays.copyOf(mergedScores, count));
    }

    /** The neighbours with a score above a bound. */
    NeighbourList above(double bound) {
        int count = ids.length;
        while (count > 0 && !(scores[count - 1] > bound)) {
            count--;
        }
        return new NeighbourList(Arrays.copyOf(ids, count), Arrays.copyOf(scores, count));
    }

    private boolean isBefore(int here, NeighbourList other, int there) {
        return scores[here] > other.scores[there]
                || scores[here] == other.scores[there] && ids[here] < other.ids[there];
    }
}
