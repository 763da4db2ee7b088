package org.vimmrec.sparse;

import java.util.Arrays;

/**
 * The interactions of users with items and their weights, in compressed sparse rows (CSR). There may be negative
 * interactions, which count against similar items, and excluded items, which must not be proposed to a user.
 */
public final class Interactions {
    private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

    private final int[] offsets;
    private final int[] items;
    private final double[] weights;
    /** By user, the item that is the user, or a negative number; null if no user is an item. */
    private final int[] selves;
    /** Null if no user has any. */
    private final Interactions negatives;
    /** By user the items that must not be proposed, without the user's own; null if no user has any. */
    private final Interactions excluded;

    private Interactions(
            int[] offsets, int[] items, double[] weights, int[] selves, Interactions negatives, Interactions excluded) {
        this.offsets = offsets;
        this.items = items;
        this.weights = weights;
        this.selves = selves;
        this.negatives = negatives;
        this.excluded = excluded;
    }

    /**
     * Concatenates the users of several parts. Each part is released as soon as it is copied: its place becomes null.
     *
     * @param parts either all weighted or all unweighted
     * @throws IllegalStateException if there are more interactions than an array can hold
     */
    public static Interactions of(Interactions[] parts) {
        long users = 0;
        long total = 0;
        for (Interactions part : parts) {
            users += part.users();
            total += part.total();
        }
        if (total > MAX_LENGTH) {
            throw new IllegalStateException("more than " + MAX_LENGTH + " interactions");
        }
        int[] offsets = new int[Math.toIntExact(users + 1)];
        int[] items = new int[(int) total];
        double[] weights = parts.length > 0 && parts[0].weights != null ? new double[(int) total] : null;
        int user = 0;
        for (int n = 0; n < parts.length; n++) {
            Interactions part = parts[n];
            parts[n] = null;
            int start = offsets[user];
            System.arraycopy(part.items, 0, items, start, part.items.length);
            if (weights != null) {
                System.arraycopy(part.weights, 0, weights, start, part.items.length);
            }
            for (int u = 1; u < part.offsets.length; u++) {
                offsets[++user] = start + part.offsets[u];
            }
        }
        return new Interactions(offsets, items, weights, null, null, null);
    }

    /**
     * The same interactions of users that may be items themselves.
     *
     * @param newSelves by user, the item that is the user, or a negative number
     */
    public Interactions withSelves(int[] newSelves) {
        boolean any = false;
        for (int self : newSelves) {
            any |= self >= 0;
        }
        return new Interactions(offsets, items, weights, any ? newSelves : null, negatives, excluded);
    }

    /**
     * The same interactions of users who have others that are not votes for an item.
     *
     * @param newNegatives the interactions that count against similar items. Their items are excluded or interactions
     * @param newExcluded by user the items that must not be proposed, none of which the user has an interaction with
     */
    public Interactions withNegatives(Interactions newNegatives, Interactions newExcluded) {
        return new Interactions(
                offsets,
                items,
                weights,
                selves,
                newNegatives.total() > 0 ? newNegatives : null,
                newExcluded.total() > 0 ? newExcluded : null);
    }

    /**
     * The same interactions, with what another instance knows of the users: their own items, excluded items, and
     * negative interactions. If this is a part of the other instance, the negative interactions with the items of the
     * rest are left out, because the rest is unknown to this part.
     */
    public Interactions withSelvesOf(Interactions other) {
        Interactions known = other.negatives == null ? null : NegativeInteractions.known(this, other);
        return new Interactions(offsets, items, weights, other.selves, known, other.excluded);
    }

    /** Whether a user has an interaction with an item. */
    public boolean has(int user, int item) {
        return Arrays.binarySearch(items, offsets[user], offsets[user + 1], item) >= 0;
    }

    /** The number of items of a user that count against similar items. */
    public int negativeCount(int user) {
        return negatives == null ? 0 : negatives.count(user);
    }

    /** An item of a user that counts against similar items, by its place, from 0. Items ascend with the place. */
    public int negativeItem(int user, int place) {
        return negatives.item(user, place);
    }

    /** The weight of a negative interaction, above 0. */
    public double negativeWeight(int user, int place) {
        return negatives.weight(user, place);
    }

    /** The number of items of a user that must not be proposed, beside those of the user's interactions. */
    public int excludedCount(int user) {
        return excluded == null ? 0 : excluded.count(user);
    }

    /** An item that must not be proposed to a user, by its place, from 0. Items ascend with the place. */
    public int excludedItem(int user, int place) {
        return excluded.item(user, place);
    }

    /** The same interactions and those of one more user, each with weight 1. */
    public Interactions withUser(int[] newItems) {
        Builder user = new Builder(weights != null);
        for (int item : newItems) {
            user.add(item, 1);
        }
        user.endUser();
        Interactions all = of(new Interactions[] {this, user.build()});
        int[] newSelves = selves == null ? null : Arrays.copyOf(selves, selves.length + 1);
        if (newSelves != null) {
            newSelves[selves.length] = -1;
        }
        int[] none = {};
        return new Interactions(
                all.offsets,
                all.items,
                all.weights,
                newSelves,
                negatives == null ? null : negatives.withUser(none),
                excluded == null ? null : excluded.withUser(none));
    }

    /** The item that is the user, or a negative number. */
    public int self(int user) {
        return selves == null ? -1 : selves[user];
    }

    /** Whether interactions have weights. */
    public boolean weighted() {
        return weights != null;
    }

