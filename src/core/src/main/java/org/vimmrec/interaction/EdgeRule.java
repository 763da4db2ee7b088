package org.vimmrec.interaction;

/**
 * Which virtual interactions are kept, and with what weight.
 *
 * @param aggregation how votes are combined into {@code v_uj}
 * @param virtualWeight the weight of {@code v_uj = 1}, in (0, 1]; a real interaction has weight 1
 * @param minWeight a virtual interaction is kept if its weight is above this, at least 0; negative infinity keeps all
 * @param maxPerUser the most virtual interactions of a user, at least 1; the highest weights are kept
 */
public record EdgeRule(Aggregation aggregation, double virtualWeight, double minWeight, int maxPerUser) {}
