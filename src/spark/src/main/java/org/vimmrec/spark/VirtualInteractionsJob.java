package org.vimmrec.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.rule.UserVotes;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.SparseRows;
import scala.Tuple2;

/**
 * Computes virtual interactions: joins interactions with the neighbours of their items, groups them by user, and runs
 * the core's code on each user alone. A user's items keep their order by id, so votes are added in the same order as on
 * one machine, and the weights are the same to the last bit.
 *
 * <p>An item with very many interactions would make one long task of the join. Its interactions are therefore spread
 * over several keys, and its neighbours copied to each of them.
 *
 * @param weights by layer: those of the modalities for Overlay, {@code {1}} for Synergistic
 * @param topKs by layer the number of an item's neighbours that contribute
 * @param rules decide how interactions count
 * @param rule which virtual interactions are kept
 * @param interactionsPerKey the most interactions of an item that share a key of the join, about
 * @param commonIds whether a user and an item with the same id are the same: nobody is a virtual item of themselves
 */
record VirtualInteractionsJob(
        double[] weights,
        int[] topKs,
        InteractionRules rules,
        EdgeRule rule,
        long interactionsPerKey,
        boolean commonIds)
        implements Serializable {

    /** An item, and which part of its interactions. */
    private record Key(long item, int part) implements Serializable {}

    /**
     * Returns a row for each virtual interaction.
     *
     * @param interactions by item
     * @param layers by layer the neighbours of each item
     */
    JavaRDD<Row> run(JavaPairRDD<Long, Interaction> interactions, List<JavaPairRDD<Long, NeighbourList>> layers) {
        Broadcast<Map<Long, Integer>> parts = parts(interactions);
        Broadcast<Popularity> popularity = rule.popularityDiscount() == 0 ? null : Popularity.broadcast(interactions);
        JavaPairRDD<Long, NeighbourList[]> neighbours = byItem(layers);
        JavaPairRDD<Key, NeighbourList[]> copies = neighbours.flatMapToPair(each -> IntStream.range(
                        0, parts.value().getOrDefault(each._1(), 1))
                .mapToObj(part -> new Tuple2<>(new Key(each._1(), part), each._2()))
                .iterator());
        NeighbourList[] none = new NeighbourList[weights.length];
        Arrays.fill(none, NeighbourList.NONE);
        return interactions
                .mapToPair(each -> {
                    int part = Math.floorMod(
                            Long.hashCode(each._2().user()), parts.value().getOrDefault(each._1(), 1));
                    return new Tuple2<>(new Key(each._1(), part), each._2());
                })
                .leftOuterJoin(copies)
                .mapToPair(each -> new Tuple2<>(
                        each._2()._1().user(),
                        new InteractedItem(
                                each._1().item(),
                                each._2()._1(),
                                each._2()._1().isVote() ? each._2()._2().orElse(none) : none)))
                .groupByKey()
                .flatMap(user -> rows(user._1(), user._2(), popularity == null ? null : popularity.value()));
    }

    /** The number of keys of each popular item. Few items are popular, so the map is small enough to broadcast. */
    private Broadcast<Map<Long, Integer>> parts(JavaPairRDD<Long, Interaction> interactions) {
        Map<Long, Integer> parts = new HashMap<>(interactions
                .mapValues(interaction -> 1L)
                .reduceByKey(Long::sum)
                .filter(item -> item._2() > interactionsPerKey)
                .mapValues(count -> Math.toIntExact((count + interactionsPerKey - 1) / interactionsPerKey))
                .collectAsMap());
        return JavaSparkContext.fromSparkContext(interactions.context()).broadcast(parts);
    }

    private JavaPairRDD<Long, NeighbourList[]> byItem(List<JavaPairRDD<Long, NeighbourList>> layers) {
        JavaPairRDD<Long, NeighbourList[]> all = null;
        for (int m = 0; m < layers.size(); m++) {
            int layer = m;
            JavaPairRDD<Long, NeighbourList[]> one = layers.get(m).mapValues(list -> {
                NeighbourList[] lists = new NeighbourList[weights.length];
                Arrays.fill(lists, NeighbourList.NONE);
                lists[layer] = list.merge(NeighbourList.NONE, topKs[layer]);
                return lists;
            });
            all = all == null ? one : all.union(one);
        }
        return layers.size() == 1 ? all : all.reduceByKey(VirtualInteractionsJob::together);
    }

    private static NeighbourList[] together(NeighbourList[] one, NeighbourList[] other) {
        NeighbourList[] both = new NeighbourList[one.length];
        for (int m = 0; m < both.length; m++) {
            both[m] = one[m].ids().length > 0 ? one[m] : other[m];
        }
        return both;
    }

    /** @param popularity null without a popularity discount */
    private Iterator<Row> rows(long user, Iterable<InteractedItem> interacted, Popularity popularity) {
        List<InteractedItem> items = new ArrayList<>();
        interacted.forEach(items::add);
        long[] ids = ids(items);
        UserVotes votes = new UserVotes(rules);
        votes.begin();
        int[][][] neighbours = new int[weights.length][ids.length][0];
        double[][][] scores = new double[weights.length][ids.length][0];
        for (InteractedItem each : items) {
            int item = Arrays.binarySearch(ids, each.item());
            Interaction interaction = each.interaction();
            votes.add(item, interaction.verdict(), interaction.weight(), interaction.time());
            for (int m = 0; interaction.isVote() && m < weights.length; m++) { // others have no lists
                NeighbourList list = each.neighbours()[m];
                neighbours[m][item] = Arrays.stream(list.ids())
                        .mapToInt(id -> Arrays.binarySearch(ids, id))
                        .toArray();
                scores[m][item] = list.scores();
            }
        }
        votes.count(() -> "user " + user);
        votes.endUser();
        List<Neighbours> layers = IntStream.range(0, weights.length)
                .mapToObj(m -> new Neighbours(neighbours[m], scores[m]))
                .toList();
        int self = commonIds ? Arrays.binarySearch(ids, user) : -1;
        SparseRows.Reader reader = new VirtualInteractions(
                        votes.interactions()
                                .withNegatives(votes.negatives(), votes.excluded())
                                .withSelves(new int[] {self}),
                        Overlay.layers(layers, weights),
                        Integer.MAX_VALUE, // the lists have been cut
                        rule,
                        popularity == null ? null : popularity.of(ids))
                .reader();
        int count = reader.read(0);
        reader.sort();
        return IntStream.range(0, count)
                .mapToObj(n -> RowFactory.create(user, ids[reader.column(n)], reader.value(n)))
                .iterator();
    }

    /** The user's items and their neighbours, ascending. */
    private static long[] ids(List<InteractedItem> items) {
        return items.stream()
                .flatMapToLong(each -> LongStream.concat(
                        LongStream.of(each.item()),
                        Arrays.stream(each.neighbours()).flatMapToLong(list -> Arrays.stream(list.ids()))))
                .sorted()
                .distinct()
                .toArray();
    }
}
