package org.vimmrec.similarity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;

/**
 * Finds nearest neighbours without comparing every pair, and measures which share of the exact neighbours it found.
 *
 * <p>A step divides the items into cells ({@link SphericalKMeans}), puts each item into its nearest cells, compares all
 * pairs of items that share a cell ({@link CellSearch}), for each combination of modalities that items have, and then
 * compares each item with the neighbours of its neighbours ({@link NeighbourDescent}). After a step, the recall is
 * measured on a {@link RecallSample}. If the lower end of its interval is below the target, another step follows, with
 * other cells: a pair that a border divides in one step is hardly ever divided in all of them. If that takes too long,
 * an exact search ends it.
 *
 * <p>The lists are ranked by the similarity in double precision, so every score that is returned is the true one, and
 * equal scores are ordered by item. An item for which fewer than {@code topK} items were found at all is compared with
 * all items. So is an item with fewer above the cutoff, unless there are many such items.
 *
 * <p>The result depends on the seed and on the kernel, whose rounding decides about borders between cells, but not on
 * the concurrency.
 */
public final class ApproximateNeighbours implements NeighbourSearch {
    private static final long SEED = 42;
    /** One look at the recall after each step, and one after the last. */
    private static final int MAX_STEPS = RecallEstimate.MAX_LOOKS - 1;
    /** Candidates beyond {@code topK}, whose order in double precision may differ. */
    private static final int SLACK = 4;
    /** The mean size of a cell, at least, in neighbours of an item. */
    private static final int MIN_CELL = 4;

    private static final int MAX_TOP_K = 1000;
    private static final int MIN_ITEMS_PER_NEIGHBOUR = 20;
    /** Combinations of modalities that fewer items have get no cells of their own. */
    private static final double MIN_SHARE_OF_COMBINATION = 0.01;

    private static final int MAX_COMBINATIONS = 8;
    /** What drawing the sample takes: the items that have an embedding, twice. */
    private static final int SAMPLING_BYTES_PER_ITEM = 3 * Integer.BYTES;
    /** The share of the pairs of an exact search from which on another step would not save time. */
    private static final double MAX_SHARE = 0.5;
    /** The share of items that may be compared with all others. An exact search of more takes hardly any more time. */
    private static final double MAX_SHARE_INCOMPLETE = 0.3;
    /** The share of items that are compared with all others because they have few neighbours above the cutoff. */
    private static final double MAX_SHARE_BELOW_CUTOFF = 0.02;

    private final double targetRecall;
    private final Tuning tuning;

    /**
     * What trades time for recall.
     *
     * @param minItems fewer items that may be neighbours are searched exactly
     * @param cellsPerRow the number of cells that a row is in
     * @param rounds the rounds of {@link NeighbourDescent} in a step
     * @param sampleSize the number of items of the {@link RecallSample}
     * @param seed of cells and sample
     */
    record Tuning(int minItems, int cellsPerRow, int rounds, int sampleSize, long seed) {
        static final Tuning DEFAULT = new Tuning(5_000, 2, 2, RecallSample.SIZE, SEED);

        /**
         * The number of cells, with which training them and comparing within them take about the same time, but so few
         * that a cell holds several times {@code topK} rows.
         */
        int cells(int rows, int topK) {
            return (int) Math.max(
                    cellsPerRow, Math.min(2 * Math.sqrt(rows), (double) cellsPerRow * rows / (MIN_CELL * topK)));
        }

        /** Whether an approximate search may be faster than an exact one. */
        boolean isWorthwhile(int targets, int topK) {
            return targets >= minItems && topK <= Math.min(MAX_TOP_K, targets / MIN_ITEMS_PER_NEIGHBOUR);
        }
    }

    /** @param targetRecall the least lower end of the recall's interval, above 0 and below 1 */
    public ApproximateNeighbours(double targetRecall) {
        this(targetRecall, Tuning.DEFAULT);
    }

    ApproximateNeighbours(double targetRecall, Tuning tuning) {
        this.targetRecall = targetRecall;
        this.tuning = tuning;
    }

    @Override
    public FoundNeighbours search(FusedSimilarity similarity, int topK, double cutoff, String phase, Task task) {
        return search(similarity, topK, cutoff, phase, task, Kernels.inUse());
    }

    /** The same with a given kernel. */
    FoundNeighbours search(
            FusedSimilarity similarity, int topK, double cutoff, String phase, Task task, Kernels kernels) {
        DuplicateItems duplicates = new DuplicateItems(similarity);
        int[] rows = duplicates.representatives();
        SearchParameters parameters = SearchParameters.of(similarity, rows.length, topK, cutoff, kernels);
        if (tuning.isWorthwhile(duplicates.targets(), topK) && parameters.errorBound() < Double.POSITIVE_INFINITY) {
            FoundNeighbours found = new Search(parameters, duplicates, topK, phase, task).run();
            if (found != null) {
                return found.with(duplicates.expand(found.neighbours(), topK, cutoff, phase + " (copies)", task));
            }
        }
        return new FoundNeighbours(
                ExactNeighbours.search(similarity, topK, cutoff, phase, task, kernels), true, RecallEstimate.EXACT);
    }

