package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class VariantSelectionTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);
    private static final int USERS = 400;

    private static EvaluationResult.Users users(double[] values) {
        return users(values, values);
    }

    private static EvaluationResult.Users users(double[] recall, double[] ndcg) {
        return new EvaluationResult.Users(recall, ndcg, new double[recall.length], 0, 0.5);
    }

    /** A variant that differs from the baseline by normal noise around a mean. */
    private static double[] noisy(double[] baseline, double mean, double deviation, SplittableRandom random) {
        return Arrays.stream(baseline)
                .map(value -> value + mean + deviation * random.nextGaussian())
                .toArray();
    }

    private static double[] baseline(SplittableRandom random) {
        return random.doubles(USERS, 0.2, 0.8).toArray();
    }

    @Test
    void shouldSelectTheHighestOfTheSignificantVariants() {
        SplittableRandom random = new SplittableRandom(1);
        double[] before = baseline(random);
        List<EvaluationResult.Users> variants = List.of(
                users(noisy(before, 0.02, 0.05, random)),
                users(noisy(before, 0.05, 0.05, random)),
                users(noisy(before, 0.07, 1.5, random)),
                users(noisy(before, -0.03, 0.05, random)));
        VariantSelection selection = VariantSelection.of(Goal.RECALL, users(before), variants, 1000, 1, TASK);
        assertThat(selection.best()).isEqualTo(1);
        assertThat(selection.lowerBounds()[0]).isPositive();
        assertThat(selection.lowerBounds()[2]).isNegative();
        assertThat(selection.lowerBounds()[3]).isNegative();
    }

    /** A single variant has the bound of a one-sided interval; of many independent ones, the bound is Bonferroni's. */
    @Test
    void shouldLowerTheBoundWithTheNumberOfVariants() {
        SplittableRandom random = new SplittableRandom(2);
        double[] before = baseline(random);
        double base = Arrays.stream(before).average().orElseThrow();
        double[] first = noisy(before, 0.03, 0.2, random);
        double mean = Arrays.stream(first).average().orElseThrow() - base;
        double error = 0.2 / Math.sqrt(USERS);
        List<EvaluationResult.Users> variants = new ArrayList<>(List.of(users(first)));
        assertThat(VariantSelection.of(Goal.RECALL, users(before), variants, 8000, 1, TASK)
                        .lowerBounds()[0])
                .isCloseTo((mean - 1.96 * error) / base, within(0.25 * error / base));
        for (int n = 0; n < 19; n++) {
            variants.add(users(noisy(before, 0, 0.2, random)));
        }
        assertThat(VariantSelection.of(Goal.RECALL, users(before), variants, 8000, 1, TASK)
                        .lowerBounds()[0]) // 0.025 / 20 of a normal tail
                .isCloseTo((mean - 3.02 * error) / base, within(0.3 * error / base));
    }

    /** Equal variants count as one. */
    @Test
    void shouldAccountForCorrelatedVariants() {
        SplittableRandom random = new SplittableRandom(3);
        double[] before = baseline(random);
        double[] first = noisy(before, 0.03, 0.2, random);
        double alone = VariantSelection.of(Goal.RECALL, users(before), List.of(users(first)), 2000, 1, TASK)
                .lowerBounds()[0];
        VariantSelection often = VariantSelection.of(
                Goal.RECALL, users(before), java.util.Collections.nCopies(30, users(first)), 2000, 1, TASK);
        assertThat(often.lowerBounds()[17]).isCloseTo(alone, within(1e-12));
        assertThat(often.best()).isZero();
    }

    @Test
    void shouldSeldomSelectNoise() {
        int selected = 0;
        for (int n = 0; n < 200; n++) {
            SplittableRandom random = new SplittableRandom(100 + n);
            double[] before = baseline(random);
            List<EvaluationResult.Users> variants = new ArrayList<>();
            for (int v = 0; v < 12; v++) {
                variants.add(users(noisy(before, 0, 0.3, random)));
            }
            selected += VariantSelection.of(Goal.RECALL, users(before), variants, 400, n, TASK)
                                    .best()
                            >= 0
                    ? 1
                    : 0;
        }
        assertThat(selected).isBetween(0, 14); // 5 expected
    }

    @Test
    void shouldNotSelectAVariantWithLowerNdcg() {
        SplittableRandom random = new SplittableRandom(4);
        double[] before = baseline(random);
        double[] better = noisy(before, 0.05, 0.05, random);
        double[] worse = noisy(before, -0.01, 0.01, random);
        VariantSelection selection =
                VariantSelection.of(Goal.RECALL, users(before), List.of(users(better, worse)), 500, 1, TASK);
        assertThat(selection.lowerBounds()[0]).isPositive();
        assertThat(selection.best()).isEqualTo(-1);
        assertThat(selection.highest()).isZero();
    }

    @Test
    void shouldSelectNothingWhereNothingChanges() {
        double[] same = baseline(new SplittableRandom(5));
        VariantSelection selection =
                VariantSelection.of(Goal.RECALL, users(same), List.of(users(same), users(same.clone())), 100, 1, TASK);
        assertThat(selection.best()).isEqualTo(-1);
        assertThat(selection.lowerBounds()).containsExactly(0, 0);
    }

    @Test
    void shouldNotDependOnTheOrderOfUsers() {
        SplittableRandom random = new SplittableRandom(6);
        double[] before = baseline(random);
        double[] after = noisy(before, 0.02, 0.3, random);
        int[] order = TieOrder.permutation(USERS, random);
        VariantSelection moved = VariantSelection.of(
                Goal.RECALL,
                users(Arrays.stream(order).mapToDouble(u -> before[u]).toArray()),
                List.of(users(Arrays.stream(order).mapToDouble(u -> after[u]).toArray())),
                300,
                1,
                TASK);
        assertThat(moved.lowerBounds())
                .isEqualTo(VariantSelection.of(Goal.RECALL, users(before), List.of(users(after)), 300, 1, TASK)
                        .lowerBounds());
    }

    @Test
    void shouldSelectNothingWithoutVariants() {
        VariantSelection selection =
                VariantSelection.of(Goal.RECALL, users(baseline(new SplittableRandom(1))), List.of(), 10, 1, TASK);
        assertThat(selection.best()).isEqualTo(-1);
        assertThat(selection.highest()).isEqualTo(-1);
        assertThat(selection.lowerBounds()).isEmpty();
    }

    @Test
    void shouldBeTheSameAtAnyConcurrency() {
        SplittableRandom random = new SplittableRandom(6);
        double[] before = baseline(random);
        List<EvaluationResult.Users> variants =
                List.of(users(noisy(before, 0.02, 0.3, random)), users(noisy(before, 0.05, 0.3, random)));
        assertThat(VariantSelection.of(Goal.RECALL, users(before), variants, 300, 1, TASK)
                        .lowerBounds())
                .isEqualTo(
                        VariantSelection.of(Goal.RECALL, users(before), variants, 300, 1, new Task(1, TaskMonitor.NONE))
                                .lowerBounds());
    }

    private static EvaluationResult.Users cold(double[] recall, double[] coldHits) {
        return new EvaluationResult.Users(recall, recall, coldHits, USERS / 2, 0.5);
    }

    /** Returns 0 for most users, and 1 for the first ones. */
    private static double[] hits(int count) {
        return IntStream.range(0, USERS).mapToDouble(u -> u < count ? 1 : 0).toArray();
    }

    /** The second variant finds most cold items, but loses too much recall; the fourth might. */
    @Test
    void shouldMaximiseTheRecallOfColdItemsAtABoundedLoss() {
        SplittableRandom random = new SplittableRandom(7);
        double[] before = baseline(random);
        EvaluationResult.Users baseline = cold(before, hits(0));
        List<EvaluationResult.Users> variants = List.of(
                cold(noisy(before, 0.001, 0.01, random), hits(20)),
                cold(noisy(before, -0.05, 0.01, random), hits(90)),
                cold(noisy(before, 0.001, 0.01, random), hits(60)),
                cold(noisy(before, 0, 0.4, random), hits(80)),
                cold(noisy(before, 0.1, 0.01, random), hits(0)));
        VariantSelection selection =
                VariantSelection.of(new Goal(Objective.COLD_RECALL, 0.01), baseline, variants, 1000, 1, TASK);
        assertThat(selection.best()).isEqualTo(2);
        assertThat(selection.highest()).isEqualTo(1);
        assertThat(Objective.COLD_RECALL.of(variants.get(2))).isEqualTo(0.3); // 60 hits of 200
        assertThat(selection.objectiveBounds()[2]).isEqualTo(0.3);
        assertThat(selection.objectiveBounds()[4]).isZero();
        assertThat(selection.lowerBounds()[3]).isLessThan(-0.01);
        assertThat(VariantSelection.of(new Goal(Objective.COLD_RECALL, 0.2), baseline, variants, 1000, 1, TASK)
                        .best())
                .isEqualTo(1);
    }

    @Test
    void shouldMaximiseNdcg() {
        SplittableRandom random = new SplittableRandom(9);
        double[] before = baseline(random);
        List<EvaluationResult.Users> variants = List.of(
                users(noisy(before, 0.05, 0.05, random), noisy(before, 0.02, 0.05, random)),
                users(noisy(before, 0.01, 0.02, random), noisy(before, 0.05, 0.05, random)),
                users(noisy(before, -0.05, 0.02, random), noisy(before, 0.08, 0.05, random)));
        assertThat(VariantSelection.of(new Goal(Objective.NDCG, 0.01), users(before), variants, 500, 1, TASK)
                        .best())
                .isEqualTo(1);
        assertThat(VariantSelection.of(Goal.RECALL, users(before), variants, 500, 1, TASK)
                        .best())
                .isZero();
    }

    @Test
    void shouldNotSelectAnNdcgWithinNoise() {
        SplittableRandom random = new SplittableRandom(9);
        double[] before = baseline(random);
        VariantSelection selection = VariantSelection.of(
                new Goal(Objective.NDCG, 0.5),
                users(before),
                List.of(users(before, noisy(before, 0.01, 0.5, random))),
                500,
                1,
                TASK);
        assertThat(selection.best()).isEqualTo(-1);
        assertThat(selection.anyHigherObjective()).isFalse();
    }

    /** Coverage is counted, so the highest one wins as long as the recall is sure to stay. */
    @Test
    void shouldMaximiseCoverageAtABoundedLoss() {
        SplittableRandom random = new SplittableRandom(10);
        double[] before = baseline(random);
        List<EvaluationResult.Users> variants = new ArrayList<>();
        for (double coverage : new double[] {0.6, 0.61, 0.4, 0.9}) {
            double[] recall = noisy(before, coverage == 0.9 ? -0.05 : 0, 0.01, random);
            variants.add(new EvaluationResult.Users(recall, recall, new double[USERS], 0, coverage));
        }
        VariantSelection selection =
                VariantSelection.of(new Goal(Objective.COVERAGE, 0.01), users(before), variants, 500, 1, TASK);
        assertThat(selection.best()).isEqualTo(1);
        assertThat(selection.highest()).isEqualTo(3);
        assertThat(selection.objectiveBounds()[1]).isCloseTo(0.11, within(1e-12));
        assertThat(selection.objectiveBounds()[2]).isNegative();
    }
}
