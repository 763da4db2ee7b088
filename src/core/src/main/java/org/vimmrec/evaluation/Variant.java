package org.vimmrec.evaluation;

import java.util.Collections;
import java.util.Map;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.statistics.ModalityWeighting;

/**
 * A way to augment the training interactions.
 *
 * @param strategy how virtual interactions are derived
 * @param topK the number of neighbours of an item that contribute; the largest one if modalities have numbers of their
 *     own
 * @param topKs by modality its number of neighbours; empty if all modalities have the same. Overlay only
 * @param weighting how modalities get their weights
 * @param rule which virtual interactions are kept, and their weights
 */
public record Variant(
        Strategy strategy, int topK, Map<String, Integer> topKs, ModalityWeighting weighting, EdgeRule rule) {

    /** A variant with the same number of neighbours in all modalities. */
    public Variant(Strategy strategy, int topK, ModalityWeighting weighting, EdgeRule rule) {
        this(strategy, topK, Map.of(), weighting, rule);
    }

    /**
     * A variant of Overlay whose modalities have different numbers of neighbours.
     *
     * @param topKs by modality its number of neighbours, for all modalities
     */
    public static Variant ofModalities(Map<String, Integer> topKs, ModalityWeighting weighting, EdgeRule rule) {
        return new Variant(Strategy.OVERLAY, Collections.max(topKs.values()), topKs, weighting, rule);
    }

    /** Whether modalities have numbers of their own. */
    public boolean byModality() {
        return !topKs.isEmpty();
    }
}
