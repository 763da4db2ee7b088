package org.vimmrec.cli;

import java.util.Arrays;

/** Pairs of a user and an item with a weight, in the order in which they were added. */
final class WeightedPairs {

    private int[] users = new int[1024];
    private int[] items = new int[1024];
    private double[] weights = new double[1024];
    private int size;

    void add(int user, int item, double weight) {
        if (size == users.length) {
            int larger = (int) Math.min(Integer.MAX_VALUE - 8, size + (size >>> 1) + 1L);
            users = Arrays.copyOf(users, larger);
            items = Arrays.copyOf(items, larger);
            weights = Arrays.copyOf(weights, larger);
        }
        users[size] = user;
        items[size] = item;
        weights[size++] = weight;
    }

    int size() {
        return size;
    }

    int user(int n) {
        return users[n];
    }

    int item(int n) {
        return items[n];
    }

    double weight(int n) {
        return weights[n];
    }
}
