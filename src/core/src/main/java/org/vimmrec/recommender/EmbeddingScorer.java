package org.vimmrec.recommender;

import java.util.Arrays;

/**
 * Scores a user and an item by the dot product of their embeddings, plus the item's bias.
 *
 * @param users a row per user, whose length is a multiple of 4
 * @param itemColumns the embeddings of items, transposed: a row per dimension and a column per item
 * @param biases by item
 * @param epochs the epochs of training after which the model has these embeddings; 0 if unknown
 */
public record EmbeddingScorer(float[][] users, float[][] itemColumns, float[] biases, int epochs) implements Scorer {

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
        return new EmbeddingScorer(ofUsers, columns(items, items[0].length), biases.clone(), 0);
    }

    /**
     * Returns the scorer of items with given embeddings, still without users.
     *
     * @param items a row per item as {@link #itemEmbedding} returns it, at least one, all of the same valid length
     */
    public static EmbeddingScorer ofItems(float[][] items) {
        int length = items[0].length;
        int dimensions = length - length % Hyperparameters.DIMENSION_STEP;
        float[] biases = new float[items.length];
        for (int i = 0; i < biases.length && length > dimensions; i++) {
            biases[i] = items[i][dimensions];
        }
        return new EmbeddingScorer(new float[0][], columns(items, dimensions), biases, 0);
    }

    private static float[][] columns(float[][] items, int dimensions) {
        float[][] columns = new float[dimensions][items.length];
        for (int i = 0; i < items.length; i++) {
            for (int d = 0; d < dimensions; d++) {
                columns[d][i] = items[i][d];
            }
        }
        return columns;
    }

    /** Whether an embedding can have a length: a multiple of 4, or one more for the bias. */
    public static boolean isValidLength(int length) {
        return length >= Hyperparameters.DIMENSION_STEP && length % Hyperparameters.DIMENSION_STEP <= 1;
    }

    /** The length of the vectors that {@link #itemEmbedding} returns. */
    public int length(boolean withBias) {
        return itemColumns.length + (withBias ? 1 : 0);
    }

    /** Returns the same scorer for other users, who have embeddings as {@link #userEmbedding} returns them. */
    public EmbeddingScorer withUsers(float[]... newUsers) {
        float[][] rows = new float[newUsers.length][];
        Arrays.setAll(rows, u -> Arrays.copyOf(newUsers[u], itemColumns.length));
        return new EmbeddingScorer(rows, itemColumns, biases, epochs);
    }

    /** The same scorer with its number of epochs. */
    EmbeddingScorer after(int newEpochs) {
        return new EmbeddingScorer(users, itemColumns, biases, newEpochs);
    }

    /** Whether all numbers are finite. They are not if the training diverged. */
    public boolean isFinite() {
        return isFinite(users) && isFinite(itemColumns) && isFinite(new float[][] {biases});
    }

    private static boolean isFinite(float[][] rows) {
        for (float[] row : rows) {
            float sum = 0;
            for (float value : row) {
                sum += value * 0; // NaN if any is not finite
            }
            if (sum != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether any item has a bias, so that embeddings have one more dimension. */
    public boolean hasBiases() {
        for (float bias : biases) {
            if (bias != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the vector whose dot product with that of an item is the score.
     *
     * @param withBias whether to add a dimension for the item's bias, which is 1 for every user
     */
    public float[] userEmbedding(int user, boolean withBias) {
        float[] embedding = Arrays.copyOf(users[user], users[user].length + (withBias ? 1 : 0));
        if (withBias) {
            embedding[users[user].length] = 1;
        }
        return embedding;
    }

    /**
     * Returns the vector whose dot product with that of a user is the score.
     *
     * @param withBias whether to add a dimension with the item's bias
     */
    public float[] itemEmbedding(int item, boolean withBias) {
        float[] embedding = new float[itemColumns.length + (withBias ? 1 : 0)];
        for (int d = 0; d < itemColumns.length; d++) {
            embedding[d] = itemColumns[d][item];
        }
        if (withBias) {
            embedding[itemColumns.length] = biases[item];
        }
        return embedding;
    }

    /** Returns the mean of several items' embeddings, as that of a user. */
    public float[] meanOfItems(int[] items) {
        float[] mean = new float[itemColumns.length];
        for (int d = 0; d < mean.length; d++) {
            double sum = 0;
            for (int item : items) {
                sum += itemColumns[d][item];
            }
            mean[d] = (float) (sum / items.length);
        }
        return mean;
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
