package org.vimmrec.evaluation;

import org.vimmrec.recommender.Scorer;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.TopKHeap;

/**
 * Ranks all items for a block of users: the first N of each, without the items that the user is known to like and the
 * item that the user is. Each thread has its own.
 */
final class Ranker {
    /** The most users in a block. */
    static final int USERS_PER_BLOCK = 64;

    private final Scorer.Reader reader;
    private final Interactions known;
    private final int[] places;
    private final int[] byPlace;
    private final float[][] scores;
    private final TopKHeap best;

    /**
     * @param byPlace {@link TieOrder#byPlace} of {@code ties}, which threads share
     * @param users the most users of a block, up to {@link #USERS_PER_BLOCK}
     */
    Ranker(Scorer scorer, Interactions known, TieOrder ties, int[] byPlace, int at, int users) {
        this.reader = scorer.reader();
        this.known = known;
        this.places = ties.places();
        this.byPlace = byPlace;
        this.scores = new float[Math.min(USERS_PER_BLOCK, users)][places.length];
        this.best = new TopKHeap(at);
    }

    /** Scores the users {@code users[from]} to {@code users[to - 1]}, who become the block. */
    void score(int[] users, int from, int to) {
        reader.score(users, from, to, scores);
    }

    /**
     * Ranks the items of a user and returns how many there are, at most N.
     *
     * @param place the user's place in the block
     */
    int rank(int user, int place) {
        best.clear();
        int self = known.self(user);
        int next = 0;
        int nextExcluded = 0;
        for (int i = 0; i < places.length; i++) {
            if (next < known.count(user) && known.item(user, next) == i) {
                next++;
            } else if (nextExcluded < known.excludedCount(user) && known.excludedItem(user, nextExcluded) == i) {
                nextExcluded++;
            } else if (i != self && scores[place][i] > Float.NEGATIVE_INFINITY) { // otherwise it must not be shown
                best.offer(places[i], scores[place][i]);
            }
        }
        best.sort();
        return best.size();
    }

    /** The item at a place of the ranking, from 0. */
    int item(int place) {
        return byPlace[best.index(place)];
    }

    /** The score of the item at a place of the ranking. */
    double score(int place) {
        return best.score(place);
    }
}
