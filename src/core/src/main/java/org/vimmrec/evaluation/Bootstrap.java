package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.Task;

/** Bootstrap resampling (Efron and Tibshirani, <em>An Introduction to the Bootstrap</em>, 1993). */
final class Bootstrap {

    private Bootstrap() {}

    /**
     * Returns a statistic's values in resamples, in ascending order; the same at any concurrency.
     *
     * @param statistic gives each thread a function that draws one resample with the given random numbers and computes
     *     its statistic
     */
    static double[] distribution(
            int resamples, long seed, Task task, Supplier<ToDoubleFunction<SplittableRandom>> statistic) {
        SplittableRandom seeds = new SplittableRandom(seed);
        long[] seedOf = new long[resamples];
        Arrays.setAll(seedOf, n -> seeds.nextLong());
        double[] values = new double[resamples];
        task.quiet().parallel("", resamples, () -> {
            ToDoubleFunction<SplittableRandom> compute = statistic.get();
            return n -> values[n] = compute.applyAsDouble(new SplittableRandom(seedOf[n]));
        });
        Arrays.sort(values);
        return values;
    }

    /**
     * Interpolates a percentile linearly between the two nearest values. Unlike
     * {@link org.vimmrec.statistics.Distribution}, it accepts infinite values: a resample whose baseline is 0 has an
     * infinite uplift.
     *
     * @param sorted at least one value, in ascending order
     * @param share from 0 to 1
     */
    static double percentile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        double part = place - below;
        return part == 0 || sorted[below] == sorted[above]
                ? sorted[below]
                : sorted[below] * (1 - part) + sorted[above] * part;
    }
}
