package org.vimmrec.update;

import java.util.Arrays;

/** Merges the entries of a manifest with those of a write that replaced some of them. */
public final class MergedEntries {

    private MergedEntries() {}

    /**
     * Returns the entries of both.
     *
     * @param older at most one entry for each node
     * @param newer at most one entry for each node; it replaces the older one
     */
    public static Manifest.Entries of(Manifest.Entries older, Manifest.Entries newer) {
        long[] ids = IdIndex.of(older.ids(), newer.ids()).ids();
        long[] inputs = new long[ids.length];
        long[] outputs = new long[ids.length];
        for (int n = 0; n < ids.length; n++) {
            int position = Arrays.binarySearch(newer.ids(), ids[n]);
            Manifest.Entries entries = position < 0 ? older : newer;
            int at = position < 0 ? Arrays.binarySearch(older.ids(), ids[n]) : position;
            inputs[n] = entries.inputs()[at];
            outputs[n] = entries.outputs()[at];
        }
        return new Manifest.Entries(ids, inputs, outputs);
    }
}
