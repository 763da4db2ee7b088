package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Layer;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.Synergistic;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.CoInteraction;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Compares Spark's results with the core's on one machine, bit by bit, on a catalogue with missing modalities. */
class SparkJobsTest {
    private static final int ITEMS = 700;
    private static final int USERS = 150;
    private static final int TOP_K = 7;
    private static final List<String> MODALITIES = List.of("visual", "text");
    private static final int[] DIMENSIONS = {24, 17};
    private static final Task TASK = new Task(1, TaskMonitor.NONE);

    private static SparkSession session;
    private static Dataset<Row> items;
    private static Dataset<Row> interactions;
    private static final List<EmbeddingMatrix> MATRICES = new ArrayList<>();
    private static Interactions expectedInteractions;

    @BeforeAll
    static void start() {
        session = LocalSpark.start(2, 4);
        generate();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    /** The id of an item by its place. Ids ascend, with gaps. */
    private static long id(long place) {
        return 1000 + 64 * place;
    }

    private static void generate() {
        SplittableRandom random = new SplittableRandom(5);
        float[][][] rows = new float[MODALITIES.size()][ITEMS][];
        List<Row> table = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            List<List<Float>> embeddings = new ArrayList<>();
            for (int m = 0; m < DIMENSIONS.length; m++) {
                float[] embedding = null;
                if (random.nextInt(5) > 0) {
                    embedding = new float[DIMENSIONS[m]];
                    for (int k = 0; k < embedding.length; k++) {
                        // Few different values, so that there are ties and items with the same embedding.
                        embedding[k] = i % 10 == 3 ? k % 2 - 0.3f : random.nextInt(-3, 5);
                    }
                    rows[m][i] = EmbeddingMatrix.row(embedding);
                }
                embeddings.add(embedding == null ? null : boxed(embedding));
            }
            table.add(RowFactory.create(
                    id(i),
                    embeddings.get(0) == null ? null : embeddings.get(0).toArray(),
                    embeddings.get(1) == null ? null : embeddings.get(1).toArray()));
        }
        for (int m = 0; m < DIMENSIONS.length; m++) {
            MATRICES.add(EmbeddingMatrix.of(DIMENSIONS[m], rows[m]));
        }
        StructType type = new StructType()
                .add("id", DataTypes.LongType)
                .add("visual", DataTypes.createArrayType(DataTypes.FloatType))
                .add("text", DataTypes.createArrayType(DataTypes.FloatType));
        items = session.createDataFrame(table, type).repartition(3);

        Interactions.Builder builder = new Interactions.Builder(true);
        List<Row> edges = new ArrayList<>();
        for (long u = 0; u < USERS; u++) {
            int count = u == 0 ? 400 : random.nextInt(1, 12);
            for (int n = 0; n < count; n++) {
                int item = n == 0 ? 11 : random.nextInt(ITEMS); // everybody has item 11
                double weight = random.nextDouble(0.1, 5);
                builder.add(item, weight);
                edges.add(RowFactory.create(u, id(item), weight));
            }
            builder.endUser();
        }
        expectedInteractions = builder.build();
        interactions = session.createDataFrame(
                        edges,
                        new StructType()
                                .add("user", DataTypes.LongType)
                                .add("item", DataTypes.LongType)
                                .add("weight", DataTypes.DoubleType))
                .repartition(5);
    }

