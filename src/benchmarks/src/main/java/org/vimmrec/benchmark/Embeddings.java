package org.vimmrec.benchmark;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.vimmrec.similarity.SpectralEmbeddings;

/** Kinds of generated embeddings. The same kind and shape always gives the same embeddings. */
public enum Embeddings {
    /**
     * Similar to embeddings of encoders. Items belong to niches, and niches to genres. All items share a direction, and
     * the information has far fewer dimensions than the embedding.
     */
    CLUSTERED {
        @Override
        public float[][] rows(int items, int dimension) {
            RandomGenerator random = new SplittableRandom(SEED);
            float[][] projection = gaussian(random, LATENT_DIMENSION, dimension);
            float[][] genres = gaussian(random, GENRES, LATENT_DIMENSION);
            float[][] niches = gaussian(random, Math.max(4, items / ITEMS_PER_NICHE), LATENT_DIMENSION);
            float[] shared = gaussian(random, 1, dimension)[0];
            float[][] rows = new float[items][dimension];
            float[] latent = new float[LATENT_DIMENSION];
            for (float[] row : rows) {
                int niche = random.nextInt(niches.length);
                for (int l = 0; l < LATENT_DIMENSION; l++) {
                    latent[l] = 0.6f * genres[niche % GENRES][l]
                            + 0.7f * niches[niche][l]
                            + 0.4f * (float) random.nextGaussian();
                }
                for (int d = 0; d < dimension; d++) {
                    row[d] = 2 * shared[d] + 2 * (float) random.nextGaussian();
                }
                for (int l = 0; l < LATENT_DIMENSION; l++) {
                    for (int d = 0; d < dimension; d++) {
                        row[d] += latent[l] * projection[l][d];
                    }
                }
            }
            return rows;
        }
    },
    /** Clusters of uneven size, and variances that fall with a power of the dimension's rank. */
    SPECTRAL {
        @Override
        public float[][] rows(int items, int dimension) {
            SpectralEmbeddings embeddings = new SpectralEmbeddings(items, dimension, 1, SEED);
            float[][] rows = new float[items][];
            for (int i = 0; i < items; i++) {
                rows[i] = embeddings.next();
            }
            return rows;
        }
    },
    /** Random embeddings, with all directions equally likely. */
    RANDOM {
        @Override
        public float[][] rows(int items, int dimension) {
            return gaussian(new SplittableRandom(SEED), items, dimension);
        }
    },
    /** Similar to frames of a film: groups of embeddings are so close that single precision cannot distinguish them. */
    NEARLY_EQUAL {
        @Override
        public float[][] rows(int items, int dimension) {
            RandomGenerator random = new SplittableRandom(SEED);
            float[][] films = gaussian(random, Math.max(1, items / FRAMES), dimension);
            float[][] rows = gaussian(random, items, dimension);
            for (int i = 0; i < items; i++) {
                for (int d = 0; d < dimension; d++) {
                    rows[i][d] = films[i % films.length][d] + 1e-3f * rows[i][d];
                }
            }
            return rows;
        }
    };

    private static final long SEED = 42;
    private static final int LATENT_DIMENSION = 32;
    private static final int GENRES = 12;
    private static final int ITEMS_PER_NICHE = 40;
    private static final int FRAMES = 40;

    /** An embedding for each item. */
    public abstract float[][] rows(int items, int dimension);

    private static float[][] gaussian(RandomGenerator random, int count, int dimension) {
        float[][] rows = new float[count][dimension];
        for (float[] row : rows) {
            for (int d = 0; d < dimension; d++) {
                row[d] = (float) random.nextGaussian();
            }
        }
        return rows;
    }
}
