package org.vimmrec.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.vimmrec.rule.InteractionWeigher.Verdict;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.CoInteraction;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;
import scala.Tuple2;

/**
 * Computes the weights by the weighting {@code coInteraction}. The driver draws the pairs, so it holds the items of all
 * users as numbers, and the embeddings of the items that it has drawn.
 *
 * @param modalities their names, for error messages
 * @param sampleSize the number of pairs of each kind
 * @param seed of the sample
 */
record CoInteractionJob(List<String> modalities, int sampleSize, long seed) implements Serializable {

    /**
     * Returns the weights by modality.
     *
     * @param interactions by item
     * @throws IllegalStateException if no user has two items
     */
    double[] weights(JavaPairRDD<Long, Interaction> interactions, JavaRDD<Item> items) {
        JavaPairRDD<Long, Long> counted = interactions
                .filter(each -> each._2().verdict() == Verdict.COUNTS)
                .mapToPair(each -> new Tuple2<>(each._2().user(), each._1()));
        JavaSparkContext context = JavaSparkContext.fromSparkContext(items.context());
        long[] ids = ids(counted);
        Interactions drawnFrom = interactions(counted, context.broadcast(ids));
        Task task = new Task(1, TaskMonitor.NONE);
        BitSet drawn = CoInteraction.drawn(drawnFrom, sampleSize, seed, task);
        Broadcast<long[]> needed =
                context.broadcast(drawn.stream().mapToLong(item -> ids[item]).toArray());
        List<Item> found = items.filter(item -> Arrays.binarySearch(needed.value(), item.id()) >= 0)
                .collect();
        Item[] byIndex = new Item[ids.length];
        found.forEach(item -> byIndex[Arrays.binarySearch(ids, item.id())] = item);
        List<EmbeddingMatrix> matrices = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            matrices.add(Item.matrix(byIndex, m, modalities.get(m)));
        }
        return CoInteraction.weights(CoInteraction.contrasts(drawnFrom, matrices, sampleSize, seed, task));
    }

    /** The items of all interactions, ascending. */
    private static long[] ids(JavaPairRDD<Long, Long> byUser) {
        return byUser
                .values()
                .distinct()
                .mapPartitions(part -> List.of(longs(() -> part)).iterator())
                .collect()
                .stream()
                .flatMapToLong(Arrays::stream)
                .sorted()
                .toArray();
    }

    private static long[] longs(Iterable<Long> boxed) {
        return StreamSupport.stream(boxed.spliterator(), false)
                .mapToLong(Long::longValue)
                .toArray();
    }

    /** The users with two items or more, in the order of their ids: no others are drawn. */
    private static Interactions interactions(JavaPairRDD<Long, Long> byUser, Broadcast<long[]> ids) {
        List<Tuple2<Long, int[]>> users = new ArrayList<>(byUser.groupByKey()
                .mapValues(items -> Arrays.stream(longs(items))
                        .distinct()
                        .mapToInt(item -> Arrays.binarySearch(ids.value(), item))
                        .toArray())
                .filter(user -> user._2().length > 1)
                .collect());
        users.sort(Comparator.comparingLong(Tuple2::_1));
        Interactions.Builder builder = new Interactions.Builder(false);
        for (Tuple2<Long, int[]> user : users) {
            for (int item : user._2()) {
                builder.add(item, 1);
            }
            builder.endUser();
        }
        return builder.build();
    }
}
