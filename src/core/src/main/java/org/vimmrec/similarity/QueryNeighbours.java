package org.vimmrec.similarity;

import java.util.List;
import org.vimmrec.sparse.TopKHeap;

/**
 * The items that are most similar to a query, which has embeddings but is no item. The similarity is that of two items:
 * the mean of the cosines in the modalities that both have, weighted by the modalities' weights.
 */
public final class QueryNeighbours {

    private QueryNeighbours() {}

    /**
     * Ranks the items, best first. Of equal similarities, the lower index comes first. Items without a modality of the
     * query are left out.
     *
     * @param modalities the embeddings of the items, and of the query as the last one
     * @param weights by modality, at least 0
     * @param limit the most items
     */
    public static TopKHeap of(List<EmbeddingMatrix> modalities, double[] weights, int limit) {
        int query = modalities.get(0).items() - 1;
        TopKHeap best = new TopKHeap(limit);
        for (int i = 0; i < query; i++) {
            double sum = 0;
            double total = 0;
            for (int m = 0; m < weights.length; m++) {
                EmbeddingMatrix modality = modalities.get(m);
                if (weights[m] > 0 && modality.has(i) && modality.has(query)) {
                    sum += weights[m] * modality.cosine(i, query);
                    total += weights[m];
                }
            }
            if (total > 0) {
                best.offer(i, sum / total);
            }
        }
        best.sort();
        return best;
    }
}
