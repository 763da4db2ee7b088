package org.vimmrec.reference;

/** One relationship from a user to an item. There may be several between the same two; {@code weight} is above 0. */
public record Interaction(int user, int item, double weight) {
    public Interaction {
        if (!(weight > 0)) {
            throw new IllegalArgumentException("an interaction weighs more than 0, not " + weight);
        }
    }

    public Interaction(int user, int item) {
        this(user, item, 1);
    }
}
