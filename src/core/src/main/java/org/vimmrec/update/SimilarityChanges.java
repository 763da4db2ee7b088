package org.vimmrec.update;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.KnownNeighbours;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Fingerprint;

/**
 * The items whose neighbours an update of similarities must search again, and the stored neighbours that are still
 * valid.
 *
 * <p>A stored row that is as it was written holds the {@code topK} nearest of all items. If none of these neighbours
 * has changed or is gone, they are also the {@code topK} nearest of the unchanged items. If one has, the item that
 * would take its place is unknown, and the row must be searched again. A row of an exact search with fewer than
 * {@code topK} neighbours is an exception: it holds all items above the cutoff. A row of an approximate search may lack
 * some however short it is; see {@link NeighbourSearch#incompleteFrom}.
 *
 * @param changed items whose embedding is new or differs from the manifest
 * @param gone the number of items that the manifest lists and that have no embedding any more
 * @param searched items whose neighbours must be searched among all items
 * @param unchanged the neighbours of the other items among the unchanged items
 */
public record SimilarityChanges(BitSet changed, int gone, BitSet searched, Neighbours unchanged) {

    /**
     * Compares the embeddings of a modality with the manifest of its similarities.
     *
     * @param manifest the entries for the items
     * @param fingerprints of the items' embeddings, and of what else decides about their neighbours
     * @param named the items that the caller names as changed, or null to find them by their fingerprints
     * @param incompleteFrom the least number of neighbours of a row that is searched again if it loses one
     */
    public static SimilarityChanges since(
            Manifest.Entries manifest,
            EmbeddingMatrix matrix,
            long[] fingerprints,
            BitSet named,
            StoredNeighbours stored,
            IdIndex items,
            int incompleteFrom) {
        BitSet changed = new BitSet(items.size());
        BitSet searched = new BitSet(items.size());
        int[] positions = manifest.positions(items);
        for (int i = 0; i < items.size(); i++) {
            if (matrix.has(i)) {
                int position = positions[i];
                if (position < 0 || (named == null ? manifest.inputs()[position] != fingerprints[i] : named.get(i))) {
                    changed.set(i);
                    searched.set(i);
                } else if (stored.checksums().applyAsLong(i) != manifest.outputs()[position]) {
                    searched.set(i);
                }
            }
        }
        int gone = 0;
        for (long id : manifest.ids()) {
            int i = items.index(id);
            gone += i < 0 || !matrix.has(i) ? 1 : 0;
        }
        return new SimilarityChanges(
                changed,
                gone,
                searched,
                unchanged(stored.neighbours(), stored.counts(), matrix::has, changed, searched, incompleteFrom));
    }

    /**
     * Compares the embeddings of all modalities with a manifest that holds the fused neighbours.
     *
     * @param present whether an item can be compared with others
     * @param fingerprints of the items' embeddings
     * @param incompleteFrom the least number of neighbours of a row that is searched again if it loses one
     */
    public static SimilarityChanges since(
            Manifest manifest, IntPredicate present, long[] fingerprints, IdIndex items, int incompleteFrom) {
        BitSet changed = new BitSet(items.size());
        int[] positions = manifest.items().positions(items);
        for (int i = 0; i < items.size(); i++) {
            changed.set(
                    i,
                    present.test(i)
                            && (positions[i] < 0 || manifest.items().outputs()[positions[i]] != fingerprints[i]));
        }
        Neighbours rows = NeighbourEntries.neighbours(manifest.neighbours(), items);
        BitSet searched = (BitSet) changed.clone();
        return new SimilarityChanges(
                changed, 0, searched, unchanged(rows, rows::count, present, changed, searched, incompleteFrom));
    }

    /**
     * Removes changed and missing items from rows. Marks a row as searched if it lost a neighbour and may lack others.
     *
     * @param counts by row the number of neighbours, including those that are not items any more
     */
    private static Neighbours unchanged(
            Neighbours rows,
            IntUnaryOperator counts,
            IntPredicate present,
            BitSet changed,
            BitSet searched,
            int incompleteFrom) {
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
                    searched.set(i, count >= incompleteFrom);
                    neighbours[i] = Arrays.copyOf(neighbours[i], kept);
                    scores[i] = Arrays.copyOf(scores[i], kept);
                }
            }
        }
        return new Neighbours(neighbours, scores);
    }

    /** The stored neighbours as {@link org.vimmrec.similarity.ExactNeighbours#update} needs them. */
    public KnownNeighbours known() {
        return new KnownNeighbours(unchanged, changed, searched);
    }

    /**
     * The fingerprints for the new manifest. An item that has changed but that the caller did not name gets
     * {@link Fingerprint#NONE}, so that the next update finds it.
     */
    public long[] inputs(Manifest.Entries manifest, long[] fingerprints, IdIndex items) {
        int[] positions = manifest.positions(items);
        long[] inputs = fingerprints.clone();
        for (int i = 0; i < inputs.length; i++) {
            if (!changed.get(i) && positions[i] >= 0 && manifest.inputs()[positions[i]] != inputs[i]) {
                inputs[i] = Fingerprint.NONE;
            }
        }
        return inputs;
    }

    /** The manifest's entries for the items that have an embedding. */
    public static Manifest.Entries entries(
            EmbeddingMatrix matrix, long[] fingerprints, long[] checksums, IdIndex items) {
        long[] ids = new long[matrix.present()];
        long[] inputs = new long[ids.length];
        long[] outputs = new long[ids.length];
        int length = 0;
        for (int i = 0; i < items.size(); i++) {
            if (matrix.has(i)) {
                ids[length] = items.id(i);
                inputs[length] = fingerprints[i];
                outputs[length++] = checksums[i];
            }
        }
        return new Manifest.Entries(ids, inputs, outputs);
    }
}
