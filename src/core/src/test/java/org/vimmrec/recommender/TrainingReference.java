package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Interactions;

/**
 * The training of a model, by its definition: dense matrices in double precision, gradients by finite differences of
 * the loss, and Adam as its paper states it. It shares only the random numbers with the code that it tests.
 */
final class TrainingReference {
    static final int USERS = 9;
    static final int ITEMS = 8;
    private static final double H = 1e-4;

    /** Real and virtual interactions; the first user and the last item have no real ones. */
    final double[][] x = new double[USERS][ITEMS];

    final TrainingData training;
    final SplittableRandom random;
    int[] userOf;
    int[] itemOf;
    /** The negative items of the batch. */
    int[] others;

    /** By modality and item; zeros where an item has none. */
    private final double[][][] embeddings = new double[2][][];

    private final double learningRate;
    private final List<double[][]> parameters = new ArrayList<>();
    private final List<double[][]> first = new ArrayList<>();
    private final List<double[][]> second = new ArrayList<>();
    private int batches;

    TrainingReference(double virtualWeight, double learningRate, long seed) {
        this.learningRate = learningRate;
        this.random = new SplittableRandom(seed);
        SplittableRandom data = new SplittableRandom(4);
        Interactions real = PlantedInteractions.random(USERS, ITEMS, 0.4, true, data);
        double[][] known = PlantedInteractions.dense(real, ITEMS);
        Interactions.Builder all = new Interactions.Builder(true);
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                x[u][i] = known[u][i] == 0 && (u + i) % 5 == 0 ? virtualWeight : known[u][i];
                if (x[u][i] > 0) {
                    all.add(i, x[u][i]);
                }
            }
            all.endUser();
        }
        this.training = new TrainingData(ITEMS, real, all.build(), List.of(features(0, 3, data), features(1, 5, data)));
        addReal();
    }

    /** Random embeddings; the second item has none in the second modality. */
    private ItemFeatures features(int modality, int dimension, SplittableRandom random) {
        float[][] rows = new float[ITEMS][];
        embeddings[modality] = new double[ITEMS][dimension];
        for (int i = 0; i < ITEMS; i++) {
            for (int k = 0; k < dimension && (i != 1 || modality == 0); k++) {
                embeddings[modality][i][k] = random.nextDouble() - 0.3;
            }
            rows[i] = EmbeddingMatrix.row(embeddings[modality][i]);
        }
        return PlantedInteractions.features("modality" + modality, EmbeddingMatrix.of(dimension, rows));
    }

    /** The features of items, scaled to a mean square of 1; zeros where an item has none. */
    double[][] features(int modality) {
        double[][] scaled = new double[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            double square = dot(embeddings[modality][i], embeddings[modality][i]) / embeddings[modality][i].length;
            scaled[i] = new double[embeddings[modality][i].length];
            for (int k = 0; k < scaled[i].length && square > 0; k++) {
                scaled[i][k] = embeddings[modality][i][k] / Math.sqrt(square);
            }
        }
        return scaled;
    }

    private void addReal() {
        Interactions real = training.real();
        userOf = new int[real.total()];
        itemOf = new int[real.total()];
        int at = 0;
        for (int u = 0; u < USERS; u++) {
            for (int n = 0; n < real.count(u); n++) {
                userOf[at] = u;
                itemOf[at++] = real.item(u, n);
            }
        }
    }

    /** Draws a matrix of parameters, uniformly in its first columns and 0 in the others. */
    double[][] parameter(int rows, int columns, int drawn, double bound) {
        double[][] matrix = new double[rows][columns];
        for (int n = 0; n < rows; n++) {
            for (int k = 0; k < drawn; k++) {
                matrix[n][k] = (float) (bound * (2 * random.nextDouble() - 1));
            }
        }
        return train(matrix);
    }

    double[][] glorot(int rows, int columns) {
        return parameter(rows, columns, columns, Math.sqrt(6.0 / (rows + columns)));
    }

    /** Makes a matrix one of the parameters to train. */
    double[][] train(double[][] matrix) {
        parameters.add(matrix);
        first.add(new double[matrix.length][matrix[0].length]);
        second.add(new double[matrix.length][matrix[0].length]);
        return matrix;
    }

    void shuffle() {
        for (int n = userOf.length - 1; n > 0; n--) {
            int other = random.nextInt(n + 1);
            int user = userOf[n];
            userOf[n] = userOf[other];
            userOf[other] = user;
            int item = itemOf[n];
            itemOf[n] = itemOf[other];
            itemOf[other] = item;
        }
    }

    /** Draws negative items among all items, or among those with real interactions. */
    void drawNegatives(int from, int to, boolean touchedOnly) {
        boolean[] touched = training.real().touched(ITEMS);
        int[] candidates = IntStream.range(0, ITEMS)
                .filter(i -> touched[i] || !touchedOnly)
                .toArray();
        others = new int[to - from];
        for (int n = from; n < to; n++) {
            do {
                others[n - from] = candidates[random.nextInt(candidates.length)];
            } while (x[userOf[n]][others[n - from]] > 0);
        }
    }

    /** One step of Adam on all parameters. */
    void step(DoubleSupplier loss) {
        List<double[][]> gradients = new ArrayList<>();
        for (double[][] matrix : parameters) {
            double[][] gradient = new double[matrix.length][matrix[0].length];
            for (int n = 0; n < matrix.length; n++) {
                for (int k = 0; k < matrix[n].length; k++) {
                    double value = matrix[n][k];
                    matrix[n][k] = value + H;
                    double above = loss.getAsDouble();
                    matrix[n][k] = value - H;
                    gradient[n][k] = (above - loss.getAsDouble()) / (2 * H);
                    matrix[n][k] = value;
                }
            }
            gradients.add(gradient);
        }
        batches++;
        for (int p = 0; p < parameters.size(); p++) {
            for (int n = 0; n < parameters.get(p).length; n++) {
                for (int k = 0; k < parameters.get(p)[n].length; k++) {
                    double gradient = gradients.get(p)[n][k];
                    double[] m = first.get(p)[n];
                    double[] v = second.get(p)[n];
                    m[k] = 0.9 * m[k] + 0.1 * gradient;
                    v[k] = 0.999 * v[k] + 0.001 * gradient * gradient;
                    double mean = m[k] / (1 - Math.pow(0.9, batches));
                    double square = v[k] / (1 - Math.pow(0.999, batches));
                    parameters.get(p)[n][k] -= learningRate * mean / (Math.sqrt(square) + 1e-8);
                }
            }
        }
    }

    /** The normalised adjacency matrix of users and items, in this order. */
    static double[][] adjacency(double[][] interactions) {
        double[] degrees = new double[USERS + ITEMS];
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                degrees[u] += interactions[u][i];
                degrees[USERS + i] += interactions[u][i];
            }
        }
        double[][] adjacency = new double[degrees.length][degrees.length];
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                if (interactions[u][i] > 0) {
                    adjacency[u][USERS + i] = interactions[u][i] / Math.sqrt(degrees[u] * degrees[USERS + i]);
                    adjacency[USERS + i][u] = adjacency[u][USERS + i];
                }
            }
        }
        return adjacency;
    }

    /** The mean of the embeddings propagated 0, 1, ... times. */
    static double[][] propagated(double[][] adjacency, double[][] embeddings, int layers) {
        double[][] sum = new double[embeddings.length][embeddings[0].length];
        double[][] power = embeddings;
        for (int layer = 0; layer <= layers; layer++) {
            add(sum, power, 1.0 / (layers + 1));
            power = product(adjacency, power);
        }
        return sum;
    }

    static void add(double[][] sum, double[][] matrix, double factor) {
        for (int n = 0; n < sum.length; n++) {
            for (int k = 0; k < sum[n].length; k++) {
                sum[n][k] += factor * matrix[n][k];
            }
        }
    }

    static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int n = 0; n < a.length; n++) {
            for (int k = 0; k < b.length; k++) {
                for (int d = 0; d < b[k].length; d++) {
                    product[n][d] += a[n][k] * b[k][d];
                }
            }
        }
        return product;
    }

    static double[] product(double[] a, double[][] b) {
        return product(new double[][] {a}, b)[0];
    }

    static double[][] concatenated(double[][] a, double[][] b) {
        double[][] both = new double[a.length + b.length][];
        for (int n = 0; n < both.length; n++) {
            both[n] = n < a.length ? a[n] : b[n - a.length];
        }
        return both;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    static double bpr(double difference) {
        return Math.log1p(Math.exp(-difference));
    }

    /** The dot products of users and items. */
    static double[][] scores(double[][] nodes) {
        double[][] scores = new double[USERS][ITEMS];
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                scores[u][i] = dot(nodes[u], nodes[USERS + i]);
            }
        }
        return scores;
    }

    /** Checks scores, whose largest must exceed {@code floor}: otherwise the tolerance means nothing. */
    static void assertClose(float[][] actual, double[][] expected, double tolerance, double floor) {
        double largest = 0;
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                assertThat((double) actual[u][i])
                        .as("user %d, item %d", u, i)
                        .isCloseTo(expected[u][i], within(tolerance));
                largest = Math.max(largest, Math.abs(expected[u][i]));
            }
        }
        assertThat(largest).isGreaterThan(floor);
    }
}
