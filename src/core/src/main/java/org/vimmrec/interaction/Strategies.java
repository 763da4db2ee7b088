package org.vimmrec.interaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vimmrec.similarity.Neighbours;

/** The two strategies, as the layers of neighbours they lay over each other. */
public final class Strategies {

    private Strategies() {
    }

    /**
     * Overlay: a layer per modality, weighted item by item: {@code w_m^(i) = w_m / sum_{m' in M_i} w_m'}, where
     * {@code M_i} are the modalities in which item {@code i} has a neighbour.
     *
     * @param modalities per modality the neighbours of each item
     * @param weights per modality, at least 0
     */
    public static List<Layer> overlay(List<Neighbours> modalities, double[] weights) {
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

    /**
     * Synergistic: one layer of neighbours by fused similarity.
     *
     * @param fused found by {@link org.vimmrec.similarity.ExactNeighbours} over all modalities with their weights
     */
    public static List<Layer> synergistic(Neighbours fused) {
        double[] factors = new double[fused.rows()];
        Arrays.fill(factors, 1);
        return List.of(new Layer(fused, factors));
    }
}
