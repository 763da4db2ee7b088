package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * EASE: what an item says of every other, in closed form. See the package description for the formula. Holds a square of
 * items in double precision.
 *
 * @param regularization above 0; the higher it is, the less does what has few interactions count
 */
public record Ease(double regularization) implements Recommender {

    /** The heap that it takes, in bytes. */
    public static long bytes(long items) {
        return MemoryEstimate.arrays(items, items, Double.BYTES) + SymmetricInverse.bytes(items);
    }

    @Override
    public Scorer fit(TrainingMatrix training, ToDoubleFunction<Scorer> validation, Task task) {
        SparseMatrix matrix = training.matrix();
        double[][] b = gram(matrix, task.quiet());
        for (int i = 0; i < b.length; i++) {
            b[i][i] += regularization;
        }
        SymmetricInverse.invert(b, "EASE", task);
        double[] diagonal = new double[b.length];
        Arrays.setAll(diagonal, j -> b[j][j]);
        for (int i = 0; i < b.length; i++) {
            for (int j = 0; j < b.length; j++) {
                b[i][j] = i == j ? 0 : -b[i][j] / diagonal[j];
            }
        }
        return () -> {
            double[] sum = new double[b.length];
            return (users, from, to, scores) -> {
                for (int n = from; n < to; n++) {
                    Arrays.fill(sum, 0);
                    for (int e = matrix.start(users[n]); e < matrix.start(users[n] + 1); e++) {
                        add(sum, b[matrix.column(e)], matrix.value(e));
                    }
                    for (int j = 0; j < sum.length; j++) {
                        scores[n - from][j] = (float) sum[j];
                    }
                }
            };
        };
    }

    /** {@code X'X}, from the left to the diagonal. */
    private static double[][] gram(SparseMatrix matrix, Task task) {
        SparseMatrix byItem = matrix.transposed();
        double[][] gram = new double[matrix.columns()][matrix.columns()];
        task.parallel("", gram.length, () -> i -> {
            for (int e = byItem.start(i); e < byItem.start(i + 1); e++) {
                int user = byItem.column(e);
                for (int n = matrix.start(user); n < matrix.start(user + 1) && matrix.column(n) <= i; n++) {
                    gram[i][matrix.column(n)] += byItem.value(e) * matrix.value(n);
                }
            }
        });
        return gram;
    }

    private static void add(double[] sum, double[] row, double weight) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] += weight * row[j];
        }
    }
}
