package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vimmrec.recommender.TrainingReference.ITEMS;
import static org.vimmrec.recommender.TrainingReference.USERS;
import static org.vimmrec.recommender.TrainingReference.dot;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.evaluation.RankingMetrics;
import org.vimmrec.evaluation.Split;
import org.vimmrec.evaluation.TieOrder;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class LightGcnTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /** Compares a few batches with {@link TrainingReference}. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void shouldTakeTheStepsOfAdamOnTheLoss(int layers) {
        LightGcn model = new LightGcn(new Hyperparameters(4, layers, 0.01, 0.3, 3), 10, 77);
        TrainingReference reference = new TrainingReference(0.1, 0.01, 77);
        assertThat(reference.training.virtualInteractions()).isGreaterThan(5);
        double[][] adjacency = TrainingReference.adjacency(reference.x);
        double[][] embeddings = reference.parameter(USERS + ITEMS, 4, 4, 0.02);
        for (int epoch = 0; epoch < 2; epoch++) {
            reference.shuffle();
            for (int from = 0; from < reference.userOf.length; from += 10) {
                int start = from;
                reference.drawNegatives(from, Math.min(from + 10, reference.userOf.length), false);
                reference.step(() -> {
                    double[][] propagated = TrainingReference.propagated(adjacency, embeddings, layers);
                    double loss = 0;
                    for (int n = 0; n < reference.others.length; n++) {
                        int u = reference.userOf[start + n];
                        int p = USERS + reference.itemOf[start + n];
                        int q = USERS + reference.others[n];
                        loss += TrainingReference.bpr(
                                dot(propagated[u], propagated[p]) - dot(propagated[u], propagated[q]));
                        loss += 0.15 * dot(embeddings[u], embeddings[u]);
                        loss += 0.15 * dot(embeddings[p], embeddings[p]);
                        loss += 0.15 * dot(embeddings[q], embeddings[q]);
                    }
                    return loss / reference.others.length;
                });
            }
        }
        // The validation never improves after epoch 2, so the model of that epoch is kept.
        Scorer scorer = model.fit(reference.training, now -> 1, TASK);
        TrainingReference.assertClose(
                PlantedInteractions.scores(scorer, USERS, ITEMS),
                TrainingReference.scores(TrainingReference.propagated(adjacency, embeddings, layers)),
                1e-6,
                1e-4);
    }

    @Test
    void shouldLearnPlantedTastes() {
        Interactions all = PlantedInteractions.tasteful(600, 200, 5, 10, new SplittableRandom(5));
        Split split = Split.random(all, 0.1, 6);
        TieOrder ties = TieOrder.of(new long[200], 1);
        TrainingData training = TrainingData.ofReal(200, split.training());
        Scorer scorer = new LightGcn(new Hyperparameters(16, 2, 0.005, 0.01, 60), 512, 1)
                .fit(
                        training,
                        model -> RankingMetrics.of(model, split.training(), split.validation(), ties, 20, TASK)
                                .meanRecall(),
                        TASK);
        double recall = RankingMetrics.of(scorer, split.training(), split.test(), ties, 20, TASK)
                .meanRecall();
        // Chance finds 20 of about 192; whoever knows a user's taste, 9 in 10 times 20 of about 33.
        assertThat(recall).isGreaterThan(0.4);
    }

    @Test
    void shouldStopEarlyAndKeepTheBestModel() {
        Interactions all = PlantedInteractions.tasteful(100, 50, 5, 5, new SplittableRandom(5));
        int[] looks = {0};
        double[] values = {1, 5, 4, 3, 2, 1, 0, 9};
        Scorer[] seen = new Scorer[values.length];
        Scorer kept = new LightGcn(new Hyperparameters(8, 2, 0.01, 0.01, 100), 64, 1)
                .fit(
                        TrainingData.ofReal(50, all),
                        scorer -> {
                            seen[looks[0]] = scorer;
                            return values[looks[0]++];
                        },
                        TASK);
        assertThat(looks[0]).isEqualTo(7); // five in a row after the second
        assertThat(kept).isSameAs(seen[1]);
    }

    @Test
    void shouldTrainWithUsersWhoHaveAllItems() {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int u = 0; u < 3; u++) {
            for (int i = 0; i < 4; i++) {
                builder.add(i, 1);
            }
            builder.endUser();
        }
        Scorer scorer = new LightGcn(new Hyperparameters(4, 2, 0.01, 0.01, 3), 4, 1)
                .fit(TrainingData.ofReal(4, builder.build()), now -> 0, TASK);
        for (float[] row : PlantedInteractions.scores(scorer, 3, 4)) {
            for (float score : row) {
                assertThat((double) score).isFinite();
            }
        }
    }
}
