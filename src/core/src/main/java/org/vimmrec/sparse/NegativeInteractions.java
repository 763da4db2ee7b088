package org.vimmrec.sparse;

/** Negative interactions of a part of all interactions, such as the training data of an evaluation. */
final class NegativeInteractions {

    private NegativeInteractions() {}

    /** Returns those of the whole, without the pairs whose interactions the part lacks. */
    static Interactions known(Interactions part, Interactions whole) {
        Interactions.Builder known = new Interactions.Builder(true);
        for (int u = 0; u < part.users(); u++) {
            for (int n = 0; n < whole.negativeCount(u); n++) {
                int item = whole.negativeItem(u, n);
                if (part.has(u, item) || !whole.has(u, item)) {
                    known.add(item, whole.negativeWeight(u, n));
                }
            }
            known.endUser();
        }
        return known.build();
    }
}
