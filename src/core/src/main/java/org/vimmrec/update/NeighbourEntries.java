package org.vimmrec.update;

import org.vimmrec.similarity.Neighbours;

/** Neighbours as the entries of a {@link Manifest}: an entry for each pair of an item and a neighbour. */
public final class NeighbourEntries {

    private NeighbourEntries() {}

    /** The entries for the neighbours of all items. */
    public static Manifest.Entries of(Neighbours neighbours, IdIndex items) {
        int total = Math.toIntExact(neighbours.total());
        long[] ids = new long[total];
        long[] inputs = new long[total];
        long[] outputs = new long[total];
        int at = 0;
        for (int i = 0; i < neighbours.rows(); i++) {
            for (int n = 0; n < neighbours.count(i); n++) {
                ids[at] = items.id(i);
                inputs[at] = items.id(neighbours.neighbour(i, n));
                outputs[at++] = Double.doubleToRawLongBits(neighbours.score(i, n));
            }
        }
        return new Manifest.Entries(ids, inputs, outputs);
    }

    /** The neighbours that entries describe. A neighbour that is no longer an item has a negative index. */
    public static Neighbours neighbours(Manifest.Entries entries, IdIndex items) {
        int[] positions = entries.positions(items);
        int[][] neighbours = new int[items.size()][];
        double[][] scores = new double[items.size()][];
        for (int i = 0; i < positions.length; i++) {
            int start = Math.max(0, positions[i]);
            int end = start;
            while (end < entries.ids().length && entries.ids()[end] == items.id(i)) {
                end++;
            }
            neighbours[i] = new int[end - start];
            scores[i] = new double[end - start];
            for (int at = start; at < end; at++) {
                neighbours[i][at - start] = items.index(entries.inputs()[at]);
                scores[i][at - start] = Double.longBitsToDouble(entries.outputs()[at]);
            }
        }
        return new Neighbours(neighbours, scores);
    }
}
