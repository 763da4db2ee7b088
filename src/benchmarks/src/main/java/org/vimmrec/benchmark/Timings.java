package org.vimmrec.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The seconds that something took, for each time it was measured. */
record Timings(List<Double> seconds) {

    /** Extracts one of the times from each measurement. */
    static <T> Timings of(List<T> measured, Function<T, Double> seconds) {
        return new Timings(measured.stream().map(seconds).toList());
    }

    /** The median in seconds. */
    double median() {
        return sorted()[seconds.size() / 2];
    }

    private double[] sorted() {
        double[] sorted = seconds.stream().mapToDouble(s -> s).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** The median and the range. */
    @Override
    public String toString() {
        double[] sorted = sorted();
        return "%s (%s to %s)".formatted(seconds(median()), seconds(sorted[0]), seconds(sorted[sorted.length - 1]));
    }

    /** A readable duration with three digits. */
    static String seconds(double seconds) {
        int digits = seconds < 1 ? 3 : seconds < 10 ? 2 : seconds < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f s", seconds);
    }

    /** A readable ratio. */
    static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.1f" : "%.0f", ratio);
    }
}
