package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;

/**
 * The items that a model recommends to some users: a row per user with the items of the highest scores, best first.
 * Items that a user knows are never recommended. The lists are those that an experiment measures: they have the same
 * order of equal scores.
 *
 * <p>Rows are computed in blocks of {@value Ranker#USERS_PER_BLOCK} when a reader reaches them, so reading them in
 * ascending order is much faster than reading at random.
 */
public final class Recommendations implements SparseRows {
    private final Scorer scorer;
    private final Interactions known;
    private final TieOrder ties;
    private final int[] byPlace;
    private final int[] users;
    private final int limit;

    /**
     * @param scorer the model
     * @param known the items that each user of the model knows
     * @param users the users to recommend items to, each a row
     * @param limit the most items for a user
     */
    public Recommendations(Scorer scorer, Interactions known, TieOrder ties, int[] users, int limit) {
        this.scorer = scorer;
        this.known = known;
        this.ties = ties;
        this.byPlace = ties.byPlace();
        this.users = users;
        this.limit = limit;
    }

    @Override
    public int rows() {
        return users.length;
    }

    @Override
    public Reader reader() {
        return new BlockReader();
    }

    private final class BlockReader implements Reader {
        private final Ranker ranker = new Ranker(scorer, known, ties, byPlace, limit, users.length);
        /** The users of the block in rows, of which the next one begins after it. */
        private int from;

        private int to;

        @Override
        public int read(int row) {
            if (row < from || row >= to) {
                from = row - row % Ranker.USERS_PER_BLOCK;
                to = Math.min(users.length, from + Ranker.USERS_PER_BLOCK);
                ranker.score(users, from, to);
            }
            int entries = ranker.rank(users[row], row - from);
            for (int n = 0; n < entries; n++) {
                if (Double.isInfinite(ranker.score(n)) || Double.isNaN(ranker.score(n))) {
                    throw new IllegalStateException("A score of the model is not finite: weights or embeddings are too"
                            + " large. Divide all weights by the same number, or lower `learningRate`.");
                }
            }
            return entries;
        }

        /** Does nothing: rows are sorted by score and then by the order of equal scores. */
        @Override
        public void sort() {}

        @Override
        public int column(int entry) {
            return ranker.item(entry);
        }

        @Override
        public double value(int entry) {
            return ranker.score(entry);
        }
    }

    /** Returns the numbers from 0 to {@code users - 1}. */
    public static int[] allUsers(int users) {
        int[] all = new int[users];
        Arrays.setAll(all, u -> u);
        return all;
    }
}
