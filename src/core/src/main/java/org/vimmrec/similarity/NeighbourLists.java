package org.vimmrec.similarity;

import java.util.Arrays;
import org.vimmrec.task.MemoryEstimate;

/**
 * The best columns that were offered to each row of an approximate search, by scores in single precision.
 *
 * <p>A row keeps the {@code capacity} best of all columns that were offered to it. Of equal scores, the lower column is
 * better. So the lists do not depend on the order of the offers. Nothing here locks: threads must not offer to the same
 * row at the same time, unless they hold {@link #lock}.
 */
final class NeighbourLists {
    /** Fills the places of columns that were not offered. Every offer is higher. */
    private static final long NONE = packed(0, Float.NEGATIVE_INFINITY);

    private static final int ROWS_PER_LOCK = 64;

    private final Insertion insertion;
    private final int capacity;
    /** By row the columns, {@link #packed}, worst first; null until the first offer. */
    private final long[][] kept;
    /** By row a score that a column must exceed to enter. Lower than the worst score that the row keeps. */
    private final float[] thresholds;

    private final Object[] locks;

    /**
     * Creates empty lists.
     *
     * @param padding how far past the last row {@link #thresholds} may be read
     */
    NeighbourLists(Insertion insertion, int rows, int capacity, int padding) {
        this.insertion = insertion;
        this.capacity = capacity;
        kept = new long[rows][];
        thresholds = new float[rows + padding];
        Arrays.fill(thresholds, Float.NEGATIVE_INFINITY);
        locks = new Object[rows / ROWS_PER_LOCK + 1];
        Arrays.setAll(locks, n -> new Object());
    }

    /** The heap that the lists take, in bytes. */
    static long bytes(long rows, int capacity) {
        return MemoryEstimate.arrays(rows, Insertion.length(capacity), Long.BYTES) + rows * Float.BYTES;
    }

    /** The most columns that a row keeps. */
    int capacity() {
        return capacity;
    }

    /** By row a score that a column must exceed to enter. The caller must not change it. */
    float[] thresholds() {
        return thresholds;
    }

    /** The lock that a thread must hold to offer to the row while other threads may do so. */
    Object lock(int row) {
        return locks[row / ROWS_PER_LOCK];
    }

    /** Removes everything from the first rows. */
    void clear(int rows) {
        for (int row = 0; row < rows; row++) {
            if (kept[row] != null) {
                Arrays.fill(kept[row], 0, capacity, NONE);
            }
            thresholds[row] = Float.NEGATIVE_INFINITY;
        }
    }

    /** Raises the score that a column must exceed to enter a row. */
    void raiseThreshold(int row, float threshold) {
        if (threshold > thresholds[row]) {
            thresholds[row] = threshold;
        }
    }

    /** Offers a column to a row. A column that the row already keeps is ignored. */
    void offer(int row, int column, float score) {
        if (score > thresholds[row]) {
            long[] list = kept[row];
            if (list == null) {
                list = new long[Insertion.length(capacity)];
                Arrays.fill(list, 0, capacity, NONE);
                Arrays.fill(list, capacity, list.length, Long.MAX_VALUE);
                kept[row] = list;
            }
            long number = packed(column, score);
            if (number > list[0] && !contains(list, column)) {
                insertion.replace(list, 0, number);
                if (list[0] != NONE) {
                    // One step below, because a lower column with the worst score may still enter.
                    raiseThreshold(row, Math.nextDown(score(list[0])));
                }
            }
        }
    }

    private boolean contains(long[] list, int column) {
        for (int n = 0; n < capacity; n++) {
            if (column(list[n]) == column && list[n] != NONE) {
                return true;
            }
        }
        return false;
    }

    /** Offers everything that a row of other lists keeps. */
    void offerAll(int row, NeighbourLists others, int otherRow, int[] columns) {
        int count = others.count(otherRow);
        for (int n = 0; n < count; n++) {
            offer(row, columns[others.column(otherRow, n)], others.score(otherRow, n));
        }
    }

    /** The number of columns that a row keeps. */
    int count(int row) {
        int count = 0;
        while (kept[row] != null && count < capacity && kept[row][capacity - 1 - count] != NONE) {
            count++;
        }
        return count;
    }

    /** The column by rank; the best has rank 0. */
    int column(int row, int rank) {
        return column(kept[row][capacity - 1 - rank]);
    }

    /** The score by rank; the best has rank 0. */
    float score(int row, int rank) {
        return score(kept[row][capacity - 1 - rank]);
    }

    /** Sorts by score, then by descending column. A float's bits ascend with it except for the sign. */
    private static long packed(int column, float score) {
        int bits = Float.floatToRawIntBits(score);
        return (long) (bits ^ bits >> 31 & Integer.MAX_VALUE) << 32 | ~column & 0xFFFFFFFFL;
    }

    private static int column(long packed) {
        return ~(int) packed;
    }

    private static float score(long packed) {
        int bits = (int) (packed >> 32);
        return Float.intBitsToFloat(bits ^ bits >> 31 & Integer.MAX_VALUE);
    }
}
