package org.vimmrec.similarity;

import java.util.Arrays;
import org.vimmrec.task.MemoryEstimate;

/**
 * For each row of a search the columns that may be among its best, by scores in single precision.
 *
 * <p>A row keeps the {@code capacity} best that were offered. Once it is full, the worst score is the row's threshold, and
 * what is not above it need not be offered. Then a short row stays in order: to move the worse ones down by one takes less
 * time than a heap's mispredicted branches. A long row is a binary heap with the worst on top, as which it begins, because
 * whatever is in order is also a heap. Neighbouring rows share an array and a lock, which whoever offers must hold.
 * Thresholds are read without one, because an old value is lower and only lets more through.
 */
final class Nominees {
    /** Up to this capacity, a row stays in order. */
    private static final int SHORT = 128;

    private final int capacity;
    private final int lockShift;
    /** Whether a full row may have lost a column: there may be no more columns than it holds. */
    private final boolean canLose;
    private final float[] thresholds;
    private final long[][] groups;
    private final int[] sizes;
    private final Object[] locks;

    /**
     * @param rows the number of rows
     * @param capacity how many to keep, 1 or more
     * @param threshold only scores above it are of interest
     * @param rowsPerLock how many neighbouring rows share a lock, from row 0 on; a power of two
     * @param padding how far past the last row {@link #thresholds} may be read
     */
    Nominees(int rows, int capacity, float threshold, int rowsPerLock, int padding) {
        this.capacity = capacity;
        lockShift = Integer.numberOfTrailingZeros(rowsPerLock);
        canLose = capacity < rows - 1;
        thresholds = new float[rows + padding];
        Arrays.fill(thresholds, threshold);
        sizes = new int[rows];
        groups = new long[(rows + rowsPerLock - 1) / rowsPerLock][];
        locks = new Object[groups.length];
        Arrays.setAll(locks, n -> new Object());
    }

    /** The heap that nominees take, in bytes. */
    static long bytes(long rows, int capacity) {
        return MemoryEstimate.arrays(1, rows * capacity, Long.BYTES) + rows * (Integer.BYTES + Float.BYTES);
    }

    /** By row the score that a column must exceed. Read only; other threads raise it. */
    float[] thresholds() {
        return thresholds;
    }

    /** Only scores above it are of interest to the row; before the first offer. */
    void raise(int row, float threshold) {
        thresholds[row] = Math.max(thresholds[row], threshold);
    }

    /** What a thread must hold to offer to the row. */
    Object lock(int row) {
        return locks[row >> lockShift];
    }

    /** Offers a column to a row, each at most once. The thread holds the row's lock. */
    void offer(int row, int column, float score) {
        if (score > thresholds[row]) {
            long[] nominees = group(row >> lockShift);
            int first = first(row);
            long candidate = packed(column, score);
            if (sizes[row] < capacity) {
                nominees[first + sizes[row]++] = candidate;
                if (sizes[row] < capacity) {
                    return;
                }
                Arrays.sort(nominees, first, first + capacity);
            } else if (capacity <= SHORT) {
                insert(nominees, first, candidate);
            } else {
                sink(nominees, first, candidate);
            }
            if (canLose) {
                thresholds[row] = score(nominees[first]);
            }
        }
    }

    /** Puts a candidate in place of the worst of nominees that are in order. */
    private void insert(long[] nominees, int first, long candidate) {
        int at = first;
        while (at < first + capacity - 1 && nominees[at + 1] < candidate) {
            nominees[at] = nominees[at + 1];
            at++;
        }
        nominees[at] = candidate;
    }

    /** Puts a candidate in place of the worst of nominees that are a heap. */
    private void sink(long[] nominees, int first, long candidate) {
        int at = 0;
        for (int child = 1; child < capacity; child = 2 * at + 1) {
            if (child + 1 < capacity && nominees[first + child + 1] < nominees[first + child]) {
                child++;
            }
            if (candidate <= nominees[first + child]) {
                break;
            }
            nominees[first + at] = nominees[first + child];
            at = child;
        }
        nominees[first + at] = candidate;
    }

    private long[] group(int number) {
        if (groups[number] == null) {
            int rows = Math.min(1 << lockShift, sizes.length - (number << lockShift));
            groups[number] = new long[Math.multiplyExact(rows, capacity)];
        }
        return groups[number];
    }

    /** Where in its group's array a row's nominees begin. */
    private int first(int row) {
        return (row & (1 << lockShift) - 1) * capacity;
    }

    /** Brings a row's nominees into order and returns how many there are. When all offers are made. */
    int sort(int row) {
        if (sizes[row] > 0) {
            int first = first(row);
            Arrays.sort(group(row >> lockShift), first, first + sizes[row]);
        }
        return sizes[row];
    }

    /** The column of a nominee at a place, 0 the best; after {@link #sort}. */
    int column(int row, int place) {
        return ~(int) nominee(row, place);
    }

    /** The score of a nominee at a place, 0 the best; after {@link #sort}. */
    float score(int row, int place) {
        return score(nominee(row, place));
    }

    private long nominee(int row, int place) {
        return groups[row >> lockShift][first(row) + sizes[row] - 1 - place];
    }

    /** No column that the row lost, or that was not offered for its threshold, has a higher score. */
    float highestLost(int row) {
        return canLose && sizes[row] == capacity ? thresholds[row] : Float.NEGATIVE_INFINITY;
    }

    /** Sortable: higher score first, then lower column. A float's bits ascend with it, but for the sign. */
    private static long packed(int column, float score) {
        int bits = Float.floatToRawIntBits(score);
        return (long) (bits ^ bits >> 31 & Integer.MAX_VALUE) << 32 | ~column & 0xFFFFFFFFL;
    }

    private static float score(long packed) {
        int bits = (int) (packed >> 32);
        return Float.intBitsToFloat(bits ^ bits >> 31 & Integer.MAX_VALUE);
    }
}
