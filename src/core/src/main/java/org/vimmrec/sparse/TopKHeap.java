package org.vimmrec.sparse;

import java.util.Arrays;

/**
 * Keeps the best of the candidates offered, up to a capacity: higher score first, and among equal scores the lower
 * index. What it keeps does not depend on the order of the offers.
 *
 * <p>Once it is full, a binary heap in two arrays with the worst kept candidate on top, so that most offers end at one
 * comparison.
 */
public final class TopKHeap {
    private static final int INITIAL = 16;

    private final int capacity;
    private int[] indexes;
    private double[] scores;
    private int size;

    /** Empty, for at most {@code capacity} candidates; its arrays grow only as far as needed. */
    public TopKHeap(int capacity) {
        this.capacity = capacity;
        int length = Math.min(capacity, INITIAL);
        indexes = new int[length];
        scores = new double[length];
    }

    /** Empty again. */
    public void clear() {
        size = 0;
    }

    /** The number of candidates kept. */
    public int size() {
        return size;
    }

    /** The index of the candidate at a place: any that is kept, or 0 the best after {@link #sort}. */
    public int index(int place) {
        return indexes[place];
    }

    /** The score of the candidate at a place: any that is kept, or 0 the best after {@link #sort}. */
    public double score(int place) {
        return scores[place];
    }

    /** The lowest score kept when it is full; before {@link #sort} only. */
    public double worst() {
        return scores[0];
    }

    /** Offers a candidate; the score not NaN. An index offered twice may be kept twice. */
    public void offer(int index, double score) {
        if (size < capacity) {
            if (size == indexes.length) {
                int length = (int) Math.min(capacity, 2L * size);
                indexes = Arrays.copyOf(indexes, length);
                scores = Arrays.copyOf(scores, length);
            }
            put(size++, index, score);
            if (size == capacity) {
                makeHeap();
            }
        } else if (size > 0 && worse(indexes[0], scores[0], index, score)) {
            sink(0, index, score, size);
        }
    }

    /** Brings what is kept into order, best first. Afterwards read, then {@link #clear} before the next offer. */
    public void sort() {
        if (size < capacity) {
            makeHeap();
        }
        for (int end = size - 1; end > 0; end--) {
            int index = indexes[end];
            double score = scores[end];
            move(0, end);
            sink(0, index, score, end);
        }
    }

    /** The indexes kept, best first; after {@link #sort} only. */
    public int[] indexes() {
        return Arrays.copyOf(indexes, size);
    }

    /** The scores kept, best first; after {@link #sort} only. */
    public double[] scores() {
        return Arrays.copyOf(scores, size);
    }

    private void makeHeap() {
        for (int at = size / 2 - 1; at >= 0; at--) {
            sink(at, indexes[at], scores[at], size);
        }
    }

    /** Puts a candidate at a place and lets it sink among the first {@code length}. */
    private void sink(int place, int index, double score, int length) {
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
