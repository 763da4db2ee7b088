package org.vimmrec.interaction;

import java.util.List;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;

/**
 * The virtual interactions of all users: a row for each user with the candidate items and their weights, which are
 * computed when the row is read. It needs the memory of the interactions and the neighbours, and for each reader a few
 * arrays with a place for each item.
 */
public final class VirtualInteractions implements SparseRows {
    private final Interactions interactions;
    private final List<Layer> layers;
    /** The layers in which negative interactions count. */
    private final List<Layer> negativeLayers;

    private final int topK;
    private final EdgeRule rule;
    private final int items;
    /** By item the divisor {@code (1 + d_j)^a} of its votes; null without a popularity discount. */
    private final double[] discounts;

    /**
     * @param interactions the interactions of users with items
     * @param layers the neighbours that contribute, all over the same items; see {@link NeighbourLayers}
     * @param topK the number of an item's neighbours that contribute, at least 1
     * @param rule which virtual interactions are kept, and with what weight
     */
    public VirtualInteractions(Interactions interactions, List<Layer> layers, int topK, EdgeRule rule) {
        this(
                interactions,
                layers,
                topK,
                rule,
                rule.popularityDiscount() == 0
                        ? null
                        : interactions.degrees(layers.get(0).factors().length));
    }

    /**
     * The same if the interactions are those of some users only.
     *
     * @param degrees by item the number of all users who have interacted with it; null without a popularity discount
     */
    public VirtualInteractions(Interactions interactions, List<Layer> layers, int topK, EdgeRule rule, int[] degrees) {
        this.interactions = interactions;
        this.layers = List.copyOf(layers);
        this.negativeLayers = this.layers;
        this.topK = topK;
        this.rule = rule;
        this.items = layers.get(0).factors().length;
        this.discounts = rule.popularityDiscount() == 0 ? null : discounts(degrees, rule);
    }

    private VirtualInteractions(
            VirtualInteractions other, List<Layer> layers, List<Layer> negativeLayers, EdgeRule rule) {
        this.interactions = other.interactions;
        this.layers = List.copyOf(layers);
        this.negativeLayers = List.copyOf(negativeLayers);
        this.topK = other.topK;
        this.rule = rule;
        this.items = other.items;
        this.discounts = other.discounts;
    }

    /**
     * The same users, items and popularity discount with other layers and another rule.
     *
     * @param otherNegativeLayers the layers for negative interactions, so that {@link Explanation} can tell the votes
     */
    VirtualInteractions with(List<Layer> otherLayers, List<Layer> otherNegativeLayers, EdgeRule otherRule) {
        return new VirtualInteractions(this, otherLayers, otherNegativeLayers, otherRule);
    }

    /**
     * These virtual interactions with limits on items.
     *
     * @param phase the name in progress reports of the pass over all users that some limits need
     */
    public SparseRows limited(ItemLimits limits, String phase, Task task) {
        if (limits.isNone()) {
            return this;
        }
        int best = limits.groups().isEmpty() ? rule.maxPerUser() : Integer.MAX_VALUE;
        VirtualInteractions all = with(layers, negativeLayers, rule.beforeLimits(best));
        return new LimitedInteractions(interactions, rule, limits, all, phase, task);
    }

    /** The number of items. */
    int items() {
        return items;
    }

    Interactions interactions() {
        return interactions;
    }

    List<Layer> layers() {
        return layers;
    }

    EdgeRule rule() {
        return rule;
    }

    private static double[] discounts(int[] degrees, EdgeRule rule) {
        double[] discounts = new double[degrees.length];
        for (int i = 0; i < discounts.length; i++) {
            // StrictMath, because an update must compute the same bits as the write before it, on any machine.
            discounts[i] = StrictMath.pow(1.0 + degrees[i], rule.popularityDiscount());
        }
        return discounts;
    }

    @Override
    public int rows() {
        return interactions.users();
    }

    /** The {@link Fingerprint} of what an item contributes to a user's row, given the ids of the items. */
    public long fingerprint(int item, long[] ids) {
        long fingerprint = Fingerprint.NONE;
        for (Layer layer : layers) {
            double factor = layer.factors()[item];
            int contributing = factor > 0 ? Math.min(topK, layer.neighbours().count(item)) : 0;
            fingerprint = Fingerprint.of(fingerprint, Double.doubleToRawLongBits(factor));
            for (int k = 0; k < contributing; k++) {
                int neighbour = layer.neighbours().neighbour(item, k);
                fingerprint = Fingerprint.of(fingerprint, ids[neighbour]);
                if (discounts != null) { // a neighbour's popularity changes the weights of users who do not have it
                    fingerprint = Fingerprint.of(fingerprint, Double.doubleToRawLongBits(discounts[neighbour]));
                }
                fingerprint = Fingerprint.of(
                        fingerprint,
                        Double.doubleToRawLongBits(layer.neighbours().score(item, k)));
            }
        }
        return fingerprint;
    }

