package org.vimmrec.procedure;

import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.update.IdIndex;

/**
 * The data that virtual interactions are computed from, and their rows, which are computed when they are read.
 *
 * @param candidates by item whether it may be proposed; null if all may
 * @param identities by item a number that changes if one of the values does that limits compare
 * @param edges the virtual interactions without limits on items
 * @param rows the virtual interactions
 * @param complete whether these are all users and items, and not only what some users need
 */
record VirtualData(
        IdIndex users,
        IdIndex items,
        boolean[] candidates,
        long[] identities,
        Interactions interactions,
        WeightedLayers layers,
        VirtualInteractions edges,
        SparseRows rows,
        boolean complete,
        long preProcessingMillis) {}
