package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vimmrec.interaction.Interactions;
import org.vimmrec.task.Host;
import org.vimmrec.task.Task;

class OutcomeTest {
    private static final Task TASK = new Task(2, Host.NONE);

    private static Ranking ranking(int[] users, int[] known, double[] recall, int coldHits, int coldHeldOut) {
        return new Ranking(users, known, recall, new double[users.length], 0.5, 0.25, coldHits, coldHeldOut);
    }

    @Test
    void shouldCountAUserOnceHoweverManySplitsAskForIt() {
        Ranking nobody = ranking(new int[0], new int[0], new double[0], 0, 0);
        Ranking one = ranking(new int[] {1, 4}, new int[] {3, 25}, new double[] {0.5, 1}, 1, 4);
        Ranking two = ranking(new int[] {0, 1}, new int[] {9, 5}, new double[] {0.25, 0}, 0, 1);
        Outcome outcome = Outcome.of(List.of(new Trial(10, nobody, one), new Trial(13, one, two)));
        assertThat(outcome.test().recall()).containsExactly(0.25, 0.25, 1);
        assertThat(outcome.test().meanRecall()).isEqualTo(0.5);
        assertThat(outcome.validation().recall()).containsExactly(0.5, 1);
        assertThat(outcome.virtualInteractions()).isEqualTo(11.5);
        assertThat(outcome.coldRecall()).isEqualTo(0.2);
        assertThat(outcome.coverage()).isEqualTo(0.5);
        assertThat(outcome.coldItemShare()).isEqualTo(0.25);
        assertThat(outcome.groups()).containsExactly(new Outcome.Group(0, 4, 1, 0.5), new Outcome.Group(5, 9, 2, 0.125),
                new Outcome.Group(10, 19, 0, Double.NaN), new Outcome.Group(20, Integer.MAX_VALUE - 1, 1, 1));
    }

    /** One look at the model serves both parts, which must be as if each had been asked alone. */
    @Test
    void shouldRankBothPartsAsEachAlone() {
        Interactions all = PlantedInteractions.tasteful(200, 90, 5, 8, new SplittableRandom(1));
        Split split = Split.random(all, 0.2, 1);
        TrainingMatrix training = TrainingMatrix.bare(90, split.training());
        Trial trial = Trial.of(new GraphFilter(1), training, split, 10, TASK);
        Scorer scorer = new GraphFilter(1).fit(training, now -> 0, TASK);
        Ranking validation = Ranking.of(scorer, split.training(), split.validation(), 90, 10, TASK);
        Ranking test = Ranking.of(scorer, split.training(), split.test(), 90, 10, TASK);
        assertThat(trial.validation().recall()).isEqualTo(validation.recall());
        assertThat(trial.test().recall()).isEqualTo(test.recall());
        assertThat(trial.test().ndcg()).isEqualTo(test.ndcg());
        assertThat(trial.test().users()).isEqualTo(test.users());
        assertThat(trial.test().meanRecall()).isCloseTo(test.meanRecall(), within(0.0)).isGreaterThan(0.3);
        assertThat(trial.virtualInteractions()).isZero();
        for (int n = 0; n < test.users().length; n++) {
            assertThat(test.known()[n]).isEqualTo(split.training().count(test.users()[n]));
        }
    }
}
