package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.task.Task;

/**
 * Users by their number of training interactions. The groups depend only on the users and the splits, so they are the
 * same for every variant: cold users (see {@link RankingMetrics}), if there are any, and then quarters of the others,
 * as nearly as whole numbers of interactions allow. There are fewer groups where many users have the same number.
 *
 * @param from the lowest number of interactions
 * @param to the highest number of interactions; {@link Integer#MAX_VALUE} - 1 in the last group
 * @param recall by user the test recall, summed over the splits in which the user is in the group
 * @param splits by user the number of these splits, at least 1
 */
public record ActivityGroup(int from, int to, double[] recall, int[] splits) {
    /** Fewer than for a row's uplift: every row has several groups, with two intervals each. */
    private static final int RESAMPLES = 1000;

    /**
     * The recall of a group.
     *
     * @param from the lowest number of interactions
     * @param to the highest number of interactions; {@link Integer#MAX_VALUE} - 1 in the last group
     * @param users the number of users with test interactions, summed over the splits
     * @param recall the mean recall over these users and splits; NaN without users
     * @param interval the interval of the recall, from a bootstrap over users; NaN without users
     * @param uplift the uplift over the baseline's recall, from a paired bootstrap over users; NaN without users
     */
    public record Estimate(int from, int to, int users, double recall, Interval interval, Uplift uplift) {}

    /**
     * Estimates the recall and its uplift.
     *
     * @param baseline the same group with the baseline's recall, which may be this group
     * @param seed the same seed gives the same intervals
     */
    Estimate estimate(ActivityGroup baseline, long seed, Task task) {
        if (recall.length == 0) {
            return new Estimate(
                    from,
                    to,
                    0,
                    Double.NaN,
                    new Interval(Double.NaN, Double.NaN),
                    new Uplift(Double.NaN, Double.NaN, Double.NaN));
        }
        return new Estimate(
                from,
                to,
                Arrays.stream(splits).sum(),
                meanRecall(),
                interval(seed, task),
                Uplift.of(baseline.recall, recall, RESAMPLES, seed, task));
    }

    /** The mean recall over users and splits; NaN without users. */
    double meanRecall() {
        return Arrays.stream(recall).sorted().sum() / Arrays.stream(splits).sum();
    }

    private Interval interval(long seed, Task task) {
        double[][] users = new double[recall.length][];
        Arrays.setAll(users, user -> new double[] {recall[user], splits[user]});
        Arrays.sort(users, Arrays::compare); // the result must not depend on the order of users
        return Interval.of(Bootstrap.distribution(RESAMPLES, seed, task, () -> random -> {
            double sum = 0;
            double count = 0;
            for (int draw = 0; draw < users.length; draw++) {
                double[] user = users[random.nextInt(users.length)];
                sum += user[0];
                count += user[1];
            }
            return sum / count;
        }));
    }
}
