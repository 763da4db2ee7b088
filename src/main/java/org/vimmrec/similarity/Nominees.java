package org.vimmrec.similarity;

import java.util.Arrays;
import org.vimmrec.task.MemoryEstimate;

/**
 * For each row of a search the columns that may be among its best, by scores in single precision.
 *
 * <p>A row keeps the {@code capacity} best that were offered, in order, the worst first. Its threshold is what a further
 * column must exceed: the worst score kept, or what is too far below the {@code topK}-th best to matter. Neighbouring
 * rows share a lock, which whoever offers must hold.
 */
final class Nominees {
    /** In the place of a column that was not offered yet. */
    private static final long NONE = packed(0, Float.NEGATIVE_INFINITY);

    private final Insertion insertion;
    private final int capacity;
    private final int topK;
    private final float margin;
    private final int rowsPerLock;
    /** Whether a full row may have lost a column: there may be no more columns than it holds. */
    private final boolean canLose;
    private final float[] thresholds;
    /** By row, null as long as nothing was offered. */
    private final long[][] nominees;
    private final Object[] locks;

    /**
     * @param rows the number of rows
     * @param capacity how many to keep, 1 or more
     * @param topK up to {@code capacity}: how many of them count
     * @param threshold only scores above it are of interest
     * @param margin how far below the {@code topK}-th best a score may be and still be of interest
     * @param rowsPerLock how many neighbouring rows share a lock, from row 0 on
     * @param padding how far past the last row {@link #thresholds} may be read
     */
    Nominees(Insertion insertion, int rows, int capacity, int topK, float threshold, float margin, int rowsPerLock,
            int padding) {
        this.insertion = insertion;
        this.capacity = capacity;
        this.topK = topK;
        this.margin = margin;
        this.rowsPerLock = rowsPerLock;
        canLose = capacity < rows - 1;
        thresholds = new float[rows + padding];
        Arrays.fill(thresholds, threshold);
        nominees = new long[rows][];
        locks = new Object[(rows + rowsPerLock - 1) / rowsPerLock];
        Arrays.setAll(locks, n -> new Object());
    }

    /** The heap that nominees take, in bytes. */
    static long bytes(long rows, int capacity) {
        return MemoryEstimate.arrays(rows, Insertion.length(capacity), Long.BYTES) + rows * Float.BYTES;
    }

    /** By row the score that a column must exceed. Read only. */
    float[] thresholds() {
        return thresholds;
    }

    /** Only scores above it are of interest to the row; before the first offer. */
    void raise(int row, float threshold) {
        if (threshold > thresholds[row]) {
            thresholds[row] = threshold;
        }
    }

    /** What a thread must hold to offer to the row. */
    Object lock(int row) {
        return locks[row / rowsPerLock];
    }

    /** Offers a column to a row, each at most once. The thread holds the row's lock. */
    void offer(int row, int column, float score) {
        if (score > thresholds[row]) {
            long[] kept = nominees[row];
            if (kept == null) {
                kept = new long[Insertion.length(capacity)];
                Arrays.fill(kept, 0, capacity, NONE);
                Arrays.fill(kept, capacity, kept.length, Long.MAX_VALUE);
                nominees[row] = kept;
            }
            insertion.replaceLowest(kept, packed(column, score));
            raise(row, score(kept[capacity - topK]) - margin);
            if (canLose) {
                raise(row, score(kept[0]));
            }
        }
    }

    /** How many were nominated for a row. */
    int count(int row) {
        int count = 0;
        while (nominees[row] != null && count < capacity && nominee(row, count) != NONE) {
            count++;
        }
        return count;
    }

    /** The column of a nominee at a place, 0 the best. */
    int column(int row, int place) {
        return ~(int) nominee(row, place);
    }

    /** The score of a nominee at a place, 0 the best. */
    float score(int row, int place) {
        return score(nominee(row, place));
    }

    private long nominee(int row, int place) {
        return nominees[row][capacity - 1 - place];
    }

    /** No column that the row lost, or that was not offered for its threshold, has a higher score. */
    float highestLost(int row) {
        return thresholds[row];
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
