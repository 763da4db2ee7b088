package org.vimmrec.graph;

import java.util.Arrays;
import java.util.function.LongToIntFunction;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.config.InteractionTimes;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Shown;

/**
 * Reads the interactions of one user after another by traversal, and collects them. Each thread needs its own instance.
 */
final class UserInteractions {
    private final InteractionSource source;
    private final InteractionTimes times;
    private final RelationshipType[] types;
    private final InteractionWeigher weigher;

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
    private int ignored;

    /** @param units see {@link InteractionWeigher#units} */
    UserInteractions(InteractionSource source, TimestampUnits units) {
        this.source = source;
        this.times = source.rules().times();
        this.types = source.allTypes().stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
        this.weigher = new InteractionWeigher(source, units);
        this.interactions = new Interactions.Builder(source.weighted());
        this.negatives = new Interactions.Builder(source.weighted());
        this.excluded = new Interactions.Builder(false);
    }

    /** Whether a source may have excluded items. */
    static boolean excludes(InteractionSource source) {
        return source.mayIgnore() || source.allTypes().size() > source.types().size();
    }

    /**
     * Reads the interactions of the current user.
     *
     * @param tx the transaction of the node
     * @param user the index of the user, for errors that do not depend on the order in which users are read
     * @param index by node id the number of an item, or a negative number for other nodes
     * @throws org.neo4j.graphdb.NotFoundException if the user was deleted; the user then has no interactions
     * @throws IllegalArgumentException if a weight or a time is invalid; the user then has no interactions
     */
    void read(Transaction tx, int user, Node node, LongToIntFunction index) {
        length = 0;
        excludedLength = 0;
        try (ResourceIterable<Relationship> outgoing = node.getRelationships(Direction.OUTGOING, types)) {
            for (Relationship relationship : outgoing) {
                int item = index.applyAsInt(NodeIds.endOf(relationship));
                if (item >= 0) {
                    add(item, weigher.weigh(tx, user, relationship));
                }
            }
        }
        double reference = times != null && times.decays() ? reference() : 0;
        double total = addVotes(reference);
        if (excludedLength > 0) {
            addExcluded();
        }
        if (Double.isInfinite(total)) {
            throw new IllegalArgumentException(infinite(node));
        }
    }

    private void add(int item, InteractionWeigher.Verdict verdict) {
        switch (verdict) {
            case COUNTS -> addVote(item, false);
            case NEGATIVE -> {
                addVote(item, true);
                exclude(item);
            }
            case EXCLUDED -> exclude(item);
            case IGNORED -> {
                exclude(item);
                ignored++;
            }
            case DELETED -> {} // another client has taken it back
        }
    }

    private void addVote(int item, boolean isNegative) {
        if (length == items.length) {
            items = Arrays.copyOf(items, 2 * length);
            weights = Arrays.copyOf(weights, 2 * length);
            moments = Arrays.copyOf(moments, 2 * length);
            negative = Arrays.copyOf(negative, 2 * length);
        }
        items[length] = item;
        weights[length] = weigher.weight();
        moments[length] = weigher.time();
        negative[length++] = isNegative;
    }

    private void exclude(int item) {
        if (excludedLength == excludedItems.length) {
            excludedItems = Arrays.copyOf(excludedItems, 2 * excludedLength);
        }
        excludedItems[excludedLength++] = item;
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

    /** The weight at a time, above 0: a weight of 0 would be no interaction. */
    private double decayed(double weight, double time, double reference) {
        if (times == null || !times.decays()) {
            return weight;
        }
        // StrictMath, because an update must compute the same bits as the write before it, on any machine.
        double share = StrictMath.pow(2, (time - reference) / times.halfLife());
        return Math.max(Double.MIN_VALUE, weight * share);
    }

    private String infinite(Node node) {
        double undecayed = 0;
        for (int n = 0; n < length; n++) {
            undecayed += negative[n] ? 0 : weights[n];
        }
        if (!Double.isInfinite(undecayed)) {
            return ("`asOf`: the interactions of node %s are so many half-lives newer that the sum of their weights is"
                            + " infinite. Give a later `asOf`, or a longer `halfLife`.")
                    .formatted(node.getElementId());
        }
        return source.weightProperty() == null
                ? ("`interactionType`: the sum of the weights of the interactions of node %s is infinite. Divide all"
                                + " weights by the same number.")
                        .formatted(node.getElementId())
                : ("`interactionWeightProperty`: the sum of the property [%s] over the interactions of node %s"
                                + " is infinite. Divide all weights by the same number.")
                        .formatted(Shown.name(source.weightProperty()), node.getElementId());
    }

    /** Completes the current user, who may have no interactions, and starts the next one. */
    void endUser() {
        interactions.endUser();
        negatives.endUser();
        excluded.endUser();
    }

    /** The interactions of all completed users that count. */
    Interactions interactions() {
        return interactions.build();
    }

    /** The negative interactions of all completed users. */
    Interactions negatives() {
        return negatives.build();
    }

    /** By completed user the items that must not be proposed, without those of the user's interactions. */
    Interactions excluded() {
        return excluded.build();
    }

    /** The number of interactions so far that were ignored, because their weight is too low or they are too old. */
    int ignored() {
        return ignored;
    }

    /** Whether any interaction so far has the weight property. */
    boolean anyWeight() {
        return weigher.anyWeight();
    }
}
