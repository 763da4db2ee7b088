package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.task.Task;

/**
 * By how much the mean of a metric over users is higher with a variant than with the baseline, as a share of the baseline's,
 * and the interval in which 95 % of paired bootstrap resamples find it: users are drawn with replacement, each with both of
 * their values (Efron and Tibshirani, 1993).
 *
 * @param mean {@code mean(variant) / mean(baseline) - 1}; 0.05 is 5 % more. Infinite where the baseline finds nothing and the
 *     variant something
 * @param low the 2.5th percentile
 * @param high the 97.5th percentile
 */
public record Uplift(double mean, double low, double high) {
    private static final double TAIL = 0.025;

    /**
     * @param baseline a value of at least 0 per user
     * @param variant a value of at least 0 for each of the same users
     * @param resamples how many, at least 1
     * @param seed the same seed gives the same interval
     */
    public static Uplift of(double[] baseline, double[] variant, int resamples, long seed, Task task) {
        double[][] pairs = new double[baseline.length][];
        Arrays.setAll(pairs, user -> new double[] {baseline[user], variant[user]});
        Arrays.sort(pairs, Arrays::compare); // so that the order of users does not matter
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
        return new Uplift(relative(Arrays.stream(baseline).sorted().sum(), Arrays.stream(variant).sorted().sum()),
                percentile(uplifts, TAIL), percentile(uplifts, 1 - TAIL));
    }

    /** By how much a mean is above another, as a share of that; 0 if both are 0, and infinite if only {@code before} is. */
    public static double relative(double before, double after) {
        return before == after ? 0 : after / before - 1;
    }

    /** With linear interpolation between the two nearest. */
    private static double percentile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        double part = place - below;
        return part == 0 || sorted[below] == sorted[above] ? sorted[below]
                : sorted[below] * (1 - part) + sorted[above] * part;
    }
}
