package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.task.WorkerContext;

/**
 * The first pass of {@link ExactNeighbours}: computes the similarity of every pair with a searched item in single
 * precision, each unordered pair once for both of its items, and collects the candidates of each item.
 *
 * <p>It works block by block. A block of columns is packed once for all threads. Each thread then multiplies a unit of
 * rows by all panels of the block, {@value TileKernel#ROWS} rows at a time. Memory beyond the embeddings: one block,
 * the candidates, and a unit of rows and a tile for each thread.
 */
final class CandidateSearch {
    /** The approximate size of a block: large beside a thread's caches, small beside the embeddings. */
    private static final long BLOCK_BYTES = 16 << 20;
    /** The approximate maximum size of a unit of rows, so that it stays in the processor's caches. */
    private static final int UNIT_BYTES = 2 << 20;
    /**
     * A unit's share of the remaining pairs per thread. Units are large at first, because panels and candidates then
     * move between threads less often, and get smaller, so that all threads finish together.
     */
    private static final double UNIT_SHARE = 0.75;
    /** This many panels, whatever their width, are a whole number of tiles' rows. */
    private static final int PANELS_PER_LOCK = 3;
    /** The size of a tile's products in the implementation that needs the most. */
    private static final long BYTES_PER_THREAD = 2L * Float.BYTES * TileKernel.ROWS * TileKernel.WIDEST_PANEL;

    private final FusedSimilarity similarity;
    private final SearchOrder order;
    private final int[] items;
    private final int searched;
    private final int changed;
    /** By row whether it may be a neighbour; null if all may. */
    private final boolean[] targets;
    /**
     * Rows before this one are compared with the columns after them. A pair of others has no searched row or target.
     */
    private final int compared;

    private final double errorBound;
    private final int blockSize;
    private final Kernels kernels;
    private final TileKernel kernel;
    private final int width;
    private final CandidateHeaps candidates;

    /**
     * @param capacity the most candidates of a row, at least {@code topK}
     * @param randomOrder whether the items are in random order and all rows are searched
     */
    CandidateSearch(SearchParameters parameters, SearchOrder order, int capacity, boolean randomOrder) {
        similarity = parameters.similarity();
        this.order = order;
        items = order.items();
        searched = order.searched();
        changed = order.changed();
        targets = targets(similarity, items);
        int endOfTargets = endOf(targets, items.length);
        compared = Math.min(searched, endOfTargets);
        errorBound = parameters.errorBound();
        kernels = parameters.kernels();
        int dimension = similarity.dimension();
        blockSize = blockSize(items.length, dimension);
        kernel = kernels.create(dimension, blockSize);
        width = kernel.panelWidth();
        CandidateHeaps.Limits limits = new CandidateHeaps.Limits(
                parameters.topK(),
                capacity,
                randomOrder ? endOfTargets - order.mostApart() : 0,
                (float) (parameters.cutoff() - 2 * errorBound),
                (float) (3 * errorBound));
        candidates = new CandidateHeaps(
                kernels.insertion(), items.length, limits, PANELS_PER_LOCK * width, TileKernel.WIDEST_PANEL);
    }

    private static boolean[] targets(FusedSimilarity similarity, int[] items) {
        boolean[] targets = new boolean[items.length];
        boolean all = true;
        for (int row = 0; row < targets.length; row++) {
            targets[row] = similarity.isTarget(items[row]);
            all &= targets[row];
        }
        return all ? null : targets;
    }

    /** The first row after all targets. */
    private static int endOf(boolean[] targets, int rows) {
        int end = rows;
        while (targets != null && end > 0 && !targets[end - 1]) {
            end--;
        }
        return end;
    }

    /** The heap that the pass takes beyond the embeddings, in bytes. */
    static long bytes(int items, int capacity, int dimension, int concurrency) {
        int blockSize = blockSize(items, dimension);
        int lastBlock = items == 0 ? 0 : (items - 1) / blockSize * blockSize;
        int[] units = units(new Block(lastBlock, items), items, dimension, concurrency);
        return CandidateHeaps.bytes(items, capacity)
                + MemoryEstimate.arrays(1, (long) blockSize * dimension, Float.BYTES)
                + concurrency * (BYTES_PER_THREAD + MemoryEstimate.arrays(longest(units), dimension, Float.BYTES));
    }

