package org.vimmrec.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.vimmrec.similarity.RecallEstimate;
import org.vimmrec.similarity.SphericalKMeans;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;
import scala.Tuple2;

/**
 * The approximate search. A step divides the items into cells, for each frequent combination of modalities, and finds
 * the exact neighbours of each item within its cells. Then the recall is measured on a sample of items, which are
 * compared with all others. If the lower end of its interval is below the target, another step follows, with other
 * cells: a pair that a border divides in one step is hardly ever divided in all of them. If that takes too long, an
 * exact search ends it. The result does not depend on the number of tasks that run at the same time.
 *
 * @param local the search in a task
 * @param plane of the exact search
 * @param targetRecall the least lower end of the recall's interval, above 0 and below 1
 * @param itemsPerTask about how many items a task compares at most; so few are searched exactly
 */
record ApproximateSearch(LocalSearch local, ProjectivePlane plane, double targetRecall, int itemsPerTask)
        implements Search {
    private static final int SAMPLE = 1_000;
    private static final long SEED = 42;
    /** The items of a batch that are assigned to cells, or compared with some items, at the same time. */
    private static final int BATCH = 10_000;
    /** A combination of modalities that fewer items have has no cells of its own. */
    private static final double MIN_SHARE_OF_COMBINATION = 0.01;

    private static final int MAX_COMBINATIONS = 8;
    /** With fewer cells, a step would compare more than 4 % of all pairs, and larger cells than the recall needs. */
    private static final int MIN_CELLS = 50;
    /** The share of the pairs of an exact search from which on another step would not save time. */
    private static final double MAX_SHARE_OF_PAIRS = 0.5;
    /** The share of items that may be compared with all others. */
    private static final double MAX_SHARE_INCOMPLETE = 0.3;
    /** The share of items that are compared with all others because they have few neighbours above the cutoff. */
    private static final double MAX_SHARE_BELOW_CUTOFF = 0.02;

    /** Lists are cut in the end only: a short one would look as if its item had met few others. */
    private LocalSearch uncut() {
        return new LocalSearch(local.modalities(), local.weights(), local.topK(), -1);
    }

    @Override
    public FoundLists search(JavaRDD<Item> all) {
        JavaRDD<Item> items = all.filter(item -> combination(item) != 0).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            requireDistinct(items);
            Map<Long, Long> combinations = count(items.map(this::combination));
            long count = combinations.values().stream().mapToLong(n -> n).sum();
            FoundLists found = count <= itemsPerTask ? null : search(items, combinations, count);
            return found != null ? found : new ExactSearch(local, plane).search(all);
        } finally {
            items.unpersist();
        }
    }

    /** Returns null if an exact search takes less time. */
    private FoundLists search(JavaRDD<Item> items, Map<Long, Long> combinations, long count) {
        List<Map.Entry<Long, Long>> frequent = combinations.entrySet().stream()
                .filter(each -> each.getValue() > MIN_SHARE_OF_COMBINATION * count)
                .sorted(Map.Entry.<Long, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey())
                        .reversed())
                .limit(MAX_COMBINATIONS)
                .toList();
        describe(items, "compare a sample with all items");
        RecallMeasurement recall = new RecallMeasurement(
                exactly(items, sample(items, SAMPLE, count, ~SEED)).collectAsMap(), local.cutoff());
        double pairs = 0;
        JavaPairRDD<Long, NeighbourList> found = null;
        for (int step = 0; step < RecallEstimate.MAX_LOOKS - 1; step++) {
            describe(items, "step %d: compare the items of each cell".formatted(step + 1));
            List<CellDivision> divisions = divisions(items, frequent, count, SEED + step);
            JavaPairRDD<Integer, Item> assigned = assigned(items, divisions);
            Map<Integer, Long> sizes = count(assigned.keys());
            pairs += sizes.values().stream()
                    .mapToDouble(size -> 0.5 * size * size)
                    .sum();
            if (pairs > MAX_SHARE_OF_PAIRS * 0.5 * count * count) {
                return null;
            }
            int cells = divisions.stream().mapToInt(CellDivision::cells).sum();
            ProjectivePlane[] planes = IntStream.range(0, cells)
                    .mapToObj(cell -> ProjectivePlane.of(sizes.getOrDefault(cell, 0L), 2L * itemsPerTask))
                    .toArray(ProjectivePlane[]::new);
            found = together(found, new SearchTasks(uncut(), planes).search(assigned));
            RecallEstimate estimate = recall.look(found);
            if (estimate.low() >= targetRecall) {
                return completed(items, found, count, recall, estimate);
            }
        }
        return null;
    }

    /**
     * Compares items for which fewer neighbours were found than wanted with all items. Returns null if an exact search
     * takes less time.
     */
    private FoundLists completed(
            JavaRDD<Item> items,
            JavaPairRDD<Long, NeighbourList> found,
            long count,
            RecallMeasurement recall,
            RecallEstimate estimate) {
        long wanted = Math.min(local.topK(), items.filter(Item::candidate).count() - 1);
        JavaRDD<Long> few = shorter(items, found, wanted);
        JavaRDD<Long> fewAboveCutoff = shorter(items, found.mapValues(list -> list.above(local.cutoff())), wanted);
        JavaRDD<Long> incomplete = fewAboveCutoff.count() <= MAX_SHARE_BELOW_CUTOFF * count ? fewAboveCutoff : few;
        if (incomplete.count() > MAX_SHARE_INCOMPLETE * count) {
            return null;
        }
        describe(items, "compare items with few neighbours with all items");
        JavaPairRDD<Long, NeighbourList> complete = found;
        Batches<Long> batches = new Batches<>(incomplete.collect().iterator(), BATCH);
        while (batches.hasNext()) {
            Set<Long> ids = new HashSet<>(batches.next());
            complete = together(complete, exactly(items, collect(items.filter(item -> ids.contains(item.id())))));
        }
        return new FoundLists(
                complete.mapValues(list -> list.above(local.cutoff()))
                        .filter(each -> each._2().ids().length > 0),
                complete == found ? estimate : recall.look(complete));
    }

    /** The items with a list that is shorter than wanted, or with none. */
    private static JavaRDD<Long> shorter(JavaRDD<Item> items, JavaPairRDD<Long, NeighbourList> lists, long wanted) {
        return items.mapToPair(item -> new Tuple2<>(item.id(), 0))
                .union(lists.mapValues(list -> list.ids().length))
                .reduceByKey(Math::max)
                .filter(each -> each._2() < wanted)
                .keys();
    }

    /** The bits of the modalities that an item has. */
    private long combination(Item item) {
        long combination = 0;
        for (int m = 0; m < local.weights().length; m++) {
            combination |= item.rows()[m] != null && local.weights()[m] > 0 ? 1L << m : 0;
        }
        return combination;
    }

    private List<CellDivision> divisions(
            JavaRDD<Item> items, List<Map.Entry<Long, Long>> combinations, long count, long seed) {
        double cellsPerItem = Math.max((double) CellDivision.CELLS_PER_ITEM / itemsPerTask, (double) MIN_CELLS / count);
        List<Item> sample = sample(items, SphericalKMeans.SAMPLE_PER_CELL * cellsPerItem * count, count, seed);
        Task task = new Task(Runtime.getRuntime().availableProcessors(), TaskMonitor.NONE);
        List<CellDivision> divisions = new ArrayList<>();
        int cells = 0;
        for (Map.Entry<Long, Long> each : combinations) {
            int[] modalities = IntStream.range(0, local.weights().length)
                    .filter(m -> (each.getKey() & 1L << m) != 0)
                    .toArray();
            long size = combinations.stream()
                    .filter(other -> (other.getKey() & each.getKey()) == each.getKey())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            CellDivision division = CellDivision.train(
                    local, modalities, (int) Math.ceil(cellsPerItem * size), cells, sample, seed, task);
            divisions.add(division);
            cells += division.cells();
        }
        return divisions;
    }

    private JavaPairRDD<Integer, Item> assigned(JavaRDD<Item> items, List<CellDivision> divisions) {
        Broadcast<List<CellDivision>> broadcast = context(items).broadcast(divisions);
        JavaRDD<List<Item>> batches = items.mapPartitions(part -> new Batches<>(part, BATCH));
        return batches.flatMapToPair(batch -> {
            Task task = LocalSearch.task();
            List<Tuple2<Integer, Item>> assigned = new ArrayList<>();
            for (CellDivision division : broadcast.value()) {
                division.assign(local, batch, task).forEachRemaining(assigned::add);
            }
            return assigned.iterator();
        });
    }

    /** The exact neighbours of some items, whatever their similarity. */
    private JavaPairRDD<Long, NeighbourList> exactly(JavaRDD<Item> items, List<Item> some) {
        Broadcast<List<Item>> broadcast = context(items).broadcast(some);
        JavaRDD<List<Item>> batches = items.mapPartitions(part -> new Batches<>(part, BATCH));
        return batches.flatMapToPair(batch -> uncut().searchSome(batch, broadcast.value()))
                .reduceByKey((one, other) -> one.merge(other, local.topK()));
    }

    /** Keeps what has been found, because it is used several times and took long. */
    private JavaPairRDD<Long, NeighbourList> together(
            JavaPairRDD<Long, NeighbourList> before, JavaPairRDD<Long, NeighbourList> more) {
        JavaPairRDD<Long, NeighbourList> all =
                before == null ? more : before.union(more).reduceByKey((one, other) -> one.merge(other, local.topK()));
        return all.persist(StorageLevel.MEMORY_AND_DISK());
    }

    /** Draws each item with the same probability, whatever the partitions. */
    private static List<Item> sample(JavaRDD<Item> items, double size, long count, long seed) {
        long drawn = new SplittableRandom(seed).nextLong();
        return collect(items.filter(item -> new SplittableRandom(item.id() ^ drawn).nextDouble() < size / count));
    }

    private static List<Item> collect(JavaRDD<Item> items) {
        List<Item> collected = new ArrayList<>(items.collect());
        collected.sort(Comparator.comparingLong(Item::id));
        return collected;
    }

    private static <T> Map<T, Long> count(JavaRDD<T> elements) {
        return elements.mapToPair(element -> new Tuple2<>(element, 1L))
                .reduceByKey(Long::sum)
                .collectAsMap();
    }

    private static void requireDistinct(JavaRDD<Item> items) {
        items.mapToPair(item -> new Tuple2<>(item.id(), item.id()))
                .reduceByKey((id, same) -> {
                    throw LocalSearch.comesTwice(id);
                })
                .count();
    }

    /** Names the work that follows on Spark's own page. */
    private void describe(JavaRDD<?> items, String work) {
        context(items)
                .setJobDescription(
                        "approximate search in %s: %s".formatted(String.join(" + ", local.modalities()), work));
    }

    private static JavaSparkContext context(JavaRDD<?> items) {
        return JavaSparkContext.fromSparkContext(items.context());
    }
}
