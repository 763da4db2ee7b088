package org.vimmrec.interaction;

import java.util.Arrays;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;

/**
 * Counts the votes for the candidates of one user after another. Its accumulators have a place for each item and are
 * reused. Call {@link #begin}, the methods that vote, and {@link #end} for each user.
 */
final class VoteCounter {
    private static final byte UNTOUCHED = 0;
    private static final byte CANDIDATE = 1;
    /** An item that the user has interacted with, that is excluded, or that is the user. */
    private static final byte EXCLUDED = 2;

    private final Interactions interactions;
    private final int topK;
    private final byte[] state;
    private final double[] votes;
    private final int[] candidates;
    private int candidateCount;
    /** For {@link Aggregation#MAX}: by item, the best vote in the current layer, or negative infinity. */
    private final double[] layerVotes;

    private final int[] layerCandidates;
    private int layerCandidateCount;

    /**
     * @param topK the number of an item's neighbours that contribute
     * @param items the number of items
     * @param bestOnly whether the best vote in each layer counts, and not the sum
     */
    VoteCounter(Interactions interactions, int topK, int items, boolean bestOnly) {
        this.interactions = interactions;
        this.topK = topK;
        this.state = new byte[items];
        this.votes = new double[items];
        this.candidates = new int[items];
        this.layerVotes = bestOnly ? new double[items] : null;
        this.layerCandidates = bestOnly ? new int[items] : null;
        if (bestOnly) {
            Arrays.fill(layerVotes, Double.NEGATIVE_INFINITY);
        }
    }

    /** Starts to count the votes of a user. */
    void begin(int user) {
        candidateCount = 0;
        markAll(user, EXCLUDED);
    }

    /** The number of candidates. */
    int candidates() {
        return candidateCount;
    }

    /** A candidate by its number. */
    int candidate(int n) {
        return candidates[n];
    }

    /** The votes for a candidate. */
    double votes(int candidate) {
        return votes[candidate];
    }

    /** Forgets the votes of a user. */
    void end(int user) {
        for (int n = 0; n < candidateCount; n++) {
            state[candidates[n]] = UNTOUCHED;
        }
        markAll(user, UNTOUCHED);
    }

    /** Sets the state of all items that are no candidates. */
    private void markAll(int user, byte newState) {
        for (int n = 0; n < interactions.count(user); n++) {
            state[interactions.item(user, n)] = newState;
        }
        for (int n = 0; n < interactions.excludedCount(user); n++) {
            state[interactions.excludedItem(user, n)] = newState;
        }
        int self = interactions.self(user);
        if (self >= 0) {
            state[self] = newState;
        }
    }

    /**
     * Adds the votes of the user's interactions in a layer.
     *
     * @param scale the factor of all weights; unused if only the best votes count
     */
    void add(int user, Layer layer, double scale) {
        if (layerVotes != null) {
            addBest(user, layer);
            return;
        }
        Neighbours neighbours = layer.neighbours();
        for (int n = 0; n < interactions.count(user); n++) {
            int i = interactions.item(user, n);
            double factor = interactions.weight(user, n) * scale * layer.factors()[i];
            int contributing = factor > 0 ? Math.min(topK, neighbours.count(i)) : 0;
            for (int k = 0; k < contributing; k++) {
                vote(neighbours.neighbour(i, k), factor * neighbours.score(i, k));
            }
        }
    }

    /** Subtracts the votes of the user's negative interactions in a layer. */
    void subtract(int user, Layer layer, double scale) {
        if (layerVotes != null) {
            subtractBest(user, layer);
            return;
        }
        Neighbours neighbours = layer.neighbours();
        for (int n = 0; n < interactions.negativeCount(user); n++) {
            int i = interactions.negativeItem(user, n);
            // Bounded, because the scale suits the user's interactions, and infinity times 0 is not a number.
            double factor =
                    Math.min(Double.MAX_VALUE, interactions.negativeWeight(user, n) * scale * layer.factors()[i]);
            int contributing = factor > 0 ? Math.min(topK, neighbours.count(i)) : 0;
            for (int k = 0; k < contributing; k++) {
                vote(neighbours.neighbour(i, k), -factor * neighbours.score(i, k));
            }
        }
    }

    private void vote(int j, double vote) {
        if (state[j] == CANDIDATE) {
            votes[j] += vote;
        } else if (state[j] == UNTOUCHED) {
            state[j] = CANDIDATE;
            votes[j] = vote;
            candidates[candidateCount++] = j;
        }
    }

    private void addBest(int user, Layer layer) {
        layerCandidateCount = 0;
        for (int n = 0; n < interactions.count(user); n++) {
            collectBest(layer, interactions.item(user, n));
        }
        castBest(1);
    }

    private void subtractBest(int user, Layer layer) {
        layerCandidateCount = 0;
        for (int n = 0; n < interactions.negativeCount(user); n++) {
            collectBest(layer, interactions.negativeItem(user, n));
        }
        castBest(-1);
    }

    private void collectBest(Layer layer, int i) {
        Neighbours neighbours = layer.neighbours();
        double factor = layer.factors()[i];
        int contributing = factor > 0 ? Math.min(topK, neighbours.count(i)) : 0;
        for (int k = 0; k < contributing; k++) {
            int j = neighbours.neighbour(i, k);
            if (layerVotes[j] == Double.NEGATIVE_INFINITY) {
                layerCandidates[layerCandidateCount++] = j;
            }
            layerVotes[j] = Math.max(layerVotes[j], factor * neighbours.score(i, k));
        }
    }

    private void castBest(int sign) {
        for (int n = 0; n < layerCandidateCount; n++) {
            int j = layerCandidates[n];
            vote(j, sign * layerVotes[j]);
            layerVotes[j] = Double.NEGATIVE_INFINITY;
        }
    }
}
