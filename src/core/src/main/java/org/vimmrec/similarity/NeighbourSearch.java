package org.vimmrec.similarity;

import org.vimmrec.task.Task;

/** A way to find the nearest neighbours of all items: exact or approximate. */
public interface NeighbourSearch {
    /**
     * The most multiplications of an exact search that {@link Method#AUTO} chooses: about a minute on two processors
     * with the vector kernel. It is a number and no time, so that the choice does not depend on the machine.
     */
    double MAX_EXACT_MULTIPLICATIONS = 5e12;

    /** How to search. */
    enum Method {
        /** Compares every pair. */
        EXACT,
        /** Compares items of the same cells and neighbours of neighbours. */
        APPROXIMATE,
        /** Exact, unless that takes more than {@link #MAX_EXACT_MULTIPLICATIONS}. */
        AUTO
    }

    /**
     * The search of a method.
     *
     * @param targetRecall see {@link ApproximateNeighbours}
     * @param items the number of items that have an embedding
     * @param dimension the sum of the dimensions of all modalities
     */
    static NeighbourSearch of(Method method, double targetRecall, long items, long dimension) {
        boolean exact = method == Method.EXACT
                || method == Method.AUTO && multiplications(items, dimension) <= MAX_EXACT_MULTIPLICATIONS;
        return exact ? EXACT : new ApproximateNeighbours(targetRecall);
    }

    /** The multiplications of an exact search. */
    static double multiplications(long items, long dimension) {
        return 0.5 * items * items * dimension;
    }

    /**
     * Finds the neighbours.
     *
     * @param similarity the items, their similarity, and which of them may be neighbours
     * @param topK the most neighbours of an item, at least 1
     * @param cutoff neighbours have a similarity above it
     * @param phase the name in progress reports
     * @return up to {@code topK} neighbours of each item, with their true similarity; the same at any concurrency
     */
    FoundNeighbours search(FusedSimilarity similarity, int topK, double cutoff, String phase, Task task);

    /**
     * Finds the neighbours of all items from neighbours that are known for most of them. The changed items, and items
     * that have lost a neighbour, are compared with all others. The other items keep their known neighbours, except for
     * changed items that are more similar.
     *
     * @param known found by the same kind of search
     */
    FoundNeighbours update(
            FusedSimilarity similarity, int topK, double cutoff, KnownNeighbours known, String phase, Task task);

    /**
     * The least number of neighbours with which a row may lack items above the cutoff. A shorter row holds all of them.
     *
     * @param topK the most neighbours of an item
     */
    int incompleteFrom(int topK);

    /**
     * The heap that a search takes beyond the embeddings and its result, in bytes.
     *
     * @param items the number of items that have an embedding
     * @param dimensions by modality
     */
    long bytes(int items, int topK, int[] dimensions, int concurrency);

    /** Compares every pair; see {@link ExactNeighbours}. */
    NeighbourSearch EXACT = new NeighbourSearch() {
        @Override
        public FoundNeighbours search(FusedSimilarity similarity, int topK, double cutoff, String phase, Task task) {
            return new FoundNeighbours(
                    ExactNeighbours.search(similarity, topK, cutoff, phase, task), true, RecallEstimate.EXACT);
        }

        @Override
        public FoundNeighbours update(
                FusedSimilarity similarity, int topK, double cutoff, KnownNeighbours known, String phase, Task task) {
            return new FoundNeighbours(
                    ExactNeighbours.update(similarity, topK, cutoff, known, phase, task), true, RecallEstimate.EXACT);
        }

        @Override
        public int incompleteFrom(int topK) {
            return topK;
        }

        @Override
        public long bytes(int items, int topK, int[] dimensions, int concurrency) {
            return ExactNeighbours.bytes(items, topK, dimensions, concurrency);
        }
    };
}
