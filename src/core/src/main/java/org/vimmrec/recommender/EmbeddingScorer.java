package org.vimmrec.recommender;

import java.util.Arrays;

/**
 * Scores a user and an item by the dot product of their embeddings, plus the item's bias.
 *
 * @param users a row per user, whose length is a multiple of 4
 * @param itemColumns the embeddings of items, transposed: a row per dimension and a column per item
 * @param biases by item
 */
record EmbeddingScorer(float[][] users, float[][] itemColumns, float[] biases) implements Scorer {

    /**
     * Copies the outputs of an encoder.
     *
     * @param nodes the rows of users, followed by the rows of items
     */
    static EmbeddingScorer ofNodes(float[][] nodes, int users) {
        float[][] ofItems = Arrays.copyOfRange(nodes, users, nodes.length);
        return of(Arrays.copyOf(nodes, users), ofItems, new float[ofItems.length]);
    }

    /** Copies a row per user and a row per item. */
    static EmbeddingScorer of(float[][] users, float[][] items, float[] biases) {
        float[][] ofUsers = new float[users.length][];
        Arrays.setAll(ofUsers, u -> users[u].clone());
        float[][] columns = new float[items[0].length][items.length];
        for (int i = 0; i < items.length; i++) {
            for (int d = 0; d < columns.length; d++) {
                columns[d][i] = items[i][d];
            }
        }
        return new EmbeddingScorer(ofUsers, columns, biases.clone());
    }

    @Override
    public Reader reader() {
        return (wanted, from, to, scores) -> {
            for (int n = from; n < to; n++) {
                float[] sums = scores[n - from];
                System.arraycopy(biases, 0, sums, 0, biases.length);
                float[] user = users[wanted[n]];
                for (int d = 0; d < user.length; d += Hyperparameters.DIMENSION_STEP) {
                    Vectors.addScaled(
                            sums,
                            itemColumns[d],
                            itemColumns[d + 1],
                            itemColumns[d + 2],
                            itemColumns[d + 3],
                            user[d],
                            user[d + 1],
                            user[d + 2],
                            user[d + 3]);
                }
            }
        };
    }
}
