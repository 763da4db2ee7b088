package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.RecallEstimate;

/** Compares the approximate search with the exact one. */
class ApproximateSearchTest {
    private static final int TOP_K = 5;
    private static final int DIMENSION = 12;
    private static final List<String> NAMES = List.of("visual", "text");
    private static final double[] WEIGHTS = {0.7, 0.3};
    private static final double TARGET = 0.9;
    private static final int ITEMS_PER_TASK = 300;

    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = LocalSpark.start(2, 2);
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    /** Items around 40 centres, some without a modality, some without both, and 20 with the same embeddings. */
    private static List<Item> items(int seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] centres = IntStream.range(0, 40)
                .mapToObj(c -> gaussian(random, new float[DIMENSION], 1))
                .toArray(float[][]::new);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] centre = centres[random.nextInt(1 + random.nextInt(centres.length))];
            float[] visual = gaussian(random, centre, 0.4);
            float[] text = gaussian(random, centre, 0.6);
            double lot = random.nextDouble();
            items.add(new Item(
                    3L * i - 99,
                    i % 50 == 7
                            ? new float[][] {EmbeddingMatrix.row(centres[0]), EmbeddingMatrix.row(centres[1])}
                            : new float[][] {
                                lot < 0.25 ? null : EmbeddingMatrix.row(visual),
                                lot > 0.2 && lot < 0.5 ? null : EmbeddingMatrix.row(text)
                            }));
        }
        return items;
    }

    private static float[] gaussian(SplittableRandom random, float[] centre, double deviation) {
        float[] embedding = new float[DIMENSION];
        for (int k = 0; k < DIMENSION; k++) {
            embedding[k] = (float) (centre[k] + deviation * random.nextGaussian());
        }
        return embedding;
    }

    private static LocalSearch local(double cutoff) {
        return new LocalSearch(NAMES, WEIGHTS, TOP_K, cutoff);
    }

    private static Map<Long, NeighbourList> lists(FoundLists found) {
        Map<Long, NeighbourList> lists = new TreeMap<>();
        found.neighbours()
                .collect()
                .forEach(each -> assertThat(lists.put(each._1(), each._2())).isNull());
        return lists;
    }

    private static Map<Long, String> texts(FoundLists found) {
        Map<Long, String> texts = new TreeMap<>();
        lists(found)
                .forEach((item, list) -> texts.put(item, Arrays.toString(list.ids()) + Arrays.toString(list.scores())));
        return texts;
    }

    private static JavaRDD<Item> table(List<Item> items, int partitions) {
        return new JavaSparkContext(session.sparkContext()).parallelize(items, partitions);
    }

    private static FoundLists search(List<Item> items, int partitions, double cutoff) {
        return new ApproximateSearch(local(cutoff), new ProjectivePlane(2), TARGET, ITEMS_PER_TASK)
                .search(table(items, partitions));
    }

    private static FoundLists exact(List<Item> items, double cutoff) {
        return new ExactSearch(local(cutoff), new ProjectivePlane(1)).search(table(items, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldFindTrueNeighboursWithTheRecallThatItMeasured(int seed) {
        List<Item> items = items(seed, 4_000);
        double cutoff = seed == 3 ? 0.8 : 0;
        FoundLists approximate = search(items, 3, cutoff);
        Map<Long, NeighbourList> found = lists(approximate);
        Map<Long, NeighbourList> exact = lists(exact(items, cutoff));
        RecallEstimate recall = approximate.recall();
        assertThat(recall.low()).isGreaterThanOrEqualTo(TARGET).isLessThan(1);

        // Where few items have a short list, they are compared with all items.
        boolean complete = cutoff == 0;
        assertThat(exact.keySet()).containsAll(found.keySet());
        Map<Long, Item> byId = new TreeMap<>();
        items.forEach(item -> byId.put(item.id(), item));
        double sum = 0;
        for (Map.Entry<Long, NeighbourList> each : exact.entrySet()) {
            NeighbourList list = found.getOrDefault(each.getKey(), NeighbourList.NONE);
            int most = each.getValue().ids().length;
            assertThat(list.ids().length).isBetween(complete ? most : 0, most);
            for (int k = 0; k < list.ids().length; k++) {
                assertThat(list.scores()[k])
                        .isEqualTo(similarity(byId.get(each.getKey()), byId.get(list.ids()[k])))
                        .isGreaterThan(cutoff);
            }
            long hits = LongStream.of(each.getValue().ids())
                    .filter(id -> LongStream.of(list.ids()).anyMatch(other -> other == id))
                    .count();
            sum += (double) hits / each.getValue().ids().length;
        }
        assertThat(sum / exact.size()).isBetween(recall.low(), recall.high()).isLessThan(1);
    }

    private static double similarity(Item one, Item other) {
        double sum = 0;
        double weight = 0;
        for (int m = 0; m < WEIGHTS.length; m++) {
            if (one.rows()[m] != null && other.rows()[m] != null) {
                sum += WEIGHTS[m]
                        * EmbeddingMatrix.of(DIMENSION, new float[][] {one.rows()[m], other.rows()[m]})
                                .cosine(0, 1);
                weight += WEIGHTS[m];
            }
        }
        return sum / weight;
    }

    @Test
    void shouldNotDependOnPartitions() {
        List<Item> items = items(4, 2_000);
        FoundLists one = search(items, 1, 0);
        List<Item> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, new Random(1));
        FoundLists many = search(shuffled, 7, 0);
        assertThat(many.recall()).isEqualTo(one.recall());
        assertThat(texts(many)).isEqualTo(texts(one));
    }

    @Test
    void shouldSearchFewItemsExactly() {
        List<Item> items = items(5, ITEMS_PER_TASK);
        FoundLists found = search(items, 2, 0);
        assertThat(found.recall()).isEqualTo(RecallEstimate.EXACT);
        assertThat(texts(found)).isEqualTo(texts(exact(items, 0)));
    }

    /** All items in one cell: more than a task holds, and as many pairs as an exact search has. */
    @Test
    void shouldSearchExactlyWhatCannotBeDivided() {
        List<Item> items = new ArrayList<>();
        float[] placeholder = EmbeddingMatrix.row(new float[] {1, 2, 3});
        for (int i = 0; i < 5 * ITEMS_PER_TASK; i++) {
            items.add(new Item(i, new float[][] {placeholder, placeholder}));
        }
        FoundLists found = search(items, 2, 0);
        assertThat(found.recall()).isEqualTo(RecallEstimate.EXACT);
        assertThat(texts(found)).isEqualTo(texts(exact(items, 0)));
    }

    /** A few items lack the modality that all others have, so they are in no cell. */
    @Test
    void shouldStarveNobody() {
        List<Item> items = new ArrayList<>(items(6, 8_000));
        items.removeIf(item -> item.rows()[1] == null);
        for (int i = 0; i < 4; i++) {
            items.add(new Item(100_000 + i, new float[][] {gaussian(new SplittableRandom(i), new float[12], 1), null}));
        }
        FoundLists approximate = search(items, 2, -1);
        assertThat(approximate.recall().recall()).isLessThan(1);
        Map<Long, NeighbourList> found = lists(approximate);
        assertThat(found.values()).allMatch(list -> list.ids().length == TOP_K);
        Map<Long, String> exact = texts(exact(items, -1));
        assertThat(texts(approximate))
                .containsEntry(100_000L, exact.get(100_000L))
                .containsEntry(100_003L, exact.get(100_003L));
    }

    @Test
    void shouldRefuseItemsThatComeTwice() {
        List<Item> items = items(7, 1_000);
        items.add(new Item(items.get(11).id(), items.get(57).rows()));
        assertThatThrownBy(() -> search(items, 2, 0)).hasMessageContaining("Item -66 has more than one row");
    }
}
