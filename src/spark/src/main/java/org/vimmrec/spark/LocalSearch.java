package org.vimmrec.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.vimmrec.similarity.Blocks;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;
import scala.Tuple2;

/**
 * The core's exact search among the items of one task.
 *
 * @param modalities their names, for error messages
 * @param weights by modality; {@code {1}} for one modality on its own
 * @param topK the most neighbours of an item
 * @param cutoff neighbours have a similarity above it
 */
record LocalSearch(List<String> modalities, double[] weights, int topK, double cutoff) implements Serializable {

    /**
     * Finds the neighbours of all items of a task among each other.
     *
     * @param items in any order
     * @param plane whose blocks the items are in
     * @param line the task. Pairs of the same block are compared by the task that owns it
     * @return the neighbours of each item that has any
     * @throws IllegalArgumentException if an item comes twice, or embeddings of a modality differ in length
     */
    Iterator<Tuple2<Long, NeighbourList>> searchAll(List<Item> items, ProjectivePlane plane, int line) {
        List<Item> sorted = sorted(items);
        Blocks blocks = new Blocks(
                sorted.stream().mapToInt(item -> plane.block(item.id())).toArray(), plane.ownPoint(line));
        Neighbours found = ExactNeighbours.search(similarity(sorted), blocks, topK, cutoff, "similarity", task());
        return lists(found, sorted);
    }

    /**
     * Finds the neighbours of some items among the items of a task and among each other.
     *
     * @param items in any order
     * @param some those to find neighbours of, which may be among the items
     * @return see {@link #searchAll}
     */
    Iterator<Tuple2<Long, NeighbourList>> searchSome(List<Item> items, List<Item> some) {
        Map<Long, Item> all = new TreeMap<>();
        items.forEach(item -> all.put(item.id(), item));
        some.forEach(item -> all.put(item.id(), item));
        List<Item> sorted = List.copyOf(all.values());
        Set<Long> ids = some.stream().map(Item::id).collect(Collectors.toSet());
        BitSet searched = new BitSet();
        for (int i = 0; i < sorted.size(); i++) {
            searched.set(i, ids.contains(sorted.get(i).id()));
        }
        return lists(
                ExactNeighbours.searchOnly(similarity(sorted), searched, topK, cutoff, "similarity", task()), sorted);
    }

    /** By id, because the core breaks ties by index. */
    private static List<Item> sorted(List<Item> items) {
        List<Item> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparingLong(Item::id));
        requireDistinct(sorted);
        return sorted;
    }

    /** Rows of the same item are in the same blocks, so every repeated id is found. */
    private static void requireDistinct(List<Item> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).id() == sorted.get(i - 1).id()) {
                throw comesTwice(sorted.get(i).id());
            }
        }
    }

    static IllegalArgumentException comesTwice(long item) {
        return new IllegalArgumentException("Item %d has more than one row. Give each item one row.".formatted(item));
    }

    private FusedSimilarity similarity(List<Item> items) {
        return similarity(items, IntStream.range(0, weights.length).toArray());
    }

    /**
     * The similarity of items, whose index is the place in the list.
     *
     * @param some the places of the modalities that count
     */
    FusedSimilarity similarity(List<Item> items, int[] some) {
        Item[] rows = items.toArray(Item[]::new);
        return new FusedSimilarity(
                IntStream.of(some)
                        .mapToObj(m -> Item.matrix(rows, m, modalities.get(m)))
                        .toList(),
                IntStream.of(some).mapToDouble(m -> weights[m]).toArray(),
                targets(items));
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

    private static Iterator<Tuple2<Long, NeighbourList>> lists(Neighbours found, List<Item> items) {
        return IntStream.range(0, items.size())
                .filter(i -> found.count(i) > 0)
                .mapToObj(i -> new Tuple2<>(items.get(i).id(), list(found, i, items)))
                .iterator();
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

    /** The core's side of Spark's current task. */
    static Task task() {
        return new Task(TaskContext.get().cpus(), new InterruptibleMonitor(TaskContext.get()));
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
            // the plane and the cells decide how much memory a task takes
        }
    }
}
