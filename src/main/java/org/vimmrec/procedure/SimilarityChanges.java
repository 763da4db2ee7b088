package org.vimmrec.procedure;

import java.util.Arrays;
import java.util.BitSet;
import org.vimmrec.graph.Ledger;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Fingerprint;
import org.vimmrec.similarity.Neighbours;

/**
 * What has changed since the similarities of a modality were written, and which of the rows that stand that leaves.
 *
 * <p>A row that stands as it was written holds the {@code topK} nearest of all items. If none of them has changed or is
 * gone, they are the nearest of those that have not changed. If some have, what comes after the others is not known, and
 * the row is to be searched anew; unless it is shorter than {@code topK}, so that it holds all that are above the cutoff.
 *
 * @param changed items whose embedding is new, or another than the ledger says
 * @param gone how many items of the ledger have no embedding any more
 * @param searched items whose neighbours are to be found among all
 * @param standing the neighbours of the other items among those that have not changed
 */
record SimilarityChanges(BitSet changed, int gone, BitSet searched, Neighbours standing) {

    /**
     * @param fingerprints of the matrix's rows
     * @param named the items that the caller names in place of those whose fingerprints differ, or null
     * @param stored the rows with their values
     */
    static SimilarityChanges since(Ledger.Entries ledger, EmbeddingMatrix matrix, long[] fingerprints, BitSet named,
            StoredRows stored, Nodes items, int topK) {
        BitSet changed = new BitSet(items.size());
        BitSet searched = new BitSet(items.size());
        int[] places = ledger.places(items);
        for (int i = 0; i < items.size(); i++) {
            if (matrix.has(i)) {
                int place = places[i];
                if (place < 0 || (named == null ? ledger.inputs()[place] != fingerprints[i] : named.get(i))) {
                    changed.set(i);
                    searched.set(i);
                } else if (stored.checksum(i) != ledger.outputs()[place]) {
                    searched.set(i);
                }
            }
        }
        int gone = 0;
        for (long id : ledger.ids()) {
            int i = items.index(id);
            gone += i < 0 || !matrix.has(i) ? 1 : 0;
        }
        Neighbours rows = stored.neighbours();
        int[][] neighbours = new int[items.size()][0];
        double[][] scores = new double[items.size()][0];
        for (int i = 0; i < items.size(); i++) {
            if (matrix.has(i) && !searched.get(i)) {
                neighbours[i] = new int[rows.count(i)];
                scores[i] = new double[rows.count(i)];
                int kept = 0;
                for (int n = 0; n < rows.count(i); n++) {
                    int neighbour = rows.neighbour(i, n);
                    if (matrix.has(neighbour) && !changed.get(neighbour)) {
                        neighbours[i][kept] = neighbour;
                        scores[i][kept++] = rows.score(i, n);
                    }
                }
                if (kept < stored.count(i)) {
                    searched.set(i, stored.count(i) >= topK);
                    neighbours[i] = Arrays.copyOf(neighbours[i], kept);
                    scores[i] = Arrays.copyOf(scores[i], kept);
                }
            }
        }
        return new SimilarityChanges(changed, gone, searched, new Neighbours(neighbours, scores));
    }

    /** What the ledger is to say of the items: nothing of those that the caller has left out although they have changed. */
    long[] inputs(Ledger.Entries ledger, long[] fingerprints, Nodes items) {
        int[] places = ledger.places(items);
        long[] inputs = fingerprints.clone();
        for (int i = 0; i < inputs.length; i++) {
            if (!changed.get(i) && places[i] >= 0 && ledger.inputs()[places[i]] != inputs[i]) {
                inputs[i] = Fingerprint.NONE;
            }
        }
        return inputs;
    }
}
