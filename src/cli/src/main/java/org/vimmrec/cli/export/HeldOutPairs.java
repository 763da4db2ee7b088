package org.vimmrec.cli.export;

import java.util.Arrays;
import org.vimmrec.cli.data.InteractionTable;

/** The interactions that are held out for validation and test, and how many virtual interactions are among them. */
final class HeldOutPairs {

    private static final int LABELS = 3;

    /** By split: its held-out pairs of user and item, ascending. */
    private final long[][] pairs = new long[LABELS][];

    private final long[] found = new long[LABELS];

    /** @param allForTraining whether the virtual interactions are derived from all interactions, so none is held out */
    HeldOutPairs(InteractionTable interactions, boolean allForTraining) {
        for (int label = 0; label < LABELS; label++) {
            pairs[label] =
                    label == InteractionTable.TRAINING || allForTraining ? new long[0] : pairs(interactions, label);
        }
    }

    private static long[] pairs(InteractionTable interactions, int label) {
        long[] pairs = new long[interactions.size(label)];
        int size = 0;
        for (int n = 0; n < interactions.size(); n++) {
            if (interactions.label(n) == label) {
                pairs[size++] = pair(interactions.user(n), interactions.item(n));
            }
        }
        Arrays.sort(pairs);
        return pairs;
    }

    private static long pair(long user, long item) {
        return user << Integer.SIZE | item;
    }

    /** Counts a virtual interaction if it is held out. */
    void count(long user, long item) {
        for (int label = 0; label < LABELS; label++) {
            if (Arrays.binarySearch(pairs[label], pair(user, item)) >= 0) {
                found[label]++;
            }
        }
    }

    /** The number of held-out interactions of a split. */
    long size(int label) {
        return pairs[label].length;
    }

    /** The number of held-out interactions of both splits. */
    long size() {
        return size(InteractionTable.VALIDATION) + size(InteractionTable.TEST);
    }

    /** The number of virtual interactions that are held-out pairs of a split. */
    long found(int label) {
        return found[label];
    }

    /** The number of virtual interactions that are held out. A pair that is held out in both splits counts twice. */
    long found() {
        return found(InteractionTable.VALIDATION) + found(InteractionTable.TEST);
    }
}
