package org.vimmrec.recommender;

/**
 * The loss of Bayesian personalised ranking (Rendle et al., UAI 2009), {@code -ln sigmoid(s_up - s_uq)}, for triples of
 * a user {@code u}, an item {@code p} of the user and another item {@code q}.
 */
final class BprLoss {

    private BprLoss() {}

    /**
     * The derivative of the loss of a triple by the difference of its scores.
     *
     * @param difference {@code s_up - s_uq}
     * @param share the share of the triple in the loss of its batch
     */
    static float slope(double difference, float share) {
        return (float) (-1 / (1 + Math.exp(difference))) * share;
    }

    /** Adds the gradient of a triple whose scores are {@code s_ui = user . item}. */
    static void addGradients(
            float[] user, float[] item, float[] other, float[] ofUser, float[] ofItem, float[] ofOther, float slope) {
        for (int k = 0; k < user.length; k++) {
            ofUser[k] += slope * (item[k] - other[k]);
            ofItem[k] += slope * user[k];
            ofOther[k] -= slope * user[k];
        }
    }
}
