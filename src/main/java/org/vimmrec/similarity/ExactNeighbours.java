package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.vimmrec.task.Task;

/**
 * The search for each item's exact nearest neighbours: {@code N(i)} of the package description.
 *
 * <p>In two passes. The first computes the similarity of every pair in single precision, tile by tile, each unordered pair
 * once for both of its items, and nominates for each item a few more than {@code topK}. The second computes the nominees'
 * similarity in double precision, which decides. A pair that the first pass left out has a similarity at most its error
 * bound above the lowest nominee's; where that leaves a doubt (many equal or nearly equal neighbours), the item is compared
 * with all others in double precision. So the result is that of a plain search in double precision, to the last bit,
 * whichever kernel runs and with however many threads.
 *
 * <p>Memory beyond the embeddings: the nominees, and per thread the packed copies of two blocks of items.
 */
public final class ExactNeighbours {
    /** Nominees beyond topK: with fewer, the second pass would doubt more often. */
    private static final int SLACK = 4;
    /** A unit of work takes about so many multiplications: long enough to pay for packing, short enough to stop soon. */
    private static final double MULTIPLICATIONS_PER_UNIT = 1e9;
    private static final double LEAST_WEIGHT = 1e-15;
    private static final int BLOCK_STEP = 512;
    private static final int LARGEST_BLOCK = 3 * BLOCK_STEP;

    private final FusedSimilarity similarity;
    private final Kernels kernels;
    private final int topK;
    private final double cutoff;
    private final Task task;

    /** The items that can have neighbours; below, an item's place here is what a row or a column is. */
    private final int[] items;
    private final List<EmbeddingMatrix> modalities;
    private final double[][] rowScales;
    private final double errorBound;
    private final Nominees nominees;
    private final int blockSize;

    private ExactNeighbours(FusedSimilarity similarity, Kernels kernels, int topK, double cutoff, Task task) {
        this.similarity = similarity;
        this.kernels = kernels;
        this.cutoff = cutoff;
        this.task = task;
        items = availableItems(similarity);
        this.topK = Math.min(topK, Math.max(1, items.length - 1));
        modalities = similarity.modalities();
        rowScales = new double[modalities.size()][items.length];
        int totalDimension = 0;
        for (int m = 0; m < modalities.size(); m++) {
            EmbeddingMatrix modality = modalities.get(m);
            totalDimension += modality.dimension();
            for (int n = 0; n < items.length; n++) {
                rowScales[m][n] = similarity.weight(m) * modality.inverseNorm(items[n]);
            }
        }
        // Without a bound, every row is in doubt.
        errorBound = withinSinglePrecision(similarity) ? TileKernel.errorBound(totalDimension) : Double.POSITIVE_INFINITY;
        nominees = new Nominees(items.length, capacity(items.length, this.topK), (float) (cutoff - 2 * errorBound),
                BLOCK_STEP);
        blockSize = blockSize(items.length, totalDimension, task.concurrency());
    }

    /**
     * Compares every item with every other.
     *
     * @param similarity of which items to which
     * @param topK neighbours per item, at least 1
     * @param cutoff only neighbours with a similarity above it
     * @param phase what to call this in progress reports
     * @return per item up to {@code topK} neighbours; the same at any concurrency
     */
    public static Neighbours search(FusedSimilarity similarity, int topK, double cutoff, String phase, Task task) {
        return search(similarity, topK, cutoff, phase, task, Kernels.inUse());
    }

    /** With a kernel of choice. */
    static Neighbours search(FusedSimilarity similarity, int topK, double cutoff, String phase, Task task,
            Kernels kernels) {
        ExactNeighbours search = new ExactNeighbours(similarity, kernels, topK, cutoff, task);
        search.nominate(phase);
        return search.decide(phase);
    }

    /** The heap that a search takes beyond the embeddings and its result, in bytes. */
    public static long bytes(long items, int topK, int totalDimension, int concurrency) {
        int block = blockSize((int) Math.min(items, Integer.MAX_VALUE), totalDimension, concurrency);
        return Nominees.bytes(items, capacity(items, topK))
                + (long) concurrency * Float.BYTES * totalDimension * (block + TileKernel.ROWS);
    }

    private static int capacity(long items, int topK) {
        return (int) Math.max(1, Math.min(items - 1, (long) topK + SLACK));
    }

    private static int blockSize(int items, int totalDimension, int concurrency) {
        double size = Math.min(Math.sqrt(MULTIPLICATIONS_PER_UNIT / Math.max(1, totalDimension)),
                items / (3.0 * concurrency));
        return (int) Math.max(BLOCK_STEP, Math.min(LARGEST_BLOCK, Math.ceil(size / BLOCK_STEP) * BLOCK_STEP));
    }

    /** Whether products of weights and embeddings, and quotients of weights, are far from what a float can hold. */
    private static boolean withinSinglePrecision(FusedSimilarity similarity) {
        for (int m = 0; m < similarity.modalities().size(); m++) {
            double weight = similarity.weight(m);
            if (weight != 0 && !(weight > LEAST_WEIGHT && weight < 1 / LEAST_WEIGHT)) {
                return false;
            }
        }
        return true;
    }

    private static int[] availableItems(FusedSimilarity similarity) {
        int[] items = new int[similarity.items()];
        int count = 0;
        for (int i = 0; i < items.length; i++) {
            if (similarity.available(i)) {
                items[count++] = i;
            }
        }
        return Arrays.copyOf(items, count);
    }

