package org.vimmrec.interaction;

import java.io.Serializable;

/**
 * Which virtual interactions are kept, and with what weight.
 *
 * @param aggregation how votes are combined into {@code v_uj}
 * @param popularityDiscount the exponent {@code a}, at least 0: {@code v_uj} is divided by {@code (1 + d_j)^a}, where
 *     {@code d_j} is the number of users who interacted with item {@code j}; 0 for no discount
 * @param virtualWeight the weight of {@code v_uj = 1}, in (0, 1]; a real interaction has weight 1
 * @param maxWeight upper bound of a weight, above 0; infinity for none. It is applied last, so it does not change which
 *     virtual interactions are a user's highest
 * @param minWeight a virtual interaction is kept if its weight is above this, at least 0; negative infinity keeps all
 * @param maxPerUser the most virtual interactions of a user, at least 1; the highest weights are kept
 * @param maxPerInteraction the most virtual interactions for each interaction of a user, above 0; infinity for no
 *     limit. A user with interactions may have at least one
 */
public record EdgeRule(
        Aggregation aggregation,
        double popularityDiscount,
        double virtualWeight,
        double maxWeight,
        double minWeight,
        int maxPerUser,
        double maxPerInteraction)
        implements Serializable { // Spark sends it to its tasks

    /** Creates a rule without a popularity discount and without bounds of the weight and per interaction. */
    public EdgeRule(Aggregation aggregation, double virtualWeight, double minWeight, int maxPerUser) {
        this(aggregation, 0, virtualWeight, Double.POSITIVE_INFINITY, minWeight, maxPerUser, Double.POSITIVE_INFINITY);
    }

    /** The same rule, but it keeps all virtual interactions and does not bound their weights. */
    EdgeRule unbounded() {
        return new EdgeRule(
                aggregation,
                popularityDiscount,
                virtualWeight,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Integer.MAX_VALUE,
                Double.POSITIVE_INFINITY);
    }

    /**
     * The same rule before limits are applied to a user's virtual interactions: it does not bound their weights, but
     * keeps those that exceed the minimum once they are bounded.
     *
     * @param newMaxPerUser the most virtual interactions of a user
     */
    EdgeRule beforeLimits(int newMaxPerUser) {
        return new EdgeRule(
                aggregation,
                popularityDiscount,
                virtualWeight,
                Double.POSITIVE_INFINITY,
                maxWeight > minWeight ? minWeight : Double.POSITIVE_INFINITY,
                newMaxPerUser,
                Double.POSITIVE_INFINITY);
    }

    /**
     * Returns the most virtual interactions that a user may have.
     *
     * @param interactions the number of items that the user has interacted with
     */
    public int maxVirtualInteractions(int interactions) {
        return Math.min(maxPerUser, Math.max(1, (int) (maxPerInteraction * interactions)));
    }
}
