package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class ActivityGroupTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /** A group of users with one split each, of whom a share finds everything, and the others nothing. */
    private static double[] recalls(int users, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] recalls = new double[users];
        Arrays.setAll(recalls, u -> random.nextDouble() < share ? 1 : 0);
        return recalls;
    }

    private static int[] ones(int length) {
        int[] ones = new int[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The interval of a share of many users is the normal approximation of the binomial distribution. */
    @Test
    void shouldGiveTheIntervalOfTheMean() {
        double[] recalls = recalls(800, 0.3, 1);
        ActivityGroup group = new ActivityGroup(1, 3, recalls, ones(800));
        ActivityGroup.Estimate estimate = group.estimate(group, 5, TASK);
        double mean = Arrays.stream(recalls).average().orElseThrow();
        double margin = 1.96 * Math.sqrt(mean * (1 - mean) / 800);
        assertThat(estimate.users()).isEqualTo(800);
        assertThat(estimate.recall()).isCloseTo(mean, within(1e-12));
        assertThat(estimate.interval().low()).isCloseTo(mean - margin, within(0.1 * margin));
        assertThat(estimate.interval().high()).isCloseTo(mean + margin, within(0.1 * margin));
        assertThat(estimate.uplift()).isEqualTo(new Uplift(0, 0, 0));
        assertThat(group.estimate(group, 6, TASK).interval()).isNotEqualTo(estimate.interval());
    }

    /** Splits of the same user are no independent evidence: three of each leave the interval as wide as one. */
    @Test
    void shouldResampleUsersAndNotSplits() {
        double[] recalls = recalls(200, 0.4, 2);
        int[] threes = new int[200];
        Arrays.fill(threes, 3);
        ActivityGroup once = new ActivityGroup(1, 3, recalls, ones(200));
        ActivityGroup thrice = new ActivityGroup(
                1, 3, Arrays.stream(recalls).map(recall -> 3 * recall).toArray(), threes);
        ActivityGroup.Estimate estimate = thrice.estimate(thrice, 1, TASK);
        assertThat(estimate.users()).isEqualTo(600);
        assertThat(estimate.recall()).isCloseTo(once.meanRecall(), within(1e-12));
        Interval interval = once.estimate(once, 1, TASK).interval();
        assertThat(estimate.interval().low()).isCloseTo(interval.low(), within(1e-12));
        assertThat(estimate.interval().high()).isCloseTo(interval.high(), within(1e-12));
    }

    /** A user counts with the number of splits: (1 + 0.5) / (1 + 2). */
    @Test
    void shouldWeightUsersBySplits() {
        ActivityGroup group = new ActivityGroup(4, 9, new double[] {1, 0.5}, new int[] {1, 2});
        ActivityGroup.Estimate estimate = group.estimate(group, 1, TASK);
        assertThat(estimate.recall()).isEqualTo(0.5);
        assertThat(estimate.users()).isEqualTo(3);
        assertThat(estimate.interval()).isEqualTo(new Interval(0.25, 1));
    }

    /** Users differ, but each finds a tenth more with the variant, and a paired interval knows it. */
    @Test
    void shouldPairUsersInTheUplift() {
        double[] before = new SplittableRandom(3).doubles(50).toArray();
        double[] after = Arrays.stream(before).map(recall -> 1.1 * recall).toArray();
        ActivityGroup baseline = new ActivityGroup(1, 3, before, ones(50));
        Uplift uplift = new ActivityGroup(1, 3, after, ones(50))
                .estimate(baseline, 1, TASK)
                .uplift();
        assertThat(uplift.mean()).isCloseTo(0.1, within(1e-12));
        assertThat(uplift.low()).isCloseTo(0.1, within(1e-12));
        assertThat(uplift.high()).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void shouldNotDependOnTheOrderOfUsersOrTheConcurrency() {
        double[] before = recalls(300, 0.2, 1);
        double[] after = recalls(300, 0.3, 2);
        int[] order = TieOrder.permutation(300, new SplittableRandom(9));
        ActivityGroup baseline = new ActivityGroup(1, 3, before, ones(300));
        ActivityGroup.Estimate estimate = new ActivityGroup(1, 3, after, ones(300)).estimate(baseline, 1, TASK);
        ActivityGroup shuffledBaseline = new ActivityGroup(
                1, 3, Arrays.stream(order).mapToDouble(u -> before[u]).toArray(), ones(300));
        ActivityGroup shuffled = new ActivityGroup(
                1, 3, Arrays.stream(order).mapToDouble(u -> after[u]).toArray(), ones(300));
        assertThat(shuffled.estimate(shuffledBaseline, 1, new Task(1, TaskMonitor.NONE)))
                .isEqualTo(estimate);
        assertThat(estimate.uplift().low()).isLessThan(estimate.uplift().mean());
        assertThat(estimate.uplift().high()).isGreaterThan(estimate.uplift().mean());
    }

    @Test
    void shouldHaveNoFiguresWithoutUsers() {
        ActivityGroup empty = new ActivityGroup(0, 9, new double[0], new int[0]);
        assertThat(empty.estimate(empty, 1, TASK))
                .isEqualTo(new ActivityGroup.Estimate(
                        0,
                        9,
                        0,
                        Double.NaN,
                        new Interval(Double.NaN, Double.NaN),
                        new Uplift(Double.NaN, Double.NaN, Double.NaN)));
    }
}
