package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.vimmrec.task.Task;

/**
 * Finds each item's exact nearest neighbours: {@code N(i)} of the package description.
 *
 * <p>The search has two passes. The first pass, {@link CandidateSearch}, computes the similarity of every pair in
 * single precision, each unordered pair once for both of its items, and keeps a few more candidates than {@code topK}
 * for each item. The second pass, {@link ExactRanking}, computes the candidates' similarity in double precision and
 * ranks them by it.
 *
 * <p>A pair that the first pass rejected exceeds the item's worst candidate by at most the error bound of single
 * precision. If that does not rule the pair out, the item is unresolved: it has more nearly equal neighbours than
 * candidates. Unresolved items go through both passes again with many more candidates, and only columns that may exceed
 * the neighbours found so far count. An item that is still unresolved is compared with all others in double precision.
 * So the result equals that of a brute-force scan in double precision to the last bit, with any kernel and any number
 * of threads.
 *
 * <p>If only some items may be neighbours, the others have neighbours, too, but are offered to nobody. They come last
 * in the order, where pairs of them are not compared at all.
 *
 * <p>Items with the same embeddings are searched once; see {@link DuplicateItems}. Items are visited in a fixed
 * pseudo-random order; {@link CandidateHeaps} relies on it.
 *
 * <p>{@link #update} starts from known neighbours and uses the same two passes. Only the items that must be searched
 * are rows of tiles. The other rows start with the similarity of their worst known neighbour as threshold, so hardly
 * any pair exceeds it.
 */
public final class ExactNeighbours {
    /** Candidates beyond {@code topK}. With fewer, more items would be unresolved. */
    private static final int SLACK = 4;
    /** Candidates beyond {@code topK} in the search of unresolved items. */
    private static final int SLACK_OF_UNRESOLVED = 1000;
    /** About how much memory those candidates may take, unless the first search took more. */
    private static final long BYTES_OF_UNRESOLVED = 8 << 20;
    /** An update that searches more than one item in this many takes no less time than a search of all items. */
    private static final int MIN_UPDATE_GAIN = 3;
    /** The same for searched items that are duplicates, because an update leaves duplicates unresolved. */
    private static final int MIN_UPDATE_GAIN_OF_DUPLICATES = 100;

    private final SearchParameters parameters;
    private final SearchOrder order;
    private final ExactRanking ranking;

    private ExactNeighbours(SearchParameters parameters, SearchOrder order) {
        this.parameters = parameters;
        this.order = order;
        ranking = new ExactRanking(parameters);
    }

    /**
     * Compares every item with every other.
     *
     * @param similarity the items, their similarity, and which of them may be neighbours
     * @param topK the most neighbours of an item, at least 1
     * @param cutoff neighbours have a similarity above it
     * @param phase the name in progress reports
     * @return up to {@code topK} neighbours of each item; the same at any concurrency
     */
    public static Neighbours search(FusedSimilarity similarity, int topK, double cutoff, String phase, Task task) {
        return search(similarity, topK, cutoff, phase, task, Kernels.inUse());
    }

    /**
     * Compares every item with every other, except for pairs of the same block, unless it is the own one. If some items
     * may not be neighbours, or have the same embeddings, such pairs may be compared, too.
     */
    public static Neighbours search(
            FusedSimilarity similarity, Blocks blocks, int topK, double cutoff, String phase, Task task) {
        DuplicateItems duplicates = new DuplicateItems(similarity);
        boolean allAreTargets = duplicates.targets() == duplicates.representatives().length;
        SearchOrder order = allAreTargets
                ? SearchOrder.shuffled(duplicates, blocks)
                : SearchOrder.shuffled(duplicates.representatives(), duplicates.targets());
        SearchParameters parameters =
                SearchParameters.of(similarity, order.items().length, topK, cutoff, Kernels.inUse());
        return search(parameters, order, duplicates, topK, phase, task);
    }

    /** The same with a given kernel. */
    static Neighbours search(
            FusedSimilarity similarity, int topK, double cutoff, String phase, Task task, Kernels kernels) {
        DuplicateItems duplicates = new DuplicateItems(similarity);
        SearchOrder order = SearchOrder.shuffled(duplicates.representatives(), duplicates.targets());
        SearchParameters parameters = SearchParameters.of(similarity, order.items().length, topK, cutoff, kernels);
        return search(parameters, order, duplicates, topK, phase, task);
    }

