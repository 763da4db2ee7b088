package org.vimmrec.interaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.Neighbours;

/** Synergistic: a single layer of neighbours by a similarity that is fused across the modalities. */
public final class Synergistic implements NeighbourLayers {
    private final List<EmbeddingMatrix> embeddings;
    private final FusedSimilarity similarity;
    private final Neighbours neighbours;

    /**
     * @param embeddings by modality
     * @param similarity fused from these embeddings
     * @param neighbours found with this similarity
     */
    public Synergistic(List<EmbeddingMatrix> embeddings, FusedSimilarity similarity, Neighbours neighbours) {
        this.embeddings = List.copyOf(embeddings);
        this.similarity = similarity;
        this.neighbours = neighbours;
    }

    /** The layer of fused neighbours alone. */
    public static List<Layer> layers(Neighbours fused) {
        double[] factors = new double[fused.rows()];
        Arrays.fill(factors, 1);
        return List.of(new Layer(fused, factors));
    }

    /** By modality whether fewer than two items have an embedding in it. */
    public static boolean[] empty(List<EmbeddingMatrix> embeddings) {
        boolean[] empty = new boolean[embeddings.size()];
        for (int m = 0; m < empty.length; m++) {
            empty[m] = embeddings.get(m).present() < 2;
        }
        return empty;
    }

    /** The number of neighbours that an item has at most. */
    public static int maxNeighbours(int items, int topK) {
        return Math.min(topK, items - 1);
    }

    /** The heap that the search and the neighbours take, in bytes, without the embeddings. */
    public static long bytes(int items, int topK, int[] dimensions, int concurrency, NeighbourSearch search) {
        int neighbours = maxNeighbours(items, topK);
        return Neighbours.bytes(items, neighbours) + search.bytes(items, neighbours, dimensions, concurrency);
    }

    @Override
    public List<Layer> layers() {
        return layers(neighbours);
    }

    @Override
    public List<EmbeddingMatrix> embeddings() {
        return embeddings;
    }

    @Override
    public Neighbours neighboursToRemember() {
        return neighbours;
    }

    /** A vote comes from all modalities that the two items have in common. */
    @Override
    public List<Contribution> contributions(Vote vote, int item) {
        List<Contribution> contributions = new ArrayList<>();
        for (int m = 0; m < embeddings.size(); m++) {
            double inModality = similarity.similarity(m, vote.item(), item);
            if (!Double.isNaN(inModality)) {
                double share = vote.similarity() == 0 ? 0 : similarity.share(m, vote.item(), item) / vote.similarity();
                contributions.add(new Contribution(m, inModality, share * vote.contribution()));
            }
        }
        return contributions;
    }
}
