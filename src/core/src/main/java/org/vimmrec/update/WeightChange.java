package org.vimmrec.update;

import java.util.Arrays;

/**
 * The modality weights before an update, and those that a full run would compute now.
 *
 * @param before the weights of the last write; the current ones if there was none
 * @param current the weights computed from the current data
 * @param recompute whether the update uses the current weights, and not those before
 */
public record WeightChange(double[] before, double[] current, boolean recompute) {

    /** The weights to use. */
    public double[] used() {
        return recompute ? current : before;
    }

    /** Whether the weights to use are those before, so that an update is possible. */
    public boolean kept() {
        return Arrays.equals(used(), before);
    }

    /** By modality the current weight minus the one before. */
    public double[] drift() {
        double[] drift = new double[current.length];
        Arrays.setAll(drift, m -> current[m] - before[m]);
        return drift;
    }
}
