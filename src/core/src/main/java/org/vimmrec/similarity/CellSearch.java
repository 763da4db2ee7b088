package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.task.WorkerContext;

/**
 * Compares all pairs of items that have a cell in common, in single precision, and offers each to both of its items.
 *
 * <p>A thread takes a whole cell, or two parts of a large one after the other, so that its memory has a bound. It packs
 * the members as columns and multiplies them as rows, so this runs at the speed of the tile kernel. The neighbours
 * within the cell are collected without locks, and then offered to the lists of all items.
 */
final class CellSearch {
    /** The approximate size of a block of columns, which should stay in a processor's own cache. */
    private static final int BLOCK_BYTES = 1 << 20;
    /** The approximate size of the neighbours that a thread collects. */
    private static final int FOUND_BYTES = 8 << 20;

    private final FusedSimilarity similarity;
    private final Kernels kernels;
    private final int[] items;
    private final int targets;
    private final NeighbourLists lists;
    private final int part;

    /**
     * @param items by row, those that may be neighbours first
     * @param targets the number of rows that may be neighbours
     * @param lists receives the neighbours of each row
     */
    CellSearch(FusedSimilarity similarity, Kernels kernels, int[] items, int targets, NeighbourLists lists) {
        this(similarity, kernels, items, targets, lists, rowsPerPart(lists.capacity()));
    }

    /** The same with a given number of rows in each of the two parts of a cell that a thread compares. */
    CellSearch(FusedSimilarity similarity, Kernels kernels, int[] items, int targets, NeighbourLists lists, int part) {
        this.similarity = similarity;
        this.kernels = kernels;
        this.items = items;
        this.targets = targets;
        this.lists = lists;
        this.part = part;
    }

    /** The heap that each thread takes at most, in bytes, whatever the size of the cells. */
    static long bytesPerThread(int rows, int capacity, int dimension) {
        int together = (int) Math.min(rows, 2L * rowsPerPart(capacity));
        return NeighbourLists.bytes(together + TileKernel.WIDEST_PANEL, capacity)
                + (long) together * Integer.BYTES
                + MemoryEstimate.arrays(1, (long) blockSize(dimension) * dimension, Float.BYTES)
                + 2L * Float.BYTES * TileKernel.ROWS * TileKernel.WIDEST_PANEL;
    }

    /** The rows of each of the two parts of a cell that a thread compares. */
    private static int rowsPerPart(int capacity) {
        return (int) Math.max(TileKernel.WIDEST_PANEL, FOUND_BYTES / 2 / NeighbourLists.bytes(1, capacity));
    }

    private static int blockSize(int dimension) {
        int panels = BLOCK_BYTES / (Float.BYTES * Math.max(1, dimension) * TileKernel.WIDEST_PANEL);
        return Math.max(1, panels) * TileKernel.WIDEST_PANEL;
    }

    /** Compares the pairs of every cell. */
    void run(Cells cells, String phase, Task task) {
        int[] order = cells.largestFirst();
        int together = order.length == 0 ? 0 : Math.min(2 * part, cells.size(order[0]));
        long pairs = (long) cells.pairs(items.length);
        AtomicLong compared = new AtomicLong();
        task.parallel(phase, order.length, context -> {
            Worker worker = new Worker(together, context);
            return (IntConsumer) n -> {
                int size = cells.size(order[n]);
                worker.compare(cells, order[n]);
                context.progress(compared.addAndGet(size * (size - 1L) / 2), pairs);
            };
        });
    }

    /** Compares the members of a cell on one thread. */
    private final class Worker {
        private final WorkerContext context;
        private final TileKernel kernel;
        private final int width;
        private final int blockSize = blockSize(similarity.dimension());
        private final TileKernel.Tile tile;
        private final float[] row;
        private final float[][] columns;
        /** The neighbours within the cell, whose rows and columns are places in {@link #members}. */
        private final NeighbourLists found;

        private final int[] members;
        /** By group of the row, 1 divided by its common weight with each column of the block, or NaN. */
        private final float[][][] factors = new float[similarity.groups()][][];

        private final boolean[] factorsValid = new boolean[similarity.groups()];
        private final int[] foundColumns;
        private final float[] foundScores;

        Worker(int rows, WorkerContext context) {
            this.context = context;
            kernel = kernels.create(similarity.dimension(), blockSize);
            width = kernel.panelWidth();
            tile = kernel.tile(TileKernel.ROWS);
            row = new float[kernel.length];
            columns = new float[TileKernel.PACKED_TOGETHER][kernel.length];
            members = new int[rows];
            found = new NeighbourLists(kernels.insertion(), rows, lists.capacity(), TileKernel.WIDEST_PANEL);
            foundColumns = new int[width];
            foundScores = new float[width];
        }

