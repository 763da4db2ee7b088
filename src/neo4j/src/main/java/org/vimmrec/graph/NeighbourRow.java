package org.vimmrec.graph;

import java.util.Arrays;
import org.vimmrec.sparse.TopKHeap;

/** Sorts the stored neighbours of one item at a time. Not thread-safe: a thread reuses one instance for many rows. */
final class NeighbourRow {
    private final TopKHeap best = new TopKHeap(Integer.MAX_VALUE);
    /** By target, the last item that has it as a neighbour, plus one. */
    private final int[] lastSource;

    private int[] targets;
    private double[] scores;

    /** @param items the number of items */
    NeighbourRow(int items) {
        this.lastSource = new int[items];
    }

    /** Removes all neighbours. */
    void clear() {
        best.clear();
    }

    void offer(int target, double score) {
        best.offer(target, score);
    }

    /**
     * Sorts by descending similarity and then by item. Of parallel relationships, the one with the highest similarity
     * remains.
     *
     * @param item the item whose neighbours were offered; each item once
     */
    void finish(int item) {
        best.sort();
        targets = best.indexes();
        scores = best.scores();
        int distinct = 0;
        for (int n = 0; n < targets.length; n++) {
            if (lastSource[targets[n]] != item + 1) {
                lastSource[targets[n]] = item + 1;
                targets[distinct] = targets[n];
                scores[distinct++] = scores[n];
            }
        }
        targets = Arrays.copyOf(targets, distinct);
        scores = Arrays.copyOf(scores, distinct);
    }

    int[] targets() {
        return targets;
    }

    double[] scores() {
        return scores;
    }
}
