package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;

/**
 * A random sample of items with their exact neighbours among all items, by which the recall of an approximate search is
 * measured.
 *
 * <p>The sample decides only when the search stops, never what it does; see {@link RecallEstimate#atLook}.
 */
final class RecallSample {
    /** The number of items. The interval of a recall of 0.97 is then about 0.012 wide. */
    static final int SIZE = 1000;

    private final int[] items;
    /** By item of the sample, its exact neighbours, ascending. */
    private final int[][] exact;

    private int looks;

    private RecallSample(int[] items, int[][] exact) {
        this.items = items;
        this.exact = exact;
    }

    /**
     * Draws a sample and searches its neighbours.
     *
     * @param topK the most neighbours of an item
     * @param size the most items
     */
    static RecallSample of(
            SearchParameters parameters,
            DuplicateItems duplicates,
            int topK,
            int size,
            long seed,
            String phase,
            Task task) {
        FusedSimilarity similarity = parameters.similarity();
        int[] available = IntStream.range(0, similarity.items())
                .filter(similarity::available)
                .toArray();
        int[] items = SphericalKMeans.sample(available, Math.min(available.length, size), seed);
        Arrays.sort(items);
        int[] searched = IntStream.of(items)
                .map(duplicates::representative)
                .sorted()
                .distinct()
                .toArray();
        Neighbours found = ExactNeighbours.searchOnly(parameters, duplicates.representatives(), searched, phase, task);
        int[][] exact = new int[items.length][];
        TopKHeap best = new TopKHeap(topK);
        for (int n = 0; n < items.length; n++) {
            duplicates.expand(items[n], found, topK, parameters.cutoff(), best);
            exact[n] = best.indexes();
            Arrays.sort(exact[n]);
        }
        return new RecallSample(items, exact);
    }

    /**
     * Measures the recall.
     *
     * @param found gives the neighbours that the search found, by item
     */
    RecallEstimate look(IntFunction<int[]> found) {
        double[] recalls = new double[items.length];
        int count = 0;
        for (int n = 0; n < items.length; n++) {
            if (exact[n].length > 0) {
                int hits = 0;
                for (int neighbour : found.apply(items[n])) {
                    hits += Arrays.binarySearch(exact[n], neighbour) >= 0 ? 1 : 0;
                }
                recalls[count++] = (double) hits / exact[n].length;
            }
        }
        return RecallEstimate.atLook(looks++, recalls, count);
    }
}
