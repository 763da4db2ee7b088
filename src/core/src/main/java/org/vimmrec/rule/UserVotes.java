package org.vimmrec.rule;

import java.util.Arrays;
import java.util.function.Supplier;
import org.vimmrec.rule.InteractionWeigher.Verdict;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Shown;

/**
 * Collects the interactions of one user after another. For each user, call {@link #begin}, {@link #add} for each
 * relationship in any order, {@link #count}, and {@link #endUser}. A user without a call of {@code count} has no
 * interactions.
 */
public final class UserVotes {
    private final InteractionRules rules;
    private final InteractionTimes times;
    private final Interactions.Builder interactions;
    private final Interactions.Builder negatives;
    private final Interactions.Builder excluded;
    /** The relationships of the current user that count or are negative. */
    private int[] items = new int[64];

    private double[] weights = new double[64];
    private double[] moments = new double[64];
    private boolean[] negative = new boolean[64];
    private int length;
    private int[] excludedItems = new int[64];
    private int excludedLength;

    /** @param rules decide how weights decay */
    public UserVotes(InteractionRules rules) {
        this.rules = rules;
        this.times = rules.times();
        this.interactions = new Interactions.Builder(rules.weighted());
        this.negatives = new Interactions.Builder(rules.weighted());
        this.excluded = new Interactions.Builder(false);
    }

    /** Starts a user. */
    public void begin() {
        length = 0;
        excludedLength = 0;
    }

    /**
     * Adds a relationship of the current user.
     *
     * @param weight before it decays; see {@link InteractionWeigher#weight}
     * @param time see {@link InteractionWeigher#time}
     */
    public void add(int item, Verdict verdict, double weight, double time) {
        switch (verdict) {
            case COUNTS -> addVote(item, false, weight, time);
            case NEGATIVE -> {
                addVote(item, true, weight, time);
                exclude(item);
            }
            case EXCLUDED, IGNORED -> exclude(item);
            case DELETED -> {} // another client has taken it back
        }
    }

    private void addVote(int item, boolean isNegative, double weight, double time) {
        if (length == items.length) {
            items = Arrays.copyOf(items, 2 * length);
            weights = Arrays.copyOf(weights, 2 * length);
            moments = Arrays.copyOf(moments, 2 * length);
            negative = Arrays.copyOf(negative, 2 * length);
        }
        items[length] = item;
        weights[length] = weight;
        moments[length] = time;
        negative[length++] = isNegative;
    }

    private void exclude(int item) {
        if (excludedLength == excludedItems.length) {
            excludedItems = Arrays.copyOf(excludedItems, 2 * excludedLength);
        }
        excludedItems[excludedLength++] = item;
    }

    /**
     * Counts what the relationships of the current user say.
     *
     * @param user the name of the user, for errors, such as {@code node 7}
     * @throws IllegalArgumentException if the weights add up to infinity
     */
    public void count(Supplier<String> user) {
        double reference = times != null && times.decays() ? reference() : 0;
        double total = addVotes(reference);
        if (excludedLength > 0) {
            addExcluded();
        }
        if (Double.isInfinite(total)) {
            throw new IllegalArgumentException(infinite(user.get()));
        }
    }

    /** The time at which interactions have their full weight. */
    private double reference() {
        if (!times.relative()) {
            return times.asOf();
        }
        double newest = Double.NEGATIVE_INFINITY;
        for (int n = 0; n < length; n++) {
            newest = negative[n] ? newest : Math.max(newest, moments[n]);
        }
        return newest;
    }

    /** Adds what the relationships say, and returns the sum of the weights that count. */
    private double addVotes(double reference) {
        double total = 0;
        for (int n = 0; n < length; n++) {
            double weight = decayed(weights[n], moments[n], reference);
            if (negative[n]) {
                negatives.add(items[n], Math.min(Double.MAX_VALUE, weight));
            } else {
                interactions.add(items[n], weight);
                total += weight;
            }
        }
        return total;
    }

    /** Excludes items, but not those of the user's interactions: an evaluation may hold these out. */
    private void addExcluded() {
        int[] own = new int[length];
        int ownLength = 0;
        for (int n = 0; n < length; n++) {
            if (!negative[n]) {
                own[ownLength++] = items[n];
            }
        }
        Arrays.sort(own, 0, ownLength);
        for (int n = 0; n < excludedLength; n++) {
            if (Arrays.binarySearch(own, 0, ownLength, excludedItems[n]) < 0) {
                excluded.add(excludedItems[n], 1);
            }
        }
    }

    private double decayed(double weight, double time, double reference) {
        return times == null || !times.decays() ? weight : times.decayed(weight, time, reference);
    }

    private String infinite(String user) {
        double undecayed = 0;
        for (int n = 0; n < length; n++) {
            undecayed += negative[n] ? 0 : weights[n];
        }
        if (!Double.isInfinite(undecayed)) {
            return ("`asOf`: the interactions of %s are so many half-lives newer that the sum of their weights is"
                            + " infinite. Give a later `asOf`, or a longer `halfLife`.")
                    .formatted(user);
        }
        return rules.weightProperty() == null
                ? ("`interactionType`: the sum of the weights of the interactions of %s is infinite. Divide all"
                                + " weights by the same number.")
                        .formatted(user)
                : ("`interactionWeightProperty`: the sum of the property [%s] over the interactions of %s"
                                + " is infinite. Divide all weights by the same number.")
                        .formatted(Shown.name(rules.weightProperty()), user);
    }

    /** Completes the current user, who may have no interactions. */
    public void endUser() {
        interactions.endUser();
        negatives.endUser();
        excluded.endUser();
    }

    /** The interactions of all completed users that count. */
    public Interactions interactions() {
        return interactions.build();
    }

    /** The negative interactions of all completed users. */
    public Interactions negatives() {
        return negatives.build();
    }

    /** By completed user the items that must not be proposed, without those of the user's interactions. */
    public Interactions excluded() {
        return excluded.build();
    }
}
