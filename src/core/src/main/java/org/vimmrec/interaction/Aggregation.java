package org.vimmrec.interaction;

/** How the votes of a user's items for one candidate become one number. */
public enum Aggregation {
    /** Their average, weighted by the interactions: in [0, 1] for similarities in [0, 1]. */
    MEAN,
    /** Their sum, weighted by the interactions. */
    SUM,
    /** In each modality the best vote, summed over the modalities. */
    MAX
}
