package org.vimmrec.evaluation;

import java.util.Arrays;

/** Recall@N: the share of a user's held-out items that are in the list. */
record Recall() implements Metric {

    @Override
    public double of(int[] list, int[] heldOut) {
        int hits = 0;
        for (int item : list) {
            hits += Arrays.binarySearch(heldOut, item) >= 0 ? 1 : 0;
        }
        return (double) hits / heldOut.length;
    }
}
