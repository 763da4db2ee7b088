package org.vimmrec.cli;

import java.util.List;
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
                .map(modality -> matrix(modality.embeddings()))
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

    /** The embeddings as the input of core. */
    static EmbeddingMatrix matrix(Embeddings embeddings) {
        float[][] rows = new float[embeddings.items()][];
        for (int item = 0; item < rows.length; item++) {
            Object embedding = embeddings.propertyOf(item);
            if (embedding instanceof double[] doubles) {
                rows[item] = EmbeddingMatrix.row(doubles);
            } else if (embedding instanceof float[] floats) {
                rows[item] = EmbeddingMatrix.row(floats);
            }
        }
        return EmbeddingMatrix.of(embeddings.dimension(), rows);
    }
}
