package org.vimmrec.evaluation;

import java.util.Arrays;

/** The metric that a variant is selected for. */
public enum Objective {
    /** Recall of all held-out interactions. */
    RECALL("recall"),
    /** NDCG of all held-out interactions. */
    NDCG("ndcg"),
    /** Recall of held-out interactions with cold items, which have no training interactions. */
    COLD_RECALL("coldRecall"),
    /** The share of all items that are in the list of at least one user. */
    COVERAGE("coverage");

    private final String spelling;

    Objective(String spelling) {
        this.spelling = spelling;
    }

    /** The name in configurations. */
    public String spelling() {
        return spelling;
    }

    /** The name in sentences, for lists of a length. */
    String name(int at) {
        return switch (this) {
            case RECALL -> "recall@" + at;
            case NDCG -> "NDCG@" + at;
            case COLD_RECALL -> "recall@" + at + " of cold items";
            case COVERAGE -> "coverage";
        };
    }

    /** Returns the metric, 0 to 1; NaN for the recall of cold items if none are held out. */
    public double of(EvaluationResult.Users users) {
        return switch (this) {
            case RECALL -> users.meanRecall();
            case NDCG -> users.meanNdcg();
            case COLD_RECALL -> users.coldRecall();
            case COVERAGE -> users.coverage();
        };
    }

    /** Whether the metric is a mean over users, and so an estimate from the held-out interactions. */
    boolean isMean() {
        return this != COVERAGE;
    }

    /**
     * Whether the selection of a variant demands a difference to the baseline that is better than chance. Coverage is
     * counted and not estimated. Held-out interactions with cold items are too few for it: a bound from resamples that
     * hold one or two of them means nothing. For these two, any higher value is selected, and the test decides.
     */
    boolean isBoundedInSelection() {
        return this == RECALL || this == NDCG;
    }

    /** Returns a number for each user, whose mean is the metric. */
    double[] byUser(EvaluationResult.Users users) {
        return switch (this) {
            case RECALL -> users.recall();
            case NDCG -> users.ndcg();
            case COLD_RECALL -> {
                double share = (double) users.coldHits().length / users.coldHeldOut();
                yield Arrays.stream(users.coldHits()).map(hits -> hits * share).toArray();
            }
            case COVERAGE -> throw new IllegalArgumentException("coverage is not a mean over users");
        };
    }

    /**
     * Returns the metric that must exceed the permutation control. Any additional edges raise the coverage, so there
     * the question is whether the embeddings keep the recall above that of permuted ones.
     */
    Objective controlled() {
        return this == COVERAGE ? RECALL : this;
    }
}
