package org.vimmrec.update;

import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import org.vimmrec.similarity.Neighbours;

/**
 * The similarities that a host has stored.
 *
 * @param neighbours by item, best first, without relationships to nodes that are not items
 * @param counts by item the number of stored relationships, including those to nodes that are not items
 * @param checksums by item the {@link RowChecksum} of the stored relationships, with values
 */
public record StoredNeighbours(Neighbours neighbours, IntUnaryOperator counts, IntToLongFunction checksums) {}
