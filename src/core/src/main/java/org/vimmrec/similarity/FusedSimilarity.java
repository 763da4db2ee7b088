package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.List;
import org.vimmrec.sparse.Fingerprint;

/**
 * The similarity of two items over weighted modalities: {@code S_ij} of the package description.
 *
 * <p>Items are grouped by the modalities they have, because the denominator depends on the two items' groups only.
 */
public final class FusedSimilarity {
    /** The number of pairs whose cosines a {@link Scorer} computes together. */
    private static final int CHUNK = 64;
    /** The bits of all modalities. */
    static final long ALL = -1;

    private final EmbeddingMatrix[] modalities;
    private final double[] weights;
    private final long[] available;
    private final int[] group;
    private final long[] distinct;
    /** By item whether it may be a neighbour; null if all may. */
    private final boolean[] targets;

    /**
     * Lets every item be a neighbour.
     *
     * @param modalities at least one and at most 62, all of the same number of items
     * @param weights one for each modality, finite, at least 0
     */
    public FusedSimilarity(List<EmbeddingMatrix> modalities, double[] weights) {
        this(modalities, weights, null);
    }

    /**
     * Lets some items be neighbours. All items have neighbours.
     *
     * @param modalities at least one and at most 62, all of the same number of items
     * @param weights one for each modality, finite, at least 0
     * @param targets by item whether a search may return it as a neighbour; null if it may return all
     */
    public FusedSimilarity(List<EmbeddingMatrix> modalities, double[] weights, boolean[] targets) {
        if (modalities.isEmpty() || modalities.size() > 62 || modalities.size() != weights.length) {
            throw new IllegalArgumentException(
                    "%d modalities with %d weights".formatted(modalities.size(), weights.length));
        }
        this.modalities = modalities.toArray(EmbeddingMatrix[]::new);
        this.weights = weights.clone();
        this.targets = targets;
        int items = this.modalities[0].items();
        available = new long[items];
        for (int m = 0; m < weights.length; m++) {
            if (this.modalities[m].items() != items) {
                throw new IllegalArgumentException(
                        "modality %d has %d items, not %d".formatted(m, this.modalities[m].items(), items));
            }
            for (int i = 0; i < items; i++) {
                if (this.modalities[m].has(i) && weights[m] > 0) {
                    available[i] |= 1L << m;
                }
            }
        }
        distinct = Arrays.stream(available).distinct().sorted().toArray();
        group = new int[items];
        for (int i = 0; i < items; i++) {
            group[i] = Arrays.binarySearch(distinct, available[i]);
        }
    }

    /** The number of items. */
    public int items() {
        return group.length;
    }

    /** The modalities. */
    List<EmbeddingMatrix> modalities() {
        return List.of(modalities);
    }

    /** The weight of a modality. */
    double weight(int modality) {
        return weights[modality];
    }

    /** The sum of the dimensions of all modalities. */
    int dimension() {
        int sum = 0;
        for (EmbeddingMatrix modality : modalities) {
            sum += modality.dimension();
        }
        return sum;
    }

    /**
     * Concatenates an item's embeddings, each scaled to the square root of its modality's weight. The dot product of
     * two such rows is {@code sum_m w_m s^m_ij}.
     *
     * @param row receives the result in single precision, with zeros where the item lacks a modality and after the last
     */
    void concatenate(int i, float[] row) {
        concatenate(i, ALL, row);
    }

    /**
     * The same, with zeros for all modalities but some.
     *
     * @param some the bits of those modalities
     */
    void concatenate(int i, long some, float[] row) {
        int at = 0;
        Arrays.fill(row, 0);
        for (int m = 0; m < modalities.length; m++) {
            if (modalities[m].has(i) && (some & 1L << m) != 0) {
                scale(modalities[m].rows()[i], (float) (Math.sqrt(weights[m]) * modalities[m].inverseNorm(i)), row, at);
            }
            at += modalities[m].dimension();
        }
    }

    private static void scale(float[] embedding, float factor, float[] row, int at) {
        for (int k = 0; k < embedding.length; k++) {
            row[at + k] = embedding[k] * factor;
        }
    }

    /** Whether the item has a modality of positive weight. */
    public boolean available(int i) {
        return available[i] != 0;
    }

