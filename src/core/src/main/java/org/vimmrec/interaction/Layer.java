package org.vimmrec.interaction;

import org.vimmrec.similarity.Neighbours;

/**
 * Neighbours that vouch together: those of one modality, or fused ones.
 *
 * @param neighbours per item
 * @param factors per item what its neighbours' similarities are multiplied by
 */
public record Layer(Neighbours neighbours, double[] factors) {
}
