package org.vimmrec.evaluation;

import java.util.Arrays;
import org.vimmrec.recommender.EmbeddingScorer;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.sparse.Interactions;

/**
 * A trained model whose embeddings were stored, without its users: their embeddings are given with each request.
 *
 * @param items the embeddings of the items
 * @param ties the order of items with equal scores
 * @param popularity by item the number of its users in the training
 */
public record StoredModel(EmbeddingScorer items, TieOrder ties, long[] popularity) {

    /**
     * Creates a model of the stored embeddings.
     *
     * @param embeddings by item, at least one, all of the same valid length; see {@link EmbeddingScorer#isValidLength}
     * @param places by item its place among items of equal score in the training; places of deleted items are missing
     * @param popularity by item the number of its users in the training
     */
    public static StoredModel of(float[][] embeddings, long[] places, long[] popularity) {
        long[] sorted = places.clone();
        Arrays.sort(sorted);
        int[] ranks = new int[places.length];
        Arrays.setAll(ranks, i -> Arrays.binarySearch(sorted, places[i]));
        return new StoredModel(EmbeddingScorer.ofItems(embeddings), new TieOrder(ranks), popularity);
    }

    /**
     * Recommends items to users. A user without an embedding gets the items for the mean embedding of the items that
     * the user knows, or the most popular ones if there are none.
     *
     * @param users by user the embedding; null for a user who was unknown in the training
     * @param known the items that each of them knows
     * @param rows the users to recommend items to, each a row
     * @param candidates by item whether it may be recommended; null if all may
     * @param limit the most items for a user
     */
    public Recommendations recommendations(
            float[][] users, Interactions known, int[] rows, boolean[] candidates, int limit) {
        float[][] embeddings = new float[users.length][];
        for (int u = 0; u < users.length; u++) {
            embeddings[u] = users[u] != null ? users[u] : known.count(u) > 0 ? mean(known, u) : new float[0];
        }
        Scorer model = items.withUsers(embeddings);
        Scorer scorer = () -> {
            Scorer.Reader reader = model.reader();
            return (wanted, from, to, scores) -> {
                reader.score(wanted, from, to, scores);
                for (int n = from; n < to; n++) {
                    if (embeddings[wanted[n]].length == 0) {
                        for (int i = 0; i < popularity.length; i++) {
                            scores[n - from][i] = popularity[i];
                        }
                    }
                }
            };
        };
        return new Recommendations(CandidateRecommender.restricted(scorer, candidates), known, ties, rows, limit);
    }

    private float[] mean(Interactions known, int user) {
        int[] knownItems = new int[known.count(user)];
        Arrays.setAll(knownItems, n -> known.item(user, n));
        return items.meanOfItems(knownItems);
    }
}
