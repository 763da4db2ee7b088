package org.vimmrec.similarity;

/**
 * The recall of a search: the share of an item's exact neighbours that the search returns, as a mean over the items
 * that have any. It is measured on a random sample of items.
 *
 * @param recall the mean over the sample, 0 to 1
 * @param low the lower end of its 95 % confidence interval
 * @param high the upper end
 */
public record RecallEstimate(double recall, double low, double high) {
    /** The recall of an exact search. */
    public static final RecallEstimate EXACT = new RecallEstimate(1, 1, 1);

    /** By look, the quantile of the normal distribution at {@code 1 - 0.05 / 2^k / 2}. */
    private static final double[] DEVIATIONS = {2.2414, 2.4977, 2.7344, 2.9552, 3.1632, 3.3601, 3.5464, 3.7240};

    /** The most looks of {@link #atLook}. */
    public static final int MAX_LOOKS = DEVIATIONS.length;

    /**
     * Estimates the recall for a search that may look several times and stops at the first look that shows enough. That
     * favours samples that happen to look good. So the intervals of all looks together hold with 95 % confidence: look
     * {@code k} has the level {@code 1 - 0.05 / 2^k}, and those errors add up to less than 5 % whatever the dependence
     * of the looks. All looks use the same sample, which must not decide what the search does, only when it stops.
     *
     * @param look 0 for the first one, below {@link #MAX_LOOKS}
     * @param recalls of each item of the sample, 0 to 1
     * @param count the number of items of the sample
     */
    public static RecallEstimate atLook(int look, double[] recalls, int count) {
        return of(recalls, count, DEVIATIONS[look]);
    }

    /**
     * Estimates a mean from a sample. The neighbours of one item are not independent of each other, so the interval
     * rests on the variance over the items. It is Wilson's interval of a proportion with the effective sample size: the
     * number of independent trials that would have the variance of this mean. Unlike the normal interval, it has a
     * width if all items of the sample have the same recall. Source: Korn and Graubard, Confidence Intervals for
     * Proportions With Small Expected Number of Positive Counts Estimated From Survey Data, Survey Methodology 24,
     * 1998.
     *
     * @param recalls of each item of the sample, 0 to 1
     * @param count the number of items of the sample
     * @param deviations the half-width of a normal interval at the same level, in standard deviations
     */
    static RecallEstimate of(double[] recalls, int count, double deviations) {
        if (count == 0) {
            return EXACT;
        }
        double sum = 0;
        for (int n = 0; n < count; n++) {
            sum += recalls[n];
        }
        double mean = sum / count;
        double squares = 0;
        for (int n = 0; n < count; n++) {
            squares += (recalls[n] - mean) * (recalls[n] - mean);
        }
        // A number between 0 and 1 varies at most as much as a trial that is 0 or 1.
        double varianceOfTrial = mean * (1 - mean);
        double variance = squares / Math.max(1, count - 1);
        double size = variance > 0 ? Math.max(count, count * varianceOfTrial / variance) : count;
        double square = deviations * deviations;
        double centre = (mean + square / (2 * size)) / (1 + square / size);
        double half = deviations / (1 + square / size) * Math.sqrt(varianceOfTrial / size + square / (4 * size * size));
        return new RecallEstimate(mean, Math.max(0, centre - half), Math.min(1, Math.max(mean, centre + half)));
    }
}
