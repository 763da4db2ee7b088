package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.Task;

/**
 * EASE: what an item says of every other, in closed form. See the package description for the formula. Holds a square of
 * items in double precision.
 *
 * @param regularization above 0; the higher it is, the less does what has few interactions count
 */
public record Ease(double regularization) implements Recommender {

    private static final int WIDTH = SymmetricInverse.WIDTH;

    /** The heap that it takes, in bytes. */
    public static long bytes(long items) {
        return SymmetricInverse.bytes(items);
    }

    @Override
    public Scorer fit(TrainingMatrix training, ToDoubleFunction<Scorer> validation, Task task) {
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

    /** {@code X'X}, from the left to the diagonal. */
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
