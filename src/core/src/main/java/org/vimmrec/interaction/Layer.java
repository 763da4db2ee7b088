package org.vimmrec.interaction;

import org.vimmrec.similarity.Neighbours;

/**
 * The neighbours by one similarity: that of a modality, or the fused one.
 *
 * @param neighbours the neighbours of each item
 * @param factors for each item, the factor by which its neighbours' similarities are multiplied, at least 0
 */
public record Layer(Neighbours neighbours, double[] factors) {}
