package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vimmrec.recommender.TrainingReference.ITEMS;
import static org.vimmrec.recommender.TrainingReference.USERS;
import static org.vimmrec.recommender.TrainingReference.dot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class FreedomTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /** Compares a few batches with {@link TrainingReference}. */
    @ParameterizedTest
    @CsvSource({"0, 1, 0.3", "0, 2, 0", "0.4, 2, 0.3", "0.7, 3, 0.3"})
    void shouldTakeTheStepsOfAdamOnTheLoss(double dropout, int layers, double regularization) {
        TrainingReference reference = new TrainingReference(0.1, 0.01, 78);
        double[][] users = reference.glorot(USERS, 4);
        double[][] items = reference.glorot(ITEMS, 4);
        List<double[][]> features = new ArrayList<>();
        List<double[][]> projections = new ArrayList<>();
        for (int m = 0; m < 2 && regularization > 0; m++) {
            features.add(reference.features(m));
            projections.add(reference.glorot(features.get(m)[0].length, 4));
        }
        double[][] itemGraph = itemGraph(reference);
        EdgePruner pruner =
                new EdgePruner(reference.training.real(), reference.training.matrix(), dropout, reference.random);
        for (int epoch = 0; epoch < 2; epoch++) {
            double[][] adjacency = TrainingReference.adjacency(dropout == 0 ? reference.x : dense(pruner.prune()));
            reference.shuffle();
            for (int from = 0; from < reference.userOf.length; from += 10) {
                int start = from;
                reference.drawNegatives(from, Math.min(from + 10, reference.userOf.length), true);
                reference.step(() -> {
                    double[][] nodes = outputs(adjacency, itemGraph, users, items, layers);
                    double loss = 0;
                    for (int n = 0; n < reference.others.length; n++) {
                        double[] user = nodes[reference.userOf[start + n]];
                        int p = reference.itemOf[start + n];
                        int q = reference.others[n];
                        loss += TrainingReference.bpr(dot(user, nodes[USERS + p]) - dot(user, nodes[USERS + q]));
                        // The second item has no features in the second modality.
                        for (int m = 0; m < (p == 1 || q == 1 ? Math.min(1, features.size()) : features.size()); m++) {
                            double[][] projected = TrainingReference.product(features.get(m), projections.get(m));
                            loss += regularization
                                    * TrainingReference.bpr(dot(user, projected[p]) - dot(user, projected[q]));
                        }
                    }
                    return loss / reference.others.length;
                });
            }
        }
        Freedom model = new Freedom(new Hyperparameters(4, layers, 0.01, regularization, 3), dropout, 10, 78);
        // The validation never improves after epoch 2, so the model of that epoch is kept.
        Scorer scorer = model.fit(reference.training, now -> 1, TASK);
        TrainingReference.assertClose(
                PlantedInteractions.scores(scorer, USERS, ITEMS),
                TrainingReference.scores(
                        outputs(TrainingReference.adjacency(reference.x), itemGraph, users, items, layers)),
                2e-5,
                0.3);
    }

    private static double[][] outputs(
            double[][] adjacency, double[][] itemGraph, double[][] users, double[][] items, int layers) {
        double[][] outputs =
                TrainingReference.propagated(adjacency, TrainingReference.concatenated(users, items), layers);
        double[][] similar = TrainingReference.product(itemGraph, items);
        for (int i = 0; i < ITEMS; i++) {
            TrainingReference.add(new double[][] {outputs[USERS + i]}, new double[][] {similar[i]}, 1);
        }
        return outputs;
    }

    /** The item graph from the features: 5 neighbours are known, which is less than the 9 that FREEDOM looks for. */
    private static double[][] itemGraph(TrainingReference reference) {
        double[][] graph = new double[ITEMS][ITEMS];
        for (int m = 0; m < 2; m++) {
            double[][] features = reference.features(m);
            double[][] edges = new double[ITEMS][];
            for (int i = 0; i < ITEMS; i++) {
                edges[i] = edges(features, i);
            }
            for (int i = 0; i < ITEMS; i++) {
                double modalities = i == 1 ? 1 : 2;
                for (int j = 0; j < ITEMS; j++) {
                    graph[i][j] += edges[i][j] == 0 ? 0 : 1 / Math.sqrt(sum(edges[i]) * sum(edges[j])) / modalities;
                }
            }
        }
        return graph;
    }

    /** An item's edges in one modality: 1 for itself and the nearest others. */
    private static double[] edges(double[][] features, int i) {
        double[] edges = new double[ITEMS];
        if (dot(features[i], features[i]) > 0) {
            edges[i] = 1;
            IntStream.range(0, ITEMS)
                    .boxed()
                    .filter(j -> j != i && dot(features[i], features[j]) > 0)
                    .sorted(Comparator.comparingDouble(j -> -dot(features[i], features[j])))
                    .limit(5)
                    .forEach(j -> edges[j] = 1);
        }
        return edges;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double[][] dense(SparseMatrix matrix) {
        double[][] dense = new double[matrix.rows()][matrix.columns()];
        int entries = 0;
        for (int row = 0; row < dense.length; row++) {
            for (int e = matrix.start(row); e < matrix.start(row + 1); e++) {
                dense[row][matrix.column(e)] = matrix.value(e);
                entries++;
            }
        }
        assertThat(entries).isPositive();
        return dense;
    }
}
