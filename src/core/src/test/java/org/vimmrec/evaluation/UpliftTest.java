package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class UpliftTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /** The bootstrap is paired: if every user gains the same share, the interval has no width. */
    @Test
    void shouldBeCertainWhereEveryUserGainsTheSame() {
        SplittableRandom random = new SplittableRandom(1);
        double[] before = random.doubles(500).toArray();
        double[] after = Arrays.stream(before).map(value -> value * 1.25).toArray();
        Uplift uplift = Uplift.of(before, after, 200, 1, TASK);
        assertThat(uplift.mean()).isCloseTo(0.25, within(1e-12));
        assertThat(uplift.low()).isCloseTo(0.25, within(1e-12));
        assertThat(uplift.high()).isCloseTo(0.25, within(1e-12));
        assertThat(Uplift.of(before, before, 200, 1, TASK)).isEqualTo(new Uplift(0, 0, 0));
    }

    @Test
    void shouldAcceptABaselineOfZero() {
        assertThat(Uplift.of(new double[3], new double[3], 50, 1, TASK)).isEqualTo(new Uplift(0, 0, 0));
        Uplift uplift = Uplift.of(new double[3], new double[] {1, 1, 1}, 50, 1, TASK);
        assertThat(uplift.mean()).isInfinite();
        assertThat(uplift.low()).isInfinite();
    }

    /** Compares with the normal interval of a ratio of means, by the delta method. */
    @Test
    void shouldHaveTheWidthThatTheDeltaMethodGives() {
        SplittableRandom random = new SplittableRandom(2);
        int users = 4000;
        double[] before = new double[users];
        double[] after = new double[users];
        for (int u = 0; u < users; u++) {
            before[u] = random.nextInt(4) == 0 ? 1 : 0;
            after[u] = random.nextInt(5) == 0 ? random.nextInt(3) / 2.0 : before[u];
        }
        double ratio = Arrays.stream(after).sum() / Arrays.stream(before).sum();
        double meanBefore = Arrays.stream(before).average().orElseThrow();
        double squares = 0;
        for (int u = 0; u < users; u++) {
            squares += Math.pow(after[u] - ratio * before[u], 2);
        }
        double deviation = Math.sqrt(squares) / users / meanBefore;
        Uplift uplift = Uplift.of(before, after, 4000, 3, TASK);
        assertThat(uplift.mean()).isCloseTo(ratio - 1, within(1e-12));
        assertThat(uplift.low()).isCloseTo(ratio - 1 - 1.96 * deviation, within(0.15 * deviation));
        assertThat(uplift.high()).isCloseTo(ratio - 1 + 1.96 * deviation, within(0.15 * deviation));
    }

    @Test
    void shouldNotDependOnTheOrderOfUsers() {
        double[] before = new SplittableRandom(1).doubles(300).toArray();
        double[] after = new SplittableRandom(2).doubles(300).toArray();
        int[] order = TieOrder.permutation(300, new SplittableRandom(3));
        assertThat(Uplift.of(
                        Arrays.stream(order).mapToDouble(u -> before[u]).toArray(),
                        Arrays.stream(order).mapToDouble(u -> after[u]).toArray(),
                        100,
                        9,
                        TASK))
                .isEqualTo(Uplift.of(before, after, 100, 9, TASK));
    }

    @Test
    void shouldBeTheSameAtAnyConcurrencyAndForTheSameSeed() {
        double[] before = new SplittableRandom(1).doubles(300).toArray();
        double[] after = new SplittableRandom(2).doubles(300).toArray();
        Uplift uplift = Uplift.of(before, after, 100, 9, TASK);
        assertThat(Uplift.of(before, after, 100, 9, new Task(3, TaskMonitor.NONE)))
                .isEqualTo(uplift);
        assertThat(Uplift.of(before, after, 100, 10, TASK).low()).isNotEqualTo(uplift.low());
    }
}
