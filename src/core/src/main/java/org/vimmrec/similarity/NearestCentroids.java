package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.vimmrec.task.Task;

/** Finds the centroids that are nearest to items, with the tile kernel. */
public final class NearestCentroids {
    private final FusedSimilarity similarity;
    private final long modalities;
    private final Insertion insertion;
    private final TileKernel kernel;
    private final int width;
    private final int centroids;
    /** By column of a panel 1, or NaN past the last centroid; for all panels but the last, and for the last. */
    private final float[] all;

    private final float[] last;
    /** Higher than any score, because centroids collect nothing. */
    private final float[] never;

    /**
     * Compares by all modalities, with the kernel in use.
     *
     * @param centroids the result of {@link SphericalKMeans#train} for items with the same modalities
     */
    public NearestCentroids(FusedSimilarity similarity, float[][] centroids) {
        this(similarity, FusedSimilarity.ALL, Kernels.inUse(), centroids);
    }

    /**
     * @param modalities the bits of the modalities that count; others are left out of the items
     * @param centroids of length 1, padded to a multiple of {@link TileKernel#STEP}
     */
    NearestCentroids(FusedSimilarity similarity, long modalities, Kernels kernels, float[][] centroids) {
        this.similarity = similarity;
        this.modalities = modalities;
        this.centroids = centroids.length;
        insertion = kernels.insertion();
        kernel = kernels.create(similarity.dimension(), centroids.length);
        width = kernel.panelWidth();
        all = new float[width];
        last = new float[width];
        never = new float[width];
        Arrays.fill(all, 1);
        Arrays.fill(never, Float.POSITIVE_INFINITY);
        int inLast = centroids.length - (panels() - 1) * width;
        Arrays.fill(last, 0, inLast, 1);
        Arrays.fill(last, inLast, width, Float.NaN);
        pack(centroids);
    }

    private int panels() {
        return (centroids + width - 1) / width;
    }

    private void pack(float[][] centroids) {
        float[][] columns = new float[TileKernel.PACKED_TOGETHER][];
        float[] zero = new float[kernel.length];
        for (int first = 0; first < panels() * width; first += columns.length) {
            for (int n = 0; n < columns.length; n++) {
                columns[n] = first + n < centroids.length ? centroids[first + n] : zero;
            }
            kernel.pack(first / width, first % width, columns);
        }
    }

    /**
     * Finds the nearest centroids of each item.
     *
     * @param items the items
     * @param count how many centroids, at most as many as there are
     * @return the centroids of {@code items[n]} from place {@code n * count} on, nearest first
     */
    public int[] find(int[] items, int count, String phase, Task task) {
        int[] nearest = new int[Math.multiplyExact(items.length, count)];
        task.parallel(phase, (items.length + TileKernel.ROWS - 1) / TileKernel.ROWS, () -> {
            Worker worker = new Worker(items, count, nearest);
            return (IntConsumer)
                    unit -> worker.find(unit * TileKernel.ROWS, Math.min(items.length, (unit + 1) * TileKernel.ROWS));
        });
        return nearest;
    }

    private final class Worker {
        private final int[] items;
        private final int count;
        private final int[] nearest;
        private final TileKernel.Tile tile = kernel.tile(TileKernel.ROWS);
        private final NeighbourLists lists;
        private final float[] row = new float[kernel.length];
        private final int[] columns = new int[width];
        private final float[] scores = new float[width];

        Worker(int[] items, int count, int[] nearest) {
            this.items = items;
            this.count = count;
            this.nearest = nearest;
            lists = new NeighbourLists(insertion, TileKernel.ROWS, count, 0);
        }

        void find(int first, int end) {
            for (int n = first; n < end; n++) {
                similarity.concatenate(items[n], modalities, row);
                tile.set(n - first, row);
            }
            lists.clear(TileKernel.ROWS);
            for (int panel = 0; panel < panels(); panel++) {
                tile.multiply(panel, 0, end - first);
                for (int r = 0; r < end - first; r++) {
                    float[] factor = panel == panels() - 1 ? last : all;
                    int found = tile.above(r, factor, lists.thresholds()[r], never, 0, columns, scores);
                    for (int n = 0; n < found; n++) {
                        lists.offer(r, panel * width + columns[n], scores[n]);
                    }
                }
            }
            for (int n = first; n < end; n++) {
                for (int rank = 0; rank < count; rank++) {
                    nearest[n * count + rank] = lists.column(n - first, rank);
                }
            }
        }
    }
}
