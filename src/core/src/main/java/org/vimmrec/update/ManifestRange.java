package org.vimmrec.update;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The entries {@code from .. to - 1} of a part of a {@link Manifest}, which one manifest node stores. A range covers
 * {@value #IDS} consecutive node ids, so that an update writes only the ranges with changes. A range with more than
 * {@value #MAX_ENTRIES} entries is split into segments, so that no single property takes long to write.
 *
 * @param part what the entries are about
 * @param number the node ids of the range, divided by {@value #IDS}
 * @param segment number of the segment, from 0
 * @param from the first entry
 * @param to after the last entry; 0 in a key
 */
public record ManifestRange(Part part, long number, long segment, int from, int to) {
    /** The node ids that a range covers. */
    public static final int IDS = 4096;
    /** The most entries of a range. */
    public static final int MAX_ENTRIES = 16 * IDS;

    private static final int ID_BITS = 12;

    /** The parts of a manifest. {@link #PENDING} is stored only while an update writes. */
    public enum Part {
        /** See {@link Manifest#sources}. */
        SOURCES,
        /** See {@link Manifest#items}. */
        ITEMS,
        /** See {@link Manifest#neighbours}. */
        NEIGHBOURS,
        /** See {@link Manifest#pending}. */
        PENDING;

        /** The parts that remain after a write or update. */
        public static final List<Part> PERMANENT = List.of(SOURCES, ITEMS, NEIGHBOURS);

        /** The entries of this part. */
        public Manifest.Entries of(Manifest manifest) {
            return switch (this) {
                case SOURCES -> manifest.sources();
                case ITEMS -> manifest.items();
                case NEIGHBOURS -> manifest.neighbours();
                case PENDING ->
                    throw new IllegalArgumentException("pending sources are not part of a finished manifest");
            };
        }
    }

    /** Identifies a stored range, without its entries. */
    public static ManifestRange key(Part part, long number, long segment) {
        return new ManifestRange(part, number, segment, 0, 0);
    }

    /** The number of the range that stores the entries of a node. */
    public static long numberOf(long id) {
        return id >> ID_BITS;
    }

    /** This range without its entries. */
    public ManifestRange key() {
        return key(part, number, segment);
    }

    /** The approximate number of entries to write or delete. */
    public long weight() {
        return to == 0 ? MAX_ENTRIES : to - from;
    }

    /** Divides the entries of a part into ranges. */
    public static List<ManifestRange> of(Part part, Manifest.Entries entries) {
        List<ManifestRange> ranges = new ArrayList<>();
        int from = 0;
        long segment = 0;
        for (int n = 1; n <= entries.ids().length; n++) {
            long number = numberOf(entries.ids()[from]);
            boolean ends = n == entries.ids().length || numberOf(entries.ids()[n]) != number;
            if (ends || n - from == MAX_ENTRIES) {
                ranges.add(new ManifestRange(part, number, segment, from, n));
                from = n;
                segment = ends ? 0 : segment + 1;
            }
        }
        return ranges;
    }

    /** Whether this range of {@code entries} equals another range of {@code otherEntries}. */
    public boolean hasSameEntries(Manifest.Entries entries, ManifestRange other, Manifest.Entries otherEntries) {
        return equal(entries.ids(), other, otherEntries.ids())
                && equal(entries.inputs(), other, otherEntries.inputs())
                && equal(entries.outputs(), other, otherEntries.outputs());
    }

    private boolean equal(long[] values, ManifestRange other, long[] otherValues) {
        return Arrays.equals(values, from, to, otherValues, other.from, other.to);
    }
}
