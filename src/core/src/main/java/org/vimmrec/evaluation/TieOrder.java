package org.vimmrec.evaluation;

import java.util.SplittableRandom;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.TopKHeap;

/**
 * The order of items with equal scores: a seeded permutation of all items, the same for every user, variant and
 * recommender.
 *
 * <p>An item's place depends on the seed and on its fingerprint; only between items with the same fingerprint does the
 * index decide. So the result does not depend on the order in which nodes were created.
 *
 * @param places the place of each item; of two items with equal scores, the one with the lower place ranks first
 */
public record TieOrder(int[] places) {

    /**
     * Creates an order.
     *
     * @param contents by item a number that identifies it, such as a fingerprint of its embeddings
     * @param seed the same seed gives the same order
     */
    public static TieOrder of(long[] contents, long seed) {
        int items = contents.length;
        SplittableRandom random = new SplittableRandom(seed);
        long salt = random.nextLong();
        int[] shuffled = permutation(items, random);
        TopKHeap order = new TopKHeap(items);
        for (int n = 0; n < items; n++) {
            order.offer(n, (double) Fingerprint.of(salt, contents[shuffled[n]]));
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

    /** Returns the items in their order: the inverse of {@link #places}. */
    int[] byPlace() {
        int[] items = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            items[places[i]] = i;
        }
        return items;
    }

    /** Returns the numbers from 0 to {@code length - 1} in random order, by the inside-out Fisher-Yates shuffle. */
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
