package org.vimmrec.evaluation;

import java.util.SplittableRandom;
import org.vimmrec.interaction.Interactions;
import org.vimmrec.similarity.BestFirst;

/**
 * Interactions in three parts over the same users and items: to learn from, to choose a setting by, and to report on.
 *
 * <p>Of a user with {@code n} items, {@code fraction * n} are held out for the test and as many for validation, rounded up
 * or down by chance, so that users with few items are asked about as often as their number of interactions says; one item
 * at least is left to learn from.
 */
public record Split(Interactions training, Interactions validation, Interactions test) {
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
     * the same time, the lower index counts as the later.
     *
     * @param timed with times for keys
     * @param fraction as of {@link #random}
     * @param seed of the rounding
     */
    public static Split latest(KeyedInteractions timed, double fraction, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Interactions all = timed.interactions();
        byte[] parts = new byte[all.total()];
        int start = 0;
        for (int u = 0; u < all.users(); u++) {
            int count = all.count(u);
            int test = Math.min(rounded(fraction * count, random), Math.max(0, count - 1));
            int validation = Math.min(rounded(fraction * count, random), Math.max(0, count - 1 - test));
            BestFirst last = new BestFirst(test + validation);
            for (int n = 0; n < count; n++) {
                last.offer(n, timed.keys()[start + n]);
            }
            last.sort();
            for (int n = 0; n < test + validation; n++) {
                parts[start + last.index(n)] = n < test ? TEST : VALIDATION;
            }
            start += count;
        }
        return of(all, parts);
    }

    /**
     * Splits as the data says.
     *
     * @param labelled with keys 0 for training, 1 for validation and 2 for test, as MMRec's {@code x_label} has them
     * @throws IllegalArgumentException if a key is another, or a part is empty
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
        Split split = of(labelled.interactions(), parts);
        if (split.training.total() == 0 || split.validation.total() == 0 || split.test.total() == 0) {
            throw new IllegalArgumentException("each of the labels 0 (training), 1 (validation) and 2 (test) is needed, but"
                    + " they are on %d, %d and %d interactions".formatted(split.training.total(), split.validation.total(),
                            split.test.total()));
        }
        return split;
    }

    private static int rounded(double wanted, SplittableRandom random) {
        return (int) Math.floor(wanted + random.nextDouble());
    }

    private static Split of(Interactions all, byte[] parts) {
        return new Split(part(all, parts, TRAINING), part(all, parts, VALIDATION), part(all, parts, TEST));
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
