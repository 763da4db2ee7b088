package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.task.WorkerContext;

/**
 * Refines the lists of an approximate search: a neighbour of a neighbour is likely to be a neighbour. Source:
 * NN-Descent, Dong, Moses and Li, Efficient K-Nearest Neighbor Graph Construction for Generic Similarity Measures, WWW
 * 2011.
 *
 * <p>A round compares each row with the neighbours of its neighbours, in both directions of the graph. It leaves out
 * rows that share a cell with the row, because {@link CellSearch} has compared them. Each row changes its own list
 * only, and reads the graph as it was before the round, so the result does not depend on the number of threads.
 */
final class NeighbourDescent {
    /** The most neighbours of a row in the graph, in each direction. More take longer and find hardly anything. */
    static final int DEGREE = 10;

    private static final int NONE = -1;
    /** The most candidates of a row: the neighbours of its neighbours, in both directions, and the neighbours. */
    private static final int MAX_CANDIDATES = 2 * DEGREE * (2 * DEGREE + 1);

    private static final int ROWS_PER_UNIT = 256;

    private final FusedSimilarity similarity;
    private final int[] items;
    private final int targets;
    private final NeighbourLists lists;

    NeighbourDescent(FusedSimilarity similarity, int[] items, int targets, NeighbourLists lists) {
        this.similarity = similarity;
        this.items = items;
        this.targets = targets;
        this.lists = lists;
    }

    /** The heap that a round takes, in bytes. */
    static long bytes(long rows) {
        return MemoryEstimate.arrays(1, 2 * rows * DEGREE, Integer.BYTES) + rows * Integer.BYTES;
    }

    /**
     * Does one round.
     *
     * @param cells what was compared in this step, at least one
     */
    void round(List<Cells> cells, String phase, Task task) {
        int[] graph = graph(task);
        int[] rows = cells.get(0).rowsByCell();
        task.parallel(phase, rows.length, ROWS_PER_UNIT, context -> {
            Worker worker = new Worker(cells.toArray(Cells[]::new), graph, context);
            return (IntConsumer) n -> worker.refine(rows[n]);
        });
    }

    /** By row, {@link #DEGREE} places for its best neighbours and as many for rows that it is a best neighbour of. */
    private int[] graph(Task task) {
        int[] graph = new int[Math.multiplyExact(2 * DEGREE, items.length)];
        Arrays.fill(graph, NONE);
        byte[] reverse = new byte[items.length];
        for (int rank = 0; rank < DEGREE; rank++) { // so that a row keeps those that rank it highest
            task.checkTermination();
            for (int row = 0; row < items.length; row++) {
                if (rank < lists.count(row)) {
                    int column = lists.column(row, rank);
                    graph[2 * DEGREE * row + rank] = column;
                    if (reverse[column] < DEGREE) {
                        graph[2 * DEGREE * column + DEGREE + reverse[column]++] = row;
                    }
                }
            }
        }
        return graph;
    }

    private final class Worker {
        private final Cells[] cells;
        private final int[] graph;
        private final WorkerContext context;
        private final FusedSimilarity.Scorer scorer = similarity.new Scorer();
        /** The rows that were visited for a row: a hash table. */
        private final int[] visited = new int[Integer.highestOneBit(lists.capacity() + MAX_CANDIDATES) << 2];

        private final int shift = Integer.numberOfLeadingZeros(visited.length) + 1;
        private final int[] rows = new int[MAX_CANDIDATES];
        private final int[] candidates = new int[MAX_CANDIDATES];

        Worker(Cells[] cells, int[] graph, WorkerContext context) {
            this.cells = cells;
            this.graph = graph;
            this.context = context;
        }

        void refine(int row) {
            context.checkpoint();
            Arrays.fill(visited, NONE);
            visit(row);
            int count = lists.count(row);
            for (int n = 0; n < count; n++) {
                visit(lists.column(row, n));
            }
            int length = 0;
            for (int n = 2 * DEGREE * row; n < 2 * DEGREE * (row + 1); n++) {
                if (graph[n] != NONE) {
                    length = addNeighbours(row, graph[n], length);
                }
            }
            double[] scores = scorer.scores(items[row], candidates, length);
            for (int n = 0; n < length; n++) {
                lists.offer(row, rows[n], (float) scores[n]);
            }
        }

        /** Adds a row and its neighbours to the candidates, and returns how many candidates there are. */
        private int addNeighbours(int row, int neighbour, int length) {
            int count = add(row, neighbour, length);
            for (int n = 2 * DEGREE * neighbour; n < 2 * DEGREE * (neighbour + 1); n++) {
                if (graph[n] != NONE) {
                    count = add(row, graph[n], count);
                }
            }
            return count;
        }

        private int add(int row, int other, int length) {
            if (other < targets
                    && visit(other)
                    && !together(row, other)
                    && similarity.comparable(items[row], items[other])) {
                rows[length] = other;
                candidates[length] = items[other];
                return length + 1;
            }
            return length;
        }

        /** Whether two rows have been compared in this step. */
        private boolean together(int row, int other) {
            for (Cells each : cells) {
                if (each.together(row, other)) {
                    return true;
                }
            }
            return false;
        }

        /** Returns whether this is the first visit. */
        private boolean visit(int row) {
            int slot = row * 0x9E3779B9 >>> shift; // Fibonacci hashing
            while (visited[slot] != NONE && visited[slot] != row) {
                slot = slot + 1 & visited.length - 1;
            }
            boolean first = visited[slot] == NONE;
            visited[slot] = row;
            return first;
        }
    }
}
