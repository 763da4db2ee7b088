package org.vimmrec.similarity;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;
import org.vimmrec.task.WorkerContext;

/**
 * The second pass of {@link ExactNeighbours}: computes the candidates' similarity in double precision, ranks them, and
 * tells which items are unresolved. It holds the neighbours found so far.
 */
final class ExactRanking {
    /** This many unresolved items are compared with all others at once. A second search of so few takes longer. */
    private static final int MAX_IMMEDIATE_SCANS = 16;
    /** The number of rows that a thread takes at a time. */
    private static final int ROWS_PER_UNIT = 16;
    /** The number of comparisons in double precision, or of rows put in order, between two checks for termination. */
    private static final int CHECK_INTERVAL = 1024;

    private final SearchParameters parameters;
    /** By item the neighbours found so far. */
    private final int[][] neighbours;

    private final double[][] scores;

    ExactRanking(SearchParameters parameters) {
        this.parameters = parameters;
        neighbours = new int[parameters.similarity().items()][0];
        scores = new double[parameters.similarity().items()][0];
    }

    /** The neighbours found so far. */
    Neighbours neighbours() {
        return new Neighbours(neighbours, scores);
    }

    /** The number of neighbours found for an item so far. */
    int count(int item) {
        return scores[item].length;
    }

    /** The similarity of a neighbour found so far, by rank from 0. */
    double score(int item, int rank) {
        return scores[item][rank];
    }

    /**
     * Ranks the candidates of the first rows. An unresolved row is compared with all its columns here if it is not
     * searched, if it is one of the first {@value #MAX_IMMEDIATE_SCANS}, or if another search cannot resolve it either.
     *
     * @param known the known neighbours of the rows that are not searched; null if all rows are searched
     * @param rows the number of rows
     * @return the other unresolved items
     */
    int[] rank(CandidateSearch search, Neighbours known, int rows, String phase, Task task) {
        return rank(search, known, rows, MAX_IMMEDIATE_SCANS, phase, task);
    }

    /** Ranks the candidates of the searched rows, and compares every unresolved one with all columns. */
    void rankCompletely(CandidateSearch search, String phase, Task task) {
        rank(search, null, search.order().searched(), Integer.MAX_VALUE, phase, task);
    }

    private int[] rank(CandidateSearch search, Neighbours known, int rows, int maxScans, String phase, Task task) {
        int searched = search.order().searched();
        int[] visits = visitingOrder(search.candidates(), rows, task);
        boolean[] unresolved = new boolean[rows];
        AtomicInteger scans = new AtomicInteger();
        task.parallel(phase, rows, ROWS_PER_UNIT, context -> {
            Worker worker = new Worker(search, known, context);
            return (IntConsumer) n -> {
                int row = visits[n];
                if (!worker.rankCandidates(row)) {
                    unresolved[row] = row < searched
                            && parameters.errorBound() < Double.POSITIVE_INFINITY
                            && scans.getAndIncrement() >= maxScans;
                    if (!unresolved[row]) {
                        worker.rankAll(row);
                    }
                }
                worker.store(row);
            };
        });
        int[] items = search.order().items();
        return IntStream.range(0, rows)
                .filter(row -> unresolved[row])
                .map(row -> items[row])
                .toArray();
    }

    /**
     * The first rows in an order in which a row follows one that it is a candidate of, where there is one. Two such
     * rows share candidates, whose embeddings are then still in the processor's cache.
     */
    private static int[] visitingOrder(CandidateHeaps candidates, int rows, Task task) {
        int[] order = new int[rows];
        boolean[] visited = new boolean[rows];
        int first = 0;
        int row = 0;
        for (int n = 0; n < order.length; n++) {
            if (n % CHECK_INTERVAL == 0) {
                task.checkTermination();
            }
            order[n] = row;
            visited[row] = true;
            int count = candidates.count(row);
            int next = 0;
            while (next < count && (candidates.column(row, next) >= rows || visited[candidates.column(row, next)])) {
                next++;
            }
            if (next < count) {
                row = candidates.column(row, next);
            } else {
                while (first < visited.length && visited[first]) {
                    first++;
                }
                row = first;
            }
        }
        return order;
    }

    /** Ranks rows on one thread. */
    private final class Worker {
        private final FusedSimilarity similarity = parameters.similarity();
        private final double cutoff = parameters.cutoff();
        private final double errorBound = parameters.errorBound();
        private final int topK = parameters.topK();
        private final SearchOrder order;
        private final CandidateHeaps candidates;
        private final int[] items;
        private final Neighbours known;
        private final WorkerContext context;
        private final FusedSimilarity.Scorer scorer = similarity.new Scorer();
        private final TopKHeap best = new TopKHeap(topK);
        /** Items whose similarity is computed together. */
        private final int[] batch = new int[CHECK_INTERVAL];

        Worker(CandidateSearch search, Neighbours known, WorkerContext context) {
            order = search.order();
            candidates = search.candidates();
            items = order.items();
            this.known = known;
            this.context = context;
        }

        /** Finds the best of a row's candidates, and returns whether no other column can be better. */
        boolean rankCandidates(int row) {
            startWithKnown(row);
            int count = candidates.count(row);
            // A candidate that is more than twice the error bound below the topK-th cannot overtake it.
            double lowest = count < topK ? Double.NEGATIVE_INFINITY : candidates.score(row, topK - 1) - 2 * errorBound;
            int length = 0;
            for (int n = 0; n < count && candidates.score(row, n) >= lowest; n++) {
                length = add(items[row], items[candidates.column(row, n)], length);
            }
            offerBatch(items[row], length);
            double bestRejected = candidates.bestRejected(row) + errorBound;
            return bestRejected < (best.size() == topK ? best.worst() : cutoff);
        }

        /** Finds the best of all columns that the row is compared with. */
        void rankAll(int row) {
            startWithKnown(row);
            int item = items[row];
            int end = row < order.searched() ? items.length : order.changed();
            int length = 0;
            for (int column = 0; column < end; column++) {
                int other = items[column];
                if (other != item && similarity.isTarget(other) && similarity.comparable(item, other)) {
                    length = add(item, other, length);
                }
            }
            offerBatch(item, length);
        }

        private void startWithKnown(int row) {
            best.clear();
            for (int n = 0; row >= order.searched() && n < known.count(items[row]); n++) {
                best.offer(known.neighbour(items[row], n), known.score(items[row], n));
            }
        }

        /** Makes the best the row's neighbours. */
        void store(int row) {
            best.sort();
            neighbours[items[row]] = best.indexes();
            scores[items[row]] = best.scores();
        }

        /** Adds an item to the batch, which is offered first if it is full, and returns the batch's new length. */
        private int add(int item, int other, int length) {
            int at = length;
            if (at == batch.length) {
                offerBatch(item, at);
                context.checkpoint();
                at = 0;
            }
            batch[at] = other;
            return at + 1;
        }

        private void offerBatch(int item, int count) {
            double[] similarities = scorer.scores(item, batch, count);
            for (int n = 0; n < count; n++) {
                if (similarities[n] > cutoff) {
                    best.offer(batch[n], similarities[n]);
                }
            }
        }
    }
}
