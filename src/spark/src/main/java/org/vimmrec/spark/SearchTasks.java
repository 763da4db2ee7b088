package org.vimmrec.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.Partitioner;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;
import scala.collection.immutable.List$;

/**
 * Compares all pairs of items that share a cell. A {@link ProjectivePlane} spreads each cell over tasks. A task
 * compares the items of its blocks, so each list that it finds is exact among those items. The best of an item's lists
 * is then exact among all items of its cells.
 *
 * @param local the search in a task
 * @param planes by cell
 */
record SearchTasks(LocalSearch local, ProjectivePlane[] planes) implements Serializable {

    /**
     * Finds the neighbours.
     *
     * @param itemsByCell an item may be in several cells, but only once in each
     * @return the neighbours of each item that has any
     */
    JavaPairRDD<Long, NeighbourList> search(JavaPairRDD<Integer, Item> itemsByCell) {
        int[] firstTasks = firstTasks();
        JavaPairRDD<Long, NeighbourList> lists = itemsByCell
                .flatMapToPair(each -> {
                    Item item = each._2();
                    ProjectivePlane plane = planes[each._1()];
                    List<Tuple2<Integer, Item>> copies = new ArrayList<>();
                    for (int line : plane.linesThrough(plane.block(item.id()))) {
                        copies.add(new Tuple2<>(firstTasks[each._1()] + line, item));
                    }
                    return copies.iterator();
                })
                .partitionBy(new HashPartitioner(firstTasks[planes.length])) // task n is partition n
                .mapPartitionsToPair(copies -> {
                    List<Item> items = new ArrayList<>();
                    copies.forEachRemaining(copy -> items.add(copy._2()));
                    int task = TaskContext.getPartitionId();
                    int place = Arrays.binarySearch(firstTasks, task);
                    int cell = place < 0 ? -place - 2 : place;
                    return local.searchAll(items, planes[cell], task - firstTasks[cell]);
                });
        return lists.combineByKey( // as reduceByKey, but without combining within tasks, where each item comes once
                list -> list,
                this::merge,
                this::merge,
                Partitioner.defaultPartitioner(lists.rdd(), List$.MODULE$.empty()),
                false,
                SparkEnv.get().serializer());
    }

    private NeighbourList merge(NeighbourList one, NeighbourList other) {
        return one.merge(other, local.topK());
    }

    /** By cell the number of tasks of the cells before it, and the number of all tasks. */
    private int[] firstTasks() {
        int[] firstTasks = new int[planes.length + 1];
        for (int cell = 0; cell < planes.length; cell++) {
            firstTasks[cell + 1] = Math.addExact(firstTasks[cell], planes[cell].size());
        }
        return firstTasks;
    }
}
