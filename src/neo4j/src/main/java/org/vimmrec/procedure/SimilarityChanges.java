package org.vimmrec.procedure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.vimmrec.graph.Manifest;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Fingerprint;

/**
 * What has changed since the similarities of a modality were written, and which of the rows that stand that leaves.
 *
 * <p>A row that stands as it was written holds the {@code topK} nearest of all items. If none of them has changed or is
 * gone, they are the nearest of those that have not changed. If some have, what comes after the others is not known, and
 * the row is to be searched anew; unless it is shorter than {@code topK}, so that it holds all that are above the cutoff.
 *
 * @param changed items whose embedding is new, or another than the manifest says
 * @param gone how many items of the manifest have no embedding any more
 * @param searched items whose neighbours are to be found among all
 * @param standing the neighbours of the other items among those that have not changed
 */
record SimilarityChanges(BitSet changed, int gone, BitSet searched, Neighbours standing) {

    /**
     * @param named the items that the caller names in place of those whose fingerprints differ, or null
     * @param stored the rows with their values
     */
    static SimilarityChanges since(Manifest.Entries manifest, EmbeddingMatrix matrix, BitSet named, StoredRows stored, Nodes items,
            int topK) {
        long[] fingerprints = matrix.fingerprints();
        BitSet changed = new BitSet(items.size());
        BitSet searched = new BitSet(items.size());
        int[] places = manifest.places(items);
        for (int i = 0; i < items.size(); i++) {
            if (matrix.has(i)) {
                int place = places[i];
                if (place < 0 || (named == null ? manifest.inputs()[place] != fingerprints[i] : named.get(i))) {
                    changed.set(i);
                    searched.set(i);
                } else if (stored.checksum(i) != manifest.outputs()[place]) {
                    searched.set(i);
                }
            }
        }
        int gone = 0;
        for (long id : manifest.ids()) {
            int i = items.index(id);
            gone += i < 0 || !matrix.has(i) ? 1 : 0;
        }
        return new SimilarityChanges(changed, gone, searched,
                standing(stored.neighbours(), stored::count, matrix::has, changed, searched, topK));
    }

    /**
     * The same of neighbours across all modalities, which the manifest keeps.
     *
     * @param present which items are comparable with others
     * @param fingerprints of the items' embeddings
     */
    static SimilarityChanges since(Manifest manifest, IntPredicate present, long[] fingerprints, Nodes items, int topK) {
        BitSet changed = new BitSet(items.size());
        int[] places = manifest.items().places(items);
        for (int i = 0; i < items.size(); i++) {
            changed.set(i, present.test(i) && (places[i] < 0 || manifest.items().outputs()[places[i]] != fingerprints[i]));
        }
        Neighbours rows = recalled(manifest.neighbours(), items);
        BitSet searched = (BitSet) changed.clone();
        return new SimilarityChanges(changed, 0, searched, standing(rows, rows::count, present, changed, searched, topK));
    }

    /** Neighbours as the manifest keeps them. */
    static Manifest.Entries remembered(Neighbours neighbours, Nodes items) {
        int total = Math.toIntExact(neighbours.total());
        long[] ids = new long[total];
        long[] inputs = new long[total];
        long[] outputs = new long[total];
        int at = 0;
        for (int i = 0; i < neighbours.rows(); i++) {
            for (int n = 0; n < neighbours.count(i); n++) {
                ids[at] = items.ids()[i];
                inputs[at] = items.ids()[neighbours.neighbour(i, n)];
                outputs[at++] = Double.doubleToRawLongBits(neighbours.score(i, n));
            }
        }
        return new Manifest.Entries(ids, inputs, outputs);
    }

    /** The neighbours that the manifest keeps; those that are no items any more have a negative index. */
    private static Neighbours recalled(Manifest.Entries entries, Nodes items) {
        int[] places = entries.places(items);
        int[][] neighbours = new int[items.size()][];
        double[][] scores = new double[items.size()][];
        for (int i = 0; i < places.length; i++) {
            int start = Math.max(0, places[i]);
            int end = start;
            while (end < entries.ids().length && entries.ids()[end] == items.ids()[i]) {
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

    /**
     * What rows hold of items that have not changed. A row that has lost one, and held as many as it may, is to be searched.
     *
     * @param counts how many neighbours each row had, those included that are no items any more
     */
    private static Neighbours standing(Neighbours rows, IntUnaryOperator counts, IntPredicate present, BitSet changed,
            BitSet searched, int topK) {
        int[][] neighbours = new int[rows.rows()][0];
        double[][] scores = new double[rows.rows()][0];
        for (int i = 0; i < neighbours.length; i++) {
            if (present.test(i) && !searched.get(i)) {
                neighbours[i] = new int[rows.count(i)];
                scores[i] = new double[rows.count(i)];
                int kept = 0;
                for (int n = 0; n < rows.count(i); n++) {
                    int neighbour = rows.neighbour(i, n);
                    if (neighbour >= 0 && present.test(neighbour) && !changed.get(neighbour)) {
                        neighbours[i][kept] = neighbour;
                        scores[i][kept++] = rows.score(i, n);
                    }
                }
                int count = counts.applyAsInt(i);
                if (kept < count) {
                    searched.set(i, count >= topK);
                    neighbours[i] = Arrays.copyOf(neighbours[i], kept);
                    scores[i] = Arrays.copyOf(scores[i], kept);
                }
            }
        }
        return new Neighbours(neighbours, scores);
    }

    /** What the manifest is to say of the items: nothing of those that the caller has left out although they have changed. */
    long[] inputs(Manifest.Entries manifest, long[] fingerprints, Nodes items) {
        int[] places = manifest.places(items);
        long[] inputs = fingerprints.clone();
        for (int i = 0; i < inputs.length; i++) {
            if (!changed.get(i) && places[i] >= 0 && manifest.inputs()[places[i]] != inputs[i]) {
                inputs[i] = Fingerprint.NONE;
            }
        }
        return inputs;
    }
}