    @Override
    public FoundNeighbours update(
            FusedSimilarity similarity, int topK, double cutoff, KnownNeighbours known, String phase, Task task) {
        SearchOrder order = SearchOrder.of(similarity, known);
        int count = order.items().length;
        if (!tuning.isWorthwhile(count, topK) || !ExactNeighbours.isWorthwhile(order, similarity)) {
            return search(similarity, topK, cutoff, phase, task);
        }
        Neighbours updated = ExactNeighbours.update(similarity, topK, cutoff, known, phase, task);
        DuplicateItems duplicates = new DuplicateItems(similarity);
        SearchParameters parameters = SearchParameters.of(similarity, count, topK, cutoff, Kernels.inUse());
        RecallSample sample = sample(parameters, duplicates, topK, phase, task);
        return new FoundNeighbours(updated, false, sample.look(updated::items));
    }

    private RecallSample sample(
            SearchParameters parameters, DuplicateItems duplicates, int topK, String phase, Task task) {
        return RecallSample.of(
                parameters, duplicates, topK, tuning.sampleSize(), ~tuning.seed(), phase + " (sample)", task);
    }

    /** Any row may lack a neighbour that was missed. */
    @Override
    public int incompleteFrom(int topK) {
        return 1;
    }

    @Override
    public long bytes(int items, int topK, int[] dimensions, int concurrency) {
        if (!tuning.isWorthwhile(items, topK)) {
            return ExactNeighbours.bytes(items, topK, dimensions, concurrency);
        }
        int dimension = Arrays.stream(dimensions).sum();
        int capacity = capacity(items, topK);
        int cells = tuning.cells(items, topK);
        long kept = NeighbourLists.bytes(items, capacity)
                + combinations(dimensions.length) * Cells.bytes(items, tuning.cellsPerRow());
        long training = 4L * Float.BYTES * cells * dimension
                + (long) Integer.BYTES
                        * ((2L + tuning.cellsPerRow()) * items + 3L * SphericalKMeans.SAMPLE_PER_CELL * cells);
        long comparing = concurrency * CellSearch.bytesPerThread(items, capacity, dimension);
        int incomplete = (int) Math.ceil(MAX_SHARE_INCOMPLETE * items);
        long completing = ExactNeighbours.bytesOfSome(items, incomplete, topK, dimension, concurrency);
        long sampling = (long) SAMPLING_BYTES_PER_ITEM * items
                + ExactNeighbours.bytesOfSome(
                        items, Math.min(items, tuning.sampleSize()), topK, dimension, concurrency);
        long searching = kept
                + LongStream.of(training, comparing, NeighbourDescent.bytes(items), completing, sampling)
                        .max()
                        .orElseThrow();
        // Afterwards, the neighbours of duplicates are added, or an exact search replaces everything.
        long exact =
                DuplicateItems.BYTES_PER_ITEM * items + ExactNeighbours.bytes(items, topK, dimensions, concurrency);
        return Math.max(DuplicateItems.BYTES_PER_ITEM * items + searching, exact);
    }

    private static int combinations(int modalities) {
        return modalities > 3 ? MAX_COMBINATIONS : (1 << modalities) - 1;
    }

    private static int capacity(int rows, int topK) {
        return (int) Math.max(1, Math.min(rows - 1, Math.max(topK, NeighbourDescent.DEGREE) + (long) SLACK));
    }

    /** One search. */
    private final class Search {
        private final SearchParameters parameters;
        private final FusedSimilarity similarity;
        private final DuplicateItems duplicates;
        private final int topK;
        private final String phase;
        private final Task task;
        private final int[] rows;
        private final NeighbourLists lists;
        /** By item its neighbours, ranked. */
        private final int[][] items;

        private final double[][] scores;

        Search(SearchParameters parameters, DuplicateItems duplicates, int topK, String phase, Task task) {
            this.parameters = parameters;
            this.similarity = parameters.similarity();
            this.duplicates = duplicates;
            this.topK = topK;
            this.phase = phase;
            this.task = task;
            rows = duplicates.representatives();
            lists = new NeighbourLists(parameters.kernels().insertion(), rows.length, capacity(rows.length, topK), 0);
            items = new int[similarity.items()][0];
            scores = new double[similarity.items()][0];
        }

