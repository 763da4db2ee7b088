package org.vimmrec.procedure;

import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.update.IdIndex;

/**
 * The data that virtual interactions are computed from, and their rows, which are computed when they are read.
 *
 * @param complete whether these are all users and items, and not only what some users need
 */
record VirtualData(
        IdIndex users,
        IdIndex items,
        Interactions interactions,
        WeightedLayers layers,
        VirtualInteractions edges,
        boolean complete,
        long preProcessingMillis) {}
