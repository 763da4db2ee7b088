package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vimmrec.interaction.NeighbourLayers;
import org.vimmrec.update.WeightChange;

/**
 * The neighbours that a strategy combines, and the modality weights they are combined with.
 *
 * @param notices about modalities that are empty
 * @param computeMillis the time to compute the neighbours
 */
record WeightedLayers(
        List<String> modalities,
        WeightChange weights,
        NeighbourLayers neighbours,
        List<String> notices,
        long computeMillis) {

    /** The same layers with more notices. */
    WeightedLayers withNotices(List<String> more) {
        return new WeightedLayers(
                modalities,
                weights,
                neighbours,
                Stream.concat(notices.stream(), more.stream()).toList(),
                computeMillis);
    }

    Map<String, Object> weightMap() {
        return Weights.map(modalities, weights.used());
    }

    Map<String, Object> drift() {
        return Weights.map(modalities, weights.drift());
    }
}
