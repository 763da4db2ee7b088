package org.vimmrec.recommender;

import static org.vimmrec.recommender.TrainingReference.ITEMS;
import static org.vimmrec.recommender.TrainingReference.USERS;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class VbprTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /**
     * Compares a few batches with {@link TrainingReference}. A virtual interaction of weight 1 is a positive in every
     * epoch, one of weight 1e-9 in none.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1})
    void shouldTakeTheStepsOfAdamOnTheLoss(double virtualWeight) {
        TrainingReference reference = new TrainingReference(virtualWeight, 0.01, 80);
        double[][] users = reference.glorot(USERS, 8);
        double[][] items = reference.parameter(ITEMS, 5, 4, Math.sqrt(6.0 / (ITEMS + 4)));
        double[][] features = new double[ITEMS][8];
        for (int i = 0; i < ITEMS; i++) {
            System.arraycopy(reference.features(0)[i], 0, features[i], 0, 3);
            System.arraycopy(reference.features(1)[i], 0, features[i], 3, 5);
        }
        double[][] projection = reference.glorot(8, 5);
        int[] realUsers = reference.userOf;
        int[] realItems = reference.itemOf;
        for (int epoch = 0; epoch < 2; epoch++) {
            reference.userOf = realUsers.clone();
            reference.itemOf = realItems.clone();
            addVirtualPositives(reference);
            reference.shuffle();
            for (int from = 0; from < reference.userOf.length; from += 10) {
                int start = from;
                reference.drawNegatives(from, Math.min(from + 10, reference.userOf.length), true);
                reference.step(() -> {
                    double loss = 0;
                    for (int n = 0; n < reference.others.length; n++) {
                        double[] user = users[reference.userOf[start + n]];
                        int p = reference.itemOf[start + n];
                        int q = reference.others[n];
                        double[] visual = TrainingReference.product(features[p], projection);
                        double[] otherVisual = TrainingReference.product(features[q], projection);
                        loss += TrainingReference.bpr(
                                score(user, items[p], visual) - score(user, items[q], otherVisual));
                        for (double[] row : new double[][] {user, items[p], items[q]}) {
                            loss += 0.1 * TrainingReference.dot(row, row);
                        }
                    }
                    return loss / reference.others.length;
                });
            }
        }
        double[][] expected = new double[USERS][ITEMS];
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                expected[u][i] = score(users[u], items[i], TrainingReference.product(features[i], projection));
            }
        }
        Vbpr model = new Vbpr(new Hyperparameters(4, null, 0.01, 0.2, 3), 10, 80);
        // The validation never improves after epoch 2, so the model of that epoch is kept.
        Scorer scorer = model.fit(reference.training, now -> 1, TASK);
        TrainingReference.assertClose(PlantedInteractions.scores(scorer, USERS, ITEMS), expected, 2e-5, 0.5);
    }

    private static double score(double[] user, double[] item, double[] visual) {
        double score = item[4] + visual[4];
        for (int k = 0; k < 4; k++) {
            score += user[k] * item[k] + user[4 + k] * visual[k];
        }
        return score;
    }

    private static void addVirtualPositives(TrainingReference reference) {
        double[][] real = PlantedInteractions.dense(reference.training.real(), ITEMS);
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                if (real[u][i] == 0 && reference.x[u][i] > 0 && reference.random.nextDouble() < reference.x[u][i]) {
                    reference.userOf = append(reference.userOf, u);
                    reference.itemOf = append(reference.itemOf, i);
                }
            }
        }
    }

    private static int[] append(int[] array, int value) {
        int[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = value;
        return longer;
    }
}