    /** Whether a search may return the item as a neighbour of others. */
    boolean isTarget(int i) {
        return targets == null || targets[i];
    }

    /** The number of an item's combination of modalities, from 0 to {@link #groups} - 1. */
    int group(int i) {
        return group[i];
    }

    /** The number of different combinations of modalities. */
    int groups() {
        return distinct.length;
    }

    /** The modalities of a group, a bit for each. */
    long modalities(int group) {
        return distinct[group];
    }

    /** The modalities that an item has, a bit for each. */
    long modalitiesOf(int i) {
        return available[i];
    }

    /** The total weight of the modalities that an item has in common with the items of a group. */
    double commonWeight(int group, int i) {
        return weight(distinct[group] & available[i]);
    }

    private double weight(long common) {
        double sum = 0;
        for (int m = 0; m < weights.length; m++) {
            if ((common & 1L << m) != 0) {
                sum += weights[m];
            }
        }
        return sum;
    }

    /** Whether two items have the same modalities of positive weight, and the same embedding in each. */
    boolean equal(int i, int j) {
        boolean equal = available[i] == available[j];
        for (int m = 0; equal && m < modalities.length; m++) {
            equal = (available[i] & 1L << m) == 0
                    || Arrays.equals(modalities[m].rows()[i], modalities[m].rows()[j]);
        }
        return equal;
    }

    /** A hash code that agrees with {@link #equal}. */
    int hash(int i) {
        long hash = available[i];
        for (int m = 0; m < modalities.length; m++) {
            if ((available[i] & 1L << m) != 0) {
                hash = Fingerprint.of(hash, modalities[m].fingerprints()[i]);
            }
        }
        return (int) hash;
    }

    /** Whether two items have a modality of positive weight in common. Without one, their similarity is undefined. */
    public boolean comparable(int i, int j) {
        return (available[i] & available[j]) != 0;
    }

    /** {@code S_ij} of two comparable items, in [-1, 1]. Symmetric to the last bit. */
    public double score(int i, int j) {
        long common = available[i] & available[j];
        double sum = 0;
        for (int m = 0; m < modalities.length; m++) {
            if ((common & 1L << m) != 0) {
                sum += weights[m] * modalities[m].cosine(i, j);
            }
        }
        return sum / weight(common);
    }

    /** The similarity of two items in one modality; NaN if one of them lacks it or its weight is 0. */
    public double similarity(int modality, int i, int j) {
        return (available[i] & available[j] & 1L << modality) == 0 ? Double.NaN : modalities[modality].cosine(i, j);
    }

    /**
     * The part of {@link #score} that a common modality contributes. The shares add up to the score, apart from
     * rounding.
     */
    public double share(int modality, int i, int j) {
        return weights[modality] * similarity(modality, i, j) / weight(available[i] & available[j]);
    }

    /** Computes the similarities of one item with many others faster than one by one. Belongs to one thread. */
    final class Scorer {
        private double[] scores = new double[0];
        private final double[] cosines = new double[CHUNK];
        private final int[] present = new int[CHUNK];
        private final int[] places = new int[CHUNK];

        /**
         * Computes {@link #score} of an item with comparable others.
         *
         * @param others the other items, in the first {@code count} places
         * @return the similarity of {@code others[n]} at {@code n}; valid until the next call
         */
        double[] scores(int i, int[] others, int count) {
            if (scores.length < count) {
                scores = new double[count];
            }
            Arrays.fill(scores, 0, count, 0);
            for (int m = 0; m < modalities.length; m++) {
                if ((available[i] & 1L << m) != 0) {
                    for (int from = 0; from < count; from += CHUNK) {
                        add(m, i, others, from, Math.min(count, from + CHUNK));
                    }
                }
            }
            for (int n = 0; n < count; n++) {
                scores[n] /= weight(available[i] & available[others[n]]);
            }
            return scores;
        }

        private void add(int m, int i, int[] others, int from, int to) {
            int length = 0;
            for (int n = from; n < to; n++) {
                if ((available[others[n]] & 1L << m) != 0) {
                    places[length] = n;
                    present[length++] = others[n];
                }
            }
            modalities[m].cosines(i, present, length, cosines);
            for (int n = 0; n < length; n++) {
                scores[places[n]] += weights[m] * cosines[n];
            }
        }
    }
}
