package org.vimmrec.evaluation;

import java.util.Arrays;

/** Hit rate@N: 1 if at least one of a user's held-out items is in the list, otherwise 0. */
record HitRate() implements Metric {

    @Override
    public double of(int[] list, int[] heldOut) {
        for (int item : list) {
            if (Arrays.binarySearch(heldOut, item) >= 0) {
                return 1;
            }
        }
        return 0;
    }
}
