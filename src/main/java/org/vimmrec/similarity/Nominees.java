package org.vimmrec.similarity;

import java.util.Arrays;

/**
 * For each row of a search the columns that may be among its best, by scores in single precision.
 *
 * <p>A row keeps at least {@code capacity} of the best that were offered. Its buffer holds twice as many; when it is full,
 * the better half stays, and the lowest score that stayed becomes the row's threshold: what is not above it need not be
 * offered. Offers come from any thread, under a lock of the row's neighbourhood; thresholds are read without one, because
 * an old value is lower and only lets more through.
 */
final class Nominees {
    private static final int ROWS_PER_LOCK = 64;

    private final int capacity;
    private final int length;
    private final float initialThreshold;
    private final float[] thresholds;
    private final long[][] buffers;
    private final int[] sizes;
    private final Object[] locks;

    /**
     * @param rows the number of rows
     * @param capacity how many to keep at least, 1 or more
     * @param threshold only scores above it are of interest
     * @param padding how far past the last row {@link #thresholds} may be read
     */
    Nominees(int rows, int capacity, float threshold, int padding) {
        this.capacity = capacity;
        this.length = (int) Math.min(rows, 2L * capacity);
        this.initialThreshold = threshold;
        thresholds = new float[rows + padding];
        Arrays.fill(thresholds, threshold);
        buffers = new long[rows][];
        sizes = new int[rows];
        locks = new Object[(rows + ROWS_PER_LOCK - 1) / ROWS_PER_LOCK];
        Arrays.setAll(locks, n -> new Object());
    }

    /** The heap that nominees take, in bytes. */
    static long bytes(long rows, int capacity) {
        long length = Math.min(rows, 2L * capacity);
        return rows * (16 + 8 + Long.BYTES * length + Integer.BYTES + Float.BYTES);
    }

    /** By row the score that a column must exceed. Read only; other threads raise it. */
    float[] thresholds() {
        return thresholds;
    }

    /** Offers a column to a row, each at most once. */
    void offer(int row, int column, float score) {
        synchronized (locks[row / ROWS_PER_LOCK]) {
            if (score > thresholds[row]) {
                long[] buffer = buffers[row];
                if (buffer == null) {
                    buffer = buffers[row] = new long[length];
                } else if (sizes[row] == length) {
                    selectHighest(buffer, length, capacity);
                    sizes[row] = capacity;
                    float lowest = Float.POSITIVE_INFINITY;
                    for (int n = 0; n < capacity; n++) {
                        lowest = Math.min(lowest, score(buffer[n]));
                    }
                    thresholds[row] = lowest;
                    if (!(score > lowest)) {
                        return;
                    }
                }
                buffer[sizes[row]++] = packed(column, score);
            }
        }
    }

    /** Brings a row's nominees into order, best first, and returns how many there are. When all offers are made. */
    int sort(int row) {
        if (buffers[row] == null) {
            return 0;
        }
        Arrays.sort(buffers[row], 0, sizes[row]);
        return sizes[row];
    }

    /** The column of a nominee at a place, 0 the best; after {@link #sort}. */
    int column(int row, int place) {
        return ~(int) buffers[row][sizes[row] - 1 - place];
    }

    /** The score of a nominee at a place, 0 the best; after {@link #sort}. */
    float score(int row, int place) {
        return score(buffers[row][sizes[row] - 1 - place]);
    }

    /** The highest score that a column can have which was offered to the row, or not offered for its threshold, and lost. */
    float highestLost(int row) {
        return thresholds[row] > initialThreshold ? thresholds[row] : Float.NEGATIVE_INFINITY;
    }

    /** Gives the row's memory back. */
    void release(int row) {
        buffers[row] = null;
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

    /** Hoare's quickselect: afterwards the highest {@code count} of the first {@code end} stand in front. */
    private static void selectHighest(long[] values, int end, int count) {
        int low = 0;
        int high = end - 1;
        while (low < high) {
            long pivot = values[low + high >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] > pivot) {
                    i++;
                }
                while (values[j] < pivot) {
                    j--;
                }
                if (i <= j) {
                    long value = values[i];
                    values[i++] = values[j];
                    values[j--] = value;
                }
            }
            if (count - 1 <= j) {
                high = j;
            } else if (count - 1 >= i) {
                low = i;
            } else {
                return;
            }
        }
    }
}
