package org.vimmrec.recommender;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * BM3 (Zhou et al., <em>Bootstrap Latent Representations for Multi-modal Recommendation</em>, WWW 2023): learns without
 * negative items. LightGCN encodes users and items, with an item's own embedding added to its output, and a linear
 * layer for each modality projects features. A linear predictor turns these online views into predictions of target
 * views, which are the same vectors with random coordinates dropped. A user predicts the item and the item the user,
 * and an item's projected features predict the item and themselves. Targets get no gradient. The score of a user and an
 * item is the dot product of their predictions.
 *
 * <p>Unlike in the paper, the predictor has no bias. With a bias, all predictions can point one way, and the model
 * finds fewer of the held-out interactions.
 *
 * <p>The model is validated after every {@value #VALIDATE_EVERY} epochs. Training ends when {@value #PATIENCE}
 * validations in a row bring no improvement, and the best model is kept. The result depends on the seed alone.
 *
 * @param parameters all five. The loss of a batch is the mean over its interactions of the {@link CosineLoss} of both
 *     predictions, {@value #FEATURE_WEIGHT} times that of the features' predictions, and {@code regularization / 2}
 *     times the squares of the user's and the item's outputs
 * @param dropout the probability that a coordinate of a target is dropped, at least 0 and below 1
 * @param batchSize the number of interactions in a batch
 * @param seed the seed of the initial embeddings and layers, the order of the interactions and the dropped coordinates
 */
public record Bm3(Hyperparameters parameters, double dropout, int batchSize, long seed) implements Recommender {
    private static final int BATCH_SIZE = 2048;
    /** The registry's entry. */
    public static final RecommenderType TYPE = new RecommenderType(
            "bm3",
            new Hyperparameters(64, 1, 0.003, 1e-4, 1000),
            (parameters, seed) -> new Bm3(parameters, 0.3, BATCH_SIZE, seed),
            Bm3::bytes,
            true,
            true,
            RecommenderType.ItemLimit.NONE);

    private static final int VALIDATE_EVERY = 2;
    private static final int PATIENCE = 20;
    private static final float FEATURE_WEIGHT = 2;

    private static long bytes(RecommenderType.TrainingSize size, Hyperparameters parameters) {
        return GraphEncoder.bytes(size.users(), size.items(), parameters.dimensions())
                + 4 * SparseMatrix.bytes(size.users() + size.items(), size.interactions())
                + MemoryEstimate.arrays(size.items(), size.features(), Float.BYTES)
                + MemoryEstimate.arrays(
                        (4 + 4L * size.modalities()) * BATCH_SIZE, parameters.dimensions(), Float.BYTES);
    }

    @Override
    public Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        return new Training(training, task).run(validation);
    }

    /** A model in training. */
    private final class Training implements TrainingLoop.Model {
        private final Task task;
        private final int users;
        private final SparseMatrix graph;
        private final GraphEncoder encoder;
        private final LinearLayer predictor;
        private final List<Features> modalities = new ArrayList<>();
        private final BprSampler sampler;
        private final SplittableRandom random;
        private final View ofUsers = new View();
        private final View ofItems = new View();

        Training(TrainingData training, Task task) {
            SparseMatrix all = training.matrix();
            int dimensions = parameters.dimensions();
            this.task = task;
            this.users = all.rows();
            this.graph = all.normalizedBipartite();
            this.random = new SplittableRandom(seed);
            this.encoder = new GraphEncoder(parameters, SparseMatrix.diagonal(graph.rows(), users), task);
            encoder.initialize(users, random);
            this.predictor = new LinearLayer(dimensions, dimensions, false, parameters.learningRate(), random, task);
            for (ItemFeatures modality : training.features()) {
                modalities.add(new Features(modality, all.columns()));
            }
            this.sampler = BprSampler.amongTouchedItems(training, all, false, batchSize, random);
        }

        Scorer run(ToDoubleFunction<Scorer> validation) {
            return new TrainingLoop("BM3", batchSize, parameters.epochs(), VALIDATE_EVERY, PATIENCE)
                    .run(this, sampler, validation, task);
        }

        @Override
        public void trainBatch(int from, int to) {
            int count = to - from;
            for (int n = from; n < to; n++) {
                encoder.mark(sampler.user(n));
                encoder.mark(users + sampler.item(n));
            }
            encoder.forward(graph);
            for (int n = 0; n < count; n++) {
                ofUsers.online[n] = encoder.outputs()[sampler.user(from + n)];
                ofItems.online[n] = encoder.outputs()[users + sampler.item(from + n)];
            }
            float share = 1f / count;
            ofUsers.predict(count);
            ofItems.predict(count);
            ofUsers.addLoss(ofItems, count, share);
            ofItems.addLoss(ofUsers, count, share);
            modalities.forEach(each -> each.train(from, count));
            ofUsers.propagate(count);
            ofItems.propagate(count);
            float penalty = parameters.regularization().floatValue() * share;
            for (int n = 0; n < count; n++) {
                int user = sampler.user(from + n);
                int item = users + sampler.item(from + n);
                addGradient(encoder.gradients()[user], ofUsers.gradients[n], encoder.outputs()[user], penalty);
                addGradient(encoder.gradients()[item], ofItems.gradients[n], encoder.outputs()[item], penalty);
            }
            predictor.step();
            encoder.step(graph, 0);
        }

        private static void addGradient(float[] sum, float[] gradient, float[] output, float penalty) {
            Vectors.addScaled(sum, gradient, 1);
            Vectors.addScaled(sum, output, penalty);
        }

        @Override
        public EmbeddingScorer scorer() {
            float[][] outputs = encoder.forwardAll(graph);
            float[][] predicted = new float[outputs.length][parameters.dimensions()];
            predictor.forward(outputs, predicted.length, predicted);
            return EmbeddingScorer.ofNodes(predicted, users);
        }

        /** The vectors of the users, the items or the items' features of a batch: online, predictions and targets. */
        private final class View {
            private final float[][] online = new float[batchSize][];
            private final float[][] predicted = new float[batchSize][parameters.dimensions()];
            private final float[][] target = new float[batchSize][parameters.dimensions()];
            /** The gradients of the predictions. */
            private final float[][] ofPredicted = new float[batchSize][parameters.dimensions()];
            /** The gradients of the online vectors. */
            private final float[][] gradients = new float[batchSize][parameters.dimensions()];

            /** Predicts from the online vectors, and draws the targets. */
            void predict(int count) {
                predictor.forward(online, count, predicted);
                float kept = (float) (1 / (1 - dropout));
                for (int n = 0; n < count; n++) {
                    for (int d = 0; d < target[n].length; d++) {
                        target[n][d] = random.nextDouble() < dropout ? 0 : kept * online[n][d];
                    }
                }
            }

            /** Adds the gradients of the predictions of another view's targets. */
            void addLoss(View other, int count, float weight) {
                for (int n = 0; n < count; n++) {
                    CosineLoss.addGradient(predicted[n], other.target[n], ofPredicted[n], weight);
                }
            }

            /** Computes the gradients of the online vectors, adds those of the predictor, and clears the others. */
            void propagate(int count) {
                predictor.addGradients(online, ofPredicted, count);
                predictor.backward(ofPredicted, count, gradients);
                for (int n = 0; n < count; n++) {
                    Arrays.fill(ofPredicted[n], 0);
                }
            }
        }

        /** The features of items in one modality. */
        private final class Features {
            private final EmbeddingMatrix embeddings;
            private final float[][] rows;
            private final LinearLayer projection;
            private final float[][] inputs = new float[batchSize][];
            private final View view = new View();

            Features(ItemFeatures modality, int items) {
                this.embeddings = modality.embeddings();
                this.rows = ItemFeatures.scaledRows(List.of(modality), items);
                this.projection = new LinearLayer(
                        rows[0].length, parameters.dimensions(), true, parameters.learningRate(), random, task);
                for (int n = 0; n < batchSize; n++) {
                    view.online[n] = new float[parameters.dimensions()];
                }
            }

            void train(int from, int count) {
                for (int n = 0; n < count; n++) {
                    inputs[n] = rows[sampler.item(from + n)];
                }
                projection.forward(inputs, count, view.online);
                view.predict(count);
                view.addLoss(ofItems, count, FEATURE_WEIGHT / count);
                view.addLoss(view, count, FEATURE_WEIGHT / count);
                for (int n = 0; n < count; n++) {
                    if (!embeddings.has(sampler.item(from + n))) {
                        Arrays.fill(view.ofPredicted[n], 0); // an item without features predicts nothing
                    }
                }
                view.propagate(count);
                projection.addGradients(inputs, view.gradients, count);
                projection.step();
            }
        }
    }
}
