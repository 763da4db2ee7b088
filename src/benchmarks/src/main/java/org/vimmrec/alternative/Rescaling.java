package org.vimmrec.alternative;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;

/** The similarity of two items in one modality, rescaled so that modalities are alike. */
interface Rescaling {

    /**
     * Returns the rescaled similarity.
     *
     * @param cosine the cosine of the items' embeddings
     */
    double of(double cosine, int i, int j);

    /**
     * Local scaling: {@code exp(-d_ij^2 / (s_i s_j))} with the distance {@code d = 1 - cosine}, and {@code s_i} the
     * distance of an item's last neighbour. Zelnik-Manor and Perona, <em>Self-Tuning Spectral Clustering</em>, NIPS
     * 2004.
     *
     * @param nearest neighbours in this modality
     */
    static Rescaling local(Neighbours nearest) {
        double[] scales = new double[nearest.rows()];
        for (int i = 0; i < scales.length; i++) {
            int count = nearest.count(i);
            scales[i] = count == 0 ? 0 : 1 - nearest.score(i, count - 1);
        }
        return (cosine, i, j) -> {
            double distance = 1 - cosine;
            // Items with many duplicates have scale 0, and are similar to these alone.
            return distance == 0 ? 1 : Math.exp(-distance * distance / (scales[i] * scales[j]));
        };
    }

    /** By how many standard deviations of all pairs of the modality a cosine is above their mean. */
    static Rescaling standardised(EmbeddingMatrix embeddings) {
        double sum = 0;
        double squares = 0;
        long pairs = 0;
        for (int i = 0; i < embeddings.items(); i++) {
            for (int j = 0; embeddings.has(i) && j < i; j++) {
                if (embeddings.has(j)) {
                    double cosine = embeddings.cosine(i, j);
                    sum += cosine;
                    squares += cosine * cosine;
                    pairs++;
                }
            }
        }
        double mean = sum / pairs;
        double deviation = Math.sqrt(squares / pairs - mean * mean);
        return (cosine, i, j) -> (cosine - mean) / deviation;
    }

    /**
     * Compares all pairs of items by the weighted mean of their rescaled similarities over the modalities that both
     * have.
     *
     * @param weights by modality
     * @param rescaling creates the rescaling of a modality, by its number
     * @param topK the most neighbours of an item
     * @return the neighbours with a similarity above 0
     */
    static Neighbours search(
            List<EmbeddingMatrix> embeddings, double[] weights, IntFunction<Rescaling> rescaling, int topK, Task task) {
        List<Rescaling> rescalings = new ArrayList<>();
        for (int m = 0; m < weights.length; m++) {
            rescalings.add(rescaling.apply(m));
        }
        int[][] items = new int[embeddings.get(0).items()][];
        double[][] scores = new double[items.length][];
        task.parallel("rescaled similarity", items.length, () -> {
            TopKHeap best = new TopKHeap(topK);
            return i -> {
                best.clear();
                for (int j = 0; j < items.length; j++) {
                    double similarity = i == j ? 0 : fused(embeddings, weights, rescalings, i, j);
                    if (similarity > 0) {
                        best.offer(j, similarity);
                    }
                }
                best.sort();
                items[i] = best.indexes();
                scores[i] = best.scores();
            };
        });
        return new Neighbours(items, scores);
    }

    /** The weighted mean over the modalities that two items have in common; 0 if there are none. */
    private static double fused(
            List<EmbeddingMatrix> embeddings, double[] weights, List<Rescaling> rescalings, int i, int j) {
        double sum = 0;
        double total = 0;
        for (int m = 0; m < weights.length; m++) {
            EmbeddingMatrix modality = embeddings.get(m);
            if (modality.has(i) && modality.has(j)) {
                sum += weights[m] * rescalings.get(m).of(modality.cosine(i, j), i, j);
                total += weights[m];
            }
        }
        return total == 0 ? 0 : sum / total;
    }
}
