package org.vimmrec.interaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;

/**
 * Why a virtual interaction weighs what it weighs, or why there is none.
 *
 * <p>A vote is what {@link VirtualInteractions} gives when that item alone may vouch in that layer alone, so the formula is
 * there and nowhere else. Of {@link Aggregation#MAX} only the best vote of a layer is one.
 *
 * @param weight what the virtual interaction weighs, or would weigh if the rule did not cut it off: to the last bit what
 *     {@link VirtualInteractions} gives. 0 if nothing vouches
 * @param rank its place among the user's virtual interactions, all that were not cut off by the rule included, from 0; -1 if
 *     nothing vouches, or the user really interacted with the item
 * @param votes that add up to the weight, but for rounding; the highest contribution first, of equal ones the lower item's.
 *     Empty where the rank is -1
 */
public record Explanation(double weight, int rank, List<Vote> votes) {
    private static final Comparator<Vote> STRONGEST_FIRST = Comparator.comparingDouble(Vote::contribution).reversed()
            .thenComparingInt(Vote::item).thenComparingInt(Vote::layer);

    /** Explains the virtual interaction of a user with an item; the others are as of {@link VirtualInteractions}. */
    public static Explanation of(Interactions interactions, List<Layer> layers, int topK, EdgeRule rule, int user, int item) {
        EdgeRule uncut = new EdgeRule(rule.aggregation(), rule.virtualWeight(), Double.NEGATIVE_INFINITY, Integer.MAX_VALUE);
        SparseRows.Reader all = new VirtualInteractions(interactions, layers, topK, uncut).reader();
        int rank = place(all, user, item);
        if (rank < 0) {
            return new Explanation(0, rank, List.of());
        }
        List<Vote> votes = new ArrayList<>();
        for (int l = 0; l < layers.size(); l++) {
            List<Vote> ofLayer = votes(interactions, layers.get(l), l, topK, uncut, user, item);
            ofLayer.sort(STRONGEST_FIRST);
            votes.addAll(rule.aggregation() == Aggregation.MAX && !ofLayer.isEmpty() ? ofLayer.subList(0, 1) : ofLayer);
        }
        votes.sort(STRONGEST_FIRST);
        return new Explanation(all.value(rank), rank, votes);
    }

    private static List<Vote> votes(Interactions interactions, Layer layer, int l, int topK, EdgeRule rule, int user,
            int item) {
        double[] oneAlone = new double[layer.factors().length];
        SparseRows.Reader reader = new VirtualInteractions(interactions, List.of(new Layer(layer.neighbours(), oneAlone)),
                topK, rule).reader();
        List<Vote> votes = new ArrayList<>();
        for (int n = 0; n < interactions.count(user); n++) {
            int vouching = interactions.item(user, n);
            int neighbour = neighbour(layer.neighbours(), vouching, item);
            if (neighbour < 0) {
                continue; // else each of the interactions would cost a reading of them all
            }
            oneAlone[vouching] = layer.factors()[vouching];
            int place = place(reader, user, item);
            if (place >= 0) {
                votes.add(new Vote(vouching, l, layer.neighbours().score(vouching, neighbour), reader.value(place)));
            }
            oneAlone[vouching] = 0;
        }
        return votes;
    }

    /** The place of an item among a row's entries, or -1. */
    private static int place(SparseRows.Reader reader, int user, int item) {
        int entries = reader.read(user);
        reader.sort();
        for (int n = 0; n < entries; n++) {
            if (reader.column(n) == item) {
                return n;
            }
        }
        return -1;
    }

    /** The place of another item among an item's neighbours, or -1. */
    private static int neighbour(Neighbours neighbours, int item, int other) {
        for (int n = 0; n < neighbours.count(item); n++) {
            if (neighbours.neighbour(item, n) == other) {
                return n;
            }
        }
        return -1;
    }
}
