package org.vimmrec.recommender;

import static org.vimmrec.recommender.TrainingReference.ITEMS;
import static org.vimmrec.recommender.TrainingReference.USERS;
import static org.vimmrec.recommender.TrainingReference.dot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class Bm3Test {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /** Compares a few batches with {@link TrainingReference}. */
    @ParameterizedTest
    @CsvSource({"0.3, 1, 0.2", "0.5, 2, 0"})
    void shouldTakeTheStepsOfAdamOnTheLoss(double dropout, int layers, double regularization) {
        TrainingReference reference = new TrainingReference(0.1, 0.01, 79);
        double[][] users = reference.glorot(USERS, 4);
        double[][] items = reference.glorot(ITEMS, 4);
        double[][] predictor = reference.glorot(4, 4);
        List<double[][]> features = new ArrayList<>();
        List<double[][]> projections = new ArrayList<>();
        for (int m = 0; m < 2; m++) {
            features.add(withOnes(reference.features(m)));
            projections.add(layer(reference, features.get(m)[0].length - 1));
        }
        double[][] adjacency = TrainingReference.adjacency(reference.x);
        for (int epoch = 0; epoch < 2; epoch++) {
            reference.shuffle();
            for (int from = 0; from < reference.userOf.length; from += 10) {
                int start = from;
                int count = Math.min(10, reference.userOf.length - from);
                double[][] before = outputs(adjacency, users, items, layers);
                double[][] userTargets = new double[count][];
                double[][] itemTargets = new double[count][];
                for (int n = 0; n < count; n++) {
                    userTargets[n] = dropped(reference, before[reference.userOf[start + n]], dropout);
                }
                for (int n = 0; n < count; n++) {
                    itemTargets[n] = dropped(reference, before[USERS + reference.itemOf[start + n]], dropout);
                }
                double[][][] featureTargets = new double[2][count][];
                for (int m = 0; m < 2; m++) {
                    double[][] projected = TrainingReference.product(features.get(m), projections.get(m));
                    for (int n = 0; n < count; n++) {
                        featureTargets[m][n] = dropped(reference, projected[reference.itemOf[start + n]], dropout);
                    }
                }
                reference.step(() -> {
                    double[][] nodes = outputs(adjacency, users, items, layers);
                    double loss = 0;
                    for (int n = 0; n < count; n++) {
                        double[] user = nodes[reference.userOf[start + n]];
                        double[] item = nodes[USERS + reference.itemOf[start + n]];
                        loss += 2
                                - cosine(predicted(user, predictor), itemTargets[n])
                                - cosine(predicted(item, predictor), userTargets[n])
                                + regularization / 2 * (dot(user, user) + dot(item, item));
                        // The second item has no features in the second modality.
                        for (int m = 0; m < (reference.itemOf[start + n] == 1 ? 1 : 2); m++) {
                            double[] projected = TrainingReference.product(
                                    features.get(m)[reference.itemOf[start + n]], projections.get(m));
                            double[] predicted = predicted(projected, predictor);
                            loss += 2 * (1 - cosine(predicted, itemTargets[n]));
                            loss += 2 * (1 - cosine(predicted, featureTargets[m][n]));
                        }
                    }
                    return loss / count;
                });
            }
        }
        double[][] nodes = outputs(adjacency, users, items, layers);
        for (int n = 0; n < nodes.length; n++) {
            nodes[n] = predicted(nodes[n], predictor);
        }
        Bm3 model = new Bm3(new Hyperparameters(4, layers, 0.01, regularization, 3), dropout, 10, 79);
        // The validation never improves after epoch 2, so the model of that epoch is kept.
        Scorer scorer = model.fit(reference.training, now -> 1, TASK);
        TrainingReference.assertClose(
                PlantedInteractions.scores(scorer, USERS, ITEMS), TrainingReference.scores(nodes), 2e-5, 0.5);
    }

    /** A row per input, and the bias as the last row, which begins with 0. */
    private static double[][] layer(TrainingReference reference, int inputs) {
        double[][] weights = new double[inputs + 1][4];
        double bound = Math.sqrt(6.0 / (inputs + 4));
        for (int k = 0; k < inputs; k++) {
            for (int d = 0; d < 4; d++) {
                weights[k][d] = (float) (bound * (2 * reference.random.nextDouble() - 1));
            }
        }
        return reference.train(weights);
    }

    private static double[][] withOnes(double[][] rows) {
        double[][] longer = new double[rows.length][];
        for (int n = 0; n < rows.length; n++) {
            longer[n] = withOne(rows[n]);
        }
        return longer;
    }

    private static double[] withOne(double[] row) {
        double[] longer = Arrays.copyOf(row, row.length + 1);
        longer[row.length] = 1;
        return longer;
    }

    private static double[] predicted(double[] row, double[][] predictor) {
        return TrainingReference.product(row, predictor);
    }

    private static double[] dropped(TrainingReference reference, double[] row, double dropout) {
        double[] target = new double[row.length];
        for (int d = 0; d < row.length; d++) {
            target[d] = reference.random.nextDouble() < dropout ? 0 : row[d] / (1 - dropout);
        }
        return target;
    }

    private static double cosine(double[] a, double[] b) {
        double squares = dot(a, a) * dot(b, b);
        return squares == 0 ? 0 : dot(a, b) / Math.sqrt(squares);
    }

    private static double[][] outputs(double[][] adjacency, double[][] users, double[][] items, int layers) {
        double[][] outputs =
                TrainingReference.propagated(adjacency, TrainingReference.concatenated(users, items), layers);
        for (int i = 0; i < ITEMS; i++) {
            TrainingReference.add(new double[][] {outputs[USERS + i]}, new double[][] {items[i]}, 1);
        }
        return outputs;
    }
}
