package org.vimmrec.evaluation;

import java.util.Arrays;

/**
 * NDCG@N, normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen, TOIS 2002): the sum of
 * {@code 1 / log2(p + 1)} over hits at rank {@code p = 1, 2, ...}, divided by the highest sum possible.
 */
final class Ndcg implements Metric {
    private final double[] discounts;
    /** The highest sum by number of hits. */
    private final double[] ideal;

    Ndcg(int at) {
        discounts = new double[at];
        ideal = new double[at + 1];
        for (int p = 0; p < at; p++) {
            discounts[p] = Math.log(2) / Math.log(p + 2);
            ideal[p + 1] = ideal[p] + discounts[p];
        }
    }

    @Override
    public double of(int[] list, int[] heldOut) {
        double gain = 0;
        for (int p = 0; p < list.length; p++) {
            if (Arrays.binarySearch(heldOut, list[p]) >= 0) {
                gain += discounts[p];
            }
        }
        return gain / ideal[Math.min(heldOut.length, discounts.length)];
    }
}
