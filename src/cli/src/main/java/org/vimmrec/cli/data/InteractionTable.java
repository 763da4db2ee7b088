package org.vimmrec.cli.data;

import java.util.Arrays;

/**
 * The interactions of a data set, stored by column. Row {@code n} holds a user and an item, and optionally the split,
 * the rating and the timestamp.
 */
public final class InteractionTable {

    /** The splits, numbered as in MMRec's {@code x_label}. */
    public static final int TRAINING = 0;

    public static final int VALIDATION = 1;
    public static final int TEST = 2;

    private final boolean labelled;
    private final boolean rated;
    private final boolean timed;
    private int[] users = new int[1024];
    private int[] items = new int[1024];
    private byte[] labels;
    private double[] ratings;
    private long[] timestamps;
    private final int[] sizes = new int[3];
    private int size;

    /**
     * Creates an empty table.
     *
     * @param labelled whether the data set has splits; without them, all interactions are for training
     * @param rated whether interactions have ratings
     * @param timed whether interactions have timestamps
     */
    public InteractionTable(boolean labelled, boolean rated, boolean timed) {
        this.labelled = labelled;
        this.rated = rated;
        this.timed = timed;
        labels = new byte[labelled ? users.length : 0];
        ratings = new double[rated ? users.length : 0];
        timestamps = new long[timed ? users.length : 0];
    }

    /** Adds an interaction. Values of columns that the table does not have are ignored. */
    public void add(int user, int item, int label, double rating, long timestamp) {
        if (size == users.length) {
            int larger = (int) Math.min(Integer.MAX_VALUE - 8, size + (size >>> 1) + 1L);
            users = Arrays.copyOf(users, larger);
            items = Arrays.copyOf(items, larger);
            labels = Arrays.copyOf(labels, labelled ? larger : 0);
            ratings = Arrays.copyOf(ratings, rated ? larger : 0);
            timestamps = Arrays.copyOf(timestamps, timed ? larger : 0);
        }
        users[size] = user;
        items[size] = item;
        if (labelled) {
            labels[size] = (byte) label;
        }
        if (rated) {
            ratings[size] = rating;
        }
        if (timed) {
            timestamps[size] = timestamp;
        }
        sizes[labelled ? label : TRAINING]++;
        size++;
    }

    /** Adds an interaction without split, rating and timestamp. */
    public void add(int user, int item) {
        add(user, item, TRAINING, 1, 0);
    }

    public int size() {
        return size;
    }

    /** The number of interactions in a split. */
    public int size(int label) {
        return sizes[label];
    }

    public boolean labelled() {
        return labelled;
    }

    public boolean rated() {
        return rated;
    }

    public boolean timed() {
        return timed;
    }

    public int user(int n) {
        return users[n];
    }

    public int item(int n) {
        return items[n];
    }

    public int label(int n) {
        return labelled ? labels[n] : TRAINING;
    }

    public double rating(int n) {
        return ratings[n];
    }

    public long timestamp(int n) {
        return timestamps[n];
    }

    /** The distinct user ids of all splits, ascending. */
    public int[] userIds() {
        int[] ids = Arrays.copyOf(users, size);
        Arrays.sort(ids);
        int distinct = 0;
        for (int n = 0; n < ids.length; n++) {
            if (n == 0 || ids[n] != ids[n - 1]) {
                ids[distinct++] = ids[n];
            }
        }
        return Arrays.copyOf(ids, distinct);
    }
}
