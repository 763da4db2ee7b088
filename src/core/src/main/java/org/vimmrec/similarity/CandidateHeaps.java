package org.vimmrec.similarity;

import java.util.Arrays;
import org.vimmrec.task.MemoryEstimate;

/**
 * For each row of a search the columns that may be among its best, by scores in single precision.
 *
 * <p>A row keeps the {@code capacity} best that were offered, in order, the worst first. Its threshold is what a further
 * column must exceed: the worst score kept, or what is too far below the {@code topK}-th best to matter. Neighbouring
 * rows share a lock, which whoever offers must hold.
 *
 * <p>Where columns come in random order, a row that met a tenth of them has met about a tenth of its {@code topK} best, and
 * hardly ever many more. So its threshold is then the score of a better nominee than the {@code topK}-th, and most columns
 * that later ones would push out again are never kept. Where that guess is wrong, the row has too few above its threshold:
 * its search is in doubt, not its result.
 */
final class CandidateHeaps {
    /** In the place of a column that was not offered yet. */
    private static final long NONE = packed(0, Float.NEGATIVE_INFINITY);

    /**
     * By how many standard deviations, and how many besides, a row may have met more of its best than is to be expected. One
     * row in some ten thousand does, and what that costs, for a few a comparison with all in double precision, is not noticed.
     */
    private static final int DEVIATIONS = 4;
    private static final int BESIDES = 4;
    /** So many neighbouring rows, from a multiple on, meet the same columns, or nearly. */
    private static final int MEETING_TOGETHER = TileKernel.PACKED_TOGETHER;

    private final Insertion insertion;
    private final int capacity;
    private final int topK;
    /** By how many columns a row has met, {@link #place}; for as many as are missing, {@code topK}. */
    private final int[] places;
    /** By {@value #MEETING_TOGETHER} rows: with how many columns they were compared, or somewhat more. */
    private final int[] met;
    /** Likewise: which of a row's nominees, counted from the best, others must exceed. With more met it is never a better one. */
    private final int[] place;
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
     * @param randomly whether columns come in random order
     * @param threshold only scores above it are of interest
     * @param margin how far below the {@code topK}-th best a score may be and still be of interest
     * @param rowsPerLock how many neighbouring rows share a lock, from row 0 on
     * @param padding how far past the last row {@link #thresholds} may be read
     */
    CandidateHeaps(Insertion insertion, int rows, int capacity, int topK, boolean randomly, float threshold, float margin,
            int rowsPerLock, int padding) {
        this.insertion = insertion;
        this.capacity = capacity;
        this.topK = topK;
        places = new int[randomly ? rows : 0];
        Arrays.setAll(places, columns -> place((double) topK * columns / rows));
        this.margin = margin;
        this.rowsPerLock = rowsPerLock;
        canLose = capacity < rows - 1;
        thresholds = new float[rows + padding];
        Arrays.fill(thresholds, threshold);
        met = new int[(rows + padding) / MEETING_TOGETHER + 1];
        place = new int[met.length];
        nominees = new long[rows][];
        locks = new Object[(rows + rowsPerLock - 1) / rowsPerLock];
        Arrays.setAll(locks, n -> new Object());
    }

    /** The heap that nominees take, in bytes. */
    static long bytes(long rows, int capacity) {
        return MemoryEstimate.arrays(rows, Insertion.length(capacity), Long.BYTES) + rows * (Float.BYTES + Integer.BYTES);
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

    /** Before they are offered: rows are compared with so many further columns, or fewer. The thread holds the rows' lock. */
    void meet(int firstRow, int endRow, int columns) {
        for (int group = firstRow / MEETING_TOGETHER; group * MEETING_TOGETHER < endRow; group++) {
            met[group] += columns;
            place[group] = met[group] < places.length ? places[met[group]] : topK;
        }
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
            int place = this.place[row / MEETING_TOGETHER];
            // What is further down than is wanted later, with the same slack, is lost now; below it, nothing was ever kept.
            int lowest = (topK - place) / Insertion.STEP * Insertion.STEP;
            insertion.replace(kept, lowest, packed(column, score));
            raise(row, score(kept[capacity - place]) - margin);
            if (canLose || lowest > 0) {
                raise(row, score(kept[lowest]));
            }
        }
    }

    /** For a row that is expected to have met so many of its best: as many as hardly any row has, and up to {@code topK}. */
    private int place(double expected) {
        return (int) Math.min(topK, expected + DEVIATIONS * Math.sqrt(expected) + BESIDES);
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
