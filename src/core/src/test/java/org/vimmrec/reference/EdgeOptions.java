package org.vimmrec.reference;

/** What section 5 of the method does beside scaling; infinity stands for no bound. */
public record EdgeOptions(
        double popularityDiscount, double maxWeight, double minWeight, int maxPerUser, double maxPerInteraction) {}
