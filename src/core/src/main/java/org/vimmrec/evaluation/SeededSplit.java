package org.vimmrec.evaluation;

/**
 * A split with everything else that its seed determines.
 *
 * @param seed the seed of the split, the order of equal scores and the recommenders
 * @param split the three parts
 * @param ties the order of items with equal scores
 */
public record SeededSplit(long seed, Split split, TieOrder ties) {}
