package org.vimmrec.evaluation;

import java.util.Arrays;

/**
 * Metrics of cold items, which have no training interactions: their share of all lists, and how many held-out ones are
 * found.
 */
final class ColdItems {
    /** By item whether it has training interactions. */
    private final boolean[] warm;

    private long places;
    private long coldPlaces;
    private int hits;
    private int heldOut;

    ColdItems(boolean[] warm) {
        this.warm = warm;
    }

    void add(int[] list, int[] heldOutItems) {
        for (int item : heldOutItems) {
            heldOut += warm[item] ? 0 : 1;
        }
        for (int item : list) {
            if (!warm[item]) {
                coldPlaces++;
                hits += Arrays.binarySearch(heldOutItems, item) >= 0 ? 1 : 0;
            }
        }
        places += list.length;
    }

    /** The share of cold items in all lists; 0 without lists. */
    double share() {
        return places == 0 ? 0 : (double) coldPlaces / places;
    }

    int hits() {
        return hits;
    }

    int heldOut() {
        return heldOut;
    }
}
