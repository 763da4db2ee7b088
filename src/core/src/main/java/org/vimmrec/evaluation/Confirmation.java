package org.vimmrec.evaluation;

/**
 * What the test interactions say of the variant that the validation interactions selected.
 *
 * @param uplift the uplift of the objective over the baseline; without an interval (both ends equal the mean) if the
 *     objective is coverage, which is counted and not estimated
 * @param recallControl the permutation control of recall
 * @param objectiveControl the permutation control of the objective, or of recall if the objective is coverage
 */
public record Confirmation(Uplift uplift, PermutationControl recallControl, PermutationControl objectiveControl) {}
