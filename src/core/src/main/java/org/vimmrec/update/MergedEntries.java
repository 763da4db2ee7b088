package org.vimmrec.update;

import java.util.Arrays;
import org.vimmrec.sparse.Fingerprint;

/** Replaces some entries of a {@link Manifest}. */
public final class MergedEntries {

    private MergedEntries() {}

    /**
     * The old entries with others in their place or in addition.
     *
     * @param old with one entry for each node
     * @param newer with one entry for each node
     */
    public static Manifest.Entries of(Manifest.Entries old, Manifest.Entries newer) {
        long[] ids = IdIndex.of(old.ids(), newer.ids()).ids();
        long[] inputs = new long[ids.length];
        long[] outputs = new long[ids.length];
        for (int n = 0; n < ids.length; n++) {
            int place = Arrays.binarySearch(newer.ids(), ids[n]);
            Manifest.Entries from = place >= 0 ? newer : old;
            int at = place >= 0 ? place : Arrays.binarySearch(old.ids(), ids[n]);
            inputs[n] = from.inputs()[at];
            outputs[n] = from.outputs()[at];
        }
        return new Manifest.Entries(ids, inputs, outputs);
    }

    /**
     * The old entries, and entries for nodes that they lack. The additional ones equal no fingerprint, so the next
     * update sees that these nodes have changed.
     */
    public static Manifest.Entries withUnknown(Manifest.Entries old, long[] nodes) {
        long[] unknown = Arrays.stream(nodes)
                .filter(id -> Arrays.binarySearch(old.ids(), id) < 0)
                .toArray();
        return of(old, unknown(unknown));
    }

    /** Entries that equal no fingerprint. */
    public static Manifest.Entries unknown(long[] nodes) {
        long[] none = new long[nodes.length];
        Arrays.fill(none, Fingerprint.NONE);
        return new Manifest.Entries(nodes, none, none);
    }
}
