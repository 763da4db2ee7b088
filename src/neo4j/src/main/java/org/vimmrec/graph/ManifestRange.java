package org.vimmrec.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vimmrec.update.Manifest;

/**
 * The entries of one node of a {@link Manifest}: places {@code from .. to - 1} of a part. A range covers {@value #IDS} node
 * ids, so that an update writes only the ranges in which something has changed. Where these have more than
 * {@value #MOST_ENTRIES} entries, the range has several segments, so that no single property takes long to write.
 *
 * @param number the ids divided by {@value #IDS}
 * @param segment counts the nodes of a range from 0
 */
record ManifestRange(Part part, long number, long segment, int from, int to) {
    static final int IDS = 4096;
    static final int MOST_ENTRIES = 16 * IDS;

    private static final int ID_BITS = 12;

    /** What the entries are about; {@link #PENDING} is only there while an update writes. */
    enum Part {
        SOURCES, ITEMS, NEIGHBOURS, PENDING;

        /** Those that stay when a write has ended. */
        static final List<Part> KEPT = List.of(SOURCES, ITEMS, NEIGHBOURS);

        Manifest.Entries of(Manifest manifest) {
            return switch (this) {
                case SOURCES -> manifest.sources();
                case ITEMS -> manifest.items();
                case NEIGHBOURS -> manifest.neighbours();
                case PENDING -> throw new IllegalArgumentException("noted, and not kept");
            };
        }
    }

    /** Where a range is stored, whatever its entries. */
    static ManifestRange key(Part part, long number, long segment) {
        return new ManifestRange(part, number, segment, 0, 0);
    }

    ManifestRange key() {
        return key(part, number, segment);
    }

    /** How many entries are written, or deleted, about. */
    long weight() {
        return to == 0 ? MOST_ENTRIES : to - from;
    }

    /** The ranges of a part's entries. */
    static List<ManifestRange> of(Part part, Manifest.Entries entries) {
        List<ManifestRange> ranges = new ArrayList<>();
        int from = 0;
        long segment = 0;
        for (int n = 1; n <= entries.ids().length; n++) {
            long number = entries.ids()[from] >> ID_BITS;
            boolean ends = n == entries.ids().length || entries.ids()[n] >> ID_BITS != number;
            if (ends || n - from == MOST_ENTRIES) {
                ranges.add(new ManifestRange(part, number, segment, from, n));
                from = n;
                segment = ends ? 0 : segment + 1;
            }
        }
        return ranges;
    }

    /** Whether the entries here are those that another range has among others. */
    boolean holdsTheSame(Manifest.Entries entries, ManifestRange other, Manifest.Entries others) {
        return same(entries.ids(), other, others.ids()) && same(entries.inputs(), other, others.inputs())
                && same(entries.outputs(), other, others.outputs());
    }

    private boolean same(long[] values, ManifestRange other, long[] others) {
        return Arrays.equals(values, from, to, others, other.from, other.to);
    }
}
