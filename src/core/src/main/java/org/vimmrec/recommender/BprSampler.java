package org.vimmrec.recommender;

import java.util.SplittableRandom;
import org.vimmrec.sparse.Interactions;

/**
 * Samples triples for Bayesian personalised ranking (Rendle et al., UAI 2009): a user, an item of the user's real
 * interactions, and a negative item, with which the user has neither a real nor a virtual interaction.
 */
final class BprSampler {
    /** A user without a negative item after this number of draws has nearly all items; the last draw is used. */
    private static final int MAX_DRAWS = 100;

    private final SparseMatrix all;
    private final SplittableRandom random;
    /** The real interactions in the current order. */
    private final int[] users;

    private final int[] items;
    /** The negative items of the current batch. */
    private final int[] negatives;

    /**
     * @param real the interactions to learn
     * @param all real and virtual interactions
     * @param batchSize the largest number of triples in a batch
     */
    BprSampler(Interactions real, SparseMatrix all, int batchSize, SplittableRandom random) {
        this.all = all;
        this.random = random;
        this.users = new int[real.total()];
        this.items = new int[real.total()];
        this.negatives = new int[Math.min(batchSize, users.length)];
        int at = 0;
        for (int u = 0; u < real.users(); u++) {
            for (int n = 0; n < real.count(u); n++) {
                users[at] = u;
                items[at++] = real.item(u, n);
            }
        }
    }

    /** The number of triples of an epoch. */
    int size() {
        return users.length;
    }

    /** Shuffles the interactions, at the beginning of an epoch. */
    void shuffle() {
        for (int n = users.length - 1; n > 0; n--) {
            int other = random.nextInt(n + 1);
            swap(users, n, other);
            swap(items, n, other);
        }
    }

    private static void swap(int[] array, int n, int other) {
        int value = array[n];
        array[n] = array[other];
        array[other] = value;
    }

    /** Draws the negative items of the triples from {@code from} to {@code to - 1}, the current batch. */
    void drawNegatives(int from, int to) {
        for (int n = from; n < to; n++) {
            negatives[n - from] = negative(users[n]);
        }
    }

    private int negative(int user) {
        int item = random.nextInt(all.columns());
        for (int n = 0; n < MAX_DRAWS && all.contains(user, item); n++) {
            item = random.nextInt(all.columns());
        }
        return item;
    }

    int user(int triple) {
        return users[triple];
    }

    int item(int triple) {
        return items[triple];
    }

    /** A negative item of the current batch, counted from the batch's first triple. */
    int negativeInBatch(int n) {
        return negatives[n];
    }
}
