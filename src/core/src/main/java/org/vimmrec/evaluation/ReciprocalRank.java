package org.vimmrec.evaluation;

import java.util.Arrays;

/**
 * Reciprocal rank@N: {@code 1 / p} if the first held-out item is at rank {@code p = 1, 2, ...} of the list; 0 if none
 * is in it. Its mean over users is MRR, the mean reciprocal rank (Voorhees, TREC-8, 1999).
 */
record ReciprocalRank() implements Metric {

    @Override
    public double of(int[] list, int[] heldOut) {
        for (int p = 0; p < list.length; p++) {
            if (Arrays.binarySearch(heldOut, list[p]) >= 0) {
                return 1.0 / (p + 1);
            }
        }
        return 0;
    }
}
