package org.vimmrec.recommender;

/**
 * The optimiser Adam (Kingma and Ba, ICLR 2015) in single precision, for a matrix of parameters. The bias corrections
 * are folded into the learning rate and epsilon, as the paper suggests.
 */
final class Adam {
    private static final float DECAY_1 = 0.9f;
    private static final float DECAY_2 = 0.999f;
    private static final double EPSILON = 1e-8;

    private final double learningRate;
    /** Running means of the gradients and of their squares. */
    private final float[][] means;

    private final float[][] squares;
    private int steps;
    private float rate;
    private float epsilon;

    Adam(int rows, int columns, double learningRate) {
        this.learningRate = learningRate;
        this.means = new float[rows][columns];
        this.squares = new float[rows][columns];
    }

    /** Begins the next step, in which every row may be updated once. */
    void beginStep() {
        steps++;
        double correction = Math.sqrt(1 - Math.pow(DECAY_2, steps));
        rate = (float) (learningRate * correction / (1 - Math.pow(DECAY_1, steps)));
        epsilon = (float) (EPSILON * correction);
    }

    /** Updates one row of parameters. Different threads may update different rows. */
    void update(int row, float[] parameters, float[] gradient) {
        update(parameters, gradient, means[row], squares[row], rate, epsilon);
    }

    private static void update(float[] x, float[] gradient, float[] mean, float[] square, float rate, float epsilon) {
        for (int k = 0; k < x.length; k++) {
            mean[k] = DECAY_1 * mean[k] + (1 - DECAY_1) * gradient[k];
            square[k] = DECAY_2 * square[k] + (1 - DECAY_2) * gradient[k] * gradient[k];
            x[k] -= rate * mean[k] / ((float) Math.sqrt(square[k]) + epsilon);
        }
    }
}
