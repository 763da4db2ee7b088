package org.vimmrec.config;

import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;

/**
 * The keys of an {@link EdgeRule} that {@code vimmrec.evaluate} does not vary.
 *
 * @param aggregation how votes are combined
 * @param maxWeight upper bound of a weight
 * @param minWeight lower bound of a weight, exclusive
 * @param maxPerUser number of virtual interactions per user; {@link Integer#MAX_VALUE} for no limit
 */
record EdgeConfig(Aggregation aggregation, double maxWeight, double minWeight, int maxPerUser) {

    static EdgeConfig of(ConfigMap config) {
        Aggregation aggregation = config.choice("aggregation", Aggregation.MEAN);
        double maxWeight = config.positiveNumber("maxWeight", 1, 1);
        double minWeight = config.number("minWeight", 0, 0, Double.MAX_VALUE);
        Integer maxPerUser = config.optionalInteger("maxPerUser", 1, Integer.MAX_VALUE);
        return new EdgeConfig(aggregation, maxWeight, minWeight, maxPerUser == null ? Integer.MAX_VALUE : maxPerUser);
    }

    EdgeRule rule(double virtualWeight, double popularityDiscount, double maxPerInteraction) {
        return new EdgeRule(
                aggregation, popularityDiscount, virtualWeight, maxWeight, minWeight, maxPerUser, maxPerInteraction);
    }
}