    /** The number of users, with and without interactions. */
    public int users() {
        return offsets.length - 1;
    }

    /** The number of distinct pairs of a user and an item. */
    public int total() {
        return items.length;
    }

    /** The number of distinct items of a user. */
    public int count(int user) {
        return offsets[user + 1] - offsets[user];
    }

    /** An item of a user by its place, from 0. Items ascend with the place. */
    public int item(int user, int place) {
        return items[offsets[user] + place];
    }

    /** The weight {@code r_ui} of an interaction, above 0. */
    public double weight(int user, int place) {
        return weights == null ? 1 : weights[offsets[user] + place];
    }

    /**
     * Tells for each item whether any user has interacted with it.
     *
     * @param items the number of items
     */
    public boolean[] touched(int items) {
        boolean[] touched = new boolean[items];
        for (int item : this.items) {
            touched[item] = true;
        }
        return touched;
    }

    /**
     * Counts the users of each item.
     *
     * @param items the number of items
     */
    public int[] degrees(int items) {
        int[] degrees = new int[items];
        for (int item : this.items) {
            degrees[item]++;
        }
        return degrees;
    }

    /** The {@link Fingerprint} of a user's interactions, given the ids of the items. */
    public long fingerprint(int user, long[] ids) {
        long fingerprint = self(user) < 0 ? Fingerprint.NONE : Fingerprint.of(Fingerprint.NONE, ids[self(user)]);
        for (int n = 0; n < count(user); n++) {
            fingerprint = Fingerprint.of(fingerprint, ids[item(user, n)]);
            if (weights != null) {
                fingerprint = Fingerprint.of(fingerprint, Double.doubleToRawLongBits(weight(user, n)));
            }
        }
        if (negativeCount(user) > 0) {
            fingerprint = Fingerprint.of(fingerprint, negatives.fingerprint(user, ids));
        }
        for (int n = 0; n < excludedCount(user); n++) {
            fingerprint = Fingerprint.of(fingerprint, ~ids[excludedItem(user, n)]); // no item has a negative id
        }
        return fingerprint;
    }

    /** The peak heap of reading interactions, in bytes: the parts and the whole while they are concatenated. */
    public static long bytes(long users, long interactions, boolean weighted) {
        return (users * Integer.BYTES + interactions * (Integer.BYTES + (weighted ? Double.BYTES : 0))) * 2;
    }

    /** Collects interactions user by user, in the order of the users. */
    public static final class Builder {
        private final boolean weighted;
        private int[] offsets = new int[1025];
        private int users;
        private int[] items = new int[1024];
        private double[] weights;
        private int length;

        /**
         * @param weighted whether interactions have weights. The weights of parallel interactions between a user and an
         *     item add up to the same sum in any order. Unweighted parallel interactions count once, with weight 1
         */
        public Builder(boolean weighted) {
            this.weighted = weighted;
            this.weights = weighted ? new double[1024] : null;
        }

        /**
         * Adds an interaction of the current user, in any order.
         *
         * @param weight above 0 and finite; ignored if interactions are unweighted
         */
        public void add(int item, double weight) {
            if (length == items.length) {
                int capacity = grown(length);
                items = Arrays.copyOf(items, capacity);
                weights = weighted ? Arrays.copyOf(weights, capacity) : null;
            }
            items[length] = item;
            if (weighted) {
                weights[length] = weight;
            }
            length++;
        }

        /** Completes the current user, who may have no interactions, and starts the next one. */
        public void endUser() {
            int start = offsets[users];
            if (weighted) {
                sortWithWeights(start, length);
            } else {
                Arrays.sort(items, start, length);
            }
            int end = start;
            for (int n = start; n < length; n++) {
                if (end > start && items[end - 1] == items[n]) {
                    if (weighted) {
                        weights[end - 1] += weights[n];
                    }
                } else {
                    items[end] = items[n];
                    if (weighted) {
                        weights[end] = weights[n];
                    }
                    end++;
                }
            }
            length = end;
            if (users + 1 == offsets.length) {
                offsets = Arrays.copyOf(offsets, grown(offsets.length));
            }
            offsets[++users] = length;
        }

        /** Creates the interactions of all completed users. */
        public Interactions build() {
            return new Interactions(
                    Arrays.copyOf(offsets, users + 1),
                    Arrays.copyOf(items, length),
                    weighted ? Arrays.copyOf(weights, length) : null,
                    null,
                    null,
                    null);
        }

        /** Sorts by item, and parallel interactions by weight. */
        private void sortWithWeights(int start, int end) {
            int count = end - start;
            long[] keys = new long[count];
            for (int n = 0; n < count; n++) {
                keys[n] = (long) items[start + n] << 32 | n;
            }
            Arrays.sort(keys);
            double[] unsorted = Arrays.copyOfRange(weights, start, end);
            for (int n = 0; n < count; n++) {
                items[start + n] = (int) (keys[n] >> 32);
                weights[start + n] = unsorted[(int) keys[n]];
            }
            for (int from = start, to = start; from < end; from = to) {
                while (to < end && items[to] == items[from]) {
                    to++;
                }
                if (to - from > 1) {
                    Arrays.sort(weights, from, to);
                }
            }
        }

        private static int grown(int length) {
            if (length == MAX_LENGTH) {
                throw new IllegalStateException("more than " + MAX_LENGTH + " interactions");
            }
            return (int) Math.min(MAX_LENGTH, length * 3L / 2 + 1);
        }
    }
}
