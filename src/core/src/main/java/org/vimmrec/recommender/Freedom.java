package org.vimmrec.recommender;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * FREEDOM (Zhou and Shen, <em>A Tale of Two Graphs: Freezing and Denoising Graph Structures for Multimodal
 * Recommendation</em>, ACM MM 2023): LightGCN on a user-item graph that {@link EdgePruner} prunes in every epoch, and a
 * frozen {@link ItemGraph} from the features of items. Scores use the whole graph. Features stay as they are.
 *
 * <p>The paper prunes 80 or 90 % of the edges. The registry's recommender prunes 20 %: where most users have two or
 * three interactions, heavy pruning leaves them none, and the model finds fewer of the held-out interactions.
 *
 * <p>The model is validated after every {@value #VALIDATE_EVERY} epochs. Training ends when {@value #PATIENCE}
 * validations in a row bring no improvement, and the best model is kept. The result depends on the seed alone.
 *
 * @param parameters all five. The loss of a batch is the mean over its triples of {@link BprLoss} plus
 *     {@code regularization} times that of the user's output with the items' features, which a linear layer for each
 *     modality projects; triples with an item that lacks a modality do not count there
 * @param dropout the share of edges that are pruned in an epoch, at least 0 and below 1
 * @param batchSize the number of triples in a batch; see {@link BprSampler}
 * @param seed the seed of the initial embeddings, the pruning, the order of the interactions and the negative items
 */
public record Freedom(Hyperparameters parameters, double dropout, int batchSize, long seed) implements Recommender {
    private static final int BATCH_SIZE = 2048;
    /** The registry's entry. */
    public static final RecommenderType TYPE = new RecommenderType(
            "freedom",
            new Hyperparameters(64, 2, 0.001, 1e-3, 1000),
            (parameters, seed) -> new Freedom(parameters, 0.2, BATCH_SIZE, seed),
            Freedom::bytes,
            true,
            true,
            RecommenderType.ItemLimit.NONE);

    private static final int VALIDATE_EVERY = 2;
    private static final int PATIENCE = 10;
    /** The edges of an item in the item graph, in each modality. */
    private static final int ITEM_EDGES = 10;

    private static long bytes(RecommenderType.TrainingSize size, Hyperparameters parameters) {
        return GraphEncoder.bytes(size.users(), size.items(), parameters.dimensions())
                + 6 * SparseMatrix.bytes(size.users() + size.items(), size.interactions())
                + 2 * SparseMatrix.bytes(size.users() + size.items(), size.items() * ITEM_EDGES * size.modalities())
                + MemoryEstimate.arrays(size.items() + BATCH_SIZE, size.features(), Float.BYTES);
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
        private final EdgePruner pruner;
        private final GraphEncoder encoder;
        private final BprSampler sampler;
        private final List<FeatureLoss> featureLosses = new ArrayList<>();
        private SparseMatrix pruned;

        Training(TrainingData training, Task task) {
            SparseMatrix all = training.matrix();
            SplittableRandom random = new SplittableRandom(seed);
            this.task = task;
            this.users = all.rows();
            this.graph = all.normalizedBipartite();
            this.encoder = new GraphEncoder(
                    parameters, ItemGraph.of(training.features(), users, all.columns(), ITEM_EDGES), task);
            encoder.initialize(users, random);
            for (ItemFeatures modality :
                    parameters.regularization() > 0 ? training.features() : List.<ItemFeatures>of()) {
                featureLosses.add(new FeatureLoss(modality, all.columns(), random));
            }
            this.pruner = new EdgePruner(training.real(), all, dropout, random);
            this.sampler = BprSampler.amongTouchedItems(training, all, false, batchSize, random);
        }

        Scorer run(ToDoubleFunction<Scorer> validation) {
            return new TrainingLoop("FREEDOM", batchSize, parameters.epochs(), VALIDATE_EVERY, PATIENCE)
                    .run(this, sampler, validation, task);
        }

        @Override
        public void beginEpoch() {
            pruned = dropout == 0 ? graph : pruner.prune().normalizedBipartite();
        }

        @Override
        public void trainBatch(int from, int to) {
            sampler.drawNegatives(from, to);
            encoder.mark(sampler, from, to);
            encoder.forward(pruned);
            encoder.addBprGradients(sampler, from, to);
            featureLosses.forEach(each -> each.train(from, to));
            encoder.step(pruned, 0);
        }

        @Override
        public EmbeddingScorer scorer() {
            return EmbeddingScorer.ofNodes(encoder.forwardAll(graph), users);
        }

        /** The loss of users' outputs with the projected features of one modality. */
        private final class FeatureLoss {
            private final EmbeddingMatrix embeddings;
            private final float[][] features;
            private final LinearLayer projection;
            /** By triple of a batch: the item's features less those of the other item, and their projection. */
            private final float[][] differences;

            private final float[][] projected;
            private final float[][] projectedGradients;

            FeatureLoss(ItemFeatures modality, int items, SplittableRandom random) {
                this.embeddings = modality.embeddings();
                int count = embeddings.dimension();
                this.features = ItemFeatures.scaledRows(List.of(modality), items);
                this.projection =
                        new LinearLayer(count, parameters.dimensions(), false, parameters.learningRate(), random, task);
                this.differences = new float[batchSize][count];
                this.projected = new float[batchSize][parameters.dimensions()];
                this.projectedGradients = new float[batchSize][parameters.dimensions()];
            }

            void train(int from, int to) {
                int count = to - from;
                for (int n = 0; n < count; n++) {
                    float[] ofItem = features[sampler.item(from + n)];
                    float[] ofOther = features[sampler.negativeInBatch(n)];
                    for (int k = 0; k < ofItem.length; k++) {
                        differences[n][k] = ofItem[k] - ofOther[k];
                    }
                }
                projection.forward(differences, count, projected);
                float share = parameters.regularization().floatValue() / count;
                for (int n = 0; n < count; n++) {
                    int user = sampler.user(from + n);
                    float[] output = encoder.outputs()[user];
                    boolean both = embeddings.has(sampler.item(from + n)) && embeddings.has(sampler.negativeInBatch(n));
                    float slope = both ? BprLoss.slope(Vectors.dot(output, projected[n]), share) : 0;
                    Vectors.addScaled(encoder.gradients()[user], projected[n], slope);
                    Vectors.setScaled(projectedGradients[n], output, slope);
                }
                projection.addGradients(differences, projectedGradients, count);
                projection.step();
            }
        }
    }
}