    private static Neighbours search(
            SearchParameters parameters,
            SearchOrder order,
            DuplicateItems duplicates,
            int topK,
            String phase,
            Task task) {
        ExactNeighbours search = new ExactNeighbours(parameters, order);
        search.searchUnresolved(search.searchAll(phase, task), phase, task);
        return duplicates.expand(search.ranking.neighbours(), topK, parameters.cutoff(), phase + " (copies)", task);
    }

    /**
     * Compares some items with every other.
     *
     * @param items the items to find neighbours of; the parameters are otherwise those of {@link #search}
     * @return for each of these items its row in the result of {@link #search}, to the last bit; no neighbours for the
     *     others
     */
    public static Neighbours searchOnly(
            FusedSimilarity similarity, BitSet items, int topK, double cutoff, String phase, Task task) {
        return searchOnly(similarity, items, topK, cutoff, phase, task, Kernels.inUse());
    }

    /** The same with a given kernel. */
    static Neighbours searchOnly(
            FusedSimilarity similarity,
            BitSet items,
            int topK,
            double cutoff,
            String phase,
            Task task,
            Kernels kernels) {
        int[] all = IntStream.range(0, similarity.items())
                .filter(similarity::available)
                .toArray();
        int[] some = items.stream().filter(similarity::available).toArray();
        return searchOnly(SearchParameters.of(similarity, all.length, topK, cutoff, kernels), all, some, phase, task);
    }

    /**
     * Compares some items with all items of a set.
     *
     * @param all the items of the set, all with an embedding
     * @param some the items to find neighbours of, all in the set
     */
    static Neighbours searchOnly(SearchParameters parameters, int[] all, int[] some, String phase, Task task) {
        SearchOrder order = new SearchOrder(all, 0, 0)
                .searchingOnly(some, parameters.similarity().items());
        ExactNeighbours search = new ExactNeighbours(parameters, order);
        if (some.length == 0) {
            return search.ranking.neighbours();
        }
        CandidateSearch candidates = search.candidateSearch(order, SLACK, false);
        boolean bounded = parameters.errorBound() < Double.POSITIVE_INFINITY;
        for (int row = some.length; bounded && row < all.length; row++) {
            candidates.require(row, Double.POSITIVE_INFINITY); // nobody asks for these rows
        }
        candidates.run(phase, task);
        search.ranking.rankCompletely(candidates, rankingPhase(phase), task);
        return search.ranking.neighbours();
    }

    /**
     * Finds the neighbours of all items from neighbours that are known for most of them.
     *
     * @param topK the most neighbours of an item, at least 1
     * @param cutoff neighbours have a similarity above it
     * @return the result of {@link #search}, to the last bit
     */
    public static Neighbours update(
            FusedSimilarity similarity, int topK, double cutoff, KnownNeighbours known, String phase, Task task) {
        return update(similarity, topK, cutoff, known, phase, task, Kernels.inUse());
    }

    /** The same with a given kernel. */
    static Neighbours update(
            FusedSimilarity similarity,
            int topK,
            double cutoff,
            KnownNeighbours known,
            String phase,
            Task task,
            Kernels kernels) {
        SearchOrder order = SearchOrder.of(similarity, known);
        int count = order.items().length;
        if (!isWorthwhile(order, similarity)) {
            return search(similarity, topK, cutoff, phase, task, kernels);
        }
        ExactNeighbours update =
                new ExactNeighbours(SearchParameters.of(similarity, count, topK, cutoff, kernels), order);
        update.searchUnresolved(update.searchChanged(known.unchanged(), phase, task), phase, task);
        return update.ranking.neighbours();
    }

    /** Whether an update takes less time than a search of all items. */
    static boolean isWorthwhile(SearchOrder update, FusedSimilarity similarity) {
        int count = update.items().length;
        return update.searched() <= count / MIN_UPDATE_GAIN
                && update.searchedDuplicates(similarity) <= count / MIN_UPDATE_GAIN_OF_DUPLICATES;
    }

