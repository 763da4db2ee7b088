package org.vimmrec.evaluation;

/** Item coverage: the share of all items that are in the list of at least one user. */
final class Coverage {
    private final boolean[] recommended;

    Coverage(int items) {
        recommended = new boolean[items];
    }

    void add(int[] list) {
        for (int item : list) {
            recommended[item] = true;
        }
    }

    double value() {
        int count = 0;
        for (boolean each : recommended) {
            count += each ? 1 : 0;
        }
        return (double) count / recommended.length;
    }
}
