package org.vimmrec.similarity;

import java.util.Arrays;

/**
 * Inserts numbers into a sorted array that keeps the highest ones, in ascending order. The array is at least one place
 * longer than the numbers it keeps, and the places after them hold {@link Long#MAX_VALUE}.
 */
public interface Insertion {
    /** The length of every array is one more than a multiple of this. */
    int STEP = 8;

    /** The length of an array that keeps {@code kept} numbers. */
    static int length(int kept) {
        return (kept + STEP - 1) / STEP * STEP + 1;
    }

    /**
     * Inserts a number and drops the one at {@code from}, which must be lower. The numbers before {@code from} stay.
     *
     * @param from a multiple of {@link #STEP}
     */
    void replace(long[] ascending, int from, long number);

    /**
     * The implementation without the Vector API. In a short array it moves the lower numbers down one by one, which
     * takes less time than the mispredicted branches of a binary search.
     */
    Insertion PLAIN = (ascending, from, number) -> {
        int at = from;
        if (ascending.length - from <= 128) {
            for (; ascending[at + 1] < number; at++) {
                ascending[at] = ascending[at + 1];
            }
        } else {
            at = -Arrays.binarySearch(ascending, from, ascending.length, number) - 2;
            System.arraycopy(ascending, from + 1, ascending, from, at - from);
        }
        ascending[at] = number;
    };
}
