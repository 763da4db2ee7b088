package org.vimmrec.benchmark;

import java.util.List;
import java.util.Locale;
import org.vimmrec.similarity.ApproximateNeighbours;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.FoundNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.similarity.SpectralEmbeddings;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Searches once in a process of its own, whose heap {@link ApproximateSearch} limits, and prints what it measured. */
public final class ApproximateSearchRun {
    /** More items are not searched exactly. */
    private static final int MAX_EXACT = 50_000;

    private static final int TOP_K = 10;
    private static final double TARGET_RECALL = 0.95;

    private ApproximateSearchRun() {}

    /** @param arguments the number of items, the dimension, and the number of threads */
    public static void main(String[] arguments) {
        int items = Integer.parseInt(arguments[0]);
        int dimension = Integer.parseInt(arguments[1]);
        Task task = new Task(Integer.parseInt(arguments[2]), TaskMonitor.NONE);
        NeighbourSearch approximate = new ApproximateNeighbours(TARGET_RECALL);
        int compared = Math.min(items, MAX_EXACT);
        FusedSimilarity few = similarity(compared, dimension);
        // The first search of each kind warms up, and is not measured.
        NeighbourSearch.EXACT.search(similarity(5_000, dimension), TOP_K, 0, "", task);
        approximate.search(similarity(20_000, dimension), TOP_K, 0, "", task);
        // The exact search runs before and after the other, because other programs may slow down one of both.
        double exactBefore = exactSeconds(few, task);
        FusedSimilarity similarity = items == compared ? few : similarity(items, dimension);
        long start = System.nanoTime();
        FoundNeighbours found = approximate.search(similarity, TOP_K, 0, "", task);
        double seconds = (System.nanoTime() - start) / 1e9;
        double exact = (exactBefore + exactSeconds(few, task)) / 2 * items / compared * items / compared;
        long bytes = EmbeddingMatrix.bytes(items, items, dimension)
                + Neighbours.bytes(items, TOP_K)
                + approximate.bytes(items, TOP_K, new int[] {dimension}, task.concurrency());
        System.out.printf(
                Locale.ROOT,
                "%f %f %f %f %f %s %s%n",
                exact,
                seconds,
                found.recall().recall(),
                found.recall().low(),
                found.recall().high(),
                found.exact(),
                MemoryEstimate.of(bytes).range().replace(' ', '_'));
    }

    private static double exactSeconds(FusedSimilarity similarity, Task task) {
        long start = System.nanoTime();
        NeighbourSearch.EXACT.search(similarity, TOP_K, 0, "", task);
        return (System.nanoTime() - start) / 1e9;
    }

    private static FusedSimilarity similarity(int items, int dimension) {
        return new FusedSimilarity(List.of(SpectralEmbeddings.matrix(items, dimension, 1, 42)), new double[] {1});
    }
}
