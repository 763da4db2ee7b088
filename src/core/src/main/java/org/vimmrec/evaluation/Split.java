package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.TopKHeap;

/**
 * Interactions in three parts over the same users and items.
 *
 * <p>{@link #random} and {@link #latest} hold out a share of each user's items. Of a user with {@code n} items,
 * {@code fraction * n} are held out for the test and as many for validation. Both numbers are rounded up or down at
 * random, so that their expected value is exact for users with few items. At least one item remains for training.
 *
 * @param training the interactions to learn from
 * @param validation the interactions that select a variant
 * @param test the interactions to report on
 * @param tiedUsers the number of users whose interactions with equal keys were divided at random between two parts
 */
public record Split(Interactions training, Interactions validation, Interactions test, int tiedUsers) {
    private static final long TIES = 0x9E3779B97F4A7C15L;
    private static final long COLD = 0xBF58476D1CE4E5B9L;
    private static final byte TRAINING = 0;
    private static final byte VALIDATION = 1;
    private static final byte TEST = 2;
    /** Of interactions that are in no part. */
    private static final byte IGNORED = 3;

    /**
     * Holds out random items of each user.
     *
     * @param fraction the share for the test, and the same share for validation; above 0, below 0.5
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
     * Holds out the latest items of each user: the very last for the test, those before for validation. Items at the
     * same time are in random order.
     *
     * @param timed interactions with times as keys
     * @param fraction see {@link #random}
     * @param seed the seed of the rounding and of the order of items at the same time
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
     * Splits by labels.
     *
     * @param labelled interactions with the keys 0 for training, 1 for validation and 2 for the test, as in MMRec's
     *     {@code x_label}
     * @throws IllegalArgumentException if there is another key, a part is empty, or no user of a held-out part has
     *     training interactions
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
        if (split.hasEmptyPart()) {
            throw new IllegalArgumentException(
                    "each of the labels 0 (training), 1 (validation) and 2 (test) is needed, but"
                            + " they are on %d, %d and %d interactions"
                                    .formatted(split.training.total(), split.validation.total(), split.test.total()));
        }
        for (Interactions heldOut : List.of(split.validation, split.test)) {
            if (split.hasColdUsersOnly(heldOut)) {
                throw new IllegalArgumentException(
                        ("no user with an interaction of label %d has one of label 0 (training), so"
                                        + " a recommender would know nothing about any of its users")
                                .formatted(heldOut == split.test ? TEST : VALIDATION));
            }
        }
        return split;
    }

    /** Holds nothing out. */
    static Split withoutHeldOut(Interactions all) {
        return of(all, new byte[all.total()], 0);
    }

    /**
     * Splits the interactions of all users at the same points in time.
     *
     * @param timed interactions with times as keys
     * @throws IllegalArgumentException if a part is empty, or no user of a held-out part has training interactions
     */
    public static Split byTime(KeyedInteractions timed, TimeCuts cuts) {
        byte[] parts = new byte[timed.keys().length];
        int ignored = 0;
        for (int n = 0; n < parts.length; n++) {
            double time = timed.keys()[n];
            parts[n] = time >= cuts.testFrom()
                    ? TEST
                    : time >= cuts.validationFrom() ? VALIDATION : time < cuts.trainingEnd() ? TRAINING : IGNORED;
            ignored += parts[n] == IGNORED ? 1 : 0;
        }
        Split split = of(timed.interactions(), parts, 0);
        if (split.hasEmptyPart()) {
            throw new IllegalArgumentException(
                    ("of %d interactions, %d are for training, %d in the gap, %d for validation and %d for the test,"
                                    + " but training, validation and test need at least one each")
                            .formatted(
                                    parts.length,
                                    split.training.total(),
                                    ignored,
                                    split.validation.total(),
                                    split.test.total()));
        }
        if (split.hasColdUsersOnly(split.validation) || split.hasColdUsersOnly(split.test)) {
            throw new IllegalArgumentException(
                    ("no user with %s interactions has training interactions, so a recommender would know nothing about"
                                    + " any of them")
                            .formatted(split.hasColdUsersOnly(split.validation) ? "validation" : "test"));
        }
        return split;
    }

