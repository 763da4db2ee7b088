package org.vimmrec.evaluation;

/** A metric of the ranked list that one user gets. */
interface Metric {

    /**
     * Computes the metric.
     *
     * @param list the recommended items, best first, at most N
     * @param heldOut the user's held-out items, ascending, at least one
     */
    double of(int[] list, int[] heldOut);
}