        /**
         * Returns the neighbours of the representatives, or null if an exact search takes less time than what is left
         * to do.
         */
        FoundNeighbours run() {
            long[] combinations = combinations();
            if (combinations.length == 0) {
                return null;
            }
            RecallSample sample = sample(parameters, duplicates, topK, phase, task);
            CellSearch comparison = new CellSearch(similarity, parameters.kernels(), rows, duplicates.targets(), lists);
            NeighbourDescent descent = new NeighbourDescent(similarity, rows, duplicates.targets(), lists);
            double exactPairs = duplicates.targets() * (rows.length - 0.5 * duplicates.targets());
            double pairs = 0;
            for (int step = 0; step < MAX_STEPS; step++) {
                String name = step == 0 ? phase : phase + ", step " + (step + 1);
                List<Cells> divisions = new ArrayList<>();
                for (long modalities : combinations) {
                    String division = combinations.length == 1 ? name : name + ", part " + (divisions.size() + 1);
                    Cells cells = cells(modalities, tuning.seed() + step, division + " (cells)");
                    pairs += cells.pairs(duplicates.targets());
                    if (pairs > MAX_SHARE * exactPairs) {
                        return null;
                    }
                    comparison.run(cells, division, task);
                    divisions.add(cells);
                }
                for (int round = 1; round <= tuning.rounds(); round++) {
                    descent.round(divisions, name + " (refining " + round + ")", task);
                }
                rank(name + " (deciding)");
                RecallEstimate recall = look(sample);
                if (recall.low() >= targetRecall) {
                    int[] incomplete = incomplete();
                    if (incomplete.length > MAX_SHARE_INCOMPLETE * rows.length) {
                        return null;
                    }
                    if (incomplete.length > 0) {
                        searchExactly(incomplete, name + " (few found)");
                        recall = look(sample);
                    }
                    return new FoundNeighbours(new Neighbours(items, scores), false, recall);
                }
            }
            return null;
        }

        private RecallEstimate look(RecallSample sample) {
            Neighbours found = new Neighbours(items, scores);
            TopKHeap best = new TopKHeap(topK);
            return sample.look(item -> {
                duplicates.expand(item, found, topK, parameters.cutoff(), best);
                return best.indexes();
            });
        }

        /** The items that have fewer than {@code topK} neighbours, although there may be more. */
        private int[] incomplete() {
            int wanted = Math.min(parameters.topK(), duplicates.targets() - 1);
            int[] few = IntStream.range(0, rows.length)
                    .filter(row -> lists.count(row) < wanted)
                    .map(row -> rows[row])
                    .toArray();
            int[] fewAboveCutoff = IntStream.of(rows)
                    .filter(item -> items[item].length < wanted)
                    .toArray();
            return fewAboveCutoff.length <= MAX_SHARE_BELOW_CUTOFF * rows.length ? fewAboveCutoff : few;
        }

        private void searchExactly(int[] some, String name) {
            Neighbours exact = ExactNeighbours.searchOnly(parameters, rows, some, name, task);
            for (int item : some) {
                items[item] = exact.items(item);
                scores[item] = exact.scores(item);
            }
        }

        /**
         * The combinations of modalities that many items have, most frequent first. Two items are compared by the
         * modalities that they have in common, so each combination needs cells of its own.
         */
        private long[] combinations() {
            int[] counts = new int[similarity.groups()];
            for (int item : rows) {
                counts[similarity.group(item)]++;
            }
            return IntStream.range(0, counts.length)
                    .filter(group -> counts[group] > MIN_SHARE_OF_COMBINATION * rows.length)
                    .boxed()
                    .sorted((a, b) -> Integer.compare(counts[b], counts[a]))
                    .limit(MAX_COMBINATIONS)
                    .mapToLong(similarity::modalities)
                    .toArray();
        }

        /** Divides the items that have all of some modalities by their embeddings in these. */
        private Cells cells(long modalities, long seed, String name) {
            int[] some = IntStream.range(0, rows.length)
                    .filter(row -> (similarity.modalitiesOf(rows[row]) & modalities) == modalities)
                    .toArray();
            int[] divided = IntStream.of(some).map(row -> rows[row]).toArray();
            int count = tuning.cells(divided.length, topK);
            float[][] centroids = new SphericalKMeans(similarity, modalities, parameters.kernels())
                    .train(divided, count, seed, name, task.part(0, 50));
            int[] nearest = new NearestCentroids(similarity, modalities, parameters.kernels(), centroids)
                    .find(divided, tuning.cellsPerRow(), name, task.part(50, 100));
            return Cells.of(nearest, tuning.cellsPerRow(), count, some, rows.length);
        }

        /** Ranks the lists in double precision. */
        private void rank(String name) {
            task.parallel(name, rows.length, TileKernel.ROWS, context -> {
                FusedSimilarity.Scorer scorer = similarity.new Scorer();
                TopKHeap best = new TopKHeap(parameters.topK());
                int[] candidates = new int[lists.capacity()];
                return (IntConsumer) row -> {
                    context.checkpoint();
                    int count = lists.count(row);
                    for (int n = 0; n < count; n++) {
                        candidates[n] = rows[lists.column(row, n)];
                    }
                    double[] similarities = scorer.scores(rows[row], candidates, count);
                    best.clear();
                    for (int n = 0; n < count; n++) {
                        if (similarities[n] > parameters.cutoff()) {
                            best.offer(candidates[n], similarities[n]);
                        }
                    }
                    best.sort();
                    items[rows[row]] = best.indexes();
                    scores[rows[row]] = best.scores();
                };
            });
        }
    }
}
