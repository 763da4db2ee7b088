package org.vimmrec.recommender;

import java.util.List;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;

/**
 * The frozen item-item graph of FREEDOM (Zhou and Shen, ACM MM 2023), from the neighbours of items in each modality. An
 * item's edges in a modality lead to itself and its nearest neighbours, {@code k} in all. They are unweighted and
 * normalised by degrees: {@code S_ij = 1 / sqrt(d_i d_j)}, where {@code d_i} is the number of edges of {@code i}. The
 * graph is the mean over the modalities that the item has.
 */
final class ItemGraph {

    private ItemGraph() {}

    /**
     * Returns the graph as a matrix over the nodes of a {@link GraphEncoder}.
     *
     * @param users the number of users, whose rows are empty
     * @param k the largest number of edges of an item in a modality, at least 1
     */
    static SparseMatrix of(List<ItemFeatures> features, int users, int items, int k) {
        Interactions.Builder builder = new Interactions.Builder(true);
        for (int u = 0; u < users; u++) {
            builder.endUser();
        }
        for (int i = 0; i < items; i++) {
            int modalities = 0;
            for (ItemFeatures each : features) {
                modalities += each.embeddings().has(i) ? 1 : 0;
            }
            for (ItemFeatures each : features) {
                if (each.embeddings().has(i)) {
                    addEdges(builder, each.neighbours(), users, i, k, 1.0 / modalities);
                }
            }
            builder.endUser();
        }
        return SparseMatrix.of(builder.build(), users + items);
    }

    private static void addEdges(
            Interactions.Builder builder, Neighbours neighbours, int users, int item, int k, double weight) {
        int degree = degree(neighbours, item, k);
        builder.add(users + item, weight / degree);
        for (int n = 0; n < degree - 1; n++) {
            int other = neighbours.neighbour(item, n);
            builder.add(users + other, weight / Math.sqrt((double) degree * degree(neighbours, other, k)));
        }
    }

    private static int degree(Neighbours neighbours, int item, int k) {
        return 1 + Math.min(k - 1, neighbours.count(item));
    }
}
