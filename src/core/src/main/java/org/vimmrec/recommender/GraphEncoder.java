package org.vimmrec.recommender;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * Trainable embeddings of users and items, and their propagation through a graph. Its nodes are the users, followed by
 * the items. With the embeddings {@code E}, the graph's normalised adjacency matrix {@code A}, {@code L} layers and a
 * residual matrix {@code R}, the outputs are
 *
 * <pre>
 *   (E + A E + ... + A^L E) / (L + 1) + R E
 * </pre>
 *
 * {@code A} is symmetric, so {@code A} also propagates gradients back: for a gradient {@code G} of the outputs, that of
 * the embeddings is {@code (G + A G + ... + A^L G) / (L + 1) + R' G}. The first part is LightGCN (He et al., SIGIR
 * 2020). Every sum has a fixed order, so results do not depend on the number of threads.
 *
 * <p>In a batch, mark its nodes, call {@link #forward}, add to {@link #gradients} at marked nodes, and call
 * {@link #step}.
 */
final class GraphEncoder {
    private static final int NODES_PER_UNIT = 256;

    private final Task steps;
    private final int layers;
    private final SparseMatrix residual;
    private final SparseMatrix residualTransposed;
    private final Adam adam;

    private final float[][] embeddings;
    private final float[][] outputs;
    private final float[][] gradients;
    private final float[][] scratch;
    /** How often each node occurs in the current batch. */
    private final int[] inBatch;

    /**
     * @param parameters the dimensions, layers and learning rate
     * @param residual a square matrix over the nodes
     */
    GraphEncoder(Hyperparameters parameters, SparseMatrix residual, Task task) {
        int nodes = residual.rows();
        this.steps = task.quiet();
        this.layers = parameters.layers();
        this.residual = residual;
        this.residualTransposed = residual.transposed();
        this.embeddings = new float[nodes][parameters.dimensions()];
        this.outputs = new float[nodes][parameters.dimensions()];
        this.gradients = new float[nodes][parameters.dimensions()];
        this.scratch = new float[nodes][parameters.dimensions()];
        this.inBatch = new int[nodes];
        this.adam = new Adam(nodes, parameters.dimensions(), parameters.learningRate());
    }

    /** Returns the heap that an encoder and two scorers of its outputs need, in bytes. */
    static long bytes(long users, long items, int dimensions) {
        return MemoryEstimate.arrays(8 * (users + items), dimensions, Float.BYTES);
    }

    /** Draws the embeddings uniformly between a bound and its negative. */
    void initialize(double bound, SplittableRandom random) {
        Vectors.drawUniform(embeddings, 0, embeddings.length, embeddings[0].length, bound, random);
    }

    /** Draws the embeddings of users and those of items, each as a matrix with its {@link Vectors#glorotBound}. */
    void initialize(int users, SplittableRandom random) {
        int columns = embeddings[0].length;
        int items = embeddings.length - users;
        Vectors.drawUniform(embeddings, 0, users, columns, Vectors.glorotBound(users, columns), random);
        Vectors.drawUniform(embeddings, users, embeddings.length, columns, Vectors.glorotBound(items, columns), random);
    }

    /** The outputs of {@link #forward} at marked nodes, and of {@link #forwardAll} at all nodes. */
    float[][] outputs() {
        return outputs;
    }

    /** The gradient of the loss by the outputs, zero at the beginning of a batch and at nodes that are not marked. */
    float[][] gradients() {
        return gradients;
    }

    /** Marks a node as part of the batch. */
    void mark(int node) {
        inBatch[node]++;
    }

    /** Marks the users, items and negative items of a batch of triples. */
    void mark(BprSampler sampler, int from, int to) {
        int users = embeddings.length - sampler.items();
        for (int n = from; n < to; n++) {
            mark(sampler.user(n));
            mark(users + sampler.item(n));
            mark(users + sampler.negativeInBatch(n - from));
        }
    }

    /** Computes the outputs at the marked nodes. */
    void forward(SparseMatrix graph) {
        float[][] inner = innerLayers(graph);
        forNodes(node -> {
            if (inBatch[node] > 0) {
                output(graph, inner, node);
            }
        });
    }

    /** Adds the gradient of the mean {@link BprLoss} over a batch of triples. */
    void addBprGradients(BprSampler sampler, int from, int to) {
        int users = embeddings.length - sampler.items();
        for (int n = from; n < to; n++) {
            int u = sampler.user(n);
            int p = users + sampler.item(n);
            int q = users + sampler.negativeInBatch(n - from);
            double difference = Vectors.dot(outputs[u], outputs[p]) - Vectors.dot(outputs[u], outputs[q]);
            float slope = BprLoss.slope(difference, 1f / (to - from));
            BprLoss.addGradients(outputs[u], outputs[p], outputs[q], gradients[u], gradients[p], gradients[q], slope);
        }
    }

    /**
     * Takes a step of {@link Adam}, and ends the batch.
     *
     * @param penalty the factor of the L2 penalty: {@code penalty / 2} times the squares of the embeddings of the
     *     marked nodes, once for each mark, is part of the loss
     */
    void step(SparseMatrix graph, float penalty) {
        adam.beginStep();
        float[][] inner = gradients;
        for (int layer = 1; layer < layers; layer++) {
            float[][] from = inner;
            float[][] to = buffer(layer);
            forNodes(node -> addNeighbours(graph, gradients, from, node, to));
            inner = to;
        }
        float[][] last = inner;
        forNodes(node -> {
            float[] gradient = outputs[node];
            addNeighbours(graph, gradients, last, node, outputs);
            Vectors.scale(gradient, 1f / (layers + 1));
            residualTransposed.addProduct(node, gradients, inBatch, gradient);
            Vectors.addScaled(gradient, embeddings[node], penalty * inBatch[node]);
            adam.update(node, embeddings[node], gradient);
        });
        forNodes(node -> {
            Arrays.fill(gradients[node], 0);
            inBatch[node] = 0;
        });
    }

    /** Computes the outputs at all nodes, and returns them. */
    float[][] forwardAll(SparseMatrix graph) {
        float[][] inner = innerLayers(graph);
        forNodes(node -> output(graph, inner, node));
        return outputs;
    }

    /** Computes {@code E + A E + ... + A^(L - 1) E} by Horner's scheme. */
    private float[][] innerLayers(SparseMatrix graph) {
        float[][] inner = embeddings;
        for (int layer = 1; layer < layers; layer++) {
            float[][] from = inner;
            float[][] to = buffer(layer);
            forNodes(node -> addNeighbours(graph, embeddings, from, node, to));
            inner = to;
        }
        return inner;
    }

    /** The target of an inner layer. The last one is never the outputs, which are computed from it. */
    private float[][] buffer(int layer) {
        return (layers - layer) % 2 == 1 ? scratch : outputs;
    }

    private void output(SparseMatrix graph, float[][] inner, int node) {
        addNeighbours(graph, embeddings, inner, node, outputs);
        Vectors.scale(outputs[node], 1f / (layers + 1));
        residual.addProduct(node, embeddings, outputs[node]);
    }

    /** Computes {@code own + A x} at a node. The gradients are zero outside of the batch, which saves time. */
    private void addNeighbours(SparseMatrix graph, float[][] own, float[][] x, int node, float[][] out) {
        System.arraycopy(own[node], 0, out[node], 0, out[node].length);
        if (x == gradients) {
            graph.addProduct(node, x, inBatch, out[node]);
        } else {
            graph.addProduct(node, x, out[node]);
        }
    }

    private void forNodes(IntConsumer work) {
        steps.parallel("", embeddings.length, NODES_PER_UNIT, control -> work);
    }
}
