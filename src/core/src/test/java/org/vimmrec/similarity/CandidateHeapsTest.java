package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CandidateHeapsTest {
    private static final int SLACK = 4;
    private static final float MARGIN = 1e-6f;

    /** The order of columns. The last two are the worst cases with and without the guess. */
    public enum Order {
        RANDOM,
        BEST_FIRST,
        BEST_LAST
    }

    /** The second pass relies on this, even if the guess from the random order is wrong or scores are close. */
    @Property(tries = 1000)
    void shouldRejectNoColumnAboveTheBestRejectedScore(
            @ForAll Kernels kernel,
            @ForAll Order order,
            @ForAll boolean randomOrder,
            @ForAll boolean close,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 400) int columns,
            @ForAll @IntRange(min = 1, max = 60) int topK) {
        Assume.that(kernel.available());
        float[] scores = scores(order, columns, seed);
        for (int column = 0; close && column < columns; column++) {
            scores[column] = 0.5f + 5 * MARGIN * scores[column];
        }
        CandidateHeaps candidates = candidates(kernel, columns, topK, randomOrder);
        offer(candidates, scores, columns);
        BitSet kept = new BitSet();
        for (int n = 0; n < candidates.count(0); n++) {
            kept.set(candidates.column(0, n));
            assertThat(candidates.score(0, n)).isEqualTo(scores[candidates.column(0, n)]);
        }
        for (int column = kept.nextClearBit(0); column < columns; column = kept.nextClearBit(column + 1)) {
            assertThat(scores[column]).isLessThanOrEqualTo(candidates.bestRejected(0));
        }
    }

    /** Unresolved rows are searched again or compared with all others, which takes many times as long. */
    @Test
    @Tag("slow")
    void shouldLeaveHardlyAnyRowUnresolvedInRandomOrder() {
        int columns = 4000;
        for (int topK : new int[] {1, 5, 10, 30, 100, 300}) {
            int unresolved = 0;
            for (int seed = 0; seed < 3000; seed++) {
                CandidateHeaps candidates = candidates(Kernels.PLAIN, columns, topK, true);
                offer(candidates, scores(Order.RANDOM, columns, 31L * topK + seed), columns);
                boolean resolved =
                        candidates.count(0) >= topK && candidates.score(0, topK - 1) > candidates.bestRejected(0);
                unresolved += resolved ? 0 : 1;
            }
            assertThat(unresolved)
                    .as("unresolved rows of 3,000 at topK %d", topK)
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void shouldExpectFewOfTheBestAmongTheFirstColumnsInRandomOrder() {
        int columns = 10_000;
        int seen = 1000;
        float[] scores = scores(Order.RANDOM, columns, 1);
        float[] sorted = Arrays.copyOf(scores, seen);
        Arrays.sort(sorted);
        for (boolean randomOrder : new boolean[] {true, false}) {
            CandidateHeaps candidates = candidates(Kernels.PLAIN, columns, 100, randomOrder);
            offer(candidates, scores, seen);
            // The expected 10, plus 4 times their square root, plus 4, rounded down.
            int rank = randomOrder ? 26 : 100;
            assertThat(candidates.thresholds()[0]).isEqualTo(sorted[seen - rank] - MARGIN);
        }
    }

    private static CandidateHeaps candidates(Kernels kernel, int columns, int topK, boolean randomOrder) {
        return new CandidateHeaps(
                kernel.insertion(),
                columns + 1,
                new CandidateHeaps.Limits(
                        topK, topK + SLACK, randomOrder ? columns + 1 : 0, Float.NEGATIVE_INFINITY, MARGIN),
                64,
                0);
    }

    private static void offer(CandidateHeaps candidates, float[] scores, int columns) {
        for (int column = 0; column < columns; column++) {
            candidates.countComparisons(0, 1, 1);
            candidates.offer(0, column, scores[column]);
        }
    }

    private static float[] scores(Order order, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] scores = new float[columns];
        for (int column = 0; column < columns; column++) {
            scores[column] = (float) random.nextDouble(-1, 1);
        }
        if (order != Order.RANDOM) {
            Arrays.sort(scores);
        }
        for (int column = 0; order == Order.BEST_FIRST && column < columns; column++) {
            scores[column] = -scores[column];
        }
        return scores;
    }
}
