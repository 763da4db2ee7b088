package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * The first pass of {@link ExactNeighbours}: computes the similarity of every pair with a searched item in single precision,
 * each unordered pair once for both of its items, and nominates for each item those that may be among its best.
 *
 * <p>Block by block: a block of columns is packed once for all threads, and each thread takes a unit of rows past all panels
 * of the block, {@value TileKernel#ROWS} of them at a time. Memory beyond the embeddings: one block, the nominees, and a unit
 * of rows and a tile per thread.
 */
final class CandidateSearch {
    /** About the bytes of a block: large beside what its threads keep in their caches, small beside the embeddings. */
    private static final long BLOCK_BYTES = 16 << 20;
    /** About the most bytes of rows that a thread takes past a block together: they are to stay in the processor's caches. */
    private static final int UNIT_BYTES = 2 << 20;
    /**
     * Of the pairs left for each thread, those of the rows that it takes next: many at first, because panels and their nominees
     * then move between threads less often, and ever fewer, so that all threads end together.
     */
    private static final double SHARE = 0.75;
    /** Of any width, so many panels are a whole number of tiles' rows. */
    private static final int PANELS_PER_LOCK = 3;
    /** A tile's products, of the implementation that takes the most. */
    private static final long BYTES_PER_THREAD = 2L * Float.BYTES * TileKernel.ROWS * TileKernel.WIDEST_PANEL;

    private final FusedSimilarity similarity;
    private final int[] items;
    private final int searched;
    private final int changed;
    private final double errorBound;
    private final int blockSize;
    private final Kernels kernels;
    private final TileKernel kernel;
    private final int width;
    private final CandidateHeaps nominees;

    /**
     * @param items to compare; below, an item's place here is what a row or a column is
     * @param searched rows before this one are compared with all columns, the others with the changed ones only
     * @param changed columns before this one are changed: those that the rows that are not searched may want
     * @param capacity the most to nominate for a row; at least {@code topK}
     * @param randomly whether the items are in random order, and all rows searched
     * @param cutoff only similarities above it are of interest
     * @param errorBound of a similarity in single precision
     */
    CandidateSearch(FusedSimilarity similarity, int[] items, int searched, int changed, Kernels kernels, int topK, int capacity,
            boolean randomly, double cutoff, double errorBound) {
        this.similarity = similarity;
        this.items = items;
        this.searched = searched;
        this.changed = changed;
        this.errorBound = errorBound;
        this.kernels = kernels;
        int dimension = similarity.dimension();
        blockSize = blockSize(items.length, dimension);
        kernel = kernels.create(dimension, blockSize);
        width = kernel.panelWidth();
        nominees = new CandidateHeaps(kernels.insertion(), items.length, capacity, topK, randomly,
                (float) (cutoff - 2 * errorBound), (float) (3 * errorBound), PANELS_PER_LOCK * width,
                TileKernel.WIDEST_PANEL);
    }

    /** The heap that a nomination takes beyond the embeddings, in bytes. */
    static long bytes(int items, int capacity, int dimension, int concurrency) {
        int blockSize = blockSize(items, dimension);
        int lastBlock = items == 0 ? 0 : (items - 1) / blockSize * blockSize;
        int[] units = units(lastBlock, items, items, dimension, concurrency);
        return CandidateHeaps.bytes(items, capacity)
                + MemoryEstimate.arrays(1, (long) blockSize * dimension, Float.BYTES)
                + concurrency * (BYTES_PER_THREAD + MemoryEstimate.arrays(longest(units), dimension, Float.BYTES));
    }

    /** The items compared, by row. */
    int[] items() {
        return items;
    }

    /** Rows before this one are compared with all columns, the others with the changed ones only. */
    int searched() {
        return searched;
    }

    /** Columns before this one are changed. */
    int changed() {
        return changed;
    }

    /** For each row those that were nominated. */
    CandidateHeaps nominees() {
        return nominees;
    }

    /** Before the pass: only columns that may have at least this score are of interest to the row. */
    void expect(int row, double score) {
        nominees.raise(row, (float) (score - 2 * errorBound));
    }

    /** Compares all pairs with a searched row. */
    void run(String phase, Task task) {
        KernelWarmup.IN_THIS_JVM.before(2 * pairs(items.length, searched) * similarity.dimension(), kernels, task);
        for (int first = 0; first < items.length; first += blockSize) {
            task.checkTermination(); // which nobody asks for while a block takes a few milliseconds
            int firstColumn = first;
            int end = Math.min(items.length, firstColumn + blockSize);
            int from = percent(firstColumn);
            int panels = (end - firstColumn + width - 1) / width;
            task.part(from, from).parallel(phase, panels, () -> {
                float[][] columns = new float[TileKernel.PACKED_TOGETHER][kernel.length];
                return panel -> pack(panel, firstColumn, columns);
            });
            int[] units = units(firstColumn, end, searched, similarity.dimension(), task.concurrency());
            long pairs = (long) pairs(firstColumn, end, searched);
            AtomicLong compared = new AtomicLong();
            task.part(from, percent(end)).parallel(phase, units.length - 1, control -> {
                Nominator nominator = new Nominator(longest(units), control,
                        more -> control.progress(compared.addAndGet(more), pairs));
                return unit -> nominator.compare(units[unit], units[unit + 1], firstColumn, end);
            });
        }
    }

    /** Packs a panel of the block that begins at a column; columns past the last item are zero. */
    private void pack(int panel, int firstColumn, float[][] columns) {
        for (int c = 0; c < width; c += columns.length) {
            int first = firstColumn + panel * width + c;
            for (int n = 0; n < columns.length; n++) {
                if (first + n < items.length) {
                    similarity.concatenate(items[first + n], columns[n]);
                } else {
                    Arrays.fill(columns[n], 0);
                }
            }
            kernel.pack(panel, c, columns);
        }
    }

    /** How much is done when all pairs of the first so many items are. */
    private int percent(int first) {
        return items.length == 0 ? 0 : (int) (100 * pairs(first, searched) / pairs(items.length, searched));
    }

    /** The pairs of searched rows and those columns of a block that come after them. */
    private static double pairs(int firstColumn, int endColumn, int searched) {
        return pairs(endColumn, searched) - pairs(firstColumn, searched);
    }

    /** The pairs of a searched row and a column after it, both among the first so many. */
    private static double pairs(int first, int searched) {
        double rows = Math.min(first, searched);
        return rows * (first - rows / 2);
    }

    private static int blockSize(int items, int dimension) {
        long panels = BLOCK_BYTES / ((long) Float.BYTES * Math.max(1, dimension) * TileKernel.WIDEST_PANEL);
        return (int) Math.min(items, Math.max(1, panels) * TileKernel.WIDEST_PANEL);
    }

    /** For a block: where the rows begin that a thread takes past it together, and where the last of them end. */
    private static int[] units(int firstColumn, int endColumn, int searched, int dimension, int concurrency) {
        int endRow = Math.min(endColumn, searched);
        long most = UNIT_BYTES / ((long) Float.BYTES * Math.max(1, dimension));
        double all = pairs(firstColumn, endColumn, endRow);
        int[] units = new int[endRow / TileKernel.ROWS + 2];
        int last = 0;
        double taken = 0;
        for (int row = 0; row < endRow; row += TileKernel.ROWS) {
            int end = Math.min(endRow, row + TileKernel.ROWS);
            double pairs = pairs(firstColumn, endColumn, end);
            if (end == endRow || pairs - taken >= SHARE * (all - taken) / concurrency
                    || end + TileKernel.ROWS - units[last] > most) {
                units[++last] = end;
                taken = pairs;
            }
        }
        return Arrays.copyOf(units, last + 1);
    }

    /** The most rows of a unit. */
    private static int longest(int[] units) {
        return IntStream.range(1, units.length).map(n -> units[n] - units[n - 1]).max().orElse(0);
    }

    /** One thread of the first pass. */
    private final class Nominator {
        private final Task.Control control;
        private final LongConsumer progress;
        private final TileKernel.Tile tile;
        private final float[] unitRow = new float[kernel.length];
        /** By group of the row: by column of the panel, one divided by the weight in common, or NaN if there is none. */
        private final float[][] factors = new float[similarity.groups()][];
        /** By group the first column of the panel that its factors are for. */
        private final int[] factorsFor = new int[similarity.groups()];
        private final int[] columns = new int[width];
        private final float[] scores = new float[width];

        /** @param progress takes about how many more pairs are compared */
        Nominator(int rows, Task.Control control, LongConsumer progress) {
            this.control = control;
            this.progress = progress;
            tile = kernel.tile(rows);
            Arrays.fill(factorsFor, -1);
        }

        /** Compares the rows with those columns of the block that come after them. */
        void compare(int firstRow, int endRow, int firstColumn, int endColumn) {
            for (int row = firstRow; row < endRow; row++) {
                similarity.concatenate(items[row], unitRow);
                tile.set(row - firstRow, unitRow);
            }
            for (int column = firstColumn; column < endColumn; column += width) {
                // Past the diagonal, every pair of a tile was seen with its sides exchanged.
                for (int row = firstRow; row < endRow && row < column + width - 1; row += TileKernel.ROWS) {
                    control.checkpoint(); // before the JIT compiler has done its work, a tile takes long
                    int end = Math.min(endRow, row + TileKernel.ROWS);
                    tile.multiply((column - firstColumn) / width, row - firstRow, end - row);
                    // No thread waits for one that waits for it: columns with another lock than the rows come after them.
                    synchronized (nominees.lock(row)) {
                        synchronized (nominees.lock(column)) {
                            nominees.meet(row, end, width);
                            nominees.meet(column, column + width, end - row);
                            offer(row, end, column);
                        }
                    }
                }
                progress.accept((long) width * Math.max(0, Math.min(endRow, column + width) - firstRow));
            }
        }

        /** Offers the pairs of the tile that one of their items may want to both. */
        private void offer(int firstRow, int endRow, int firstColumn) {
            float[] thresholds = nominees.thresholds();
            for (int row = firstRow; row < endRow; row++) {
                int found = tile.above(row - firstRow, factors(similarity.group(items[row]), firstColumn), thresholds[row],
                        thresholds, firstColumn, columns, scores);
                for (int n = 0; n < found; n++) {
                    int column = columns[n];
                    if (column > row) {
                        nominees.offer(row, column, scores[n]);
                        if (column < searched || row < changed) {
                            nominees.offer(column, row, scores[n]);
                        }
                    }
                }
            }
        }

        private float[] factors(int group, int firstColumn) {
            if (factorsFor[group] != firstColumn) {
                if (factors[group] == null) {
                    factors[group] = new float[width];
                }
                for (int c = 0; c < width; c++) {
                    double common = firstColumn + c < items.length
                            ? similarity.commonWeight(group, items[firstColumn + c]) : 0;
                    factors[group][c] = common > 0 ? (float) (1 / common) : Float.NaN;
                }
                factorsFor[group] = firstColumn;
            }
            return factors[group];
        }
    }
}
