package org.vimmrec.similarity;

import java.util.Arrays;

/**
 * Keeps the highest of the numbers that come, in ascending order. The array is longer than what is kept, by at least one
 * place, and what is after it is {@link Long#MAX_VALUE}.
 */
interface Insertion {
    /** Of arrays, which are one longer than a multiple of it. */
    int STEP = 8;

    /** The length of an array that keeps so many. */
    static int length(int kept) {
        return (kept + STEP - 1) / STEP * STEP + 1;
    }

    /** Puts a number that is higher than the lowest in its place. */
    void replaceLowest(long[] ascending, long number);

    /**
     * Without the Vector API. A short array makes room by moving the lower ones down one by one, which takes less time than
     * a mispredicted branch for each step of a search.
     */
    Insertion PLAIN = (ascending, number) -> {
        int at = 0;
        if (ascending.length <= 128) {
            for (; ascending[at + 1] < number; at++) {
                ascending[at] = ascending[at + 1];
            }
        } else {
            at = -Arrays.binarySearch(ascending, number) - 2;
            System.arraycopy(ascending, 1, ascending, 0, at);
        }
        ascending[at] = number;
    };
}
