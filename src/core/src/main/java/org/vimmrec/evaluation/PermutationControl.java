package org.vimmrec.evaluation;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The permutation control of a variant: the metric of the variant when its embeddings carry no information, because
 * they are permuted at random among the items. It is repeated several times.
 *
 * <p>A recommender may gain from any additional edges, because they smooth what it learns. The embeddings contribute
 * only what exceeds that gain. So a variant is compared with a bound that one more permutation is unlikely to exceed:
 * the upper end of the prediction interval {@code m + t s sqrt(1 + 1/n)}, with the mean {@code m} and the standard
 * deviation {@code s} of {@code n} permutations and {@code t} the 99.5th percentile of Student's t distribution with
 * {@code n - 1} degrees of freedom (Hahn and Meeker, <em>Statistical Intervals</em>, 1991). The level is higher than
 * usual because the variant was selected among many.
 *
 * @param mean the mean over the permutations
 * @param bound the bound, which one more permutation exceeds once in 200 times
 */
public record PermutationControl(double mean, double bound) {
    /** The number of permutations. */
    public static final int PERMUTATIONS = 9;
    /** The 99.5th percentile of Student's t distribution with 8 degrees of freedom. */
    private static final double STUDENT = 3.355;

    /** @param values the metric of each of {@value #PERMUTATIONS} permutations */
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
     * Returns for each item the item that gets its embeddings.
     *
     * @param permutation the number of the permutation, which seeds it
     */
    public static int[] permutation(int items, int permutation) {
        return permutation(items, null, permutation);
    }

    /**
     * Returns for each item the item that gets its embeddings. Candidates get those of candidates, so that neighbours
     * that are candidates stay candidates.
     *
     * @param candidates by item whether it is a candidate; null if all are
     */
    static int[] permutation(int items, boolean[] candidates, int permutation) {
        SplittableRandom random = new SplittableRandom(permutation);
        int[] permuted = new int[items];
        for (boolean kind : new boolean[] {true, false}) {
            int[] ofKind = IntStream.range(0, items)
                    .filter(i -> (candidates == null || candidates[i]) == kind)
                    .toArray();
            int[] order = TieOrder.permutation(ofKind.length, random);
            for (int n = 0; n < ofKind.length; n++) {
                permuted[ofKind[n]] = ofKind[order[n]];
            }
        }
        return permuted;
    }
}