    /** The heap that the pass takes at most beyond the embeddings if only some items are searched, in bytes. */
    static long bytesOfSome(int items, int some, int capacity, int dimension, int concurrency) {
        long unit = Math.min(some, UNIT_BYTES / ((long) Float.BYTES * Math.max(1, dimension)) + TileKernel.ROWS);
        return CandidateHeaps.bytes(items, 0)
                + CandidateHeaps.bytes(some, capacity)
                + 2L * items // whether they are searched, and whether they may be neighbours
                + MemoryEstimate.arrays(1, (long) blockSize(items, dimension) * dimension, Float.BYTES)
                + concurrency * (BYTES_PER_THREAD + MemoryEstimate.arrays(unit, dimension, Float.BYTES));
    }

    /** The items that are compared, by row. */
    SearchOrder order() {
        return order;
    }

    /** The candidates of each row. */
    CandidateHeaps candidates() {
        return candidates;
    }

    /** Limits a row's candidates to columns that may have at least this similarity. Must come before {@link #run}. */
    void require(int row, double score) {
        candidates.raiseThreshold(row, (float) (score - 2 * errorBound));
    }

    /** The columns of a block, from the first to the one before {@code end}. */
    private record Block(int first, int end) {

        /** The pairs of a searched row and a column of the block after it. */
        double pairs(int searched) {
            return CandidateSearch.pairs(end, searched) - CandidateSearch.pairs(first, searched);
        }
    }

    /** Compares all pairs with a searched row. */
    void run(String phase, Task task) {
        KernelWarmup.SHARED.warmUp(2 * pairs(items.length, compared) * similarity.dimension(), kernels, task);
        for (int first = 0; first < items.length; first += blockSize) {
            task.checkTermination(); // because the workers of a block may finish before the task checks
            Block block = new Block(first, Math.min(items.length, first + blockSize));
            int startPercent = percent(block.first);
            int panels = (block.end - block.first + width - 1) / width;
            task.part(startPercent, startPercent).parallel(phase, panels, () -> {
                float[][] columns = new float[TileKernel.PACKED_TOGETHER][kernel.length];
                return panel -> pack(panel, block.first, columns);
            });
            int[] units = units(block, compared, similarity.dimension(), task.concurrency());
            long pairs = (long) block.pairs(compared);
            AtomicLong compared = new AtomicLong();
            task.part(startPercent, percent(block.end)).parallel(phase, units.length - 1, context -> {
                Worker worker =
                        new Worker(longest(units), context, more -> context.progress(compared.addAndGet(more), pairs));
                return unit -> worker.compare(units[unit], units[unit + 1], block);
            });
        }
    }

    /** Packs a panel of the block that begins at {@code firstColumn}. Columns past the last item are zero. */
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

    /** The progress of the pass after the columns before {@code end}. */
    private int percent(int end) {
        return compared == 0 ? 0 : (int) (100 * pairs(end, compared) / pairs(items.length, compared));
    }

    /** The pairs of a searched row and a column after it, both before {@code end}. */
    private static double pairs(int end, int searched) {
        double rows = Math.min(end, searched);
        return rows * (end - rows / 2);
    }

    private static int blockSize(int items, int dimension) {
        long panels = BLOCK_BYTES / ((long) Float.BYTES * Math.max(1, dimension) * TileKernel.WIDEST_PANEL);
        return (int) Math.min(items, Math.max(1, panels) * TileKernel.WIDEST_PANEL);
    }

