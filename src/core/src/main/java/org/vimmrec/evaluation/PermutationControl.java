package org.vimmrec.evaluation;

import java.util.SplittableRandom;

/**
 * What a variant comes to when its embeddings say nothing: the same ones, dealt out to the items at random, several times.
 *
 * <p>A recommender may gain from any edges, because they smooth what it learns. What the embeddings themselves add is what
 * the variant has beyond that. So it is compared with a bound that another permutation would hardly exceed: the upper end of the
 * prediction interval {@code m + t s sqrt(1 + 1/n)}, with the mean {@code m} and the standard deviation {@code s} of
 * {@code n} permutations and {@code t} the 99.5th percentile of Student's distribution with {@code n - 1} degrees of freedom.
 * The more than usual certainty is for the variant's having been chosen among many.
 *
 * @param mean of the permutations
 * @param bound what one more permutation exceeds once in 200 times
 */
public record PermutationControl(double mean, double bound) {
    /** How many times embeddings are dealt out. */
    public static final int PERMUTATIONS = 9;
    /** The 99.5th percentile of Student's distribution with 8 degrees of freedom. */
    private static final double STUDENT = 3.355;

    /** @param values of a metric, one of each of {@value #PERMUTATIONS} permutations */
    public static PermutationControl of(double[] values) {
        if (values.length != PERMUTATIONS) {
            throw new IllegalArgumentException("%d values, not %d".formatted(values.length, PERMUTATIONS));
        }
        double mean = 0;
        for (double value : values) {
            mean += value / PERMUTATIONS;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / (PERMUTATIONS - 1));
        return new PermutationControl(mean, mean + STUDENT * deviation * Math.sqrt(1 + 1.0 / PERMUTATIONS));
    }

    /**
     * Who gets each item's embedding.
     *
     * @param permutation 0 or more; the same one is the same
     */
    public static int[] permutation(int items, int permutation) {
        return TieOrder.permutation(items, new SplittableRandom(permutation));
    }
}
