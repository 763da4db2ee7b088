package org.vimmrec.evaluation;

/**
 * What the test interactions say of the variant that the validation interactions selected.
 *
 * @param uplift the uplift of the objective over the baseline; without an interval (both ends equal the mean) if the
 *     objective is coverage, which is counted and not estimated
 * @param recallControl the permutation control of recall
 * @param objectiveControl the permutation control of the objective, or of recall if the objective is coverage
 * @param aboveControl the uplift of that metric over the mean of the permutations, with an interval over users; null
 *     for the recall of cold items, whose held-out interactions are too few to resample
 */
public record Confirmation(
        Uplift uplift, PermutationControl recallControl, PermutationControl objectiveControl, Uplift aboveControl) {

    /**
     * Whether the metric exceeds what permuted embeddings reach: beyond what one more permutation may reach, and beyond
     * what other users may change. Either can be exceeded by chance alone.
     *
     * @param metric the controlled metric of the variant
     */
    boolean isAboveControl(double metric) {
        return metric > objectiveControl.bound() && (aboveControl == null || aboveControl.low() > 0);
    }
}
