package org.vimmrec.evaluation;

/** What a recommender has learnt: a score for every user and item, computed when asked for. */
public interface Scorer {

    /** A reader of scores, for one thread. Any number may read at once. */
    Reader reader();

    /** Computes scores for some users at a time. */
    interface Reader {

        /**
         * Scores are in single precision, so that those which differ only by the rounding of their computation are equal.
         *
         * @param users the users, of whom {@code users[from]} to {@code users[to - 1]} are asked for
         * @param scores filled: a row for each of these users, an entry for every item, higher is better, never NaN
         */
        void score(int[] users, int from, int to, float[][] scores);
    }
}
