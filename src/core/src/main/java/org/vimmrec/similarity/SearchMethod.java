package org.vimmrec.similarity;

import java.util.Arrays;

/**
 * How neighbours are searched.
 *
 * @param method exact, approximate, or whichever suits the size of the data
 * @param targetRecall the least lower end of the recall's interval of an approximate search, above 0 and below 1
 */
public record SearchMethod(NeighbourSearch.Method method, double targetRecall) {
    /** Compares every pair, whatever the size of the data. */
    public static final SearchMethod EXACT = new SearchMethod(NeighbourSearch.Method.EXACT, 0.95);

    /**
     * The search for one modality.
     *
     * @param items the number of items that have an embedding
     * @param dimension the length of the embeddings
     */
    public NeighbourSearch search(long items, long dimension) {
        return NeighbourSearch.of(method, targetRecall, items, dimension);
    }

    /**
     * The search for the fused similarity of several modalities.
     *
     * @param present by modality the number of items that have an embedding
     * @param dimensions by modality the length of the embeddings
     */
    public NeighbourSearch search(int[] present, int[] dimensions) {
        return search(
                Arrays.stream(present).max().orElse(0),
                Arrays.stream(dimensions).asLongStream().sum());
    }

    /**
     * An upper bound of the heap that a search takes, in bytes, for data of at most a size.
     *
     * @param items the most items that may have an embedding
     * @param dimensions by modality
     */
    public long bytes(int items, int topK, int[] dimensions, int concurrency) {
        long exact = NeighbourSearch.EXACT.bytes(items, topK, dimensions, concurrency);
        NeighbourSearch ofAll =
                search(items, Arrays.stream(dimensions).asLongStream().sum());
        return Math.max(exact, ofAll.bytes(items, topK, dimensions, concurrency));
    }
}
