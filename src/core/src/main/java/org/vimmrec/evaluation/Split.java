package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.TopKHeap;

/**
 * Interactions in three parts over the same users and items: to learn from, to choose a setting by, and to report on.
 *
 * <p>Of a user with {@code n} items, {@code fraction * n} are held out for the test and as many for validation, rounded up
 * or down by chance, so that users with few items are asked about as often as their number of interactions says; one item
 * at least is left to learn from.
 *
 * @param training to learn from
 * @param validation to choose a setting by
 * @param test to report on
 * @param tiedUsers of how many users chance has divided interactions with the same key between two parts
 */
public record Split(Interactions training, Interactions validation, Interactions test, int tiedUsers) {
    private static final long TIES = 0x9E3779B97F4A7C15L;
    private static final byte TRAINING = 0;
    private static final byte VALIDATION = 1;
    private static final byte TEST = 2;

    /**
     * Holds out items of each user at random.
     *
     * @param fraction for the test, and again for validation; above 0, below 0.5
     * @param seed the same seed gives the same split
     */
    public static Split random(Interactions all, double fraction, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] keys = new double[all.total()];
        for (int n = 0; n < keys.length; n++) {
            keys[n] = random.nextDouble();
        }
        return latest(new KeyedInteractions(all, keys), fraction, random.nextLong());
    }

    /**
     * Holds out the items that each user came to last: the test from the very end, validation from before that. Of items at
     * the same time, chance says which counts as the later.
     *
     * @param timed with times for keys
     * @param fraction as of {@link #random}
     * @param seed of the rounding and of the order of items at the same time
     */
    public static Split latest(KeyedInteractions timed, double fraction, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom ties = new SplittableRandom(seed ^ TIES);
        int tiedUsers = 0;
        Interactions all = timed.interactions();
        byte[] parts = new byte[all.total()];
        int start = 0;
        for (int u = 0; u < all.users(); u++) {
            int count = all.count(u);
            int test = Math.min(rounded(fraction * count, random), Math.max(0, count - 1));
            int validation = Math.min(rounded(fraction * count, random), Math.max(0, count - 1 - test));
            int[] order = TieOrder.permutation(count, ties);
            TopKHeap last = new TopKHeap(Math.min(count, test + validation + 1));
            for (int n = 0; n < count; n++) {
                last.offer(n, timed.keys()[start + order[n]]);
            }
            last.sort();
            for (int n = 0; n < test + validation; n++) {
                parts[start + order[last.index(n)]] = n < test ? TEST : VALIDATION;
            }
            tiedUsers += isTied(last, test) || isTied(last, test + validation) ? 1 : 0;
            start += count;
        }
        return of(all, parts, tiedUsers);
    }

    /**
     * Splits as the data says.
     *
     * @param labelled with keys 0 for training, 1 for validation and 2 for test, as MMRec's {@code x_label} has them
     * @throws IllegalArgumentException if a key is another, a part is empty, or nobody who has something in it has anything
     *     to learn from
     */
    public static Split labelled(KeyedInteractions labelled) {
        byte[] parts = new byte[labelled.keys().length];
        for (int n = 0; n < parts.length; n++) {
            double key = labelled.keys()[n];
            if (key != TRAINING && key != VALIDATION && key != TEST) {
                throw new IllegalArgumentException(
                        "a label must be 0 (training), 1 (validation) or 2 (test), but one is " + key);
            }
            parts[n] = (byte) key;
        }
        Split split = of(labelled.interactions(), parts, 0);
        if (split.training.total() == 0 || split.validation.total() == 0 || split.test.total() == 0) {
            throw new IllegalArgumentException("each of the labels 0 (training), 1 (validation) and 2 (test) is needed, but"
                    + " they are on %d, %d and %d interactions".formatted(split.training.total(), split.validation.total(),
                            split.test.total()));
        }
        for (Interactions heldOut : List.of(split.validation, split.test)) {
            if (split.coldUsers(heldOut) == RankingMetrics.usersOf(heldOut).length) {
                throw new IllegalArgumentException("no user with an interaction of label %d has one of label 0 (training), so"
                        .formatted(heldOut == split.test ? TEST : VALIDATION) + " nothing is known of those to recommend to");
            }
        }
        return split;
    }

    /** The number of users with interactions held out, in one part or several, and without any to learn from. */
    public int coldUsers(Interactions... heldOut) {
        return (int) Arrays.stream(RankingMetrics.usersOf(heldOut)).filter(u -> training.count(u) == 0).count();
    }

    /** Whether the last one before a cut and the first one after it have the same key. */
    private static boolean isTied(TopKHeap sorted, int cut) {
        return cut > 0 && cut < sorted.size() && sorted.score(cut - 1) == sorted.score(cut);
    }

    private static int rounded(double wanted, SplittableRandom random) {
        return (int) Math.floor(wanted + random.nextDouble());
    }

    private static Split of(Interactions all, byte[] parts, int tiedUsers) {
        return new Split(part(all, parts, TRAINING), part(all, parts, VALIDATION), part(all, parts, TEST), tiedUsers);
    }

    private static Interactions part(Interactions all, byte[] parts, byte wanted) {
        Interactions.Builder part = new Interactions.Builder(true);
        int at = 0;
        for (int u = 0; u < all.users(); u++) {
            for (int n = 0; n < all.count(u); n++) {
                if (parts[at++] == wanted) {
                    part.add(all.item(u, n), all.weight(u, n));
                }
            }
            part.endUser();
        }
        return part.build().withSelvesOf(all);
    }
}
