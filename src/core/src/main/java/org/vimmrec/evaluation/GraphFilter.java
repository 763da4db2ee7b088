package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * A graph filter: from a user's items to all who share them, and on to theirs, normalised by degrees at every step. See the
 * package description for the formula. Learns nothing, and is the quickest of all.
 *
 * @param itemExponent how items' degrees count, 0 to 1: at 0.5 it is the symmetric filter, at 1 the walk, which favours what
 *     is popular
 */
public record GraphFilter(double itemExponent) implements Recommender {
    private static final int USERS_AT_ONCE = 64;

    /** The heap that it takes, in bytes, with so many readers of scores at once. */
    public static long bytes(long users, long items, long interactions, int readers) {
        return 4 * SparseMatrix.bytes(users, interactions)
                + readers * MemoryEstimate.arrays(users + items, USERS_AT_ONCE, Float.BYTES);
    }

    @Override
    public Scorer fit(TrainingMatrix training, ToDoubleFunction<Scorer> validation, Task task) {
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

    /** Takes many users at a time, a column each, so that the graph is gone through once for all of them. */
    private record Walk(SparseMatrix profiles, SparseMatrix toUsers, SparseMatrix toItems, float[][] atUsers,
            float[][] atItems, float[] sums) implements Scorer.Reader {

        Walk(SparseMatrix profiles, SparseMatrix toUsers, SparseMatrix toItems) {
            this(profiles, toUsers, toItems, new float[profiles.rows()][USERS_AT_ONCE],
                    new float[profiles.columns()][USERS_AT_ONCE], new float[USERS_AT_ONCE]);
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
