package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Embeddings with the spectrum of real ones: clusters of uneven size and density, and variances that fall with a power
 * of the dimension's rank. All share a direction, as embeddings of encoders do.
 */
public final class SpectralEmbeddings {
    private static final int ITEMS_PER_CLUSTER = 200;
    /** The size of the k-th largest cluster falls with this power of k. */
    private static final double SIZE_EXPONENT = 0.7;

    private final SplittableRandom random;
    private final float[] deviations;
    private final double[] cumulatedSizes;
    private final float[][] centres;
    private final float[] spreads;

    /**
     * @param items about how many embeddings will be drawn, for the number of clusters
     * @param exponent the variance of the k-th dimension falls with this power of k; about 1 for real embeddings
     */
    public SpectralEmbeddings(int items, int dimension, double exponent, long seed) {
        random = new SplittableRandom(seed);
        deviations = new float[dimension];
        for (int k = 0; k < dimension; k++) {
            deviations[k] = (float) Math.pow(k + 1, -exponent / 2);
        }
        int clusters = Math.max(20, items / ITEMS_PER_CLUSTER);
        cumulatedSizes = new double[clusters];
        centres = new float[clusters][dimension];
        spreads = new float[clusters];
        double size = 0;
        for (int c = 0; c < clusters; c++) {
            size += Math.pow(c + 1, -SIZE_EXPONENT);
            cumulatedSizes[c] = size;
            spreads[c] = (float) random.nextDouble(0.3, 0.72);
            for (int k = 0; k < dimension; k++) {
                centres[c][k] = (float) random.nextGaussian() * deviations[k];
            }
        }
    }

    /** Draws the next embedding. */
    public float[] next() {
        double place = random.nextDouble(cumulatedSizes[cumulatedSizes.length - 1]);
        int found = Arrays.binarySearch(cumulatedSizes, place);
        int cluster = found < 0 ? -found - 1 : found;
        float[] embedding = new float[deviations.length];
        for (int k = 0; k < embedding.length; k++) {
            float noise = spreads[cluster] * (float) random.nextGaussian();
            embedding[k] = centres[cluster][k] + (noise + 0.5f) * deviations[k];
        }
        return embedding;
    }

    /** Draws a matrix without holding the embeddings twice. */
    public static EmbeddingMatrix matrix(int items, int dimension, double exponent, long seed) {
        SpectralEmbeddings embeddings = new SpectralEmbeddings(items, dimension, exponent, seed);
        EmbeddingMatrix.Builder builder = new EmbeddingMatrix.Builder(items);
        for (int i = 0; i < items; i++) {
            builder.put(i, EmbeddingMatrix.row(embeddings.next()));
        }
        return builder.build(dimension);
    }
}
