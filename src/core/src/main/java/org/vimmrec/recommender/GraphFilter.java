package org.vimmrec.recommender;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * A graph filter: a walk from a user's items to all users who share them and on to those users' items, normalised by
 * degrees at every step. See the package description for the formula. It has no training and is the fastest recommender
 * here.
 *
 * @param itemExponent the exponent of items' degrees, 0 to 1: 0.5 is the symmetric filter, 1 the random walk, which
 *     favours popular items
 */
public record GraphFilter(double itemExponent) implements Recommender {
    /** The registry's entry: the random walk. */
    public static final RecommenderType TYPE = new RecommenderType(
            "graphFilter",
            Hyperparameters.NONE,
            (parameters, seed) -> new GraphFilter(1),
            (size, parameters) -> bytes(size),
            false,
            true,
            RecommenderType.ItemLimit.NONE);

    private static final int USERS_AT_ONCE = 64;

    /** Returns the heap that a model and its readers of scores need, in bytes. */
    private static long bytes(RecommenderType.TrainingSize size) {
        return 4 * SparseMatrix.bytes(size.users(), size.interactions())
                + size.readers() * MemoryEstimate.arrays(size.users() + size.items(), USERS_AT_ONCE, Float.BYTES);
    }

    @Override
    public Scorer fit(TrainingData training, ToDoubleFunction<Scorer> validation, Task task) {
        SparseMatrix matrix = training.matrix();
        SparseMatrix byItem = matrix.transposed();
        double[] itemDegrees = byItem.rowSums();
        double[] userFactors = powers(matrix.rowSums(), -1);
        double[] untouched = new double[userFactors.length];
        Arrays.fill(untouched, 1);
        SparseMatrix toUsers = matrix.scaled(userFactors, powers(itemDegrees, -itemExponent));
        SparseMatrix toItems = byItem.scaled(powers(itemDegrees, itemExponent - 1), untouched);
        return () -> new Walk(matrix, toUsers, toItems);
    }

    private static double[] powers(double[] degrees, double exponent) {
        double[] powers = new double[degrees.length];
        Arrays.setAll(powers, n -> degrees[n] > 0 ? Math.pow(degrees[n], exponent) : 0);
        return powers;
    }

    /** Processes many users at a time, a column each, so that one pass over the graph serves all of them. */
    private record Walk(
            SparseMatrix profiles,
            SparseMatrix toUsers,
            SparseMatrix toItems,
            float[][] atUsers,
            float[][] atItems,
            float[] sums)
            implements Scorer.Reader {

        Walk(SparseMatrix profiles, SparseMatrix toUsers, SparseMatrix toItems) {
            this(
                    profiles,
                    toUsers,
                    toItems,
                    new float[profiles.rows()][USERS_AT_ONCE],
                    new float[profiles.columns()][USERS_AT_ONCE],
                    new float[USERS_AT_ONCE]);
        }

        @Override
        public void score(int[] users, int from, int to, float[][] scores) {
            for (int first = from; first < to; first += USERS_AT_ONCE) {
                int count = Math.min(USERS_AT_ONCE, to - first);
                begin(users, first, count);
                for (int u = 0; u < atUsers.length; u++) {
                    Arrays.fill(atUsers[u], 0);
                    toUsers.addProduct(u, atItems, atUsers[u]);
                }
                for (int i = 0; i < atItems.length; i++) {
                    Arrays.fill(sums, 0);
                    toItems.addProduct(i, atUsers, sums);
                    for (int c = 0; c < count; c++) {
                        scores[first - from + c][i] = sums[c];
                    }
                }
            }
        }

        private void begin(int[] users, int first, int count) {
            for (float[] item : atItems) {
                Arrays.fill(item, 0);
            }
            for (int c = 0; c < count; c++) {
                int user = users[first + c];
                for (int e = profiles.start(user); e < profiles.start(user + 1); e++) {
                    atItems[profiles.column(e)][c] = (float) profiles.value(e);
                }
            }
        }
    }
}