    private void nominate(String phase) {
        int blocks = (items.length + blockSize - 1) / blockSize;
        int[] rowBlocks = new int[blocks * (blocks + 1) / 2];
        int[] columnBlocks = new int[rowBlocks.length];
        int units = 0;
        for (int row = 0; row < blocks; row++) {
            for (int column = row; column < blocks; column++) {
                rowBlocks[units] = row;
                columnBlocks[units++] = column;
            }
        }
        task.parallel(phase, units, control -> {
            Nominator nominator = new Nominator(control);
            return unit -> nominator.compare(rowBlocks[unit], columnBlocks[unit]);
        });
    }

    /** One thread of the first pass. */
    private final class Nominator {
        private final Task.Control control;
        private final TileKernel kernel = kernels.create();
        private final int width = kernel.columns();
        private final float[][] columnScales = new float[modalities.size()][blockSize];
        /** By group of the row: by column of the block, one divided by the weight in common, or NaN if there is none. */
        private final float[][] factors = new float[similarity.groups()][];
        private final int[] hits = new int[width];
        private final float[] scores = new float[width];

        Nominator(Task.Control control) {
            this.control = control;
        }

        /** Compares the items of two blocks, or of one block with each other. */
        void compare(int rowBlock, int columnBlock) {
            int firstColumn = columnBlock * blockSize;
            int columns = Math.min(blockSize, items.length - firstColumn);
            packColumns(firstColumn, columns);
            int end = Math.min(items.length, (rowBlock + 1) * blockSize);
            for (int row = rowBlock * blockSize; row < end; row += TileKernel.ROWS) {
                int rows = Math.min(TileKernel.ROWS, end - row);
                for (int m = 0; m < modalities.size(); m++) {
                    kernel.packRows(m, modalities.get(m).rows(), items, row, rows, rowScales[m]);
                }
                for (int panel = 0; panel * width < columns; panel++) {
                    int column = firstColumn + panel * width;
                    control.checkpoint(); // before the JIT compiler has done its work, a unit takes long
                    if (column + width - 1 > row) { // else every pair of this tile was seen with its sides exchanged
                        kernel.multiply(panel, rows, columnScales);
                        nominate(row, rows, panel, column);
                    }
                }
            }
        }

        private void packColumns(int first, int count) {
            for (int m = 0; m < modalities.size(); m++) {
                EmbeddingMatrix modality = modalities.get(m);
                kernel.packColumns(m, modality.dimension(), modality.rows(), items, first, count);
                for (int c = 0; c < count; c++) {
                    columnScales[m][c] = (float) modality.inverseNorm(items[first + c]);
                }
            }
            for (int group = 0; group < factors.length; group++) {
                if (factors[group] == null) {
                    factors[group] = new float[blockSize];
                }
                Arrays.fill(factors[group], count, blockSize, Float.NaN);
                for (int c = 0; c < count; c++) {
                    double common = similarity.commonWeight(group, similarity.group(items[first + c]));
                    factors[group][c] = common > 0 ? (float) (1 / common) : Float.NaN;
                }
            }
        }

        private void nominate(int firstRow, int rows, int panel, int firstColumn) {
            float[] thresholds = nominees.thresholds();
            for (int r = 0; r < rows; r++) {
                int row = firstRow + r;
                int found = kernel.above(r, factors[similarity.group(items[row])], panel * width, thresholds[row],
                        thresholds, firstColumn, hits, scores);
                for (int n = 0; n < found; n++) {
                    int column = firstColumn + hits[n];
                    if (column > row) {
                        if (scores[n] > thresholds[row]) {
                            nominees.offer(row, column, scores[n]);
                        }
                        if (scores[n] > thresholds[column]) {
                            nominees.offer(column, row, scores[n]);
                        }
                    }
                }
            }
        }
    }

    private Neighbours decide(String phase) {
        int[][] neighbours = new int[similarity.items()][0];
        double[][] scores = new double[similarity.items()][0];
        task.parallel(phase + " (deciding)", items.length, () -> {
            BestFirst best = new BestFirst(topK);
            return (IntConsumer) row -> {
                best.clear();
                if (!decide(row, best)) {
                    best.clear();
                    compareWithAll(items[row], best);
                }
                nominees.release(row);
                best.sort();
                neighbours[items[row]] = best.indexes();
                scores[items[row]] = best.scores();
            };
        });
        return new Neighbours(neighbours, scores);
    }

    /** Takes the best of a row's nominees, and returns whether it is certain that no other column is better. */
    private boolean decide(int row, BestFirst best) {
        int count = nominees.sort(row);
        // Whoever is more than twice the bound below the lowest of the first topK cannot overtake it.
        double enough = count < topK ? Double.NEGATIVE_INFINITY : nominees.score(row, topK - 1) - 2 * errorBound;
        for (int n = 0; n < count && nominees.score(row, n) >= enough; n++) {
            int item = items[nominees.column(row, n)];
            double score = similarity.score(items[row], item);
            if (score > cutoff) {
                best.offer(item, score);
            }
        }
        double lost = nominees.highestLost(row) + errorBound;
        return lost < (best.size() == topK ? best.worst() : cutoff);
    }

    private void compareWithAll(int item, BestFirst best) {
        for (int other : items) {
            if (other != item && similarity.comparable(item, other)) {
                double score = similarity.score(item, other);
                if (score > cutoff) {
                    best.offer(other, score);
                }
            }
        }
    }
}
