package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vimmrec.evaluation.RankingMetrics;
import org.vimmrec.evaluation.Split;
import org.vimmrec.evaluation.TieOrder;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class LightGcnTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /**
     * Compares a few batches with a computation that shares only the random numbers: dense matrices in double
     * precision, and gradients by finite differences of the loss.
     */
    @Test
    void shouldTakeTheStepsOfAdamOnTheLoss() {
        int users = 9;
        int items = 8;
        LightGcn model = new LightGcn(4, 0.01, 0.3, 10, 3, 77);
        Interactions real = PlantedInteractions.random(users, items, 0.4, true, new SplittableRandom(4));
        double[][] x = PlantedInteractions.dense(real, items);
        Interactions.Builder all = new Interactions.Builder(true);
        for (int u = 0; u < users; u++) {
            for (int i = 0; i < items; i++) {
                x[u][i] = x[u][i] == 0 && (u + i) % 5 == 0 ? 0.1 : x[u][i];
                if (x[u][i] > 0) {
                    all.add(i, x[u][i]);
                }
            }
            all.endUser();
        }
        TrainingData training = new TrainingData(items, real, all.build(), List.of());
        assertThat(training.virtualInteractions()).isGreaterThan(5);

        float[][] scores = PlantedInteractions.scores(model.fit(training, scorer -> 1, TASK), users, items);
        // The validation never improves after epoch 2, so the model of that epoch is kept.
        double[][] expected = new Reference(x, real, model).scoresAfter(2);
        double largest = 0;
        for (int u = 0; u < users; u++) {
            for (int i = 0; i < items; i++) {
                assertThat((double) scores[u][i]).isCloseTo(expected[u][i], within(1e-6));
                largest = Math.max(largest, Math.abs(expected[u][i]));
            }
        }
        assertThat(largest).isGreaterThan(2e-4);
    }

    /** The dense computation. */
    private static final class Reference {
        private final double[][] x;
        private final LightGcn model;
        private final SplittableRandom random;
        private final int users;
        private final int items;
        private final int[] userOf;
        private final int[] itemOf;
        private final double[][] adjacency;
        private final double[][] embeddings;
        private final double[][] first;
        private final double[][] second;
        private int batches;

        Reference(double[][] x, Interactions real, LightGcn model) {
            this.x = x;
            this.model = model;
            random = new SplittableRandom(model.seed());
            users = x.length;
            items = x[0].length;
            int nodes = users + items;
            double[] degrees = new double[nodes];
            for (int u = 0; u < users; u++) {
                for (int i = 0; i < items; i++) {
                    degrees[u] += x[u][i];
                    degrees[users + i] += x[u][i];
                }
            }
            adjacency = new double[nodes][nodes];
            for (int u = 0; u < users; u++) {
                for (int i = 0; i < items; i++) {
                    if (x[u][i] > 0) {
                        adjacency[u][users + i] = x[u][i] / Math.sqrt(degrees[u] * degrees[users + i]);
                        adjacency[users + i][u] = adjacency[u][users + i];
                    }
                }
            }
            embeddings = new double[nodes][model.dimension()];
            for (double[] embedding : embeddings) {
                for (int d = 0; d < embedding.length; d++) {
                    embedding[d] = 0.02 * (2 * random.nextDouble() - 1);
                }
            }
            first = new double[nodes][model.dimension()];
            second = new double[nodes][model.dimension()];
            userOf = new int[real.total()];
            itemOf = new int[real.total()];
            int at = 0;
            for (int u = 0; u < users; u++) {
                for (int n = 0; n < real.count(u); n++) {
                    userOf[at] = u;
                    itemOf[at++] = real.item(u, n);
                }
            }
        }

        double[][] scoresAfter(int epochs) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                for (int n = userOf.length - 1; n > 0; n--) {
                    int other = random.nextInt(n + 1);
                    int user = userOf[n];
                    userOf[n] = userOf[other];
                    userOf[other] = user;
                    int item = itemOf[n];
                    itemOf[n] = itemOf[other];
                    itemOf[other] = item;
                }
                for (int from = 0; from < userOf.length; from += model.batchSize()) {
                    int[] others = new int[Math.min(model.batchSize(), userOf.length - from)];
                    for (int n = 0; n < others.length; n++) {
                        do {
                            others[n] = random.nextInt(items);
                        } while (x[userOf[from + n]][others[n]] > 0);
                    }
                    step(from, others);
                }
            }
            double[][] propagated = propagated();
            double[][] scores = new double[users][items];
            for (int u = 0; u < users; u++) {
                for (int i = 0; i < items; i++) {
                    scores[u][i] = dot(propagated[u], propagated[users + i]);
                }
            }
            return scores;
        }

        private void step(int from, int[] others) {
            double h = 1e-4;
            double[][] gradient = new double[embeddings.length][model.dimension()];
            for (int n = 0; n < embeddings.length; n++) {
                for (int d = 0; d < model.dimension(); d++) {
                    double value = embeddings[n][d];
                    embeddings[n][d] = value + h;
                    double above = loss(from, others);
                    embeddings[n][d] = value - h;
                    gradient[n][d] = (above - loss(from, others)) / (2 * h);
                    embeddings[n][d] = value;
                }
            }
            batches++;
            for (int n = 0; n < embeddings.length; n++) {
                for (int d = 0; d < model.dimension(); d++) {
                    first[n][d] = 0.9 * first[n][d] + 0.1 * gradient[n][d];
                    second[n][d] = 0.999 * second[n][d] + 0.001 * gradient[n][d] * gradient[n][d];
                    double mean = first[n][d] / (1 - Math.pow(0.9, batches));
                    double square = second[n][d] / (1 - Math.pow(0.999, batches));
                    embeddings[n][d] -= model.learningRate() * mean / (Math.sqrt(square) + 1e-8);
                }
            }
        }

        private double loss(int from, int[] others) {
            double[][] propagated = propagated();
            double loss = 0;
            for (int n = 0; n < others.length; n++) {
                int u = userOf[from + n];
                int p = users + itemOf[from + n];
                int q = users + others[n];
                double margin = dot(propagated[u], propagated[p]) - dot(propagated[u], propagated[q]);
                loss += Math.log1p(Math.exp(-margin))
                        + model.regularization()
                                / 2
                                * (dot(embeddings[u], embeddings[u])
                                        + dot(embeddings[p], embeddings[p])
                                        + dot(embeddings[q], embeddings[q]));
            }
            return loss / others.length;
        }

        /** The mean of the embeddings, of their neighbours' and of their neighbours' neighbours'. */
        private double[][] propagated() {
            double[][] once = times(embeddings);
            double[][] twice = times(once);
            double[][] mean = new double[embeddings.length][model.dimension()];
            for (int n = 0; n < mean.length; n++) {
                for (int d = 0; d < mean[n].length; d++) {
                    mean[n][d] = (embeddings[n][d] + once[n][d] + twice[n][d]) / 3;
                }
            }
            return mean;
        }

        private double[][] times(double[][] dense) {
            double[][] product = new double[dense.length][model.dimension()];
            for (int n = 0; n < dense.length; n++) {
                for (int k = 0; k < dense.length; k++) {
                    for (int d = 0; d < model.dimension(); d++) {
                        product[n][d] += adjacency[n][k] * dense[k][d];
                    }
                }
            }
            return product;
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int k = 0; k < a.length; k++) {
                sum += a[k] * b[k];
            }
            return sum;
        }
    }

    @Test
    void shouldLearnPlantedTastes() {
        Interactions all = PlantedInteractions.tasteful(600, 200, 5, 10, new SplittableRandom(5));
        Split split = Split.random(all, 0.1, 6);
        TieOrder ties = TieOrder.of(new long[200], 1);
        TrainingData training = TrainingData.ofReal(200, split.training());
        Scorer scorer = new LightGcn(16, 0.005, 0.01, 512, 60, 1)
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
        Scorer kept = new LightGcn(8, 0.01, 0.01, 64, 100, 1)
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
    void shouldRefuseADimensionThatIsNotAMultipleOfFour() {
        assertThatThrownBy(() -> new LightGcn(6, 0.01, 0.01, 64, 100, 1))
                .hasMessageContaining("multiple of 4, but was 6");
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
        Scorer scorer =
                new LightGcn(4, 0.01, 0.01, 4, 3, 1).fit(TrainingData.ofReal(4, builder.build()), now -> 0, TASK);
        for (float[] row : PlantedInteractions.scores(scorer, 3, 4)) {
            for (float score : row) {
                assertThat((double) score).isFinite();
            }
        }
    }
}
