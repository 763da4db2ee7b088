package org.vimmrec.recommender;

/** A trained model: a score for every user and item, computed on request. */
public interface Scorer {

    /** Returns a reader of scores for one thread. Any number of readers can work at the same time. */
    Reader reader();

    /** Computes scores for several users at a time. */
    interface Reader {

        /**
         * Computes scores. They are in single precision, so that scores which differ only by rounding errors are equal.
         *
         * @param users the users; scores are computed for {@code users[from]} to {@code users[to - 1]}
         * @param scores receives the scores: a row for each of these users and an entry for every item, higher is
         *     better, never NaN
         */
        void score(int[] users, int from, int to, float[][] scores);
    }
}
