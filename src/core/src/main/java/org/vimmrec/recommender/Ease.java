package org.vimmrec.recommender;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.Task;

/**
 * EASE: a linear model of each item by all others, solved in closed form. See the package description for the formula.
 * Holds a dense square matrix of items in double precision.
 *
 * @param regularization the penalty of the ridge regression, above 0. A higher value gives less influence to items with
 *     few interactions
 */
public record Ease(double regularization) implements Recommender {
    /** The registry's entry. */
    public static final RecommenderType TYPE = new RecommenderType(
            "ease",
            new Hyperparameters(null, null, null, 100.0, null),
            (parameters, seed) -> new Ease(parameters.regularization()),
            (size, parameters) -> bytes(size.items()),
            false,
            true,
            new RecommenderType.ItemLimit(10_000, "a dense square matrix of items"));

    private static final int WIDTH = SymmetricInverse.WIDTH;

    /** Checks the penalty. */
    public Ease {
        if (!(regularization > 0)) {
            throw new IllegalArgumentException(
                    "`regularization` must be above 0 for 'ease', but was " + regularization);
        }
    }

    /** Returns the heap that a model needs, in bytes. */
    public static long bytes(long items) {
        return SymmetricInverse.bytes(items);
    }

    @Override
    public Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        SparseMatrix matrix = training.matrix();
        double[][][] b = gram(matrix, task.quiet());
        for (int i = 0; i < b.length; i++) {
            b[i][i / WIDTH][i % WIDTH] += regularization;
        }
        SymmetricInverse.invert(b, "EASE", task);
        double[] diagonal = new double[b.length];
        Arrays.setAll(diagonal, j -> b[j][j / WIDTH][j % WIDTH]);
        for (int i = 0; i < b.length; i++) {
            for (int j = 0; j < b.length; j++) {
                b[i][j / WIDTH][j % WIDTH] /= -diagonal[j];
            }
            b[i][i / WIDTH][i % WIDTH] = 0;
        }
        return () -> {
            double[][] sums = new double[(b.length + WIDTH - 1) / WIDTH][WIDTH];
            return (users, from, to, scores) -> {
                for (int n = from; n < to; n++) {
                    for (double[] sum : sums) {
                        Arrays.fill(sum, 0);
                    }
                    for (int e = matrix.start(users[n]); e < matrix.start(users[n] + 1); e++) {
                        for (int piece = 0; piece < sums.length; piece++) {
                            add(sums[piece], b[matrix.column(e)][piece], matrix.value(e));
                        }
                    }
                    for (int j = 0; j < b.length; j++) {
                        scores[n - from][j] = (float) sums[j / WIDTH][j % WIDTH];
                    }
                }
            };
        };
    }

    /** Returns {@code X'X}, the lower triangle and the diagonal. */
    private static double[][][] gram(SparseMatrix matrix, Task task) {
        SparseMatrix byItem = matrix.transposed();
        double[][][] gram = SymmetricInverse.square(matrix.columns());
        task.parallel("", gram.length, () -> i -> {
            for (int e = byItem.start(i); e < byItem.start(i + 1); e++) {
                int user = byItem.column(e);
                for (int n = matrix.start(user); n < matrix.start(user + 1) && matrix.column(n) <= i; n++) {
                    gram[i][matrix.column(n) / WIDTH][matrix.column(n) % WIDTH] += byItem.value(e) * matrix.value(n);
                }
            }
        });
        return gram;
    }

    private static void add(double[] sum, double[] row, double weight) {
        for (int c = 0; c < WIDTH; c++) {
            sum[c] += weight * row[c];
        }
    }
}
