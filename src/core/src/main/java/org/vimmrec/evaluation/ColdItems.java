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
    private int heldOut;

    ColdItems(boolean[] warm) {
        this.warm = warm;
    }

    /** Adds the list of a user and returns the number of held-out cold items that were found. */
    int add(int[] list, int[] heldOutItems) {
        int found = 0;
        for (int item : heldOutItems) {
            heldOut += warm[item] ? 0 : 1;
        }
        for (int item : list) {
            if (!warm[item]) {
                coldPlaces++;
                found += Arrays.binarySearch(heldOutItems, item) >= 0 ? 1 : 0;
            }
        }
        places += list.length;
        return found;
    }

    /** The share of cold items in all lists; 0 without lists. */
    double share() {
        return places == 0 ? 0 : (double) coldPlaces / places;
    }

    int heldOut() {
        return heldOut;
    }
}
