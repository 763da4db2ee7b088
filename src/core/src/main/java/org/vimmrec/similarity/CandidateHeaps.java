package org.vimmrec.similarity;

import java.util.Arrays;
import org.vimmrec.task.MemoryEstimate;

/**
 * The candidates of each row of a search: the columns that may be among its {@code topK} best, by scores in single
 * precision.
 *
 * <p>A row keeps the {@code capacity} best columns that were offered, sorted, worst first. A new column must exceed the
 * row's threshold: the worst score kept, or a score so far below the {@code topK}-th best that it cannot matter.
 * Neighbouring rows share a lock, which a thread must hold while it offers columns to them.
 *
 * <p>If columns come in random order, a row that was compared with a tenth of them has seen about a tenth of its
 * {@code topK} best, and hardly ever many more. Its threshold can then be the score of a better candidate than the
 * {@code topK}-th, so most columns that later ones would replace are never kept. If that guess is wrong, too few of the
 * row's candidates exceed its threshold. The row is then unresolved and is searched again, so the result stays exact.
 */
final class CandidateHeaps {
    /** Fills the array of a row in which fewer columns than it can hold were offered. */
    private static final long NONE = packed(0, Float.NEGATIVE_INFINITY);

    /**
     * Safety margin on the expected number of top candidates seen so far: this many standard deviations, and a
     * constant. About one row in 10,000 exceeds it and is searched again, which takes little time beside the whole
     * search.
     */
    private static final int DEVIATIONS = 4;

    private static final int CONSTANT_MARGIN = 4;
    /** Groups of this many neighbouring rows are compared with the same columns, or nearly, so they share a counter. */
    private static final int GROUP = TileKernel.PACKED_TOGETHER;

    private final Insertion insertion;
    private final int capacity;
    private final int topK;
    /**
     * By the number of columns that a row was compared with, its {@link #rank}. Beyond the end the rank is
     * {@code topK}.
     */
    private final int[] ranks;
    /** By group of rows, an upper bound of the number of columns that they were compared with. */
    private final int[] comparisons;
    /** By group of rows, which of a row's candidates, counted from the best, new columns must exceed. Never falls. */
    private final int[] rank;

    private final float margin;
    private final int rowsPerLock;
    /** Whether a full row can reject a column, or holds as many as there are. */
    private final boolean canReject;

    private final float[] thresholds;
    /** By row the candidates, {@link #packed}; null until the first is offered. */
    private final long[][] candidates;

    private final Object[] locks;

    /**
     * Which columns are candidates.
     *
     * @param topK how many of a row's best columns are wanted, 1 to {@code capacity}
     * @param capacity the most candidates that a row keeps
     * @param randomColumns the number of columns that come first and in random order, if no others are offered; 0 if
     *     the order is not random
     * @param threshold only columns with a score above it are candidates
     * @param margin how far below the {@code topK}-th best a candidate's score may be
     */
    record Limits(int topK, int capacity, int randomColumns, float threshold, float margin) {}

    /**
     * Creates empty heaps.
     *
     * @param rows the number of rows
     * @param rowsPerLock how many neighbouring rows share a lock, from row 0 on
     * @param padding how far past the last row {@link #thresholds} may be read
     */
    CandidateHeaps(Insertion insertion, int rows, Limits limits, int rowsPerLock, int padding) {
        this.insertion = insertion;
        capacity = limits.capacity();
        topK = limits.topK();
        ranks = new int[limits.randomColumns()];
        Arrays.setAll(ranks, columns -> rank((double) topK * columns / limits.randomColumns()));
        margin = limits.margin();
        this.rowsPerLock = rowsPerLock;
        canReject = capacity < rows - 1;
        thresholds = new float[rows + padding];
        Arrays.fill(thresholds, limits.threshold());
        comparisons = new int[(rows + padding) / GROUP + 1];
        rank = new int[comparisons.length];
        candidates = new long[rows][];
        locks = new Object[(rows + rowsPerLock - 1) / rowsPerLock];
        Arrays.setAll(locks, n -> new Object());
    }

    /** The heap that the candidates take, in bytes. */
    static long bytes(long rows, int capacity) {
        return MemoryEstimate.arrays(rows, Insertion.length(capacity), Long.BYTES)
                + rows * (Float.BYTES + Integer.BYTES);
    }

    /** By row the score that a column must exceed. The caller must not change it. */
    float[] thresholds() {
        return thresholds;
    }

    /** Raises a row's threshold. Must come before the first offer. */
    void raiseThreshold(int row, float threshold) {
        if (threshold > thresholds[row]) {
            thresholds[row] = threshold;
        }
    }

    /** The lock that a thread must hold to offer columns to the row. */
    Object lock(int row) {
        return locks[row / rowsPerLock];
    }

    /**
     * Counts comparisons that are about to be offered. The thread holds the rows' lock.
     *
     * @param columns the number of further columns that the rows are compared with, or an upper bound of it
     */
    void countComparisons(int firstRow, int endRow, int columns) {
        for (int group = firstRow / GROUP; group * GROUP < endRow; group++) {
            comparisons[group] += columns;
            rank[group] = comparisons[group] < ranks.length ? ranks[comparisons[group]] : topK;
        }
    }

    /** Offers a column to a row, each column at most once. The thread holds the row's lock. */
    void offer(int row, int column, float score) {
        if (score > thresholds[row]) {
            long[] kept = candidates[row];
            if (kept == null) {
                kept = new long[Insertion.length(capacity)];
                Arrays.fill(kept, 0, capacity, NONE);
                Arrays.fill(kept, capacity, kept.length, Long.MAX_VALUE);
                candidates[row] = kept;
            }
            int rank = this.rank[row / GROUP];
            // Keeps the candidates down to the rank, and the same slack below it as below the topK-th at the end. The
            // rank never falls, so the places before `lowest` are still empty.
            int lowest = (topK - rank) / Insertion.STEP * Insertion.STEP;
            insertion.replace(kept, lowest, packed(column, score));
            raiseThreshold(row, score(kept[capacity - rank]) - margin);
            if (canReject || lowest > 0) {
                raiseThreshold(row, score(kept[lowest]));
            }
        }
    }

    /** How many of its {@code topK} best a row may have seen, given the expected number. */
    private int rank(double expected) {
        return (int) Math.min(topK, expected + DEVIATIONS * Math.sqrt(expected) + CONSTANT_MARGIN);
    }

    /** The number of a row's candidates. */
    int count(int row) {
        int count = 0;
        while (candidates[row] != null && count < capacity && candidate(row, count) != NONE) {
            count++;
        }
        return count;
    }

    /** The column of a candidate by rank; the best has rank 0. */
    int column(int row, int rank) {
        return ~(int) candidate(row, rank);
    }

    /** The score of a candidate by rank; the best has rank 0. */
    float score(int row, int rank) {
        return score(candidate(row, rank));
    }

    private long candidate(int row, int rank) {
        return candidates[row][capacity - 1 - rank];
    }

    /** An upper bound of the scores of all columns that are no candidates of the row, offered or not. */
    float bestRejected(int row) {
        return thresholds[row];
    }

    /** Sorts by score, then by descending column. A float's bits ascend with it except for the sign. */
    private static long packed(int column, float score) {
        int bits = Float.floatToRawIntBits(score);
        return (long) (bits ^ bits >> 31 & Integer.MAX_VALUE) << 32 | ~column & 0xFFFFFFFFL;
    }

    private static float score(long packed) {
        int bits = (int) (packed >> 32);
        return Float.intBitsToFloat(bits ^ bits >> 31 & Integer.MAX_VALUE);
    }
}
