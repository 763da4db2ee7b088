package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.interaction.Interactions;

/**
 * Interactions with a number each, by which to split them.
 *
 * @param interactions the pairs of a user and an item
 * @param keys a number for each, in the order of users and places: a time, or a label
 */
public record KeyedInteractions(Interactions interactions, double[] keys) {

    /** Takes interactions user by user, in the users' order. */
    public static final class Builder {
        private final Interactions.Builder pairs;
        private double[] keys = new double[1024];
        private int length;
        private int[] items = new int[16];
        private double[] itemKeys = new double[16];
        private int count;

        /** See {@link Interactions.Builder}. */
        public Builder(boolean weighted) {
            pairs = new Interactions.Builder(weighted);
        }

        /** An interaction of the current user, in any order. Of parallel ones with an item, the lowest key counts. */
        public void add(int item, double weight, double key) {
            pairs.add(item, weight);
            if (count == items.length) {
                items = Arrays.copyOf(items, 2 * count);
                itemKeys = Arrays.copyOf(itemKeys, 2 * count);
            }
            items[count] = item;
            itemKeys[count++] = key;
        }

        /** Ends the current user; the next user begins. */
        public void endUser() {
            pairs.endUser();
            long[] order = new long[count];
            for (int n = 0; n < count; n++) {
                order[n] = (long) items[n] << 32 | n;
            }
            Arrays.sort(order);
            if (length + count > keys.length) {
                keys = Arrays.copyOf(keys, Math.max(length + count, 2 * length));
            }
            for (int n = 0; n < count; n++) {
                double key = itemKeys[(int) order[n]];
                if (n > 0 && order[n] >> 32 == order[n - 1] >> 32) {
                    keys[length - 1] = Math.min(keys[length - 1], key);
                } else {
                    keys[length++] = key;
                }
            }
            count = 0;
        }

        /** All that was taken in. */
        public KeyedInteractions build() {
            return new KeyedInteractions(pairs.build(), Arrays.copyOf(keys, length));
        }
    }
}
