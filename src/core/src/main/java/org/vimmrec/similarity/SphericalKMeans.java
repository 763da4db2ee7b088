package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.vimmrec.task.Task;

/**
 * Spherical k-means: divides items into cells, so that the sum of the cosines of the items and the centroids of their
 * cells is high. It is trained on a sample. Source: Dhillon and Modha, Concept Decompositions for Large Sparse Text
 * Data using Clustering, Machine Learning 42, 2001.
 *
 * <p>The initial centroids are random items, so dense regions get more centroids, and cells vary little in size.
 */
public final class SphericalKMeans {
    /** Fewer make cells that fit the sample only. More take time, and do not raise the recall. */
    public static final int SAMPLE_PER_CELL = 40;

    private static final int ITERATIONS = 6;

    private final FusedSimilarity similarity;
    private final long modalities;
    private final Kernels kernels;
    private final int length;

    /** Divides by all modalities, with the kernel in use. All items that are divided have all modalities. */
    public SphericalKMeans(FusedSimilarity similarity) {
        this(similarity, FusedSimilarity.ALL, Kernels.inUse());
    }

    /** @param modalities the bits of the modalities that count */
    SphericalKMeans(FusedSimilarity similarity, long modalities, Kernels kernels) {
        this.similarity = similarity;
        this.modalities = modalities;
        this.kernels = kernels;
        length = (similarity.dimension() + TileKernel.STEP - 1) / TileKernel.STEP * TileKernel.STEP;
    }

    /**
     * Trains the centroids.
     *
     * @param items the items to divide, at least {@code cells}
     * @return the centroids, of length 1, for {@link NearestCentroids}; the same at any concurrency
     */
    public float[][] train(int[] items, int cells, long seed, String phase, Task task) {
        int[] sample = sample(items, Math.min(items.length, (long) SAMPLE_PER_CELL * cells), seed);
        float[][] centroids = new float[cells][length];
        for (int cell = 0; cell < cells; cell++) {
            addUnit(sample[cell], centroids[cell], new float[length]);
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            Task part = task.part(100 * iteration / ITERATIONS, 100 * (iteration + 1) / ITERATIONS);
            int[] nearest =
                    new NearestCentroids(similarity, modalities, kernels, centroids).find(sample, 1, phase, part);
            centroids = move(centroids, sample, nearest, phase, task.quiet());
        }
        return centroids;
    }

    /** A random sample without replacement, in random order. */
    static int[] sample(int[] items, long size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] pool = items.clone();
        for (int n = 0; n < size; n++) {
            int other = n + random.nextInt(pool.length - n);
            int item = pool[n];
            pool[n] = pool[other];
            pool[other] = item;
        }
        return Arrays.copyOf(pool, (int) size);
    }

    /** Moves each centroid to the mean direction of its items. A centroid without items stays. */
    private float[][] move(float[][] centroids, int[] sample, int[] nearest, String phase, Task task) {
        Cells cells = Cells.of(nearest, 1, centroids.length);
        float[][] moved = new float[centroids.length][];
        task.parallel(phase, centroids.length, () -> {
            float[] row = new float[length];
            return (IntConsumer) cell -> {
                float[] sum = new float[length];
                for (int n = cells.start(cell); n < cells.start(cell + 1); n++) {
                    addUnit(sample[cells.member(n)], sum, row);
                }
                moved[cell] = scaleToUnit(sum) ? sum : centroids[cell];
            };
        });
        return moved;
    }

    /** Adds an item's embedding, scaled to length 1. */
    private void addUnit(int item, float[] sum, float[] row) {
        similarity.concatenate(item, modalities, row);
        if (scaleToUnit(row)) {
            for (int k = 0; k < length; k++) {
                sum[k] += row[k];
            }
        }
    }

    private static boolean scaleToUnit(float[] row) {
        double square = 0;
        for (float value : row) {
            square += (double) value * value;
        }
        float factor = (float) (1 / Math.sqrt(square));
        for (int k = 0; k < row.length; k++) {
            row[k] *= factor;
        }
        return square > 0;
    }
}
