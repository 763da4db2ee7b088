package org.vimmrec.recommender;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.vimmrec.sparse.Interactions;

/**
 * Samples triples for Bayesian personalised ranking (Rendle et al., UAI 2009): a user, an item of the user's
 * interactions, and a negative item, with which the user has neither a real nor a virtual interaction.
 *
 * <p>Every real interaction is in every epoch, whatever its weight. Virtual interactions are left out, or each of them
 * is in an epoch with a probability that equals its weight. The expected loss then counts a virtual interaction with
 * its weight, and an epoch is hardly longer.
 */
final class BprSampler {
    /** A user without a negative item after this number of draws has nearly all items; the last draw is used. */
    private static final int MAX_DRAWS = 100;

    private final Interactions real;
    private final SparseMatrix all;
    private final int[] candidates;
    /** By entry of {@code all}; null if virtual interactions are left out. */
    private final boolean[] isReal;

    private final SplittableRandom random;
    /** The interactions of the epoch in the current order. */
    private final int[] users;

    private final int[] items;
    private int size;
    /** The negative items of the current batch. */
    private final int[] negatives;

    /**
     * @param real the real interactions
     * @param all real and virtual interactions
     * @param candidates the items that negative items are drawn from, at least one
     * @param virtualPositives whether virtual interactions are sampled as well
     * @param batchSize the largest number of triples in a batch
     */
    BprSampler(
            Interactions real,
            SparseMatrix all,
            int[] candidates,
            boolean virtualPositives,
            int batchSize,
            SplittableRandom random) {
        this.real = real;
        this.all = all;
        this.candidates = candidates;
        this.isReal = virtualPositives ? all.entriesIn(real) : null;
        this.random = random;
        this.users = new int[virtualPositives ? all.start(all.rows()) : real.total()];
        this.items = new int[users.length];
        this.negatives = new int[Math.min(batchSize, users.length)];
        addReal();
    }

    /** Creates a sampler that draws negative items among those with real interactions. */
    static BprSampler amongTouchedItems(
            TrainingData training, SparseMatrix all, boolean virtualPositives, int batchSize, SplittableRandom random) {
        int[] candidates = touchedItems(training.real(), all.columns());
        return new BprSampler(training.real(), all, candidates, virtualPositives, batchSize, random);
    }

    /** Returns all items as candidates for negative items. */
    static int[] allItems(int items) {
        return IntStream.range(0, items).toArray();
    }

    /**
     * Returns the items with real interactions as candidates for negative items. That nobody has interacted with an
     * item yet says nothing against it. As negatives, such items would only ever be pushed down, whatever their
     * features.
     */
    static int[] touchedItems(Interactions real, int items) {
        boolean[] touched = real.touched(items);
        return IntStream.range(0, items).filter(i -> touched[i]).toArray();
    }

    /** Returns the heap that a sampler needs, in bytes. */
    static long bytes(long interactions) {
        return 2 * interactions * Integer.BYTES;
    }

    /** The number of triples of the epoch. */
    int size() {
        return size;
    }

    /** The number of items. */
    int items() {
        return all.columns();
    }

    /** Samples and shuffles the interactions of an epoch. */
    void beginEpoch() {
        if (isReal != null) {
            size = 0;
            addReal();
            addVirtual();
        }
        for (int n = size - 1; n > 0; n--) {
            int other = random.nextInt(n + 1);
            swap(users, n, other);
            swap(items, n, other);
        }
    }

    private void addReal() {
        for (int u = 0; u < real.users(); u++) {
            for (int n = 0; n < real.count(u); n++) {
                add(u, real.item(u, n));
            }
        }
    }

    private void addVirtual() {
        for (int u = 0; u < all.rows(); u++) {
            for (int e = all.start(u); e < all.start(u + 1); e++) {
                if (!isReal[e] && random.nextDouble() < all.value(e)) {
                    add(u, all.column(e));
                }
            }
        }
    }

    private void add(int user, int item) {
        users[size] = user;
        items[size++] = item;
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
        int item = candidates[random.nextInt(candidates.length)];
        for (int n = 0; n < MAX_DRAWS && all.contains(user, item); n++) {
            item = candidates[random.nextInt(candidates.length)];
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
