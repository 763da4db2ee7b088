package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vimmrec.recommender.GraphFilter;
import org.vimmrec.recommender.PlantedInteractions;
import org.vimmrec.recommender.Recommender;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class EvaluationResultTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);
    private static final TieOrder TIES = TieOrder.of(new long[90], 1);
    private static final int LAST = Integer.MAX_VALUE - 1;

    /** A group as {@code vimmrec.evaluate} shows it, without intervals. */
    private record Group(int from, int to, int users, double recall) {
        static List<Group> of(EvaluationResult result) {
            return result.groups().stream()
                    .map(group -> group.estimate(group, 1, TASK))
                    .map(group -> new Group(group.from(), group.to(), group.users(), group.recall()))
                    .toList();
        }
    }

    private static Run run(int virtualInteractions, RankingMetrics validation, RankingMetrics test) {
        double[] none = new double[test.users().length];
        return new Run(virtualInteractions, validation, test, new ListMetrics(none, none, none, none, 0, 0));
    }

    private static RankingMetrics ranking(int[] users, int[] known, double[] recall, int coldHits, int coldHeldOut) {
        int[] coldFound = new int[users.length];
        if (users.length > 0) {
            coldFound[users.length - 1] = coldHits;
        }
        return new RankingMetrics(users, known, recall, new double[users.length], 0.5, 0.25, coldFound, coldHeldOut);
    }

    @Test
    void shouldCountAUserOfSeveralSplitsOnce() {
        RankingMetrics none = ranking(new int[0], new int[0], new double[0], 0, 0);
        RankingMetrics one = ranking(new int[] {1, 4}, new int[] {3, 25}, new double[] {0.5, 1}, 1, 4);
        RankingMetrics two = ranking(new int[] {0, 1}, new int[] {9, 5}, new double[] {0.25, 0}, 0, 1);
        EvaluationResult result = EvaluationResult.of(List.of(run(10, none, one), run(13, one, two)));
        assertThat(result.test().recall()).containsExactly(0.25, 0.25, 1);
        assertThat(result.test().meanRecall()).isEqualTo(0.5);
        assertThat(result.validation().recall()).containsExactly(0.5, 1);
        assertThat(result.virtualInteractions()).isEqualTo(11.5);
        assertThat(result.test().coldRecall()).isEqualTo(0.2);
        assertThat(result.test().coverage()).isEqualTo(0.5);
        assertThat(result.coldItemShare()).isEqualTo(0.25);
        assertThat(Group.of(result))
                .containsExactly(
                        new Group(3, 4, 1, 0.5),
                        new Group(5, 8, 1, 0),
                        new Group(9, 24, 1, 0.25),
                        new Group(25, LAST, 1, 1));
    }

    /** A group's recall is the share of its users whose number of interactions is odd. */
    private static List<Group> groups(int... known) {
        RankingMetrics ranking = ranking(
                IntStream.range(0, known.length).toArray(),
                known,
                Arrays.stream(known).mapToDouble(k -> k % 2).toArray(),
                0,
                0);
        return Group.of(EvaluationResult.of(List.of(run(0, ranking, ranking))));
    }

    @Test
    void shouldDivideUsersIntoQuartersByTheirInteractions() {
        assertThat(groups(7, 1, 2, 3, 4, 5, 6, 90))
                .containsExactly(
                        new Group(1, 2, 2, 0.5),
                        new Group(3, 4, 2, 0.5),
                        new Group(5, 6, 2, 0.5),
                        new Group(7, LAST, 2, 0.5));
        // A quarter ends amid the threes, and they go where more of them belong.
        assertThat(groups(1, 2, 3, 3, 3, 3, 4, 5))
                .containsExactly(new Group(1, 2, 2, 0.5), new Group(3, 3, 4, 1), new Group(4, LAST, 2, 0.5));
    }

    @Test
    void shouldHaveFewerGroupsWhereManyUsersHaveTheSameNumber() {
        assertThat(groups(1, 1, 1, 1, 1, 1, 1, 2, 2, 8))
                .containsExactly(new Group(1, 1, 7, 1), new Group(2, LAST, 3, 0));
        assertThat(groups(6, 6, 6)).containsExactly(new Group(6, LAST, 3, 0));
        assertThat(groups()).containsExactly(new Group(0, LAST, 0, Double.NaN));
    }

    @Test
    void shouldGiveColdUsersAGroupOfTheirOwn() {
        RankingMetrics ranking =
                ranking(new int[] {0, 1, 2, 3}, new int[] {0, 2, 0, 2}, new double[] {1, 0.5, 0, 0.25}, 0, 0);
        EvaluationResult result = EvaluationResult.of(List.of(run(0, ranking, ranking)));
        assertThat(result.test().recall()).containsExactly(0.5, 0.25);
        assertThat(result.validation().ndcg()).hasSize(2);
        assertThat(Group.of(result)).containsExactly(new Group(0, 0, 2, 0.5), new Group(2, LAST, 2, 0.375));
    }

    /** Both parts share one ranking of each user; the metrics must be the same as from two rankings. */
    @Test
    void shouldRankBothPartsTogetherAsSeparately() {
        Interactions all = PlantedInteractions.tasteful(200, 90, 5, 8, new SplittableRandom(1));
        Split split = Split.random(all, 0.2, 1);
        TrainingData training = TrainingData.ofReal(90, split.training());
        Run run = Run.of(new GraphFilter(1), training, new SeededSplit(1, split, TIES), 10, TASK);
        Scorer scorer = new GraphFilter(1).fit(training, now -> 0, TASK);
        RankingMetrics validation = RankingMetrics.of(scorer, split.training(), split.validation(), TIES, 10, TASK);
        RankingMetrics test = RankingMetrics.of(scorer, split.training(), split.test(), TIES, 10, TASK);
        assertThat(run.validation().recall()).isEqualTo(validation.recall());
        assertThat(run.test().recall()).isEqualTo(test.recall());
        assertThat(run.test().ndcg()).isEqualTo(test.ndcg());
        assertThat(run.test().users()).isEqualTo(test.users());
        assertThat(run.test().meanRecall())
                .isCloseTo(test.meanRecall(), within(0.0))
                .isGreaterThan(0.3);
        assertThat(run.virtualInteractions()).isZero();
        for (int n = 0; n < test.users().length; n++) {
            assertThat(test.known()[n]).isEqualTo(split.training().count(test.users()[n]));
        }
    }

    /** Early stopping must use the validation metric and never the test. */
    @Test
    void shouldShowARecommenderTheValidationOnly() {
        Split split = Split.random(PlantedInteractions.tasteful(200, 90, 5, 8, new SplittableRandom(1)), 0.2, 1);
        List<Double> seen = new ArrayList<>();
        Recommender curious = (training, validation, task) -> {
            Scorer scorer = new GraphFilter(1).fit(training, validation, task);
            seen.add(validation.applyAsDouble(scorer));
            return scorer;
        };
        Run run = Run.of(curious, TrainingData.ofReal(90, split.training()), new SeededSplit(1, split, TIES), 10, TASK);
        assertThat(seen).containsExactly(run.validation().meanRecall());
        assertThat(run.test().meanRecall()).isNotEqualTo(run.validation().meanRecall());
    }
}
