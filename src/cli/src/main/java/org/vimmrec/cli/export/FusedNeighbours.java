package org.vimmrec.cli.export;

import java.util.List;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;

/** The most similar items of each item by the fused similarity of all modalities. */
final class FusedNeighbours {

    private static final double SIMILARITY_CUTOFF = 0;

    private FusedNeighbours() {}

    /**
     * Computes the neighbours as {@code vimmrec.synergistic.*} does with the same weights.
     *
     * @param weights a weight for each modality, at least 0
     * @param topK the number of neighbours per item
     * @return by item, the similarity to each of its neighbours
     */
    static CsrMatrix of(List<Modality> modalities, double[] weights, int topK, Task task) {
        List<EmbeddingMatrix> matrices = modalities.stream()
                .map(modality -> modality.embeddings().matrix())
                .toList();
        Neighbours neighbours = ExactNeighbours.search(
                new FusedSimilarity(matrices, weights), topK, SIMILARITY_CUTOFF, "fused similarity", task);
        CsrMatrix.Builder builder = new CsrMatrix.Builder(neighbours.rows(), neighbours.rows());
        for (int item = 0; item < neighbours.rows(); item++) {
            for (int rank = 0; rank < neighbours.count(item); rank++) {
                builder.add(item, neighbours.neighbour(item, rank), neighbours.score(item, rank));
            }
        }
        return builder.build();
    }
}
