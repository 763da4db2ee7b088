package org.vimmrec.evaluation;

import org.vimmrec.sparse.Interactions;

/**
 * How an experiment splits interactions.
 *
 * @param kind the kind of split
 * @param fraction the share of each user's interactions for the test, and the same share for validation; NaN for
 *     {@link Kind#LABELLED} and {@link Kind#TIME}
 * @param property the name of the property or column with a time or a label; null for {@link Kind#RANDOM}
 * @param coldItemFraction the share of items to hold out with all their interactions, 0 to 1; 0 for
 *     {@link Kind#LABELLED} and {@link Kind#TIME}
 * @param cuts the points in time to split at; null unless {@link Kind#TIME}
 */
public record SplitMethod(Kind kind, double fraction, String property, double coldItemFraction, TimeCuts cuts) {

    /** The kinds of splits. */
    public enum Kind {
        /** Holds out random interactions. */
        RANDOM,
        /** Holds out the latest interactions of each user. */
        LATEST,
        /** Splits the interactions of all users at the same points in time. */
        TIME,
        /** Takes the part of each interaction from a label. */
        LABELLED
    }

    /** Splits at random. */
    public static SplitMethod random(double fraction) {
        return new SplitMethod(Kind.RANDOM, fraction, null, 0, null);
    }

    /** Holds out the latest interactions of each user. */
    public static SplitMethod latest(double fraction, String property) {
        return new SplitMethod(Kind.LATEST, fraction, property, 0, null);
    }

    /** Splits the interactions of all users at the same points in time. */
    public static SplitMethod byTime(TimeCuts cuts, String property) {
        return new SplitMethod(Kind.TIME, Double.NaN, property, 0, cuts);
    }

    /** Splits by labels: 0 for training, 1 for validation and 2 for the test. */
    public static SplitMethod labelled(String property) {
        return new SplitMethod(Kind.LABELLED, Double.NaN, property, 0, null);
    }

    /** Returns a split that also holds out a share of the items with all their interactions, so that they are cold. */
    public SplitMethod withColdItems(double newColdItemFraction) {
        return new SplitMethod(kind, fraction, property, newColdItemFraction, cuts);
    }

    /** Whether splits of different seeds differ. */
    boolean seeded() {
        return kind == Kind.RANDOM || kind == Kind.LATEST;
    }

    /**
     * Splits interactions.
     *
     * @param keys a time or a label for each interaction, in the order of users and their items; null for
     *     {@link Kind#RANDOM}
     * @throws IllegalArgumentException if a label is wrong or a part is empty
     */
    public Split split(Interactions interactions, double[] keys, long seed) {
        if (kind == Kind.TIME) {
            try {
                return Split.byTime(new KeyedInteractions(interactions, keys), cuts);
            } catch (IllegalArgumentException e) {
                // No cause: Neo4j shows the message of the innermost exception only.
                throw new IllegalArgumentException(
                        "`split`: by the times in the property [%s], %s. Move `split.validationFrom` or `split.testFrom`, or shorten `split.gap`."
                                .formatted(property, e.getMessage()));
            }
        }
        if (kind == Kind.LABELLED) {
            try {
                return Split.labelled(new KeyedInteractions(interactions, keys));
            } catch (IllegalArgumentException e) {
                // No cause: Neo4j shows the message of the innermost exception only.
                throw new IllegalArgumentException(
                        "`split.property`: in the property [%s], %s.".formatted(property, e.getMessage()));
            }
        }
        Split split = (kind == Kind.RANDOM
                        ? Split.random(interactions, fraction, seed)
                        : Split.latest(new KeyedInteractions(interactions, keys), fraction, seed))
                .withColdItems(coldItemFraction, seed);
        if (split.training().total() == 0) {
            throw new IllegalArgumentException(
                    "`coldItemFraction` %s leaves no training interactions. Lower it.".formatted(coldItemFraction));
        }
        if (split.validation().total() == 0 || split.test().total() == 0) {
            throw new IllegalArgumentException(
                    ("`testFraction` %s holds nothing out of these %d interactions: users with more"
                                    + " than one interaction have too few for an evaluation. Raise `testFraction` or add interactions.")
                            .formatted(fraction, interactions.total()));
        }
        return split;
    }
}