    /** Whether the votes of a row may add up to more than a number can be, which is an error when the row is read. */
    public boolean mayOverflow() {
        if (!interactions.weighted() || rule.aggregation() != Aggregation.SUM) {
            return false;
        }
        double strongestVotes = 0;
        for (Layer layer : layers) {
            double strongest = 0;
            for (int i = 0; i < items; i++) {
                int count = layer.neighbours().count(i);
                if (count > 0) {
                    double score = Math.max(
                            Math.abs(layer.neighbours().score(i, 0)),
                            Math.abs(layer.neighbours().score(i, count - 1)));
                    strongest = Math.max(strongest, layer.factors()[i] * score);
                }
            }
            strongestVotes += strongest;
        }
        double heaviest = 0;
        for (int u = 0; u < interactions.users(); u++) {
            double total = 0;
            for (int n = 0; n < interactions.count(u); n++) {
                total += interactions.weight(u, n);
            }
            for (int n = 0; n < interactions.negativeCount(u); n++) { // a negative similarity makes a positive vote
                total += interactions.negativeWeight(u, n);
            }
            heaviest = Math.max(heaviest, total);
        }
        return !(heaviest * strongestVotes < Double.MAX_VALUE / 2);
    }

    /** The heap that a reader takes, in bytes. */
    public static long readerBytes(long items) {
        return items * (2 * Double.BYTES + 2 * Integer.BYTES + 1);
    }

    @Override
    public Reader reader() {
        return new UserReader();
    }

    /** Gustavson's sparse matrix product, row by row. */
    private final class UserReader implements Reader {
        /** The exponent to which a user's highest weight is scaled, so that 2^31 such weights have a finite sum. */
        private static final int EXPONENT = 900;

        private final VoteCounter votes =
                new VoteCounter(interactions, topK, items, rule.aggregation() == Aggregation.MAX);
        private final TopKHeap best = new TopKHeap(rule.maxPerUser());

        @Override
        public int read(int user) {
            best.clear(rule.maxVirtualInteractions(interactions.count(user)));
            if (interactions.count(user) == 0) {
                return 0;
            }
            double scale = interactions.weighted() && rule.aggregation() != Aggregation.MAX ? scale(user) : 1;
            double totalWeight = 0;
            for (int n = 0; n < interactions.count(user); n++) {
                totalWeight += interactions.weight(user, n) * scale;
            }
            votes.begin(user);
            for (Layer layer : layers) {
                votes.add(user, layer, scale);
            }
            if (interactions.negativeCount(user) > 0) {
                for (Layer layer : negativeLayers) {
                    votes.subtract(user, layer, scale);
                }
            }
            double divisor = rule.aggregation() == Aggregation.MEAN ? totalWeight : 1;
            for (int n = 0; n < votes.candidates(); n++) {
                int j = votes.candidate(n);
                double weight = rule.virtualWeight() * (votes.votes(j) / divisor);
                if (rule.aggregation() == Aggregation.SUM) {
                    weight = finite(weight / scale);
                }
                if (discounts != null) {
                    weight /= discounts[j];
                }
                if (Math.min(rule.maxWeight(), weight) > rule.minWeight()) {
                    best.offer(j, weight);
                }
            }
            votes.end(user);
            return best.size();
        }

        /**
         * The power of two by which the user's weights are multiplied, so that their sum is finite and no product with
         * a similarity is denormal. It changes no bit of other results. For a sum it is at least 1, because a sum is
         * divided by the scale again and would lose what a lower scale rounds off; a mean is divided by the scaled
         * weights instead.
         */
        private double scale(int user) {
            double highest = Double.MIN_VALUE;
            for (int n = 0; n < interactions.count(user); n++) {
                highest = Math.max(highest, interactions.weight(user, n));
            }
            int exponent = Math.min(Double.MAX_EXPONENT, EXPONENT - Math.getExponent(highest));
            return Math.scalb(1.0, rule.aggregation() == Aggregation.SUM ? Math.max(0, exponent) : exponent);
        }

        private static double finite(double weight) {
            if (weight == Double.POSITIVE_INFINITY) { // a negative weight is not kept, whatever it is
                throw new IllegalStateException(
                        "`aggregation: 'sum'` exceeds the largest floating-point number. Use 'mean', or"
                                + " divide all interaction weights by the same number.");
            }
            return weight;
        }

        @Override
        public void sort() {
            best.sort();
        }

        @Override
        public int column(int entry) {
            return best.index(entry);
        }

        @Override
        public double value(int entry) {
            return Math.min(rule.maxWeight(), best.score(entry));
        }
    }
}
