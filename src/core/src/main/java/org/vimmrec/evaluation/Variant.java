package org.vimmrec.evaluation;

import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.statistics.ModalityWeighting;

/**
 * A way to augment the training interactions.
 *
 * @param strategy how virtual interactions are derived
 * @param topK the number of neighbours of an item that contribute
 * @param weighting how modalities get their weights
 * @param rule which virtual interactions are kept, and their weights
 */
public record Variant(Strategy strategy, int topK, ModalityWeighting weighting, EdgeRule rule) {}