        /** Compares all pairs of a cell. If two parts do not hold it, compares each pair of parts. */
        void compare(Cells cells, int cell) {
            int start = cells.start(cell);
            int end = cells.start(cell + 1);
            if (end - start <= members.length) {
                compare(cells, start, end, end, end);
                return;
            }
            for (int first = start; first < end; first += part) {
                int endOfFirst = Math.min(end, first + part);
                compare(cells, first, endOfFirst, endOfFirst, endOfFirst);
                for (int second = endOfFirst; second < end; second += part) {
                    compare(cells, first, endOfFirst, second, Math.min(end, second + part));
                }
            }
        }

        /**
         * Compares the members at the places from {@code first} to {@code endOfFirst} with those at the places from
         * {@code second} to {@code end}, or with each other if there are none.
         */
        private void compare(Cells cells, int first, int endOfFirst, int second, int end) {
            int rows = endOfFirst - first;
            int size = rows + end - second;
            int targetsAmongRows = 0;
            found.clear(size);
            for (int n = 0; n < size; n++) {
                members[n] = cells.member(n < rows ? first + n : second + n - rows);
                found.raiseThreshold(n, lists.thresholds()[members[n]]);
                targetsAmongRows += n < rows && members[n] < targets ? 1 : 0;
            }
            compareColumns(size == rows ? 0 : rows, size, targetsAmongRows);
            for (int n = 0; n < size; n++) {
                synchronized (lists.lock(members[n])) {
                    lists.offerAll(members[n], found, n, members);
                }
            }
        }

        private void compareColumns(int from, int size, int targetsAmongRows) {
            for (int first = from; first < size; first += blockSize) {
                int end = Math.min(size, first + blockSize);
                pack(first, end);
                // Rows past the targets have no pair with a target among the columns after them.
                int endRow = Math.min(end, targetsAmongRows);
                for (int firstRow = 0; firstRow < endRow; firstRow += TileKernel.ROWS) {
                    context.checkpoint();
                    compare(firstRow, Math.min(endRow, firstRow + TileKernel.ROWS), first, end);
                }
            }
        }

        private void pack(int first, int end) {
            Arrays.fill(factorsValid, false);
            int panels = (end - first + width - 1) / width;
            for (int c = 0; c < panels * width; c += columns.length) {
                for (int n = 0; n < columns.length; n++) {
                    if (first + c + n < end) {
                        similarity.concatenate(items[members[first + c + n]], columns[n]);
                    } else {
                        Arrays.fill(columns[n], 0);
                    }
                }
                kernel.pack(c / width, c % width, columns);
            }
        }

        /** Compares rows with the columns of a block that come after them. */
        private void compare(int firstRow, int endRow, int first, int end) {
            for (int n = firstRow; n < endRow; n++) {
                similarity.concatenate(items[members[n]], row);
                tile.set(n - firstRow, row);
            }
            int firstPanel = Math.max(0, firstRow + 1 - first) / width;
            for (int panel = firstPanel; first + panel * width < end; panel++) {
                tile.multiply(panel, 0, endRow - firstRow);
                for (int n = firstRow; n < endRow; n++) {
                    offer(n, firstRow, panel, first, end);
                }
            }
        }

        private void offer(int rowPlace, int firstRow, int panel, int first, int end) {
            int count = tile.above(
                    rowPlace - firstRow,
                    factors(similarity.group(items[members[rowPlace]]), first, end)[panel],
                    found.thresholds()[rowPlace],
                    found.thresholds(),
                    first + panel * width,
                    foundColumns,
                    foundScores);
            for (int n = 0; n < count; n++) {
                int column = foundColumns[n];
                if (column > rowPlace) {
                    if (members[column] < targets) {
                        found.offer(rowPlace, column, foundScores[n]);
                    }
                    found.offer(column, rowPlace, foundScores[n]); // the row is a target
                }
            }
        }

        private float[][] factors(int group, int first, int end) {
            if (factors[group] == null) {
                factors[group] = new float[blockSize / width][width];
            }
            if (!factorsValid[group]) {
                factorsValid[group] = true;
                for (int c = 0; first + c < Math.min(first + blockSize, end + width); c++) {
                    double common = first + c < end ? similarity.commonWeight(group, items[members[first + c]]) : 0;
                    factors[group][c / width][c % width] = common > 0 ? (float) (1 / common) : Float.NaN;
                }
            }
            return factors[group];
        }
    }
}
