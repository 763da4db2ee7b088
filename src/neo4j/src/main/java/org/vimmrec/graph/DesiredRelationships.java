package org.vimmrec.graph;

import org.vimmrec.sparse.SparseRows;

/**
 * The relationships that a type should have.
 *
 * @param rows the relationships: the row is the index of the source node, the column that of the target node, and the
 *     value is that of the relationship property
 * @param sources node ids by row, ascending
 * @param targets node ids by column, ascending
 */
public record DesiredRelationships(SparseRows rows, long[] sources, long[] targets) {}
