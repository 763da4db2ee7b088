package org.vimmrec.interaction;

/** How the votes of a user's items for a candidate are combined into one number. */
public enum Aggregation {
    /** The average, weighted by the interactions. It is in [0, 1] if the similarities are. */
    MEAN,
    /** The sum, weighted by the interactions. */
    SUM,
    /** The best vote in each layer, summed over the layers. */
    MAX
}
