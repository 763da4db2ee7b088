package org.vimmrec.interaction;

import java.util.ArrayList;
import java.util.List;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Neighbours;

/**
 * Overlay: one layer per modality, from stored similarities. The weights adapt to each item: {@code w_m^(i) = w_m /
 * sum_{m' in M_i} w_m'}, where {@code M_i} are the modalities in which item {@code i} has a neighbour.
 */
public final class Overlay implements NeighbourLayers {
    private final List<Layer> layers;

    /**
     * @param modalities by modality the neighbours of each item
     * @param weights by modality, at least 0
     */
    public Overlay(List<Neighbours> modalities, double[] weights) {
        this.layers = layers(modalities, weights);
    }

    /**
     * The layers alone.
     *
     * @param modalities by modality the neighbours of each item
     * @param weights by modality, at least 0
     */
    public static List<Layer> layers(List<Neighbours> modalities, double[] weights) {
        int items = modalities.get(0).rows();
        double[] available = new double[items];
        for (int m = 0; m < weights.length; m++) {
            for (int i = 0; i < items; i++) {
                if (modalities.get(m).count(i) > 0) {
                    available[i] += weights[m];
                }
            }
        }
        List<Layer> layers = new ArrayList<>();
        for (int m = 0; m < weights.length; m++) {
            double[] factors = new double[items];
            for (int i = 0; i < items; i++) {
                factors[i] = available[i] > 0 ? weights[m] / available[i] : 0;
            }
            layers.add(new Layer(modalities.get(m), factors));
        }
        return layers;
    }

    /** By modality whether no item has a neighbour in it. */
    public static boolean[] empty(List<Neighbours> modalities) {
        boolean[] empty = new boolean[modalities.size()];
        for (int m = 0; m < empty.length; m++) {
            empty[m] = modalities.get(m).total() == 0;
        }
        return empty;
    }

    @Override
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public List<EmbeddingMatrix> embeddings() {
        return List.of();
    }

    @Override
    public Neighbours neighboursToRemember() {
        return null;
    }

    /** A vote comes from one layer, and so from one modality. */
    @Override
    public List<Contribution> contributions(Vote vote, int item) {
        return List.of(new Contribution(vote.layer(), vote.similarity(), vote.contribution()));
    }
}
