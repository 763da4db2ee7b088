package org.vimmrec.benchmark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Measures what it would cost to hold embeddings in half precision: the conversion, and the error of similarities. */
final class HalfPrecision implements Experiment {
    private static final int PAIRS = 5_000;

    @Override
    public String name() {
        return "HalfPrecision";
    }

    @Override
    public String question() {
        return "reading embeddings in half precision, and the error of similarities; 1 minute";
    }

    @Override
    public Table run(Jmh jmh) throws RunnerException {
        Table table = new Table(
                ">dimension",
                ">single precision",
                ">half precision",
                ">times as long",
                ">mean error of a cosine",
                ">largest error");
        for (int dimension : new int[] {128, 384}) {
            Map<String, Double> nanos = new HashMap<>();
            for (RunResult result : jmh.run(HalfPrecisionBenchmark.class, 1, Map.of("dimension", dimension))) {
                nanos.put(Jmh.method(result), result.getPrimaryResult().getScore());
            }
            double[] errors = errors(Embeddings.SPECTRAL.rows(2 * PAIRS, dimension));
            table.row(
                    dimension,
                    "%.0f ns".formatted(nanos.get("single")),
                    "%.0f ns".formatted(nanos.get("half")),
                    Timings.times(nanos.get("half") / nanos.get("single")),
                    String.format(
                            Locale.ROOT, "%.1e", Arrays.stream(errors).average().orElseThrow()),
                    String.format(
                            Locale.ROOT, "%.1e", Arrays.stream(errors).max().orElseThrow()));
        }
        table.note(
                "One embedding at random of 100,000, copied with one multiplication per number, on one thread. Errors of"
                        + " %,d pairs. Java 17 has no conversion, so a table of all 65,536 values does it.",
                PAIRS);
        return table;
    }

    /** The differences between the cosines of pairs of rows, before and after rounding the rows to half precision. */
    private static double[] errors(float[][] rows) {
        float[] positive = Arrays.copyOf(values(), 0x7C00); // ascending, without infinity and NaN
        double[] errors = new double[PAIRS];
        for (int n = 0; n < PAIRS; n++) {
            float[] a = rows[2 * n];
            float[] b = rows[2 * n + 1];
            errors[n] = Math.abs(cosine(a, b) - cosine(rounded(a, positive), rounded(b, positive)));
        }
        return errors;
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squareOfA = 0;
        double squareOfB = 0;
        for (int k = 0; k < a.length; k++) {
            product += (double) a[k] * b[k];
            squareOfA += (double) a[k] * a[k];
            squareOfB += (double) b[k] * b[k];
        }
        return product / Math.sqrt(squareOfA * squareOfB);
    }

    private static float[] rounded(float[] row, float[] positive) {
        float[] rounded = new float[row.length];
        for (int k = 0; k < row.length; k++) {
            float value = Math.abs(row[k]);
            int at = Arrays.binarySearch(positive, value);
            int above = at >= 0 ? at : -at - 1;
            int nearest = at < 0 && value - positive[above - 1] <= positive[above] - value ? above - 1 : above;
            rounded[k] = Math.copySign(positive[nearest], row[k]);
        }
        return rounded;
    }

    /** By the 16 bits of a number in half precision (IEEE 754) its value. */
    static float[] values() {
        float[] values = new float[1 << 16];
        for (int bits = 0; bits < values.length; bits++) {
            int exponent = bits >> 10 & 31;
            int fraction = bits & 1023;
            double value;
            if (exponent == 31) {
                value = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            } else if (exponent == 0) {
                value = Math.scalb(fraction, -24);
            } else {
                value = Math.scalb(1024.0 + fraction, exponent - 25);
            }
            values[bits] = (float) (bits < 0x8000 ? value : -value);
        }
        return values;
    }
}
