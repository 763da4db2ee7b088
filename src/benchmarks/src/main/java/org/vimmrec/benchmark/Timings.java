package org.vimmrec.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** How long one thing took, each time that it was measured. */
record Timings(List<Double> seconds) {

    /** Some part of each of what was measured. */
    static <T> Timings of(List<T> measured, Function<T, Double> seconds) {
        return new Timings(measured.stream().map(seconds).toList());
    }

    /** The one in the middle. */
    double median() {
        return sorted()[seconds.size() / 2];
    }

    private double[] sorted() {
        double[] sorted = seconds.stream().mapToDouble(s -> s).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** The median, and from where to where they go. */
    @Override
    public String toString() {
        double[] sorted = sorted();
        return "%s (%s to %s)".formatted(seconds(median()), seconds(sorted[0]), seconds(sorted[sorted.length - 1]));
    }

    /** A duration for people, in three digits. */
    static String seconds(double seconds) {
        int digits = seconds < 1 ? 3 : seconds < 10 ? 2 : seconds < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f s", seconds);
    }

    /** A ratio for people. */
    static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.1f" : "%.0f", ratio);
    }
}
