package org.vimmrec.similarity;

import java.util.Arrays;

/**
 * Keeps the highest of the numbers that come, in ascending order. The array is longer than what is kept, by at least one
 * place, and what is after it is {@link Long#MAX_VALUE}.
 */
public interface Insertion {
    /** Of arrays, which are one longer than a multiple of it. */
    int STEP = 8;

    /** The length of an array that keeps so many. */
    static int length(int kept) {
        return (kept + STEP - 1) / STEP * STEP + 1;
    }

    /**
     * Puts a number in its place, and drops the one at {@code from}, which is lower. What is before that stays.
     *
     * @param from a multiple of {@link #STEP}
     */
    void replace(long[] ascending, int from, long number);

    /**
     * Without the Vector API. A short array makes room by moving the lower ones down one by one, which takes less time than
     * a mispredicted branch for each step of a search.
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
