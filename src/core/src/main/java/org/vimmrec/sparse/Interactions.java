package org.vimmrec.sparse;

import java.util.Arrays;

/** Which user interacted with which items, and how strongly: compressed sparse rows. */
public final class Interactions {
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final int[] offsets;
    private final int[] items;
    private final double[] weights;
    /** By user the item that is the user; null where no user is an item. */
    private final int[] selves;

    /** See {@link Builder}. */
    private Interactions(int[] offsets, int[] items, double[] weights, int[] selves) {
        this.offsets = offsets;
        this.items = items;
        this.weights = weights;
        this.selves = selves;
    }

    /**
     * The parts' users one after the other. Each part is let go when it is copied, and its place becomes null.
     *
     * @param parts all weighted or none
     * @throws IllegalStateException if there are more interactions than an array can hold
     */
    public static Interactions of(Interactions[] parts) {
        long users = 0;
        long total = 0;
        for (Interactions part : parts) {
            users += part.users();
            total += part.total();
        }
        if (total > MOST) {
            throw new IllegalStateException("more than " + MOST + " interactions");
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
        return new Interactions(offsets, items, weights, null);
    }

    /** The same interactions, where users may be items themselves. */
    public Interactions withSelves(int[] newSelves) {
        boolean any = false;
        for (int self : newSelves) {
            any |= self >= 0;
        }
        return new Interactions(offsets, items, weights, any ? newSelves : null);
    }

    /** The same interactions, with users who are the items that they are in another one. */
    public Interactions withSelvesOf(Interactions other) {
        return new Interactions(offsets, items, weights, other.selves);
    }

    /** The item that a user is, or a negative number. */
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

    /** The number of pairs of a user and an item. */
    public int total() {
        return items.length;
    }

    /** The number of distinct items of a user. */
    public int count(int user) {
        return offsets[user + 1] - offsets[user];
    }

    /** An item of a user; places run from 0 and items ascend with them. */
    public int item(int user, int place) {
        return items[offsets[user] + place];
    }

    /** {@code r_ui}, above 0, of a user's item. */
    public double weight(int user, int place) {
        return weights == null ? 1 : weights[offsets[user] + place];
    }

    /** By item whether any user has it; {@code items} are all there are. */
    public boolean[] touched(int items) {
        boolean[] touched = new boolean[items];
        for (int item : this.items) {
            touched[item] = true;
        }
        return touched;
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
        return fingerprint;
    }

    /** The heap that so many interactions take, in bytes: most when they are put together, as parts and as the whole. */
    public static long bytes(long users, long interactions, boolean weighted) {
        return (users * Integer.BYTES + interactions * (Integer.BYTES + (weighted ? Double.BYTES : 0))) * 2;
    }

    /** Takes interactions user by user, in the users' order. */
    public static final class Builder {
        private final boolean weighted;
        private int[] offsets = new int[1025];
        private int users;
        private int[] items = new int[1024];
        private double[] weights;
        private int length;

        /**
         * @param weighted whether interactions have weights; if so, parallel ones between a user and an item add up, to
         *     the same sum in whatever order they came, and if not, they count once, with weight 1
         */
        public Builder(boolean weighted) {
            this.weighted = weighted;
            this.weights = weighted ? new double[1024] : null;
        }

        /** An interaction of the current user, in any order. The weight is above 0 and finite; unused if unweighted. */
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

        /** Ends the current user, with or without interactions; the next user begins. */
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

        /** All that was taken in. */
        public Interactions build() {
            return new Interactions(Arrays.copyOf(offsets, users + 1), Arrays.copyOf(items, length),
                    weighted ? Arrays.copyOf(weights, length) : null, null);
        }

        /** By item, and parallel interactions by weight. */
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
            if (length == MOST) {
                throw new IllegalStateException("more than " + MOST + " interactions");
            }
            return (int) Math.min(MOST, length * 3L / 2 + 1);
        }
    }
}
