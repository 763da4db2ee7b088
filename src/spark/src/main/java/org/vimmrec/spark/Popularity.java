package org.vimmrec.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.vimmrec.rule.InteractionWeigher.Verdict;
import scala.Tuple2;

/**
 * The number of users of each item that has any: 12 bytes for an item, so it is small enough to broadcast.
 *
 * @param items their ids, ascending
 * @param users by item
 */
record Popularity(long[] items, int[] users) implements Serializable {

    /**
     * Counts the users of each item.
     *
     * @param interactions by item
     */
    static Broadcast<Popularity> broadcast(JavaPairRDD<Long, Interaction> interactions) {
        List<Tuple2<Long, Integer>> counts = interactions
                .filter(each -> each._2().verdict() == Verdict.COUNTS)
                .mapValues(Interaction::user)
                .distinct() // parallel interactions count once
                .mapValues(user -> 1)
                .reduceByKey(Integer::sum)
                .sortByKey()
                .collect();
        Popularity popularity = new Popularity(
                counts.stream().mapToLong(Tuple2::_1).toArray(),
                counts.stream().mapToInt(Tuple2::_2).toArray());
        return JavaSparkContext.fromSparkContext(interactions.context()).broadcast(popularity);
    }

    /** The number of users of some items. */
    int[] of(long[] ids) {
        return Arrays.stream(ids)
                .mapToInt(id -> {
                    int place = Arrays.binarySearch(items, id);
                    return place < 0 ? 0 : users[place];
                })
                .toArray();
    }
}
