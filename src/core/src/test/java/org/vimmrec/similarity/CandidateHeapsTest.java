package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CandidateHeapsTest {
    private static final int SLACK = 4;
    private static final float MARGIN = 1e-6f;

    /** In which columns may come; the last two are the worst, for a guess that is made and for one that is not. */
    public enum Order {
        RANDOM, BEST_FIRST, BEST_LAST
    }

    /** What the second pass relies on to know that it missed nothing, however wrong the guess was, however close the scores. */
    @Property(tries = 1000)
    void shouldLoseNoColumnAboveWhatItSaysWasLost(@ForAll Kernels kernel, @ForAll Order order, @ForAll boolean randomly,
            @ForAll boolean close, @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int columns,
            @ForAll @IntRange(min = 1, max = 60) int topK) {
        Assume.that(kernel.available());
        float[] scores = scores(order, columns, seed);
        for (int column = 0; close && column < columns; column++) {
            scores[column] = 0.5f + 5 * MARGIN * scores[column];
        }
        CandidateHeaps nominees = nominees(kernel, columns, topK, randomly);
        offer(nominees, scores, columns);
        BitSet kept = new BitSet();
        for (int n = 0; n < nominees.count(0); n++) {
            kept.set(nominees.column(0, n));
            assertThat(nominees.score(0, n)).isEqualTo(scores[nominees.column(0, n)]);
        }
        for (int column = kept.nextClearBit(0); column < columns; column = kept.nextClearBit(column + 1)) {
            assertThat(scores[column]).isLessThanOrEqualTo(nominees.highestLost(0));
        }
    }

    /** A row in doubt is compared with all others in double precision, or searched again; both take many times as long. */
    @Test
    void shouldHardlyEverBeInDoubtWhereColumnsComeInRandomOrder() {
        int columns = 4000;
        for (int topK : new int[] {1, 5, 10, 30, 100, 300}) {
            int doubts = 0;
            for (int seed = 0; seed < 3000; seed++) {
                CandidateHeaps nominees = nominees(Kernels.PLAIN, columns, topK, true);
                offer(nominees, scores(Order.RANDOM, columns, 31L * topK + seed), columns);
                boolean certain = nominees.count(0) >= topK && nominees.score(0, topK - 1) > nominees.highestLost(0);
                doubts += certain ? 0 : 1;
            }
            assertThat(doubts).as("rows in doubt of 3,000 at topK %d", topK).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void shouldExpectFewOfTheBestAmongTheFirstColumnsWhereTheyComeInRandomOrder() {
        int columns = 10_000;
        int seen = 1000;
        float[] scores = scores(Order.RANDOM, columns, 1);
        float[] sorted = Arrays.copyOf(scores, seen);
        Arrays.sort(sorted);
        for (boolean randomly : new boolean[] {true, false}) {
            CandidateHeaps nominees = nominees(Kernels.PLAIN, columns, 100, randomly);
            offer(nominees, scores, seen);
            // 10, 4 times their square root, and 4 besides are 26.
            int place = randomly ? 26 : 100;
            assertThat(nominees.thresholds()[0]).isEqualTo(sorted[seen - place] - MARGIN);
        }
    }

    private static CandidateHeaps nominees(Kernels kernel, int columns, int topK, boolean randomly) {
        return new CandidateHeaps(kernel.insertion(), columns + 1, topK + SLACK, topK, randomly, Float.NEGATIVE_INFINITY, MARGIN,
                64, 0);
    }

    private static void offer(CandidateHeaps nominees, float[] scores, int columns) {
        for (int column = 0; column < columns; column++) {
            nominees.meet(0, 1, 1);
            nominees.offer(0, column, scores[column]);
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
