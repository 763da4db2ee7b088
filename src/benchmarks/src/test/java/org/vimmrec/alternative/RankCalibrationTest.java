package org.vimmrec.alternative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;

class RankCalibrationTest {
    private static final int GROUPS = 40;
    private static final int PER_GROUP = 3;
    private static final int ITEMS = GROUPS * PER_GROUP;

    /** Compares with the max-min formula: the least, over starts up to a rank, of the greatest mean from there on. */
    @Property
    void shouldFitNonIncreasingShares(
            @ForAll @Size(6) List<@LongRange(min = 1, max = 9) Long> pairs, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] of = pairs.stream().mapToLong(each -> each).toArray();
        long[] right = LongStream.of(of).map(each -> random.nextLong(each + 1)).toArray();
        double[] fitted = RankCalibration.nonIncreasing(right, of);
        for (int rank = 0; rank < of.length; rank++) {
            double least = Double.POSITIVE_INFINITY;
            for (int from = 0; from <= rank; from++) {
                double greatest = 0;
                for (int to = rank; to < of.length; to++) {
                    greatest = Math.max(greatest, sum(right, from, to) / sum(of, from, to));
                }
                least = Math.min(least, greatest);
            }
            assertThat(fitted[rank]).isCloseTo(least, within(1e-12));
        }
    }

    private static double sum(long[] values, int from, int to) {
        return Arrays.stream(values, from, to + 1).sum();
    }

    @Test
    void shouldGiveRanksWithoutPairsTheShareBeforeThem() {
        assertThat(RankCalibration.nonIncreasing(new long[] {1, 0, 1, 0}, new long[] {2, 0, 4, 0}))
                .containsExactly(0.5, 0.5, 0.25, 0.25);
        assertThat(RankCalibration.nonIncreasing(new long[2], new long[2])).containsOnly(0);
    }

    /**
     * Each user has all three items of a group. In the good modality, an item's first two neighbours are those of its
     * group, so a hidden interaction is always found at rank 0 or 1, and never at rank 2. The bad modality leads to
     * other groups.
     */
    @Test
    void shouldTellGoodRanksAndModalitiesFromBadOnes() {
        Interactions.Builder builder = new Interactions.Builder(false);
        int[][] good = new int[ITEMS][];
        int[][] bad = new int[ITEMS][];
        for (int u = 0; u < GROUPS; u++) {
            for (int n = 0; n < PER_GROUP; n++) {
                int item = u * PER_GROUP + n;
                builder.add(item, 1);
                int other = (item + PER_GROUP) % ITEMS;
                good[item] =
                        new int[] {u * PER_GROUP + (n + 1) % PER_GROUP, u * PER_GROUP + (n + 2) % PER_GROUP, other, item
                        };
                bad[item] = new int[] {other, (other + PER_GROUP) % ITEMS};
            }
            builder.endUser();
        }
        List<Neighbours> calibrated = RankCalibration.calibrated(
                List.of(new Neighbours(good, scores(4)), new Neighbours(bad, scores(2))), builder.build(), 3, 1);
        for (int i = 0; i < ITEMS; i++) {
            assertThat(calibrated.get(0).count(i)).isEqualTo(3);
            // Every pair within a group that is not kept is right, so both shares are 1.
            assertThat(calibrated.get(0).score(i, 0)).isEqualTo(1);
            assertThat(calibrated.get(0).score(i, 1)).isEqualTo(1);
            assertThat(calibrated.get(0).score(i, 2)).isZero();
            assertThat(calibrated.get(1).score(i, 0)).isZero();
            assertThat(calibrated.get(1).neighbour(i, 1)).isEqualTo(bad[i][1]);
        }
        assertThatThrownBy(() ->
                        RankCalibration.calibrated(List.of(new Neighbours(bad, scores(2))), builder.build(), 2, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no hidden interaction");
    }

    private static double[][] scores(int count) {
        double[][] scores = new double[ITEMS][count];
        Arrays.stream(scores).forEach(row -> Arrays.fill(row, 0.5));
        return scores;
    }
}
