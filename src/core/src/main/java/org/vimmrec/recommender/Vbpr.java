package org.vimmrec.recommender;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * VBPR (He and McAuley, <em>VBPR: Visual Bayesian Personalized Ranking from Implicit Feedback</em>, AAAI 2016): matrix
 * factorisation whose items have features beside their embeddings. See the package description for the formula. The
 * features of all modalities are one after the other.
 *
 * <p>It has no graph, so virtual interactions are positives: one with weight {@code w} is in an epoch with probability
 * {@code w}; see {@link BprSampler}. They are never negatives.
 *
 * <p>The model is validated after every {@value #VALIDATE_EVERY} epochs. Training ends when {@value #PATIENCE}
 * validations in a row bring no improvement, and the best model is kept. The result depends on the seed alone.
 *
 * @param parameters all but the layers. The dimensions are those of an item's embedding, and of its projected features.
 *     The loss of a batch is the mean over its triples of {@link BprLoss} plus {@code regularization / 2} times the
 *     squares of the user's and the two items' embeddings and biases
 * @param batchSize the number of triples in a batch; see {@link BprSampler}
 * @param seed the seed of the initial embeddings, the order of the interactions and the negative items
 */
public record Vbpr(Hyperparameters parameters, int batchSize, long seed) implements Recommender {
    private static final int BATCH_SIZE = 2048;
    /** The registry's entry. */
    public static final RecommenderType TYPE = new RecommenderType(
            "vbpr",
            new Hyperparameters(64, null, 0.01, 0.003, 1000),
            (parameters, seed) -> new Vbpr(parameters, BATCH_SIZE, seed),
            Vbpr::bytes,
            true,
            true,
            RecommenderType.ItemLimit.NONE);

    private static final int VALIDATE_EVERY = 2;
    private static final int PATIENCE = 10;

    @Override
    public Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        return new Training(training, task).run(validation);
    }

    private static long bytes(RecommenderType.TrainingSize size, Hyperparameters parameters) {
        return MemoryEstimate.arrays(6 * size.users() + 10 * size.items(), 2L * parameters.dimensions(), Float.BYTES)
                + SparseMatrix.bytes(size.users(), size.interactions())
                + BprSampler.bytes(size.interactions())
                + MemoryEstimate.arrays(size.items() + BATCH_SIZE, size.features(), Float.BYTES);
    }

    /** A model in training. */
    private final class Training implements TrainingLoop.Model {
        private final Task task;
        private final Task steps;
        private final int dimensions = parameters.dimensions();
        /** For each user, the factors that meet an item's embedding, then those that meet its projected features. */
        private final Table users;
        /** For each item, its embedding, then its bias. */
        private final Table items;

        private final float[][] features;
        /** From features to factors and, as the last output, to a bias. */
        private final LinearLayer projection;
        /** By triple of a batch: the item's features less those of the other item, and their projection. */
        private final float[][] differences;

        private final float[][] projected;
        private final float[][] projectedGradients;
        private final BprSampler sampler;

        Training(TrainingData training, Task task) {
            SparseMatrix all = training.matrix();
            SplittableRandom random = new SplittableRandom(seed);
            this.task = task;
            this.steps = task.quiet();
            this.users = new Table(all.rows(), 2 * dimensions, 2 * dimensions, random);
            this.items = new Table(all.columns(), dimensions + 1, dimensions, random);
            this.features = ItemFeatures.scaledRows(training.features(), all.columns());
            int count = features[0].length;
            this.projection = new LinearLayer(count, dimensions + 1, false, parameters.learningRate(), random, task);
            this.differences = new float[batchSize][count];
            this.projected = new float[batchSize][dimensions + 1];
            this.projectedGradients = new float[batchSize][dimensions + 1];
            this.sampler = BprSampler.amongTouchedItems(training, all, true, batchSize, random);
        }

        Scorer run(ToDoubleFunction<Scorer> validation) {
            return new TrainingLoop("VBPR", batchSize, parameters.epochs(), VALIDATE_EVERY, PATIENCE)
                    .run(this, sampler, validation, task);
        }

        @Override
        public void trainBatch(int from, int to) {
            int count = to - from;
            sampler.drawNegatives(from, to);
            for (int n = 0; n < count; n++) {
                float[] ofItem = features[sampler.item(from + n)];
                float[] ofOther = features[sampler.negativeInBatch(n)];
                for (int k = 0; k < ofItem.length; k++) {
                    differences[n][k] = ofItem[k] - ofOther[k];
                }
            }
            projection.forward(differences, count, projected);
            for (int n = 0; n < count; n++) {
                addGradients(n, sampler.user(from + n), sampler.item(from + n), sampler.negativeInBatch(n), 1f / count);
            }
            projection.addGradients(differences, projectedGradients, count);
            projection.step();
            float penalty = parameters.regularization().floatValue() / count;
            users.step(penalty);
            items.step(penalty);
        }

        private void addGradients(int n, int u, int p, int q, float share) {
            float[] user = users.values[u];
            float[] item = items.values[p];
            float[] other = items.values[q];
            double difference = item[dimensions] - other[dimensions] + projected[n][dimensions];
            for (int k = 0; k < dimensions; k++) {
                difference += user[k] * (item[k] - other[k]) + user[dimensions + k] * projected[n][k];
            }
            float slope = BprLoss.slope(difference, share);
            float[] ofUser = users.gradientOf(u);
            float[] ofItem = items.gradientOf(p);
            float[] ofOther = items.gradientOf(q);
            for (int k = 0; k < dimensions; k++) {
                ofUser[k] += slope * (item[k] - other[k]);
                ofUser[dimensions + k] += slope * projected[n][k];
                ofItem[k] += slope * user[k];
                ofOther[k] -= slope * user[k];
                projectedGradients[n][k] = slope * user[dimensions + k];
            }
            ofItem[dimensions] += slope;
            ofOther[dimensions] -= slope;
            projectedGradients[n][dimensions] = slope;
        }

        @Override
        public EmbeddingScorer scorer() {
            int count = features.length;
            float[][] projectedItems = new float[count][dimensions + 1];
            projection.forward(features, count, projectedItems);
            float[][] rows = new float[count][2 * dimensions];
            float[] biases = new float[count];
            for (int i = 0; i < count; i++) {
                System.arraycopy(items.values[i], 0, rows[i], 0, dimensions);
                System.arraycopy(projectedItems[i], 0, rows[i], dimensions, dimensions);
                biases[i] = items.values[i][dimensions] + projectedItems[i][dimensions];
            }
            return EmbeddingScorer.of(users.values, rows, biases);
        }

        /** A matrix of parameters, and the batch's gradients. */
        private final class Table {
            private static final int ROWS_PER_UNIT = 256;

            private final float[][] values;
            private final float[][] gradients;
            private final Adam adam;
            /** How often each row occurs in the current batch. */
            private final int[] inBatch;

            /** @param drawn the number of columns that are drawn at random; the others begin with 0 */
            Table(int rows, int columns, int drawn, SplittableRandom random) {
                this.values = new float[rows][columns];
                this.gradients = new float[rows][columns];
                this.adam = new Adam(rows, columns, parameters.learningRate());
                this.inBatch = new int[rows];
                Vectors.drawUniform(values, 0, rows, drawn, Vectors.glorotBound(rows, drawn), random);
            }

            float[] gradientOf(int row) {
                inBatch[row]++;
                return gradients[row];
            }

            void step(float penalty) {
                adam.beginStep();
                steps.parallel("", values.length, ROWS_PER_UNIT, control -> row -> {
                    Vectors.addScaled(gradients[row], values[row], penalty * inBatch[row]);
                    adam.update(row, values[row], gradients[row]);
                    Arrays.fill(gradients[row], 0);
                    inBatch[row] = 0;
                });
            }
        }
    }
}
