package org.vimmrec.evaluation;

import org.vimmrec.sparse.Interactions;

/**
 * Interactions with a number each, by which to split them.
 *
 * @param interactions the pairs of a user and an item
 * @param keys a number for each, in the order of users and places: a time, or a label
 */
public record KeyedInteractions(Interactions interactions, double[] keys) {
}
