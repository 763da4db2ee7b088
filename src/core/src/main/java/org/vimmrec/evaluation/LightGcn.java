package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * LightGCN with {@value #LAYERS} layers, in single precision. See the package description for the formulas.
 *
 * <p>Looks at the validation after every {@value #VALIDATE_EVERY} epochs, stops when {@value #PATIENCE} looks in a row have
 * found nothing better, and keeps the best. One thread draws all random numbers, and every sum has its order, so that the
 * result depends on the seed alone.
 *
 * @param dimension the length of an embedding, a multiple of 4
 * @param learningRate of Adam
 * @param regularization the loss of a batch is the mean over its triples of {@code -ln sigmoid(s_up - s_uq)} and
 *     {@code regularization / 2} times the squares of the three first embeddings
 * @param batchSize triples of a user, an item of the user and another one, at a time
 * @param maxEpochs the most passes over the interactions, at least 1
 * @param seed of the first embeddings, the order of the interactions and the other items
 */
public record LightGcn(int dimension, double learningRate, double regularization, int batchSize, int maxEpochs, long seed)
        implements Recommender {
    private static final int LAYERS = 2;
    private static final int VALIDATE_EVERY = 2;
    private static final int PATIENCE = 5;
    private static final double INITIAL_BOUND = 0.02;
    private static final int UNROLL = 4;
    private static final float DECAY_1 = 0.9f;
    private static final float DECAY_2 = 0.999f;
    private static final double EPSILON = 1e-8;

    /** What served best on sparse data; see METHOD.md. */
    public LightGcn(long seed) {
        this(64, 0.01, 0.05, 2048, 200, seed);
    }

    /** Checks the dimension. */
    public LightGcn {
        if (dimension < UNROLL || dimension % UNROLL != 0) {
            throw new IllegalArgumentException("dimension must be a multiple of %d, but was %d".formatted(UNROLL, dimension));
        }
    }

    /** The heap that it takes, in bytes. */
    public static long bytes(long users, long items, long interactions) {
        int dimension = new LightGcn(0).dimension;
        return MemoryEstimate.arrays(8 * (users + items), dimension, Float.BYTES)
                + 4 * interactions * (Integer.BYTES + Double.BYTES);
    }

    @Override
    public Scorer fit(TrainingMatrix training, ToDoubleFunction<Scorer> validation, Task task) {
        return new Training(training, task).run(validation);
    }

    /** One model while it learns. Its nodes are the users, then the items. */
    private final class Training {
        private static final int NODES_TOGETHER = 256;
        /** After so many draws the user has hardly any other item, and the last one drawn has to do. */
        private static final int ATTEMPTS = 100;

        private final Task task;
        private final Task steps;
        private final SplittableRandom random = new SplittableRandom(seed);
        private final SparseMatrix all;
        private final SparseMatrix graph;
        private final int users;
        private final int items;
        private final int nodes;
        /** The pairs to learn from, in an order that changes from epoch to epoch. */
        private final int[] userOf;
        private final int[] itemOf;

        private final float[][] embeddings;
        /** Adam's running means of gradients and of their squares. */
        private final float[][] means;
        private final float[][] squares;
        private int batches;
        private final float[][] propagated;
        private final float[][] gradients;
        private final float[][] scratch;
        /** By node how often it is in the current batch. */
        private final int[] inBatch;

        Training(TrainingMatrix training, Task task) {
            this.task = task;
            this.steps = task.quiet();
            this.all = training.matrix();
            this.users = all.rows();
            this.items = all.columns();
            this.nodes = users + items;
            SparseMatrix byItem = all.transposed();
            double[] userFactors = inverseRoots(all.rowSums());
            double[] itemFactors = inverseRoots(byItem.rowSums());
            this.graph = all.scaled(userFactors, itemFactors).bipartite(byItem.scaled(itemFactors, userFactors));
            Interactions real = training.real();
            this.userOf = new int[real.total()];
            this.itemOf = new int[real.total()];
            int at = 0;
            for (int u = 0; u < users; u++) {
                for (int n = 0; n < real.count(u); n++) {
                    userOf[at] = u;
                    itemOf[at++] = real.item(u, n);
                }
            }
            this.embeddings = new float[nodes][dimension];
            this.means = new float[nodes][dimension];
            this.squares = new float[nodes][dimension];
            this.propagated = new float[nodes][dimension];
            this.gradients = new float[nodes][dimension];
            this.scratch = new float[nodes][dimension];
            this.inBatch = new int[nodes];
            for (float[] embedding : embeddings) {
                for (int d = 0; d < dimension; d++) {
                    embedding[d] = (float) (INITIAL_BOUND * (2 * random.nextDouble() - 1));
                }
            }
        }

        private static double[] inverseRoots(double[] degrees) {
            double[] roots = new double[degrees.length];
            Arrays.setAll(roots, n -> degrees[n] > 0 ? 1 / Math.sqrt(degrees[n]) : 0);
            return roots;
        }

        Scorer run(ToDoubleFunction<Scorer> validation) {
            Scorer best = null;
            double highest = Double.NEGATIVE_INFINITY;
            int worse = 0;
            for (int epoch = 1; epoch <= maxEpochs && worse < PATIENCE; epoch++) {
                task.progress("LightGCN", epoch - 1, maxEpochs);
                learn();
                if (epoch % VALIDATE_EVERY == 0 || epoch == maxEpochs) {
                    Scorer now = scorer();
                    double value = validation.applyAsDouble(now);
                    worse++;
                    if (value > highest) {
                        highest = value;
                        best = now;
                        worse = 0;
                    }
                }
            }
            return best;
        }

        /** One epoch. */
        private void learn() {
            for (int n = userOf.length - 1; n > 0; n--) {
                int other = random.nextInt(n + 1);
                swap(userOf, n, other);
                swap(itemOf, n, other);
            }
            int[] others = new int[Math.min(batchSize, userOf.length)];
            for (int from = 0; from < userOf.length; from += batchSize) {
                int to = Math.min(userOf.length, from + batchSize);
                for (int n = from; n < to; n++) {
                    others[n - from] = otherItem(userOf[n]);
                }
                learn(from, to, others);
            }
        }

        private static void swap(int[] array, int n, int other) {
            int value = array[n];
            array[n] = array[other];
            array[other] = value;
        }

        /** One that the user has neither a real nor a virtual interaction with. */
        private int otherItem(int user) {
            int item = random.nextInt(items);
            for (int n = 0; n < ATTEMPTS && all.contains(user, item); n++) {
                item = random.nextInt(items);
            }
            return item;
        }

        /** One batch. */
        private void learn(int from, int to, int[] others) {
            for (int n = from; n < to; n++) {
                inBatch[userOf[n]]++;
                inBatch[users + itemOf[n]]++;
                inBatch[users + others[n - from]]++;
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
                int u = userOf[n];
                int p = users + itemOf[n];
                int q = users + others[n - from];
                double difference = dot(propagated[u], propagated[p]) - dot(propagated[u], propagated[q]);
                float slope = (float) (-1 / (1 + Math.exp(difference))) * share;
                addGradient(propagated[u], propagated[p], propagated[q], gradients[u], gradients[p], gradients[q], slope);
            }
            batches++;
            double correction = Math.sqrt(1 - Math.pow(DECAY_2, batches));
            float rate = (float) (learningRate * correction / (1 - Math.pow(DECAY_1, batches)));
            float epsilon = (float) (EPSILON * correction);
            float penalty = (float) regularization * share;
            forNodes(node -> addNeighboursInBatch(gradients, node, scratch));
            forNodes(node -> {
                float[] gradient = propagated[node];
                addNeighbours(gradients, scratch, node, propagated);
                scale(gradient, 1f / (LAYERS + 1));
                addScaled(gradient, embeddings[node], penalty * inBatch[node]);
                adam(embeddings[node], gradient, means[node], squares[node], rate, epsilon);
                Arrays.fill(gradients[node], 0);
                inBatch[node] = 0;
            });
        }

        /** {@code out = own + A neighbours} at a node. Twice that, and a third of the result, is the propagation. */
        private void addNeighbours(float[][] own, float[][] neighbours, int node, float[][] out) {
            System.arraycopy(own[node], 0, out[node], 0, dimension);
            graph.addProduct(node, neighbours, out[node]);
        }

        /** The same with {@code x} for both, which is zero outside of the batch. */
        private void addNeighboursInBatch(float[][] x, int node, float[][] out) {
            System.arraycopy(x[node], 0, out[node], 0, dimension);
            graph.addProduct(node, x, inBatch, out[node]);
        }

        private void forNodes(IntConsumer work) {
            steps.parallel("", nodes, NODES_TOGETHER, control -> work);
        }

        /** Of the model as it is now. */
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
                        addScaled(scores[n - from], ofItems[d], ofItems[d + 1], ofItems[d + 2], ofItems[d + 3], user[d],
                                user[d + 1], user[d + 2], user[d + 3]);
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

    private static void addGradient(float[] user, float[] item, float[] other, float[] ofUser, float[] ofItem,
            float[] ofOther, float slope) {
        for (int k = 0; k < user.length; k++) {
            ofUser[k] += slope * (item[k] - other[k]);
            ofItem[k] += slope * user[k];
            ofOther[k] -= slope * user[k];
        }
    }

    private static void adam(float[] x, float[] gradient, float[] mean, float[] square, float rate, float epsilon) {
        for (int k = 0; k < x.length; k++) {
            mean[k] = DECAY_1 * mean[k] + (1 - DECAY_1) * gradient[k];
            square[k] = DECAY_2 * square[k] + (1 - DECAY_2) * gradient[k] * gradient[k];
            x[k] -= rate * mean[k] / ((float) Math.sqrt(square[k]) + epsilon);
        }
    }

    private static void addScaled(float[] sum, float[] a, float factor) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += factor * a[k];
        }
    }

    private static void addScaled(float[] sum, float[] a, float[] b, float[] c, float[] d, float ofA, float ofB, float ofC,
            float ofD) {
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
