package org.vimmrec.evaluation;

/**
 * What a variant is selected for, and what it may cost.
 *
 * @param objective the metric to maximise
 * @param maxRecallLoss the share of the baseline's recall that a variant may lose, 0 to 1; not used by
 *     {@link Objective#RECALL}, which accepts no loss
 */
public record Goal(Objective objective, double maxRecallLoss) {
    /** The highest recall. */
    public static final Goal RECALL = new Goal(Objective.RECALL, 0);

    /** Returns the lowest recall that a variant may have, given the baseline's or the best recommender's. */
    double recallFloor(double recall) {
        return (1 - maxRecallLoss) * recall;
    }
}