    /**
     * The heap that a search takes beyond the embeddings and its result, in bytes. If many items are unresolved, it may
     * take {@value #BYTES_OF_UNRESOLVED} more.
     *
     * @param items the number of items that have an embedding
     * @param dimensions by modality
     */
    public static long bytes(int items, int topK, int[] dimensions, int concurrency) {
        long searching = CandidateSearch.bytes(
                items, capacity(items, topK, SLACK), Arrays.stream(dimensions).sum(), concurrency);
        // The neighbours of the representatives and, if there are duplicates, those of all items.
        long expanding = Neighbours.bytes(items, capacity(items, topK, 0));
        return items * DuplicateItems.BYTES_PER_ITEM + Math.max(searching, expanding);
    }

    /** The heap that {@link #searchOnly} takes for some items, in bytes, its result included. */
    static long bytesOfSome(int items, int some, int topK, int dimension, int concurrency) {
        return (long) items * Integer.BYTES
                + Neighbours.bytes(items, 0)
                + Neighbours.bytes(some, topK)
                + CandidateSearch.bytesOfSome(items, some, capacity(items, topK, SLACK), dimension, concurrency);
    }

    private static int capacity(int items, int topK, int slack) {
        return (int) Math.max(1, Math.min(items - 1, (long) topK + slack));
    }

    /** Runs both passes over all items, and returns those that are unresolved. */
    private int[] searchAll(String phase, Task task) {
        CandidateSearch search = candidateSearch(order, SLACK, true);
        search.run(phase, task);
        return ranking.rank(search, null, order.items().length, rankingPhase(phase), task);
    }

    /** Runs both passes over the searched rows and the changed columns, and returns the items that are unresolved. */
    private int[] searchChanged(Neighbours unchanged, String phase, Task task) {
        CandidateSearch search = candidateSearch(order, SLACK, false);
        int[] items = order.items();
        for (int row = order.searched(); row < items.length; row++) {
            if (unchanged.count(items[row]) == parameters.topK()) {
                search.require(row, unchanged.score(items[row], parameters.topK() - 1));
            }
        }
        search.run(phase, task);
        return ranking.rank(search, unchanged, items.length, rankingPhase(phase), task);
    }

    /** Runs both passes over the unresolved items, with many more candidates and therefore some items at a time. */
    private void searchUnresolved(int[] unresolved, String phase, Task task) {
        String again = phase + " (again)";
        int all = order.items().length;
        long bytes = Math.max(BYTES_OF_UNRESOLVED, CandidateHeaps.bytes(all, capacity(all, parameters.topK(), SLACK)));
        long fitting = bytes / CandidateHeaps.bytes(1, capacity(all, parameters.topK(), SLACK_OF_UNRESOLVED));
        int batch = (int) Math.max((long) TileKernel.ROWS * task.concurrency(), Math.min(unresolved.length, fitting));
        for (int from = 0; from < unresolved.length; from += batch) {
            int[] some = Arrays.copyOfRange(unresolved, from, Math.min(unresolved.length, from + batch));
            int startPercent = (int) (100L * from / unresolved.length);
            int endPercent = (int) (100L * (from + some.length) / unresolved.length);
            int middlePercent = (startPercent + endPercent) / 2;
            SearchOrder someFirst =
                    order.searchingOnly(some, parameters.similarity().items());
            CandidateSearch search = candidateSearch(someFirst, SLACK_OF_UNRESOLVED, false);
            for (int row = 0; row < all; row++) {
                if (row >= some.length) {
                    search.require(row, Double.POSITIVE_INFINITY);
                } else if (ranking.count(some[row]) == parameters.topK()) {
                    search.require(row, ranking.score(some[row], parameters.topK() - 1));
                }
            }
            search.run(again, task.part(startPercent, middlePercent));
            ranking.rankCompletely(search, again, task.part(middlePercent, endPercent));
        }
    }

    private CandidateSearch candidateSearch(SearchOrder order, int slack, boolean randomOrder) {
        return new CandidateSearch(
                parameters, order, capacity(order.items().length, parameters.topK(), slack), randomOrder);
    }

    private static String rankingPhase(String phase) {
        return phase + " (deciding)";
    }
}
