package org.vimmrec.evaluation;

import java.util.SplittableRandom;

/**
 * What a variant comes to when its embeddings say nothing: the same ones, dealt out to the items at random, several times.
 *
 * <p>A recommender may gain from any edges, because they smooth what it learns. What the embeddings themselves add is what
 * the variant has beyond that. So it is compared with a bound that another dealing would hardly exceed: the upper end of the
 * prediction interval {@code m + t s sqrt(1 + 1/n)}, with the mean {@code m} and the standard deviation {@code s} of
 * {@code n} dealings and {@code t} the 99.5th percentile of Student's distribution with {@code n - 1} degrees of freedom.
 * The more than usual certainty is for the variant's having been chosen among many.
 *
 * @param mean of the dealings
 * @param bound what one more dealing exceeds once in 200 times
 */
public record Control(double mean, double bound) {
    /** How many times embeddings are dealt out. */
    public static final int DEALINGS = 9;
    /** The 99.5th percentile of Student's distribution with 8 degrees of freedom. */
    private static final double STUDENT = 3.355;

    /** @param values of a metric, one of each of {@value #DEALINGS} dealings */
    public static Control of(double[] values) {
        if (values.length != DEALINGS) {
            throw new IllegalArgumentException("%d values, not %d".formatted(values.length, DEALINGS));
        }
        double mean = 0;
        for (double value : values) {
            mean += value / DEALINGS;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / (DEALINGS - 1));
        return new Control(mean, mean + STUDENT * deviation * Math.sqrt(1 + 1.0 / DEALINGS));
    }

    /**
     * Who gets each item's embedding.
     *
     * @param dealing 0 or more; the same one is the same
     */
    public static int[] dealing(int items, int dealing) {
        return TieOrder.permutation(items, new SplittableRandom(dealing));
    }
}
