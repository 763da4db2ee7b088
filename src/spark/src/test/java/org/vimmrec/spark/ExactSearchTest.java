package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vimmrec.similarity.EmbeddingMatrix;

/** Compares the search with a scan of all pairs in double precision, on small catalogues full of special cases. */
class ExactSearchTest {
    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = LocalSpark.start(2, 2);
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    static IntStream seeds() {
        return IntStream.range(0, 24);
    }

    /** Few different values make ties, equal embeddings, and embeddings of zeros, which count as missing. */
    private static List<Item> items(SplittableRandom random, int count, int[] dimensions) {
        double missing = random.nextInt(4) / 3.0; // all embeddings may be missing
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[][] rows = new float[dimensions.length][];
            for (int m = 0; m < rows.length; m++) {
                float[] embedding = new float[dimensions[m]];
                for (int k = 0; k < embedding.length; k++) {
                    embedding[k] = random.nextInt(-1, 3) * 0.7f;
                }
                rows[m] = random.nextDouble() < missing ? null : EmbeddingMatrix.row(embedding);
            }
            items.add(new Item(i * 7L - 50, rows)); // some ids are negative
        }
        return items;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldEqualAScanOfAllPairs(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] dimensions = random.ints(random.nextInt(1, 4), 1, 6).toArray();
        double[] weights = random.doubles(dimensions.length, 0.1, 2).toArray();
        weights[0] = dimensions.length > 1 && seed % 5 == 0 ? 0 : weights[0];
        List<String> names =
                IntStream.range(0, weights.length).mapToObj(m -> "m" + m).toList();
        List<Item> items = items(random, seed == 0 ? 0 : random.nextInt(1, 90), dimensions);
        int topK = random.nextInt(1, 9);
        double cutoff = new double[] {-1, 0, 0.5}[seed % 3];
        int order = new int[] {1, 2, 3, 5}[seed % 4];
        List<Item> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, new Random(seed));

        JavaRDD<Item> table = new JavaSparkContext(session.sparkContext()).parallelize(shuffled, 3);
        ExactSearch search = new ExactSearch(new LocalSearch(names, weights, topK, cutoff), new ProjectivePlane(order));
        Map<Long, String> found = new TreeMap<>();
        search.search(table)
                .neighbours()
                .collect()
                .forEach(each ->
                        assertThat(found.put(each._1(), text(each._2()))).isNull());
        assertThat(found).isEqualTo(scan(items, weights, topK, cutoff));
    }

    private static String text(NeighbourList list) {
        return IntStream.range(0, list.ids().length)
                .mapToObj(k -> list.ids()[k] + "=" + list.scores()[k])
                .toList()
                .toString();
    }

    /** The formula of the method, pair by pair. */
    private static Map<Long, String> scan(List<Item> items, double[] weights, int topK, double cutoff) {
        Map<Long, String> expected = new TreeMap<>();
        for (int i = 0; i < items.size(); i++) {
            List<Integer> neighbours = new ArrayList<>();
            double[] scores = new double[items.size()];
            for (int j = 0; j < items.size(); j++) {
                scores[j] = i == j ? Double.NaN : similarity(items.get(i), items.get(j), weights);
                if (scores[j] > cutoff) {
                    neighbours.add(j);
                }
            }
            neighbours.sort((a, b) -> Double.compare(scores[b], scores[a])); // stable: of equal scores, the lower id
            List<Integer> best = neighbours.subList(0, Math.min(topK, neighbours.size()));
            if (!best.isEmpty()) {
                expected.put(
                        items.get(i).id(),
                        best.stream()
                                .map(j -> items.get(j).id() + "=" + scores[j])
                                .toList()
                                .toString());
            }
        }
        return expected;
    }

    private static double similarity(Item one, Item other, double[] weights) {
        double sum = 0;
        double common = 0;
        for (int m = 0; m < weights.length; m++) {
            if (weights[m] > 0 && one.rows()[m] != null && other.rows()[m] != null) {
                EmbeddingMatrix pair =
                        EmbeddingMatrix.of(one.rows()[m].length, new float[][] {one.rows()[m], other.rows()[m]});
                sum += weights[m] * pair.cosine(0, 1);
                common += weights[m];
            }
        }
        return sum / common; // NaN without a common modality
    }

    @Test
    void shouldRefuseItemsThatComeTwice() {
        List<Item> items = items(new SplittableRandom(1), 30, new int[] {3});
        items.add(items.get(11));
        assertThatThrownBy(() -> search(items))
                .hasMessageContaining("Item 27 has more than one row. Give each item one row.");
    }

    @Test
    void shouldRefuseEmbeddingsOfDifferentLengths() {
        List<Item> items = new ArrayList<>();
        for (long id = 0; id < 30; id++) {
            items.add(new Item(id, new float[][] {new float[id == 29 ? 2 : 3]}));
            items.get((int) id).rows()[0][0] = 1;
        }
        assertThatThrownBy(() -> search(items))
                .hasMessageContaining("numbers, but others have 3. Fix it, or set `invalidEmbeddings=skip`.")
                .hasMessageContaining("`modalities.text`: the embedding of item ");
    }

    private static void search(List<Item> items) {
        new ExactSearch(new LocalSearch(List.of("text"), new double[] {1}, 3, 0), new ProjectivePlane(2))
                .search(new JavaSparkContext(session.sparkContext()).parallelize(items, 2))
                .neighbours()
                .collect();
    }
}
