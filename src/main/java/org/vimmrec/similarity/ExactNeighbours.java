package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * The search for each item's exact nearest neighbours: {@code N(i)} of the package description.
 *
 * <p>In two passes. The first computes the similarity of every pair in single precision, each unordered pair once for both
 * of its items, and nominates for each item a few more than {@code topK}. The second computes the nominees' similarity in
 * double precision, which decides. A pair that the first pass left out has a similarity at most its error bound above the
 * lowest nominee's; where that leaves a doubt (many nearly equal neighbours), the item is compared with all others in double
 * precision. So the result is that of a plain search in double precision, to the last bit, whichever kernel runs and with
 * however many threads. Items with the same embeddings are searched as one, see {@link EqualItems}.
 *
 * <p>The first pass takes the items in random order, of which {@link Nominees} makes use, and always the same. It goes
 * block by block: a block of columns is packed once for all threads, and each thread takes {@value TileKernel#ROWS} rows at
 * a time past all panels of the block. Memory beyond the embeddings: one block, the nominees, and a tile per thread.
 *
 * <p>Where the neighbours among most items are known already, {@link #update} finds the rest in the same two passes: the
 * items whose rows are to be searched come first and are the only rows of tiles, and the rows of all other items begin
 * with what is known, so that hardly a pair exceeds their thresholds.
 */
public final class ExactNeighbours {
    /** Nominees beyond topK: with fewer, the second pass would doubt more often. */
    private static final int SLACK = 4;
    /** About the bytes of a block: large beside what its threads keep in their caches, small beside the embeddings. */
    private static final long BLOCK_BYTES = 16 << 20;
    /** The most rows that one thread takes past a block together: with more, each panel and its nominees move less often. */
    private static final int ROWS_PER_UNIT = 12 * TileKernel.ROWS;
    /** About the most bytes of such rows, which are to stay in the processor's caches while panels pass by. */
    private static final int UNIT_BYTES = 4 << 20;
    /** Units for each thread, at least: the first has twice as many pairs as the average one. */
    private static final int UNITS_PER_THREAD = 4;
    /** How many rows are decided together. */
    private static final int DECIDED_TOGETHER = 16;
    /** Of any width, so many panels are a whole number of tiles' rows. */
    private static final int PANELS_PER_LOCK = 3;
    /** A tile's products, of the implementation that takes the most. */
    private static final long BYTES_PER_THREAD = 2L * Float.BYTES * TileKernel.ROWS * TileKernel.WIDEST_PANEL;
    private static final double LEAST_WEIGHT = 1e-15;
    /** Where more than one in so many rows is to be searched, a search of all, which knows of equal items, is as good. */
    private static final int LEAST_GAIN = 3;
    /** Likewise more than so many copies of others, each of which would be compared with all in double precision. */
    private static final int LEAST_GAIN_OF_COPIES = 100;
    /** How many comparisons in double precision are made together, or rows put in order, between two looks whether to end. */
    private static final int CHECK_EVERY = 1024;

    private final FusedSimilarity similarity;
    private final int topK;
    private final double cutoff;
    private final Task task;

    /** The items to compare; below, an item's place here is what a row or a column is. */
    private final int[] items;
    /** Rows before this one are searched among all columns, the others among the changed ones only. */
    private final int searched;
    /** Columns before this one are changed: those that the rows that are not searched may want. */
    private final int changed;
    /** The neighbours of rows that are not searched among columns that are not changed; null if there is no such row. */
    private final Neighbours standing;
    private final double errorBound;
    private final int blockSize;
    private final Kernels kernels;
    private final TileKernel kernel;
    private final int width;
    private final Nominees nominees;

    /** The search of all rows among all columns. */
    private ExactNeighbours(FusedSimilarity similarity, int[] items, Kernels kernels, int topK, double cutoff, Task task) {
        this(similarity, items, items.length, items.length, null, kernels, topK, cutoff, task);
    }

    private ExactNeighbours(FusedSimilarity similarity, int[] items, int searched, int changed, Neighbours standing,
            Kernels kernels, int topK, double cutoff, Task task) {
        this.similarity = similarity;
        this.searched = searched;
        this.changed = changed;
        this.standing = standing;
        this.cutoff = cutoff;
        this.task = task;
        this.items = items;
        this.topK = Math.min(topK, Math.max(1, items.length - 1));
        int dimension = similarity.dimension();
        // Without a bound, every row is in doubt.
        errorBound = withinSinglePrecision(similarity) ? TileKernel.errorBound(dimension) : Double.POSITIVE_INFINITY;
        blockSize = blockSize(items.length, dimension);
        this.kernels = kernels;
        kernel = kernels.create(dimension, blockSize);
        width = kernel.panelWidth();
        boolean randomly = standing == null;
        nominees = new Nominees(kernels.insertion(), items.length, capacity(items.length, this.topK), this.topK, randomly,
                (float) (cutoff - 2 * errorBound), (float) (3 * errorBound), PANELS_PER_LOCK * width,
                TileKernel.WIDEST_PANEL);
        for (int row = searched; row < items.length; row++) {
            int last = standing.count(items[row]) - 1;
            if (last + 1 == this.topK) {
                nominees.raise(row, (float) (standing.score(items[row], last) - 2 * errorBound));
            }
        }
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
        EqualItems classes = new EqualItems(similarity);
        ExactNeighbours search = new ExactNeighbours(similarity, shuffled(classes.representatives()), kernels, topK,
                cutoff, task);
        search.nominate(phase);
        String deciding = phase + " (deciding)";
        return classes.expand(search.decide(deciding), topK, cutoff, deciding, task.part(100, 100));
    }

    /**
     * Finds the neighbours of all items where most are known.
     *
     * @param topK neighbours per item, at least 1
     * @param cutoff only neighbours with a similarity above it
     * @param standing for each item that is not searched its neighbours, as many and above the same cutoff, among all
     *     items that are not changed; of other items, anything
     * @param changed the items, all of them available, that {@code standing} does not know as they are
     * @param searched the items whose neighbours are to be found among all: at least those that are changed
     * @return what {@link #search} returns, to the last bit
     */
    public static Neighbours update(FusedSimilarity similarity, int topK, double cutoff, Neighbours standing,
            BitSet changed, BitSet searched, String phase, Task task) {
        return update(similarity, topK, cutoff, standing, changed, searched, phase, task, Kernels.inUse());
    }

    /** With a kernel of choice. */
    static Neighbours update(FusedSimilarity similarity, int topK, double cutoff, Neighbours standing, BitSet changed,
            BitSet searched, String phase, Task task, Kernels kernels) {
        int[] items = new int[similarity.items()];
        int count = 0;
        for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
            items[count++] = i;
        }
        for (int i = searched.nextSetBit(0); i >= 0; i = searched.nextSetBit(i + 1)) {
            if (!changed.get(i)) {
                items[count++] = i;
            }
        }
        int rows = count;
        for (int i = 0; i < items.length; i++) {
            if (similarity.available(i) && !searched.get(i)) {
                items[count++] = i;
            }
        }
        if (rows > count / LEAST_GAIN || copies(similarity, items, rows) > count / LEAST_GAIN_OF_COPIES) {
            return search(similarity, topK, cutoff, phase, task, kernels);
        }
        ExactNeighbours search = new ExactNeighbours(similarity, Arrays.copyOf(items, count), rows, changed.cardinality(),
                standing, kernels, topK, cutoff, task);
        search.nominate(phase);
        return search.decide(phase + " (deciding)");
    }

    /** In an order that has nothing to do with that of the items; always the same. */
    static int[] shuffled(int[] items) {
        SplittableRandom random = new SplittableRandom(items.length);
        int[] shuffled = items.clone();
        for (int n = shuffled.length - 1; n > 0; n--) {
            int other = random.nextInt(n + 1);
            int item = shuffled[n];
            shuffled[n] = shuffled[other];
            shuffled[other] = item;
        }
        return shuffled;
    }

    /** How many of the first items have the same embeddings as another of them. */
    private static int copies(FusedSimilarity similarity, int[] items, int rows) {
        int[] hashes = new int[rows];
        Arrays.setAll(hashes, row -> similarity.hash(items[row]));
        Arrays.sort(hashes);
        int copies = 0;
        for (int n = 1; n < rows; n++) {
            copies += hashes[n] == hashes[n - 1] ? 1 : 0;
        }
        return copies;
    }

    /**
     * The heap that a search takes beyond the embeddings and its result, in bytes.
     *
     * @param items that have an embedding
     * @param dimensions by modality
     */
    public static long bytes(int items, int topK, int[] dimensions, int concurrency) {
        int dimension = Arrays.stream(dimensions).sum();
        int rowsPerUnit = rowsPerUnit(items, dimension, concurrency);
        return items * EqualItems.BYTES_PER_ITEM + Nominees.bytes(items, capacity(items, topK))
                + MemoryEstimate.arrays(1, (long) blockSize(items, dimension) * dimension, Float.BYTES)
                + concurrency * (BYTES_PER_THREAD + MemoryEstimate.arrays(rowsPerUnit, dimension, Float.BYTES));
    }

    private static int capacity(int items, int topK) {
        return (int) Math.max(1, Math.min(items - 1, (long) topK + SLACK));
    }

    private static int blockSize(int items, int dimension) {
        long panels = BLOCK_BYTES / ((long) Float.BYTES * Math.max(1, dimension) * TileKernel.WIDEST_PANEL);
        return (int) Math.min(items, Math.max(1, panels) * TileKernel.WIDEST_PANEL);
    }

    /** How many of so many rows a thread takes past a block together: whole tiles. */
    private static int rowsPerUnit(int rows, int dimension, int concurrency) {
        long fair = rows / ((long) UNITS_PER_THREAD * concurrency);
        long cached = UNIT_BYTES / ((long) Float.BYTES * Math.max(1, dimension));
        return (int) Math.max(1, Math.min(ROWS_PER_UNIT, Math.min(fair, cached)) / TileKernel.ROWS) * TileKernel.ROWS;
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

    private void nominate(String phase) {
        Practice.IN_THIS_JVM.before(pairs(items.length) * similarity.dimension(), kernels, task);
        int rowsPerUnit = rowsPerUnit(searched, similarity.dimension(), task.concurrency());
        for (int first = 0; first < items.length; first += blockSize) {
            int firstColumn = first;
            int end = Math.min(items.length, firstColumn + blockSize);
            int endRow = Math.min(end, searched);
            int from = percent(firstColumn);
            int panels = (end - firstColumn + width - 1) / width;
            task.part(from, from).parallel(phase, panels, () -> {
                float[][] columns = new float[TileKernel.PACKED_TOGETHER][kernel.length];
                return panel -> pack(panel, firstColumn, columns);
            });
            task.part(from, percent(end)).parallel(phase, (endRow + rowsPerUnit - 1) / rowsPerUnit, control -> {
                Nominator nominator = new Nominator(rowsPerUnit, control);
                return unit -> nominator.compare(unit * rowsPerUnit, Math.min(endRow, (unit + 1) * rowsPerUnit),
                        firstColumn, end);
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
        return items.length == 0 ? 0 : (int) (100 * pairs(first) / pairs(items.length));
    }

    /** Twice the pairs of a searched row and a column, both among the first so many. */
    private double pairs(int first) {
        double rows = Math.min(first, searched);
        return rows * (2.0 * first - rows);
    }

    /** One thread of the first pass. */
    private final class Nominator {
        private final Task.Control control;
        private final TileKernel.Tile tile;
        private final float[] unitRow = new float[kernel.length];
        /** By group of the row: by column of the panel, one divided by the weight in common, or NaN if there is none. */
        private final float[][] factors = new float[similarity.groups()][];
        /** By group the first column of the panel that its factors are for. */
        private final int[] factorsFor = new int[similarity.groups()];
        private final int[] columns = new int[width];
        private final float[] scores = new float[width];

        Nominator(int rowsPerUnit, Task.Control control) {
            this.control = control;
            tile = kernel.tile(rowsPerUnit);
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

    private Neighbours decide(String phase) {
        int[][] neighbours = new int[similarity.items()][0];
        double[][] scores = new double[similarity.items()][0];
        int[] order = alongNominees();
        task.parallel(phase, items.length, DECIDED_TOGETHER, control -> {
            Decider decider = new Decider(control);
            return (IntConsumer) n -> {
                int row = order[n];
                BestFirst best = decider.decide(row);
                neighbours[items[row]] = best.indexes();
                scores[items[row]] = best.scores();
            };
        });
        return new Neighbours(neighbours, scores);
    }

    /** All rows, each after one that nominated it where there is one: what both nominated was just fetched from memory then. */
    private int[] alongNominees() {
        int[] order = new int[items.length];
        boolean[] taken = new boolean[items.length];
        int first = 0;
        int row = 0;
        for (int n = 0; n < order.length; n++) {
            if (n % CHECK_EVERY == 0) {
                task.checkTermination();
            }
            order[n] = row;
            taken[row] = true;
            int count = nominees.count(row);
            int next = 0;
            while (next < count && taken[nominees.column(row, next)]) {
                next++;
            }
            if (next < count) {
                row = nominees.column(row, next);
            } else {
                while (first < taken.length && taken[first]) {
                    first++;
                }
                row = first;
            }
        }
        return order;
    }

    /** One thread of the second pass. */
    private final class Decider {
        private final Task.Control control;
        private final FusedSimilarity.Scorer scorer = similarity.new Scorer();
        private final BestFirst best = new BestFirst(topK);
        private final int[] others = new int[CHECK_EVERY];

        Decider(Task.Control control) {
            this.control = control;
        }

        /** The best of a row, in order. */
        BestFirst decide(int row) {
            begin(row);
            if (!amongNominees(row)) {
                begin(row);
                amongAll(row);
            }
            best.sort();
            return best;
        }

        /** With what is known. */
        private void begin(int row) {
            best.clear();
            for (int n = 0; row >= searched && n < standing.count(items[row]); n++) {
                best.offer(standing.neighbour(items[row], n), standing.score(items[row], n));
            }
        }

        /** Takes the best of a row's nominees, and returns whether it is certain that no other column is better. */
        private boolean amongNominees(int row) {
            int count = nominees.count(row);
            // Whoever is more than twice the bound below the lowest of the first topK cannot overtake it.
            double enough = count < topK ? Double.NEGATIVE_INFINITY : nominees.score(row, topK - 1) - 2 * errorBound;
            int length = 0;
            for (int n = 0; n < count && nominees.score(row, n) >= enough; n++) {
                length = add(items[row], items[nominees.column(row, n)], length);
            }
            offer(items[row], length);
            double lost = nominees.highestLost(row) + errorBound;
            return lost < (best.size() == topK ? best.worst() : cutoff);
        }

        private void amongAll(int row) {
            int item = items[row];
            int end = row < searched ? items.length : changed;
            int length = 0;
            for (int column = 0; column < end; column++) {
                int other = items[column];
                if (other != item && similarity.comparable(item, other)) {
                    length = add(item, other, length);
                }
            }
            offer(item, length);
        }

        /** Notes a candidate, after those already noted are offered if there is no room for it; how many are noted then. */
        private int add(int item, int other, int length) {
            int at = length;
            if (at == others.length) {
                offer(item, at);
                control.checkpoint();
                at = 0;
            }
            others[at] = other;
            return at + 1;
        }

        private void offer(int item, int count) {
            double[] scores = scorer.scores(item, others, count);
            for (int n = 0; n < count; n++) {
                if (scores[n] > cutoff) {
                    best.offer(others[n], scores[n]);
                }
            }
        }
    }
}