    /** The first row of each unit of a block, and the end of the last unit. */
    private static int[] units(Block block, int searched, int dimension, int concurrency) {
        int endRow = Math.min(block.end, searched);
        long maxRows = UNIT_BYTES / ((long) Float.BYTES * Math.max(1, dimension));
        double all = block.pairs(endRow);
        int[] units = new int[endRow / TileKernel.ROWS + 2];
        int last = 0;
        double taken = 0;
        for (int row = 0; row < endRow; row += TileKernel.ROWS) {
            int end = Math.min(endRow, row + TileKernel.ROWS);
            double pairs = block.pairs(end);
            if (end == endRow
                    || pairs - taken >= UNIT_SHARE * (all - taken) / concurrency
                    || end + TileKernel.ROWS - units[last] > maxRows) {
                units[++last] = end;
                taken = pairs;
            }
        }
        return Arrays.copyOf(units, last + 1);
    }

    /** The number of rows of the longest unit. */
    private static int longest(int[] units) {
        return IntStream.range(1, units.length)
                .map(n -> units[n] - units[n - 1])
                .max()
                .orElse(0);
    }

    /** Compares rows on one thread. */
    private final class Worker {
        private final WorkerContext context;
        private final LongConsumer progress;
        private final TileKernel.Tile tile;
        private final float[] unitRow = new float[kernel.length];
        /** By the row's group and the panel's column: 1 divided by the common weight, or NaN if there is none. */
        private final float[][] factors = new float[similarity.groups()][];
        /** By group, the first column of the panel that its factors are for. */
        private final int[] factorsFor = new int[similarity.groups()];

        private final int[] columns = new int[width];
        private final float[] scores = new float[width];

        /** @param progress receives the approximate number of further pairs that were compared */
        Worker(int rows, WorkerContext context, LongConsumer progress) {
            this.context = context;
            this.progress = progress;
            tile = kernel.tile(rows);
            Arrays.fill(factorsFor, -1);
        }

        /** Compares the rows with the columns of the block that come after them. */
        void compare(int firstRow, int endRow, Block block) {
            for (int row = firstRow; row < endRow; row++) {
                similarity.concatenate(items[row], unitRow);
                tile.set(row - firstRow, unitRow);
            }
            for (int column = block.first; column < block.end; column += width) {
                // Past the diagonal, a tile holds pairs that were already compared, with row and column exchanged.
                for (int row = firstRow; row < endRow && row < column + width - 1; row += TileKernel.ROWS) {
                    int end = Math.min(endRow, row + TileKernel.ROWS);
                    if (order.isApart(row, end, column + width)) {
                        continue;
                    }
                    context.checkpoint(); // for each tile, because a tile takes long until the kernel is compiled
                    tile.multiply((column - block.first) / width, row - firstRow, end - row);
                    // No deadlock: if the two locks differ, the one of the columns is the later one.
                    synchronized (candidates.lock(row)) {
                        synchronized (candidates.lock(column)) {
                            candidates.countComparisons(row, end, width);
                            candidates.countComparisons(column, column + width, end - row);
                            offer(row, end, column);
                        }
                    }
                }
                progress.accept((long) width * Math.max(0, Math.min(endRow, column + width) - firstRow));
            }
        }

        /** Offers each pair of the tile that may be a candidate to both of its items. */
        private void offer(int firstRow, int endRow, int firstColumn) {
            float[] thresholds = candidates.thresholds();
            for (int row = firstRow; row < endRow; row++) {
                int found = tile.above(
                        row - firstRow,
                        factors(similarity.group(items[row]), firstColumn),
                        thresholds[row],
                        thresholds,
                        firstColumn,
                        columns,
                        scores);
                for (int n = 0; n < found; n++) {
                    int column = columns[n];
                    if (column > row) {
                        if (targets == null || targets[column]) {
                            candidates.offer(row, column, scores[n]);
                        }
                        if ((column < searched || row < changed) && (targets == null || targets[row])) {
                            candidates.offer(column, row, scores[n]);
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
                    double common =
                            firstColumn + c < items.length ? similarity.commonWeight(group, items[firstColumn + c]) : 0;
                    factors[group][c] = common > 0 ? (float) (1 / common) : Float.NaN;
                }
                factorsFor[group] = firstColumn;
            }
            return factors[group];
        }
    }
}
