package org.vimmrec.evaluation;

import org.vimmrec.sparse.Interactions;

/**
 * Novelty: the mean self-information of the items in a list, in bits (Zhou et al., PNAS 2010; Castells, Hurley and
 * Vargas, <em>Novelty and Diversity in Recommender Systems</em>, 2015). An item that {@code n} of {@code U} users have
 * touched in training has {@code -log2(n / U)}: 0 if all of them have, and 1 more each time half as many have. Only
 * users with training interactions count in {@code U}. An item that nobody has touched counts as if one user had,
 * because its self-information would be infinite.
 */
final class Novelty implements Metric {
    /** By item. */
    private final double[] information;

    /** @param training the interactions that say how popular an item is */
    Novelty(Interactions training, int items) {
        int users = 0;
        for (int u = 0; u < training.users(); u++) {
            users += training.count(u) > 0 ? 1 : 0;
        }
        int[] degrees = training.degrees(items);
        information = new double[items];
        for (int i = 0; i < items; i++) {
            information[i] = Math.log((double) users / Math.max(1, degrees[i])) / Math.log(2);
        }
    }

    /** NaN for an empty list. */
    @Override
    public double of(int[] list, int[] heldOut) {
        double sum = 0;
        for (int item : list) {
            sum += information[item];
        }
        return sum / list.length;
    }
}
