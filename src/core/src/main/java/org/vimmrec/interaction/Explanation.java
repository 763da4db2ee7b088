package org.vimmrec.interaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;

/**
 * Explains the weight of a virtual interaction by the votes that it consists of.
 *
 * <p>A vote's contribution is the weight that {@link VirtualInteractions} computes if only that item, in only that
 * layer, contributes. So the formula is implemented in one place. The votes of negative interactions are negative. With
 * {@link Aggregation#MAX}, each layer has one vote of each kind, the best. If {@link EdgeRule#maxWeight} bounds the
 * weight, all contributions are scaled down by the same factor.
 *
 * @param weight the weight of the virtual interaction, also if the rule does not keep it; equal to the last bit to that
 *     of {@link VirtualInteractions}; 0 if there is no vote
 * @param rank the rank among all virtual interactions of the user, including those that the rule does not keep, from 0;
 *     -1 if there is no vote or the user has a real interaction with the item
 * @param votes the votes, which add up to the weight apart from rounding; the highest contribution first, then the
 *     lower item. Empty if the rank is -1
 */
public record Explanation(double weight, int rank, List<Vote> votes) {
    private static final Comparator<Vote> STRONGEST_FIRST = Comparator.comparingDouble(Vote::contribution)
            .reversed()
            .thenComparingInt(Vote::item)
            .thenComparingInt(Vote::layer);

    /**
     * Explains the virtual interaction of a user with an item. The other parameters are those of
     * {@link VirtualInteractions}.
     */
    public static Explanation of(
            Interactions interactions, List<Layer> layers, int topK, EdgeRule rule, int user, int item) {
        return of(new VirtualInteractions(interactions, layers, topK, rule), user, item);
    }

    /** Explains one of some virtual interactions. */
    public static Explanation of(VirtualInteractions edges, int user, int item) {
        EdgeRule rule = edges.rule();
        List<Layer> layers = edges.layers();
        VirtualInteractions uncut = edges.with(layers, layers, rule.unbounded());
        SparseRows.Reader all = uncut.reader();
        int rank = find(all, user, item);
        if (rank < 0) {
            return new Explanation(0, rank, List.of());
        }
        List<Vote> votes = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            Voting voting = new Voting(uncut, layers.get(l), l);
            List<Vote> positive = voting.votes(user, item);
            List<Vote> negative = voting.negativeVotes(user, item);
            positive.sort(STRONGEST_FIRST);
            negative.sort(STRONGEST_FIRST.reversed());
            int limit = rule.aggregation() == Aggregation.MAX ? 1 : Integer.MAX_VALUE;
            votes.addAll(positive.subList(0, Math.min(limit, positive.size())));
            votes.addAll(negative.subList(0, Math.min(limit, negative.size())));
        }
        votes.sort(STRONGEST_FIRST);
        double weight = Math.min(rule.maxWeight(), all.value(rank));
        if (weight < all.value(rank)) {
            double share = weight / all.value(rank);
            votes.replaceAll(vote -> vote.times(share));
        }
        return new Explanation(weight, rank, votes);
    }

    /** The votes in one layer. */
    private static final class Voting {
        private final Interactions interactions;
        private final Layer layer;
        private final int number;
        /** The factors of the items whose votes count: one at a time. */
        private final double[] oneAlone;

        private final double[] oneNegativeAlone;
        private final SparseRows.Reader reader;

        Voting(VirtualInteractions uncut, Layer layer, int number) {
            this.interactions = uncut.interactions();
            this.layer = layer;
            this.number = number;
            this.oneAlone = new double[layer.factors().length];
            this.oneNegativeAlone = new double[oneAlone.length];
            this.reader = uncut.with(
                            List.of(new Layer(layer.neighbours(), oneAlone)),
                            List.of(new Layer(layer.neighbours(), oneNegativeAlone)),
                            uncut.rule())
                    .reader();
        }

        List<Vote> votes(int user, int item) {
            List<Vote> votes = new ArrayList<>();
            for (int n = 0; n < interactions.count(user); n++) {
                addVote(votes, interactions.item(user, n), oneAlone, user, item);
            }
            return votes;
        }

        List<Vote> negativeVotes(int user, int item) {
            List<Vote> votes = new ArrayList<>();
            for (int n = 0; n < interactions.negativeCount(user); n++) {
                addVote(votes, interactions.negativeItem(user, n), oneNegativeAlone, user, item);
            }
            return votes;
        }

        private void addVote(List<Vote> votes, int contributor, double[] alone, int user, int item) {
            int neighbour = neighbour(layer.neighbours(), contributor, item);
            if (neighbour < 0) {
                return; // saves reading the user's row once for each interaction
            }
            alone[contributor] = layer.factors()[contributor];
            int entry = find(reader, user, item);
            if (entry >= 0) {
                votes.add(new Vote(
                        contributor, number, layer.neighbours().score(contributor, neighbour), reader.value(entry)));
            }
            alone[contributor] = 0;
        }
    }

    /** The entry of an item in the user's sorted row, or -1. */
    private static int find(SparseRows.Reader reader, int user, int item) {
        int entries = reader.read(user);
        reader.sort();
        for (int n = 0; n < entries; n++) {
            if (reader.column(n) == item) {
                return n;
            }
        }
        return -1;
    }

    /** The rank of another item among an item's neighbours, or -1. */
    private static int neighbour(Neighbours neighbours, int item, int other) {
        for (int n = 0; n < neighbours.count(item); n++) {
            if (neighbours.neighbour(item, n) == other) {
                return n;
            }
        }
        return -1;
    }
}
