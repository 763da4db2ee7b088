package org.vimmrec.recommender;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * LightGCN with {@value #LAYERS} layers, in single precision. See the package description for the formulas.
 *
 * <p>The model is validated after every {@value #VALIDATE_EVERY} epochs. Training ends when {@value #PATIENCE}
 * validations in a row bring no improvement, and the best model is kept. One thread draws all random numbers and every
 * sum has a fixed order, so the result depends on the seed alone.
 *
 * @param dimension the length of an embedding, a multiple of 4
 * @param learningRate the learning rate of {@link Adam}
 * @param regularization the L2 penalty. The loss of a batch is the mean over its triples of {@code -ln sigmoid(s_up -
 *     s_uq)} plus {@code regularization / 2} times the squares of the three initial embeddings
 * @param batchSize the number of triples in a batch; see {@link BprSampler}
 * @param maxEpochs the largest number of passes over the interactions, at least 1
 * @param seed the seed of the initial embeddings, the order of the interactions and the negative items
 */
public record LightGcn(
        int dimension, double learningRate, double regularization, int batchSize, int maxEpochs, long seed)
        implements Recommender {
    /** The registry's entry. */
    public static final RecommenderType TYPE = new RecommenderType(
            "lightGcn",
            LightGcn::new,
            (users, items, interactions, threads) -> bytes(users, items, interactions),
            true,
            true,
            RecommenderType.ItemLimit.NONE);

    private static final int LAYERS = 2;
    private static final int VALIDATE_EVERY = 2;
    private static final int PATIENCE = 5;
    private static final double INITIAL_BOUND = 0.02;
    private static final int UNROLL = 4;

    /** Creates a recommender with the default parameters, which did best on sparse data. */
    public LightGcn(long seed) {
        this(64, 0.01, 0.05, 2048, 200, seed);
    }

    /** Checks the dimension. */
    public LightGcn {
        if (dimension < UNROLL || dimension % UNROLL != 0) {
            throw new IllegalArgumentException(
                    "dimension must be a multiple of %d, but was %d".formatted(UNROLL, dimension));
        }
    }

    /** Returns the heap that training needs, in bytes. */
    public static long bytes(long users, long items, long interactions) {
        int dimension = new LightGcn(0).dimension;
        return MemoryEstimate.arrays(8 * (users + items), dimension, Float.BYTES)
                + 4 * interactions * (Integer.BYTES + Double.BYTES);
    }

    @Override
    public Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        return new Training(training, task).run(validation);
    }

    /** A model in training. Its nodes are the users, followed by the items. */
    private final class Training {
        private static final int NODES_PER_UNIT = 256;

        private final Task task;
        private final Task steps;
        private final SparseMatrix graph;
        private final int users;
        private final int items;
        private final int nodes;
        private final BprSampler sampler;
        private final Adam adam;

        private final float[][] embeddings;
        private final float[][] propagated;
        private final float[][] gradients;
        private final float[][] scratch;
        /** How often each node occurs in the current batch. */
        private final int[] inBatch;

        Training(TrainingData training, Task task) {
            this.task = task;
            this.steps = task.quiet();
            SparseMatrix all = training.matrix();
            this.users = all.rows();
            this.items = all.columns();
            this.nodes = users + items;
            SparseMatrix byItem = all.transposed();
            double[] userFactors = inverseRoots(all.rowSums());
            double[] itemFactors = inverseRoots(byItem.rowSums());
            this.graph = all.scaled(userFactors, itemFactors).bipartite(byItem.scaled(itemFactors, userFactors));
            this.embeddings = new float[nodes][dimension];
            this.adam = new Adam(nodes, dimension, learningRate);
            this.propagated = new float[nodes][dimension];
            this.gradients = new float[nodes][dimension];
            this.scratch = new float[nodes][dimension];
            this.inBatch = new int[nodes];
            SplittableRandom random = new SplittableRandom(seed);
            for (float[] embedding : embeddings) {
                for (int d = 0; d < dimension; d++) {
                    embedding[d] = (float) (INITIAL_BOUND * (2 * random.nextDouble() - 1));
                }
            }
            this.sampler = new BprSampler(training.real(), all, batchSize, random);
        }

        private static double[] inverseRoots(double[] degrees) {
            double[] roots = new double[degrees.length];
            Arrays.setAll(roots, n -> degrees[n] > 0 ? 1 / Math.sqrt(degrees[n]) : 0);
            return roots;
        }

        Scorer run(ToDoubleFunction<Scorer> validation) {
            EarlyStopping stopping = new EarlyStopping(PATIENCE);
            for (int epoch = 1; epoch <= maxEpochs && !stopping.shouldStop(); epoch++) {
                task.progress("LightGCN", epoch - 1, maxEpochs);
                trainEpoch();
                if (epoch % VALIDATE_EVERY == 0 || epoch == maxEpochs) {
                    Scorer model = scorer();
                    stopping.add(model, validation.applyAsDouble(model));
                }
            }
            return stopping.best();
        }

        private void trainEpoch() {
            sampler.shuffle();
            for (int from = 0; from < sampler.size(); from += batchSize) {
                int to = Math.min(sampler.size(), from + batchSize);
                sampler.drawNegatives(from, to);
                trainBatch(from, to);
            }
        }

        private void trainBatch(int from, int to) {
            for (int n = from; n < to; n++) {
                inBatch[sampler.user(n)]++;
                inBatch[users + sampler.item(n)]++;
                inBatch[users + sampler.negativeInBatch(n - from)]++;
            }
            forNodes(node -> addNeighbours(embeddings, embeddings, node, scratch));
            forNodes(node -> {
                if (inBatch[node] > 0) {
                    addNeighbours(embeddings, scratch, node, propagated);
                    scale(propagated[node], 1f / (LAYERS + 1));
                }
            });
            float share = 1f / (to - from);
            for (int n = from; n < to; n++) {
                int u = sampler.user(n);
                int p = users + sampler.item(n);
                int q = users + sampler.negativeInBatch(n - from);
                double difference = dot(propagated[u], propagated[p]) - dot(propagated[u], propagated[q]);
                float slope = (float) (-1 / (1 + Math.exp(difference))) * share;
                addGradient(
                        propagated[u], propagated[p], propagated[q], gradients[u], gradients[p], gradients[q], slope);
            }
            adam.beginStep();
            float penalty = (float) regularization * share;
            forNodes(node -> addNeighboursInBatch(gradients, node, scratch));
            forNodes(node -> {
                float[] gradient = propagated[node];
                addNeighbours(gradients, scratch, node, propagated);
                scale(gradient, 1f / (LAYERS + 1));
                addScaled(gradient, embeddings[node], penalty * inBatch[node]);
                adam.update(node, embeddings[node], gradient);
                Arrays.fill(gradients[node], 0);
                inBatch[node] = 0;
            });
        }

        /**
         * Computes {@code out = own + A neighbours} at a node. Two such steps, divided by 3, are the propagation
         * through both layers.
         */
        private void addNeighbours(float[][] own, float[][] neighbours, int node, float[][] out) {
            System.arraycopy(own[node], 0, out[node], 0, dimension);
            graph.addProduct(node, neighbours, out[node]);
        }

        /** Computes {@code out = x + A x} at a node, where {@code x} is zero outside of the batch. */
        private void addNeighboursInBatch(float[][] x, int node, float[][] out) {
            System.arraycopy(x[node], 0, out[node], 0, dimension);
            graph.addProduct(node, x, inBatch, out[node]);
        }

        private void forNodes(IntConsumer work) {
            steps.parallel("", nodes, NODES_PER_UNIT, control -> work);
        }

        /** A copy of the model in its current state. */
        private Scorer scorer() {
            forNodes(node -> addNeighbours(embeddings, embeddings, node, scratch));
            forNodes(node -> {
                addNeighbours(embeddings, scratch, node, propagated);
                scale(propagated[node], 1f / (LAYERS + 1));
            });
            float[][] ofUsers = new float[users][];
            float[][] ofItems = new float[dimension][items];
            for (int u = 0; u < users; u++) {
                ofUsers[u] = propagated[u].clone();
            }
            for (int i = 0; i < items; i++) {
                for (int d = 0; d < dimension; d++) {
                    ofItems[d][i] = propagated[users + i][d];
                }
            }
            return () -> (wanted, from, to, scores) -> {
                for (int n = from; n < to; n++) {
                    Arrays.fill(scores[n - from], 0);
                    float[] user = ofUsers[wanted[n]];
                    for (int d = 0; d < dimension; d += UNROLL) {
                        addScaled(
                                scores[n - from],
                                ofItems[d],
                                ofItems[d + 1],
                                ofItems[d + 2],
                                ofItems[d + 3],
                                user[d],
                                user[d + 1],
                                user[d + 2],
                                user[d + 3]);
                    }
                }
            };
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }

    private static void addGradient(
            float[] user, float[] item, float[] other, float[] ofUser, float[] ofItem, float[] ofOther, float slope) {
        for (int k = 0; k < user.length; k++) {
            ofUser[k] += slope * (item[k] - other[k]);
            ofItem[k] += slope * user[k];
            ofOther[k] -= slope * user[k];
        }
    }

    private static void addScaled(float[] sum, float[] a, float factor) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += factor * a[k];
        }
    }

    /** Adds four rows at a time: the sum is read and written a quarter as often. All arguments are needed for speed. */
    @SuppressWarnings("ParameterNumber")
    private static void addScaled(
            float[] sum, float[] a, float[] b, float[] c, float[] d, float ofA, float ofB, float ofC, float ofD) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += ofA * a[k] + ofB * b[k] + ofC * c[k] + ofD * d[k];
        }
    }

    private static void scale(float[] a, float factor) {
        for (int k = 0; k < a.length; k++) {
            a[k] *= factor;
        }
    }
}
