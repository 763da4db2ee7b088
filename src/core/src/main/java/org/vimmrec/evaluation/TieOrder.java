package org.vimmrec.evaluation;

import java.util.SplittableRandom;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.TopKHeap;

/**
 * Which of several items with equal scores ranks first: a seeded permutation of all items, the same for every user, variant
 * and recommender.
 *
 * <p>An item's place follows from the seed and from what the item is, and only among items that are the same from its index.
 * So it does not matter in which order nodes were created.
 *
 * @param places by item; of equal scores the one with the lower place ranks first
 */
public record TieOrder(int[] places) {

    /**
     * @param contents by item a number that follows from what the item is, such as a fingerprint of its embeddings
     * @param seed the same seed gives the same order
     */
    public static TieOrder of(long[] contents, long seed) {
        int items = contents.length;
        SplittableRandom random = new SplittableRandom(seed);
        long salt = random.nextLong();
        int[] shuffled = permutation(items, random);
        TopKHeap order = new TopKHeap(items);
        for (int n = 0; n < items; n++) {
            order.offer(n, Fingerprint.of(salt, contents[shuffled[n]]));
        }
        order.sort();
        int[] places = new int[items];
        for (int place = 0; place < items; place++) {
            places[shuffled[order.index(place)]] = place;
        }
        return new TieOrder(places);
    }

    /** The number of items. */
    public int items() {
        return places.length;
    }

    /** The numbers from 0 to {@code length - 1} in random order, by Fisher and Yates, from the inside out. */
    static int[] permutation(int length, SplittableRandom random) {
        int[] permutation = new int[length];
        for (int n = 0; n < length; n++) {
            int other = random.nextInt(n + 1);
            permutation[n] = permutation[other];
            permutation[other] = n;
        }
        return permutation;
    }
}
