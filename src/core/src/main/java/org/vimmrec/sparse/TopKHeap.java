package org.vimmrec.sparse;

import java.util.Arrays;

/**
 * Keeps the best candidates that are offered, up to a capacity. A candidate is better if its score is higher, or if the
 * scores are equal and its index is lower. The result does not depend on the order of the offers.
 *
 * <p>Once it is full, it is a binary heap in two arrays with the worst candidate on top, so most offers end after one
 * comparison.
 */
public final class TopKHeap {
    private static final int INITIAL = 16;
    /** The object, the headers of its arrays and a reference to it. */
    private static final long BYTES_PER_HEAP = 80;

    private int capacity;
    private int[] indexes;
    private double[] scores;
    private int size;

    /** Creates an empty heap for at most {@code capacity} candidates. Its arrays grow as needed. */
    public TopKHeap(int capacity) {
        this.capacity = capacity;
        int length = Math.min(capacity, INITIAL);
        indexes = new int[length];
        scores = new double[length];
    }

    /**
     * The heap that several of these take, in bytes.
     *
     * @param offered the number of candidates that are offered to all of them together
     */
    public static long bytes(long heaps, int capacity, long offered) {
        long places = Math.min(heaps * capacity, heaps * INITIAL + 2 * offered); // they grow by doubling
        return heaps * BYTES_PER_HEAP + places * (Integer.BYTES + Double.BYTES);
    }

    /** Removes all candidates. */
    public void clear() {
        size = 0;
    }

    /** Removes all candidates and changes the capacity, which is at least 0. */
    public void clear(int newCapacity) {
        clear();
        capacity = newCapacity;
    }

    /** The number of candidates kept. */
    public int size() {
        return size;
    }

    /** The index of a candidate by its place. After {@link #sort}, the best has place 0. */
    public int index(int place) {
        return indexes[place];
    }

    /** The score of a candidate by its place. After {@link #sort}, the best has place 0. */
    public double score(int place) {
        return scores[place];
    }

    /** The lowest score of a full heap. Must not be called after {@link #sort}. */
    public double worst() {
        return scores[0];
    }

    /** Offers a candidate, whose score is not NaN. An index that is offered twice may be kept twice. */
    public void offer(int index, double score) {
        if (size < capacity) {
            if (size == indexes.length) {
                int length = (int) Math.min(capacity, Math.max(INITIAL, 2L * size));
                indexes = Arrays.copyOf(indexes, length);
                scores = Arrays.copyOf(scores, length);
            }
            put(size++, index, score);
            if (size == capacity) {
                makeHeap();
            }
        } else if (size > 0 && worse(indexes[0], scores[0], index, score)) {
            siftDown(0, index, score, size);
        }
    }

    /** Sorts the candidates, best first. Call {@link #clear} before the next offer. */
    public void sort() {
        if (size < capacity) {
            makeHeap();
        }
        for (int end = size - 1; end > 0; end--) {
            int index = indexes[end];
            double score = scores[end];
            move(0, end);
            siftDown(0, index, score, end);
        }
    }

    /** The indexes, best first. Must be called after {@link #sort}. */
    public int[] indexes() {
        return Arrays.copyOf(indexes, size);
    }

    /** The scores, best first. Must be called after {@link #sort}. */
    public double[] scores() {
        return Arrays.copyOf(scores, size);
    }

    private void makeHeap() {
        for (int at = size / 2 - 1; at >= 0; at--) {
            siftDown(at, indexes[at], scores[at], size);
        }
    }

    /** Puts a candidate at a place and sifts it down among the first {@code length}. */
    private void siftDown(int place, int index, double score, int length) {
        int at = place;
        for (int child = 2 * at + 1; child < length; child = 2 * at + 1) {
            if (child + 1 < length && worse(indexes[child + 1], scores[child + 1], indexes[child], scores[child])) {
                child++;
            }
            if (!worse(indexes[child], scores[child], index, score)) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, index, score);
    }

    private void move(int from, int to) {
        put(to, indexes[from], scores[from]);
    }

    private void put(int at, int index, double score) {
        indexes[at] = index;
        scores[at] = score;
    }

    private static boolean worse(int index, double score, int otherIndex, double otherScore) {
        return score < otherScore || (score == otherScore && index > otherIndex);
    }
}