    private boolean hasEmptyPart() {
        return training.total() == 0 || validation.total() == 0 || test.total() == 0;
    }

    private boolean hasColdUsersOnly(Interactions heldOut) {
        return coldUsers(heldOut) == RankingMetrics.usersOf(heldOut).length;
    }

    /**
     * Returns the number of users with interactions in at least one of several held-out parts, but none in training.
     */
    public int coldUsers(Interactions... heldOut) {
        return (int) Arrays.stream(RankingMetrics.usersOf(heldOut))
                .filter(u -> training.count(u) == 0)
                .count();
    }

    /**
     * Holds out random items with all their interactions, half of them for validation and half for the test. They are
     * cold items, as new items are. Users who have interacted with no other items become cold, too.
     *
     * @param fraction the share of items
     * @param seed the same seed gives the same items
     */
    Split withColdItems(double fraction, long seed) {
        if (fraction == 0) {
            return this;
        }
        Interactions.Builder[] parts = new Interactions.Builder[TEST + 1];
        Arrays.setAll(parts, part -> new Interactions.Builder(true));
        List<Interactions> now = List.of(training, validation, test);
        for (int u = 0; u < training.users(); u++) {
            for (int part = TRAINING; part <= TEST; part++) {
                for (int n = 0; n < now.get(part).count(u); n++) {
                    int item = now.get(part).item(u, n);
                    double draw = new SplittableRandom(Fingerprint.of(seed ^ COLD, item)).nextDouble();
                    int newPart = draw >= fraction ? part : draw < fraction / 2 ? VALIDATION : TEST;
                    parts[newPart].add(item, now.get(part).weight(u, n));
                }
            }
            for (Interactions.Builder part : parts) {
                part.endUser();
            }
        }
        return new Split(
                parts[TRAINING].build().withSelvesOf(training),
                parts[VALIDATION].build().withSelvesOf(training),
                parts[TEST].build().withSelvesOf(training),
                tiedUsers);
    }

    /**
     * Leaves only interactions with some items to be found. The training interactions stay.
     *
     * @param candidates by item whether it may be found; null if all may
     * @throws IllegalArgumentException if nothing is left to be found
     */
    Split among(boolean[] candidates) {
        if (candidates == null) {
            return this;
        }
        Split split = new Split(training, among(validation, candidates), among(test, candidates), tiedUsers);
        if (split.validation.total() == 0 || split.test.total() == 0) {
            throw new IllegalArgumentException(
                    ("Of the interactions with items that may be proposed (`candidateLabel`, `candidateProperty`), %d"
                                    + " are held out for validation and %d for the test, but each part needs one. Let more"
                                    + " items be proposed.")
                            .formatted(split.validation.total(), split.test.total()));
        }
        return split;
    }

    private static Interactions among(Interactions all, boolean[] candidates) {
        Interactions.Builder some = new Interactions.Builder(true);
        for (int u = 0; u < all.users(); u++) {
            for (int n = 0; n < all.count(u); n++) {
                if (candidates[all.item(u, n)]) {
                    some.add(all.item(u, n), all.weight(u, n));
                }
            }
            some.endUser();
        }
        return some.build().withSelvesOf(all);
    }

    /** Whether the items before and after a cut have the same key. */
    private static boolean isTied(TopKHeap sorted, int cut) {
        return cut > 0 && cut < sorted.size() && sorted.score(cut - 1) == sorted.score(cut);
    }

    /** Returns the number of held-out interactions of users who are not cold with items that are. */
    int coldInteractions(Interactions heldOut, int items) {
        boolean[] warm = training.touched(items);
        int cold = 0;
        for (int u = 0; u < heldOut.users(); u++) {
            for (int n = 0; n < heldOut.count(u) && training.count(u) > 0; n++) {
                cold += warm[heldOut.item(u, n)] ? 0 : 1;
            }
        }
        return cold;
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
