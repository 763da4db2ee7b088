package org.vimmrec.similarity;

/**
 * The result of a {@link NeighbourSearch}.
 *
 * @param neighbours the neighbours of each item
 * @param exact whether they are those of an exact search
 * @param recall the share of the exact neighbours that was found
 */
public record FoundNeighbours(Neighbours neighbours, boolean exact, RecallEstimate recall) {}
