package org.vimmrec.similarity;

import java.util.Arrays;
import org.vimmrec.task.MemoryEstimate;

/**
 * For each row of a search the columns that may be among its best, by scores in single precision.
 *
 * <p>A row keeps the {@code capacity} best that were offered, in a binary heap with the worst on top; once it is full, the
 * worst score is the row's threshold, and what is not above it need not be offered. Heaps of neighbouring rows share an
 * array and a lock, which whoever offers must hold. Thresholds are read without one, because an old value is lower and only
 * lets more through.
 */
final class Nominees {
    private final int capacity;
    private final int lockShift;
    /** Whether a full heap may have lost a column: there may be no more columns than it holds. */
    private final boolean canLose;
    private final float[] thresholds;
    private final long[][] heaps;
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
        heaps = new long[(rows + rowsPerLock - 1) / rowsPerLock][];
        locks = new Object[heaps.length];
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

    /** What a thread must hold to offer to the row. */
    Object lock(int row) {
        return locks[row >> lockShift];
    }

    /** Offers a column to a row, each at most once. The thread holds the row's lock. */
    void offer(int row, int column, float score) {
        if (score > thresholds[row]) {
            int group = row >> lockShift;
            long[] heap = heaps[group];
            if (heap == null) {
                int rows = Math.min(1 << lockShift, sizes.length - (group << lockShift));
                heap = heaps[group] = new long[Math.multiplyExact(rows, capacity)];
            }
            int top = top(row);
            if (sizes[row] < capacity) {
                rise(heap, top, sizes[row]++, packed(column, score));
                if (sizes[row] < capacity) {
                    return;
                }
            } else {
                sink(heap, top, packed(column, score));
            }
            if (canLose) {
                thresholds[row] = score(heap[top]);
            }
        }
    }

    /** Where in its group's array a row's heap begins. */
    private int top(int row) {
        return (row & (1 << lockShift) - 1) * capacity;
    }

    private static void rise(long[] heap, int top, int place, long candidate) {
        int at = place;
        while (at > 0 && candidate < heap[top + (at - 1) / 2]) {
            heap[top + at] = heap[top + (at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[top + at] = candidate;
    }

    /** Puts a candidate in place of the worst. */
    private void sink(long[] heap, int top, long candidate) {
        int at = 0;
        for (int child = 1; child < capacity; child = 2 * at + 1) {
            if (child + 1 < capacity && heap[top + child + 1] < heap[top + child]) {
                child++;
            }
            if (candidate <= heap[top + child]) {
                break;
            }
            heap[top + at] = heap[top + child];
            at = child;
        }
        heap[top + at] = candidate;
    }

    /** Brings a row's nominees into order, best first, and returns how many there are. When all offers are made. */
    int sort(int row) {
        if (sizes[row] > 0) {
            int top = top(row);
            Arrays.sort(heaps[row >> lockShift], top, top + sizes[row]);
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
        return heaps[row >> lockShift][top(row) + sizes[row] - 1 - place];
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
