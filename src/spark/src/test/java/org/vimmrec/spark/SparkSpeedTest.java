package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.similarity.SpectralEmbeddings;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/**
 * Times the search on Spark beside the search that the plugin runs, on as many threads, and on one thread, and counts
 * the bytes that it shuffles. Nothing else should run on the machine. The number of items and the order of the plane
 * are the system properties {@code vimmrec.items} and {@code vimmrec.planeOrder}.
 */
@Tag("long")
@EnabledIfSystemProperty(named = "vimmrec.long", matches = "true")
class SparkSpeedTest {
    private static final int ITEMS = Integer.getInteger("vimmrec.items", 100_000);
    private static final int DIMENSION = 384;
    private static final int TOP_K = 10;
    private static final int THREADS = 2;
    private static final int PLANE_ORDER = Integer.getInteger("vimmrec.planeOrder", 3);
    private static final int ITEMS_PER_PART = 1_000;
    private static final LocalSearch LOCAL = new LocalSearch(List.of("m"), new double[] {1}, TOP_K, 0);
    /** What tasks read, because they run in this JVM. */
    private static final AtomicReference<float[][]> ROWS = new AtomicReference<>();

    /** The bytes that tasks wrote for others, as Spark's own page shows them. */
    private final LongAdder shuffled = new LongAdder();

    @Test
    void shouldTakeAtMostOneAndAHalfTimesAsLongAsThePlugin() {
        double core = (core() + core()) / 2; // the first one also warms up
        double two = spark(THREADS);
        double formula = (double) Float.BYTES * ITEMS * DIMENSION * (PLANE_ORDER + 1);
        System.out.printf("shuffled: %.0f MB, by the formula %.0f MB%n", shuffled.doubleValue() / 1e6, formula / 1e6);
        assertThat(shuffled.doubleValue()).isBetween(0.8 * formula, 1.2 * formula);
        double one = spark(1);
        core = Math.min(core, core());
        System.out.printf(
                "%,d x %d on %d threads: core %.1f s, Spark %.1f s, %.2f times as long; Spark on 1 thread %.1f s, %.2f times as long%n",
                ITEMS, DIMENSION, THREADS, core, two, two / core, one, one / two);
        assertThat(two).isLessThan(1.5 * core);
        assertThat(one).isGreaterThan(1.7 * two);
    }

    /** On embeddings with the spectrum of real ones: random ones have no neighbours worth the name. */
    @Test
    void shouldSearchApproximatelyInLessTime() {
        SpectralEmbeddings embeddings = new SpectralEmbeddings(ITEMS, DIMENSION, 1, 1);
        float[][] rows = IntStream.range(0, ITEMS)
                .mapToObj(i -> EmbeddingMatrix.row(embeddings.next()))
                .toArray(float[][]::new);
        double core = core(rows);
        try (SparkSession session = LocalSpark.start(THREADS, THREADS)) {
            JavaSparkContext context = new JavaSparkContext(session.sparkContext());
            List<Integer> indexes = IntStream.range(0, ITEMS).boxed().toList();
            ROWS.set(rows);
            JavaRDD<Item> items = context.parallelize(indexes, 8).map(i -> new Item(i, new float[][] {ROWS.get()[i]}));
            ApproximateSearch search = new ApproximateSearch(LOCAL, new ProjectivePlane(PLANE_ORDER), 0.95, 20_000);
            long start = System.nanoTime();
            FoundLists found = search.search(items);
            assertThat(found.neighbours().count()).isEqualTo(ITEMS);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "%,d x %d on %d threads: exact in the core %.1f s, approximate on Spark %.1f s, recall %.3f (%.3f to %.3f)%n",
                    ITEMS,
                    DIMENSION,
                    THREADS,
                    core,
                    seconds,
                    found.recall().recall(),
                    found.recall().low(),
                    found.recall().high());
            assertThat(found.recall().low()).isBetween(0.95, 0.9999);
            assertThat(seconds).isLessThan(core);
        }
    }

    private static float[] embedding(int item) {
        SplittableRandom random = new SplittableRandom(item);
        float[] embedding = new float[DIMENSION];
        for (int k = 0; k < DIMENSION; k++) {
            embedding[k] = (float) random.nextGaussian();
        }
        return EmbeddingMatrix.row(embedding);
    }

    private static double core() {
        return core(
                IntStream.range(0, ITEMS).mapToObj(SparkSpeedTest::embedding).toArray(float[][]::new));
    }

    private static double core(float[][] rows) {
        FusedSimilarity similarity =
                new FusedSimilarity(List.of(EmbeddingMatrix.of(DIMENSION, rows)), new double[] {1});
        long start = System.nanoTime();
        Neighbours found = ExactNeighbours.search(similarity, TOP_K, 0, "", new Task(THREADS, TaskMonitor.NONE));
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(found.rows()).isEqualTo(ITEMS);
        return seconds;
    }

    /** The seconds of a search after Spark's start, with reading and shuffling the items. */
    private double spark(int threads) {
        try (SparkSession session = LocalSpark.start(threads, threads)) {
            JavaSparkContext context = new JavaSparkContext(session.sparkContext());
            ExactSearch search = new ExactSearch(LOCAL, new ProjectivePlane(PLANE_ORDER));
            assertThat(search.search(items(context, 5_000)).neighbours().count())
                    .isEqualTo(5_000); // warms up
            session.sparkContext().addSparkListener(new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    shuffled.add(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
                }
            });
            long start = System.nanoTime();
            assertThat(search.search(items(context, ITEMS)).neighbours().count())
                    .isEqualTo(ITEMS);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static JavaRDD<Item> items(JavaSparkContext context, int count) {
        List<Integer> parts = IntStream.range(0, count / ITEMS_PER_PART).boxed().toList();
        return context.parallelize(parts, 8)
                .flatMap(part -> IntStream.range(part * ITEMS_PER_PART, (part + 1) * ITEMS_PER_PART)
                        .mapToObj(item -> new Item(item, new float[][] {embedding(item)}))
                        .iterator());
    }
}
