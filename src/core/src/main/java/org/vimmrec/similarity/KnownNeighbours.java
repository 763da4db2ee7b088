package org.vimmrec.similarity;

import java.util.BitSet;

/**
 * The neighbours that an update starts from.
 *
 * @param unchanged for each item that is not searched, its neighbours among all items that are not changed, as many as
 *     the update wants and above the same cutoff; anything for other items
 * @param changed the available items whose embeddings {@code unchanged} does not reflect
 * @param searched the items to compare with all others; must contain the changed items
 */
public record KnownNeighbours(Neighbours unchanged, BitSet changed, BitSet searched) {}
