package org.vimmrec.graph;

import java.util.Arrays;

/** What should stand of some source nodes, for one transaction. Holds numbers only, because no entity outlives its transaction. */
final class Batch {
    private final int permits;
    private long[] sources = new long[64];
    /** Per source where its entries end; they begin where those of the previous one end. */
    private int[] ends = new int[64];
    private int size;
    private long[] targets = new long[1024];
    private double[] values = new double[1024];
    private int entries;
    private long changes;

    /** Empty; {@code permits} is what it takes to write it. */
    Batch(int permits) {
        this.permits = permits;
    }

    int permits() {
        return permits;
    }

    /** The number of sources. */
    int size() {
        return size;
    }

    /** How many relationships were to be changed when the sources were compared. */
    long changes() {
        return changes;
    }

    /** How many relationships are to stand. */
    int entries() {
        return entries;
    }

    long source(int n) {
        return sources[n];
    }

    /** Makes {@code row} what should stand of a source. */
    void read(int n, WantedRow row) {
        row.read(targets, values, n == 0 ? 0 : ends[n - 1], ends[n]);
    }

    void add(long source, WantedRow row, long rowChanges) {
        if (size == sources.length) {
            sources = Arrays.copyOf(sources, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        int end = Math.addExact(entries, row.length());
        if (end > targets.length) {
            int capacity = Math.max(end, targets.length * 2);
            targets = Arrays.copyOf(targets, capacity);
            values = Arrays.copyOf(values, capacity);
        }
        System.arraycopy(row.targets(), 0, targets, entries, row.length());
        System.arraycopy(row.values(), 0, values, entries, row.length());
        entries = end;
        sources[size] = source;
        ends[size++] = entries;
        changes += rowChanges;
    }
}