    private static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>();
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }

    /** Users with even numbers are the items of the same id, and have interacted with items that resemble them. */
    @Test
    void shouldNotProposeUsersToThemselves() {
        EdgeRule rule = new EdgeRule(Aggregation.MEAN, 0, 0.3, 1, 0, 20, Double.POSITIVE_INFINITY);
        Interactions.Builder builder = new Interactions.Builder(false);
        List<Row> edges = new ArrayList<>();
        int[] selves = new int[USERS];
        for (int u = 0; u < USERS; u++) {
            selves[u] = u % 2 == 0 ? u : -1;
            for (int n = 0; n < expected(0).count(u); n++) {
                builder.add(expected(0).neighbour(u, n), 1);
                edges.add(RowFactory.create(id(u) + u % 2, id(expected(0).neighbour(u, n))));
            }
            builder.endUser();
        }
        Dataset<Row> table = session.createDataFrame(
                edges, new StructType().add("user", DataTypes.LongType).add("item", DataTypes.LongType));
        Interactions known = builder.build();
        List<Layer> layers = Overlay.layers(List.of(expected(0)), new double[] {1});
        Map<String, Double> all = entries(new VirtualInteractions(known, layers, TOP_K, rule), true);
        Map<String, Double> others =
                entries(new VirtualInteractions(known.withSelves(selves), layers, TOP_K, rule), true);
        assertThat(others).isNotEqualTo(all);
        List<Dataset<Row>> similarities = similarities().subList(0, 1);
        assertThat(evenUsers(entries(jobs(2).overlay(table, similarities, new double[] {1}, TOP_K, rule))))
                .isEqualTo(evenUsers(all));
        assertThat(evenUsers(entries(new SparkJobs(session, 2, 40, true)
                        .overlay(table, similarities, new double[] {1}, TOP_K, rule))))
                .isEqualTo(evenUsers(others));
    }

    /** Those of the users whose id is even, which are the items. */
    private static Map<String, Double> evenUsers(Map<String, Double> entries) {
        Map<String, Double> some = new TreeMap<>(entries);
        some.keySet().removeIf(key -> Long.parseLong(key.split(" ")[0]) % 128 != id(0) % 128);
        return some;
    }

    private static SparkJobs jobs(int planeOrder) {
        return new SparkJobs(session, planeOrder, 40);
    }

    private static Neighbours expected(double[] weights) {
        List<EmbeddingMatrix> used = weights.length == 1 ? MATRICES.subList(0, 1) : MATRICES;
        return ExactNeighbours.search(new FusedSimilarity(used, weights), TOP_K, 0, "expected", TASK);
    }

    private static Neighbours expected(int modality) {
        return ExactNeighbours.search(
                new FusedSimilarity(List.of(MATRICES.get(modality)), new double[] {1}), TOP_K, 0, "expected", TASK);
    }

    /** All entries by row and column. A row's place is its number in both, so only columns are ids. */
    private static Map<String, Double> entries(SparseRows rows, boolean ofItems) {
        Map<String, Double> entries = new TreeMap<>();
        SparseRows.Reader reader = rows.reader();
        for (int row = 0; row < rows.rows(); row++) {
            int count = reader.read(row);
            for (int n = 0; n < count; n++) {
                entries.put((ofItems ? id(row) : row) + " " + id(reader.column(n)), reader.value(n));
            }
        }
        return entries;
    }

    private static Map<String, Double> entries(Dataset<Row> table) {
        Map<String, Double> entries = new TreeMap<>();
        List<Row> rows = table.collectAsList();
        rows.forEach(row -> entries.put(row.getLong(0) + " " + row.getLong(1), row.getDouble(2)));
        assertThat(entries).as("no pair comes twice").hasSize(rows.size());
        return entries;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void shouldFindTheCoresSimilarities(int planeOrder) {
        for (int m = 0; m < MODALITIES.size(); m++) {
            assertThat(entries(jobs(planeOrder).similarity(items, MODALITIES.get(m), TOP_K, 0)))
                    .hasSizeGreaterThan(ITEMS)
                    .isEqualTo(entries(expected(m), true));
        }
    }

    private static List<Dataset<Row>> similarities() {
        return MODALITIES.stream()
                .map(modality -> jobs(2).similarity(items, modality, TOP_K, 0))
                .toList();
    }

    private static double[] expectedWeights() {
        List<Distribution> distributions = List.of(
                Distribution.of(expected(0).allScores()),
                Distribution.of(expected(1).allScores()));
        return new ModalityWeighting(ModalityWeighting.Method.MEAN, 0, 0)
                .weights(2, () -> distributions, null, null, TASK);
    }

    @Test
    void shouldComputeTheCoresWeights() {
        assertThat(jobs(2).weights(similarities())).containsExactly(expectedWeights());
    }

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void shouldComputeTheCoresVirtualInteractions(Aggregation aggregation) {
        EdgeRule rule = new EdgeRule(aggregation, aggregation == Aggregation.SUM ? 0 : 0.7, 0.3, 1, 0.001, 20, 4);
        double[] weights = expectedWeights();
        assertThat(entries(jobs(2).overlay(interactions, similarities(), weights, 5, rule)))
                .hasSizeGreaterThan(USERS)
                .isEqualTo(entries(
                        new VirtualInteractions(
                                expectedInteractions,
                                Overlay.layers(List.of(expected(0), expected(1)), weights),
                                5,
                                rule),
                        false));
        assertThat(entries(jobs(3).synergistic(interactions, items, MODALITIES, weights, TOP_K, 0, rule)))
                .hasSizeGreaterThan(USERS)
                .isEqualTo(entries(
                        new VirtualInteractions(
                                expectedInteractions, Synergistic.layers(expected(weights)), TOP_K, rule),
                        false));
    }

    @ParameterizedTest
    @CsvSource({"5000, 1", "30, 2", "300, -3"})
    void shouldDrawTheCoresPairs(int sampleSize, long seed) {
        double[] expected =
                CoInteraction.weights(CoInteraction.contrasts(expectedInteractions, MATRICES, sampleSize, seed, TASK));
        assertThat(jobs(2).weights(interactions, items, MODALITIES, sampleSize, seed))
                .containsExactly(expected);
        assertThat(expected).as("the draws matter").doesNotContain(0.5);
    }

    @Test
    void shouldCutAtTheCoresPercentile() {
        SimilarityCutoff cutoff = new SimilarityCutoff(62.5, true);
        double[] weights = {0.25, 0.75};
        Neighbours visual = cutoff.cut(ExactNeighbours.search(
                new FusedSimilarity(MATRICES.subList(0, 1), new double[] {1}), TOP_K, -1, "expected", TASK));
        assertThat(entries(jobs(2).similarity(items, "visual", TOP_K, cutoff)))
                .hasSizeGreaterThan(ITEMS)
                .hasSizeLessThan(3 * ITEMS)
                .isEqualTo(entries(visual, true));
        Neighbours fused =
                cutoff.cut(ExactNeighbours.search(new FusedSimilarity(MATRICES, weights), TOP_K, -1, "expected", TASK));
        EdgeRule rule = new EdgeRule(Aggregation.MEAN, 0, 0.3, 1, 0, 20, 4);
        assertThat(entries(jobs(2).synergistic(interactions, items, MODALITIES, weights, TOP_K, cutoff, rule)))
                .hasSizeGreaterThan(USERS)
                .isEqualTo(entries(
                        new VirtualInteractions(expectedInteractions, Synergistic.layers(fused), TOP_K, rule), false));
    }

    @Test
    void shouldTakeANumberOfNeighboursInEachModality() {
        EdgeRule rule = new EdgeRule(Aggregation.MEAN, 0, 0.3, 1, 0, 20, 4);
        double[] weights = {0.25, 0.75};
        int[] topKs = {2, Integer.MAX_VALUE};
        assertThat(entries(jobs(2).overlay(interactions, similarities(), weights, topKs, rule)))
                .hasSizeGreaterThan(USERS)
                .isEqualTo(entries(
                        new VirtualInteractions(
                                expectedInteractions,
                                Overlay.layers(List.of(expected(0).first(2), expected(1)), weights),
                                TOP_K,
                                rule),
                        false));
    }

    @Test
    void shouldKnowEmptyModalities() {
        assertThat(jobs(2).empty(items, MODALITIES)).containsExactly(false, false);
        Dataset<Row> one =
                items.filter("visual IS NOT NULL AND text IS NOT NULL").limit(1);
        Dataset<Row> few = items.filter("visual IS NOT NULL AND text IS NULL").union(one);
        assertThat(jobs(2).empty(few, MODALITIES)).containsExactly(false, true);
        Dataset<Row> similarities = jobs(1).similarity(items, "visual", 1, 0);
        assertThat(jobs(2).empty(List.of(similarities.limit(0), similarities))).containsExactly(true, false);
    }
}
