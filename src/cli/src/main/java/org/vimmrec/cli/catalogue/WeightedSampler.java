package org.vimmrec.cli.catalogue;

import java.util.Arrays;
import java.util.Random;

/** Draws items with probabilities proportional to their weights. */
final class WeightedSampler {

    private final int[] items;
    private final double[] cumulativeWeights;

    /**
     * Draws from {@code candidates}, leaving out those of weight 0.
     *
     * @param weight by item
     */
    WeightedSampler(int[] candidates, double[] weight) {
        int[] kept = new int[candidates.length];
        double[] sums = new double[candidates.length];
        int size = 0;
        double sum = 0;
        for (int item : candidates) {
            if (weight[item] > 0) {
                sum += weight[item];
                kept[size] = item;
                sums[size++] = sum;
            }
        }
        items = Arrays.copyOf(kept, size);
        cumulativeWeights = Arrays.copyOf(sums, size);
    }

    /** The number of items with a weight above 0. */
    int size() {
        return items.length;
    }

    /** Draws an item. There must be at least one. */
    int next(Random random) {
        double total = cumulativeWeights[cumulativeWeights.length - 1];
        int found = Arrays.binarySearch(cumulativeWeights, random.nextDouble() * total);
        // A miss is the usual case and returns -(insertion point) - 1. An exact hit belongs to the next item.
        return items[Math.min(found < 0 ? -found - 1 : found + 1, items.length - 1)];
    }
}
