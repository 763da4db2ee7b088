package org.vimmrec.recommender;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.vimmrec.task.Task;

/**
 * A trainable linear layer {@code y = W x} or {@code y = W x + b} on batches of rows. Every sum has a fixed order, so
 * results do not depend on the number of threads.
 *
 * <p>In a batch, call {@link #forward} for the inputs, {@link #addGradients} with the gradients of the outputs, and
 * {@link #step}.
 */
final class LinearLayer {
    private static final int ROWS_PER_UNIT = 64;
    private static final int WEIGHTS_PER_UNIT = 4;
    private static final int UNROLL = 4;

    private final Task steps;
    private final int inputs;
    /** A row per input, followed by the bias, if any. */
    private final float[][] weights;

    private final float[][] gradients;
    /** A row per output, for gradients of the inputs. */
    private final float[][] transposed;

    private final Adam adam;

    /**
     * Creates a layer with weights from the uniform distribution of Glorot and Bengio (AISTATS 2010), and a bias of 0.
     *
     * @param bias whether the layer has a bias
     * @param learningRate the learning rate of {@link Adam}
     */
    LinearLayer(int inputs, int outputs, boolean bias, double learningRate, SplittableRandom random, Task task) {
        int rows = bias ? inputs + 1 : inputs;
        this.inputs = inputs;
        this.steps = task.quiet();
        this.weights = new float[rows][outputs];
        this.gradients = new float[rows][outputs];
        this.transposed = new float[outputs][inputs];
        this.adam = new Adam(rows, outputs, learningRate);
        Vectors.drawUniform(weights, 0, inputs, outputs, Vectors.glorotBound(inputs, outputs), random);
        transpose();
    }

    /** Computes the outputs of the first {@code count} rows. */
    void forward(float[][] x, int count, float[][] y) {
        float[] start = inputs < weights.length ? weights[inputs] : new float[transposed.length];
        forEach(count, ROWS_PER_UNIT, n -> {
            System.arraycopy(start, 0, y[n], 0, start.length);
            addProduct(y[n], x[n], weights);
        });
    }

    /** Computes the gradients of the inputs from those of the outputs. */
    void backward(float[][] ofOutputs, int count, float[][] ofInputs) {
        forEach(count, ROWS_PER_UNIT, n -> {
            Arrays.fill(ofInputs[n], 0);
            addProduct(ofInputs[n], ofOutputs[n], transposed);
        });
    }

    /** Adds {@code sum_k x_k rows_k}. */
    private static void addProduct(float[] sum, float[] x, float[][] rows) {
        int k = 0;
        for (; k + UNROLL <= x.length; k += UNROLL) {
            Vectors.addScaled(sum, rows[k], rows[k + 1], rows[k + 2], rows[k + 3], x[k], x[k + 1], x[k + 2], x[k + 3]);
        }
        for (; k < x.length; k++) {
            Vectors.addScaled(sum, rows[k], x[k]);
        }
    }

    /** Adds the gradients of the weights and the bias, from inputs and the gradients of their outputs. */
    void addGradients(float[][] x, float[][] ofOutputs, int count) {
        forEach(inputs, WEIGHTS_PER_UNIT, k -> {
            float[] gradient = gradients[k];
            int n = 0;
            for (; n + UNROLL <= count; n += UNROLL) {
                Vectors.addScaled(
                        gradient,
                        ofOutputs[n],
                        ofOutputs[n + 1],
                        ofOutputs[n + 2],
                        ofOutputs[n + 3],
                        x[n][k],
                        x[n + 1][k],
                        x[n + 2][k],
                        x[n + 3][k]);
            }
            for (; n < count; n++) {
                Vectors.addScaled(gradient, ofOutputs[n], x[n][k]);
            }
        });
        for (int n = 0; n < count && inputs < weights.length; n++) {
            Vectors.addScaled(gradients[inputs], ofOutputs[n], 1);
        }
    }

    /** Takes a step of {@link Adam} with the gradients added since the last step. */
    void step() {
        adam.beginStep();
        for (int k = 0; k < weights.length; k++) {
            adam.update(k, weights[k], gradients[k]);
            Arrays.fill(gradients[k], 0);
        }
        transpose();
    }

    private void transpose() {
        for (int k = 0; k < inputs; k++) {
            for (int o = 0; o < transposed.length; o++) {
                transposed[o][k] = weights[k][o];
            }
        }
    }

    private void forEach(int units, int batchSize, IntConsumer work) {
        steps.parallel("", units, batchSize, control -> work);
    }
}
