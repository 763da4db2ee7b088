package org.vimmrec.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;
import scala.Tuple2;

/**
 * The exact search for nearest neighbours, spread over tasks by a {@link ProjectivePlane}. Each task runs the core's
 * search over the items of its blocks, so each list that it finds is exact among those items. The best of an item's
 * lists is then exact among all.
 *
 * @param modalities their names, for error messages
 * @param weights by modality; {@code {1}} for one modality on its own
 * @param topK the most neighbours of an item
 * @param cutoff neighbours have a similarity above it
 * @param plane which blocks a task compares
 */
record NeighbourSearch(List<String> modalities, double[] weights, int topK, double cutoff, ProjectivePlane plane)
        implements Serializable {

    /** The neighbours of each item that has any. */
    JavaPairRDD<Long, NeighbourList> search(JavaRDD<Item> items) {
        return items.flatMapToPair(item -> {
                    List<Tuple2<Integer, Item>> copies = new ArrayList<>();
                    for (int line : plane.linesThrough(block(item.id()))) {
                        copies.add(new Tuple2<>(line, item));
                    }
                    return copies.iterator();
                })
                .partitionBy(new HashPartitioner(plane.size())) // line n is partition n
                .mapPartitionsToPair(this::searchLine)
                .reduceByKey((one, other) -> one.merge(other, topK));
    }

    /** Spreads items over blocks evenly, whatever their ids have in common. */
    private int block(long id) {
        long mixed = (id ^ id >>> 32) * 0x9E3779B97F4A7C15L;
        return (int) Long.remainderUnsigned(mixed ^ mixed >>> 29, plane.size());
    }

    private Iterator<Tuple2<Long, NeighbourList>> searchLine(Iterator<Tuple2<Integer, Item>> copies) {
        List<Item> items = new ArrayList<>();
        copies.forEachRemaining(copy -> items.add(copy._2()));
        items.sort(Comparator.comparingLong(Item::id)); // the core breaks ties by index
        requireDistinct(items);
        List<EmbeddingMatrix> matrices = new ArrayList<>();
        for (int m = 0; m < weights.length; m++) {
            matrices.add(matrix(items, m));
        }
        Task task = new Task(TaskContext.get().cpus(), new InterruptibleMonitor(TaskContext.get()));
        Neighbours found = ExactNeighbours.search(
                new FusedSimilarity(matrices, weights, targets(items)), topK, cutoff, "similarity", task);
        return IntStream.range(0, items.size())
                .filter(i -> found.count(i) > 0)
                .mapToObj(i -> new Tuple2<>(items.get(i).id(), list(found, i, items)))
                .iterator();
    }

    /** Rows of the same item are in the same blocks, so every repeated id is found. */
    private static void requireDistinct(List<Item> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).id() == sorted.get(i - 1).id()) {
                throw new IllegalArgumentException("Item %d has more than one row. Give each item one row."
                        .formatted(sorted.get(i).id()));
            }
        }
    }

    /** By item whether it may be a neighbour; null if all may. */
    private static boolean[] targets(List<Item> items) {
        if (items.stream().allMatch(Item::candidate)) {
            return null;
        }
        boolean[] targets = new boolean[items.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = items.get(i).candidate();
        }
        return targets;
    }

    private EmbeddingMatrix matrix(List<Item> items, int modality) {
        float[][] rows = new float[items.size()][];
        int dimension = 0;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = items.get(i).rows()[modality];
            if (rows[i] != null && dimension != 0 && rows[i].length != dimension) {
                throw new IllegalArgumentException(Rows.invalid(
                        modalities.get(modality),
                        items.get(i).id(),
                        "has %d numbers, but others have %d".formatted(rows[i].length, dimension)));
            }
            dimension = rows[i] == null ? dimension : rows[i].length;
        }
        return EmbeddingMatrix.of(dimension, rows);
    }

    private static NeighbourList list(Neighbours found, int item, List<Item> items) {
        long[] ids = new long[found.count(item)];
        double[] scores = new double[ids.length];
        for (int k = 0; k < ids.length; k++) {
            ids[k] = items.get(found.neighbour(item, k)).id();
            scores[k] = found.score(item, k);
        }
        return new NeighbourList(ids, scores);
    }

    /** Ends a search when Spark cancels its task. */
    private record InterruptibleMonitor(TaskContext context) implements TaskMonitor {
        @Override
        public void checkTermination() {
            if (context.isInterrupted()) {
                throw new TaskKilledException();
            }
        }

        @Override
        public void progress(String phase, int percent) {
            // Spark's UI shows the progress by task
        }

        @Override
        public void allocate(long bytes) {
            // the order of the plane decides how much memory a task takes
        }
    }
}
