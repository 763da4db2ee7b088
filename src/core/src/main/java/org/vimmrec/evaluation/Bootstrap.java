package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.Task;

/** Resampling (Efron and Tibshirani, 1993). */
final class Bootstrap {

    private Bootstrap() {
    }

    /**
     * What a statistic comes to in resamples, in ascending order; the same at any concurrency.
     *
     * @param statistic for each thread, draws one resample with the numbers that it is given, and computes
     */
    static double[] distribution(int resamples, long seed, Task task,
            Supplier<ToDoubleFunction<SplittableRandom>> statistic) {
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
}
