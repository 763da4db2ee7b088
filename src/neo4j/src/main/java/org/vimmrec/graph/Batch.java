package org.vimmrec.graph;

import java.util.Arrays;

/**
 * The desired relationships of some source nodes, to be written in one transaction. Holds node ids instead of nodes,
 * because nodes are bound to the transaction that read them.
 */
final class Batch {
    private final int permits;
    private long[] sources = new long[64];
    /** By source, the end of its entries; they start at the end of the previous source. */
    private int[] ends = new int[64];

    private int size;
    private long[] targets = new long[1024];
    private double[] values = new double[1024];
    private int[] ranks = new int[1024];
    private int entries;
    private long changes;

    /** @param permits number of writer permits that writing the batch needs */
    Batch(int permits) {
        this.permits = permits;
    }

    int permits() {
        return permits;
    }

    /** The number of source nodes. */
    int size() {
        return size;
    }

    /** The number of relationships that differed when the sources were compared. */
    long changes() {
        return changes;
    }

    /** The number of desired relationships. */
    int entries() {
        return entries;
    }

    long source(int n) {
        return sources[n];
    }

    /** Copies the desired relationships of a source to {@code row}. */
    void read(int n, DesiredRow row) {
        row.read(targets, values, ranks, n == 0 ? 0 : ends[n - 1], ends[n]);
    }

    void add(long source, DesiredRow row, long rowChanges) {
        if (size == sources.length) {
            sources = Arrays.copyOf(sources, size * 2);
            ends = Arrays.copyOf(ends, size * 2);
        }
        int end = Math.addExact(entries, row.length());
        if (end > targets.length) {
            int capacity = Math.max(end, targets.length * 2);
            targets = Arrays.copyOf(targets, capacity);
            values = Arrays.copyOf(values, capacity);
            ranks = Arrays.copyOf(ranks, capacity);
        }
        System.arraycopy(row.targets(), 0, targets, entries, row.length());
        System.arraycopy(row.values(), 0, values, entries, row.length());
        System.arraycopy(row.ranks(), 0, ranks, entries, row.length());
        entries = end;
        sources[size] = source;
        ends[size++] = entries;
        changes += rowChanges;
    }
}
