package org.vimmrec.evaluation;

import org.vimmrec.sparse.Interactions;

/**
 * Interactions with a number each, by which they are split.
 *
 * @param interactions the pairs of a user and an item
 * @param keys a time or a label for each interaction, in the order of users and their items
 */
public record KeyedInteractions(Interactions interactions, double[] keys) {}
