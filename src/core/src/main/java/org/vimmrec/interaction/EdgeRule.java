package org.vimmrec.interaction;

/**
 * Which virtual interactions are kept, and with what weight.
 *
 * @param aggregation how votes become {@code v_uj}
 * @param virtualWeight what {@code v_uj = 1} weighs beside a real interaction's 1, in (0, 1]
 * @param minWeight only weights above it, at least 0; negative infinity for all
 * @param maxPerUser of each user only so many, the highest, at least 1; {@link Integer#MAX_VALUE} for all
 */
public record EdgeRule(Aggregation aggregation, double virtualWeight, double minWeight, int maxPerUser) {
}
