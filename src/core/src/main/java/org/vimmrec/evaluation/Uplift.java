package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.task.Task;

/**
 * The relative difference of a metric's mean over users between a variant and the baseline, with its 95 % interval. The
 * interval comes from a paired bootstrap: it draws users with replacement and takes both values of each (Efron and
 * Tibshirani, <em>An Introduction to the Bootstrap</em>, 1993).
 *
 * @param mean {@code mean(variant) / mean(baseline) - 1}; 0.05 is 5 % more. Infinite if only the baseline's mean is 0
 * @param low the 2.5th percentile of the resamples
 * @param high the 97.5th percentile of the resamples
 */
public record Uplift(double mean, double low, double high) {
    private static final double TAIL = 0.025;

    /**
     * Computes the uplift and its interval.
     *
     * @param baseline a value of at least 0 per user
     * @param variant a value of at least 0 for each of the same users
     * @param resamples the number of resamples, at least 1
     * @param seed the same seed gives the same interval
     */
    public static Uplift of(double[] baseline, double[] variant, int resamples, long seed, Task task) {
        double[][] pairs = new double[baseline.length][];
        Arrays.setAll(pairs, user -> new double[] {baseline[user], variant[user]});
        Arrays.sort(pairs, Arrays::compare); // the result must not depend on the order of users
        double[] uplifts = Bootstrap.distribution(resamples, seed, task, () -> random -> {
            double before = 0;
            double after = 0;
            for (int draw = 0; draw < pairs.length; draw++) {
                double[] user = pairs[random.nextInt(pairs.length)];
                before += user[0];
                after += user[1];
            }
            return relative(before, after);
        });
        return new Uplift(
                relative(
                        Arrays.stream(baseline).sorted().sum(),
                        Arrays.stream(variant).sorted().sum()),
                Bootstrap.percentile(uplifts, TAIL),
                Bootstrap.percentile(uplifts, 1 - TAIL));
    }

    /** Returns {@code after / before - 1}; 0 if both are 0, and infinite if only {@code before} is 0. */
    public static double relative(double before, double after) {
        return before == after ? 0 : after / before - 1;
    }
}
