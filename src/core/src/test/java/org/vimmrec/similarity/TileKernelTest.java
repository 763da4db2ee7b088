package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Compares each kernel with plain double precision and with the other kernel. */
class TileKernelTest {

    @Test
    void shouldRunTheExpectedKernel() {
        assertThat(Kernels.inUse().name().toLowerCase(java.util.Locale.ROOT))
                .isEqualTo(System.getProperty("vimmrec.expected.kernel"));
    }

    @ParameterizedTest
    @CsvSource({
        "VECTOR, 1",
        "VECTOR, 2",
        "VECTOR, 13",
        "VECTOR, 207",
        "VECTOR, 512",
        "VECTOR, 513",
        "VECTOR, 702",
        "VECTOR, 4098",
        "PLAIN, 1",
        "PLAIN, 2",
        "PLAIN, 13",
        "PLAIN, 207",
        "PLAIN, 512",
        "PLAIN, 513",
        "PLAIN, 702",
        "PLAIN, 4098"
    })
    void shouldStayWithinTheErrorBoundAtAwkwardDimensions(Kernels kernels, int dimension) {
        assumeTrue(kernels.available(), "needs --add-modules=jdk.incubator.vector; the other execution has it");
        int width = kernels.create(dimension, 1).panelWidth();
        int rows = Math.min(width, TileKernel.ROWS - 1);
        int columns = width + 7; // a full panel and a begun one
        EmbeddingMatrix matrix = randomMatrix(columns, dimension, 0.1);
        TileKernel kernel = kernels.create(dimension, columns);
        float[][] unit = new float[2 * width][kernel.length];
        FusedSimilarity similarity = new FusedSimilarity(List.of(matrix), new double[] {1});
        for (int i = 0; i < columns; i++) {
            similarity.concatenate(i, unit[i]);
        }
        pack(kernel, unit);
        float[] thresholds = new float[2 * width];
        Arrays.fill(thresholds, -2);
        int[] found = new int[width];
        float[] scores = new float[width];
        TileKernel.Tile tile = tile(kernel, unit, rows);
        for (int panel = 0; panel < 2; panel++) {
            tile.multiply(panel, 1, rows - 1);
            int expected = panel == 0 ? width : 7;
            float[] factor = new float[width];
            Arrays.fill(factor, Float.NaN);
            Arrays.fill(factor, 0, expected, 1);
            for (int r = 1; r < rows; r++) {
                assertThat(tile.above(r - 1, factor, -2, thresholds, panel * width, found, scores))
                        .isEqualTo(expected);
                for (int n = 0; n < expected; n++) {
                    assertThat(found[n]).isEqualTo(panel * width + n);
                    double exact = matrix.has(r) && matrix.has(found[n]) ? matrix.cosine(r, found[n]) : 0;
                    assertThat((double) scores[n]).isCloseTo(exact, within(TileKernel.errorBound(dimension)));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void shouldReportColumnsAboveEitherThreshold(Kernels kernels) {
        assumeTrue(kernels.available(), "needs --add-modules=jdk.incubator.vector; the other execution has it");
        TileKernel kernel = kernels.create(2, 1);
        int width = kernel.panelWidth();
        float[][] rows = new float[width][kernel.length];
        for (int c = 0; c < width; c++) {
            rows[c][0] = c % 3;
        }
        pack(kernel, rows);
        TileKernel.Tile tile = tile(kernel, rows, 3);
        tile.multiply(0, 0, 3);
        float[] factor = new float[width];
        Arrays.fill(factor, 0.5f);
        factor[2] = Float.NaN;
        float[] thresholds = new float[100 + width];
        Arrays.fill(thresholds, 10);
        thresholds[100 + 1] = 0.5f;
        thresholds[100 + 4] = 1.1f;
        int[] columns = new int[width];
        float[] scores = new float[width];

        // Row 2 has the products 0, 2, 4, and so on. Half of that is above 1.5 in every third column except the first.
        int found = tile.above(2, factor, 1.5f, thresholds, 100, columns, scores);
        assertThat(found).isEqualTo(1 + (width - 3) / 3);
        assertThat(columns).startsWith(101, 105, 108, 111);
        assertThat(scores).startsWith(1, 2, 2, 2);
    }

    private static TileKernel.Tile tile(TileKernel kernel, float[][] rows, int count) {
        TileKernel.Tile tile = kernel.tile(count);
        for (int r = 0; r < count; r++) {
            tile.set(r, rows[r]);
        }
        return tile;
    }

    private static void pack(TileKernel kernel, float[][] columns) {
        int width = kernel.panelWidth();
        for (int c = 0; c < columns.length; c += TileKernel.PACKED_TOGETHER) {
            kernel.pack(c / width, c % width, Arrays.copyOfRange(columns, c, c + TileKernel.PACKED_TOGETHER));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 40, 1", "3, 700, 5", "64, 1700, 10", "384, 900, 50"})
    void shouldFindTheSameNeighboursWithEveryKernelAsADoublePrecisionScan(int dimension, int items, int topK) {
        assertSearchEqualsScan(dimension, items, topK);
    }

    @Test
    @Tag("slow")
    void shouldFindTheSameNeighboursInSeveralBlocksAndPieces() {
        assertSearchEqualsScan(4200, 600, 5);
    }

    private static void assertSearchEqualsScan(int dimension, int items, int topK) {
        List<EmbeddingMatrix> modalities =
                List.of(randomMatrix(items, dimension, 0.2), randomMatrix(items, dimension + 5, 0.3));
        FusedSimilarity similarity = new FusedSimilarity(modalities, new double[] {0.3, 0.7});
        Neighbours expected = scan(similarity, topK);
        for (Kernels kernels : Kernels.values()) {
            for (int concurrency = 1; kernels.available() && concurrency <= 3; concurrency += 2) {
                Neighbours found = ExactNeighbours.search(
                        similarity, topK, -2, "test", new Task(concurrency, TaskMonitor.NONE), kernels);
                assertSame(found, expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 10", "2, 0.5, 3", "2, 0.5, 700", "3, 0.2, 10"})
    void shouldDecideByIdAmongManyEqualItems(int modalities, double missing, int topK) {
        // Three in four items share one of two embeddings, so the candidates alone cannot decide.
        Random random = new Random(7);
        List<EmbeddingMatrix> all = new ArrayList<>();
        for (int m = 0; m < modalities; m++) {
            float[][] rows = randomMatrix(800, 24 + m, missing).rows().clone();
            for (int i = 0; i < rows.length; i++) {
                rows[i] = random.nextInt(4) > 0 ? rows[i % 2] : rows[i];
            }
            all.add(EmbeddingMatrix.of(24 + m, rows));
        }
        double[] weights = {0.2, 0.3, 0.5};
        FusedSimilarity similarity = new FusedSimilarity(all, Arrays.copyOf(weights, modalities));
        Neighbours expected = scan(similarity, topK);
        for (Kernels kernels : Kernels.values()) {
            if (kernels.available()) {
                assertSame(
                        ExactNeighbours.search(similarity, topK, -2, "test", new Task(2, TaskMonitor.NONE), kernels),
                        expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1600, 1, 24, 0, 30, 1e-7, 10",
        "1600, 1, 24, 0, 30, 1e-4, 10",
        "1600, 2, 24, 0.3, 40, 1e-6, 3",
        "1600, 2, 24, 0.5, 60, 1e-6, 100",
        "1600, 1, 24, 0, 1600, 1e-7, 10"
    })
    void shouldFindTheSameNeighboursAmongManyNearlyEqualItems(
            int items, int modalities, int dimension, double missing, int alike, double nudge, int topK) {
        assertSearchAndUpdateEqualScan(items, modalities, dimension, missing, alike, nudge, topK);
    }

    @Test
    @Tag("slow")
    void shouldFindTheSameNeighboursAmongNearlyEqualItemsInSeveralBlocks() {
        assertSearchAndUpdateEqualScan(560, 1, 8200, 0, 30, 1e-4, 10);
    }

    /** With more similar items than candidates, and in one case more than candidates of an unresolved item. */
    private static void assertSearchAndUpdateEqualScan(
            int items, int modalities, int dimension, double missing, int alike, double nudge, int topK) {
        List<EmbeddingMatrix> all = new ArrayList<>();
        for (int m = 0; m < modalities; m++) {
            all.add(nearlyEqual(items, dimension + m, missing, alike, nudge));
        }
        FusedSimilarity similarity = new FusedSimilarity(all, Arrays.copyOf(new double[] {0.4, 0.6}, modalities));
        BitSet changed = new BitSet();
        for (int i = 0; i < similarity.items(); i += 4) {
            if (similarity.available(i)) {
                changed.set(i);
            }
        }
        Neighbours expected = scan(similarity, topK);
        Neighbours unchanged = scan(similarity, topK, changed);
        for (Kernels kernels : Kernels.values()) {
            for (int concurrency = 1; kernels.available() && concurrency <= 3; concurrency += 2) {
                Map<String, Integer> progress = new HashMap<>();
                Task task = new Task(concurrency, rising(progress));
                assertSame(ExactNeighbours.search(similarity, topK, -2, "search", task, kernels), expected);
                assertSame(
                        ExactNeighbours.update(
                                similarity,
                                topK,
                                -2,
                                new KnownNeighbours(unchanged, changed, changed),
                                "update",
                                task,
                                kernels),
                        expected);
                assertThat(progress).containsEntry("search (again)", 100);
            }
        }
    }

    @Test
    @Tag("timing")
    void shouldNotTakeManyTimesAsLongForNearlyEqualItems() {
        FusedSimilarity alike = new FusedSimilarity(List.of(nearlyEqual(12_000, 128, 0, 40, 1e-4)), new double[] {1});
        FusedSimilarity distinct = new FusedSimilarity(List.of(randomMatrix(12_000, 128, 0)), new double[] {1});
        Task task = new Task(2, TaskMonitor.NONE);
        ExactNeighbours.search(distinct, 10, 0, "test", task); // for the JIT compiler
        ExactNeighbours.search(alike, 10, 0, "test", task);
        long fastestOfDistinct = Long.MAX_VALUE;
        long fastestOfAlike = Long.MAX_VALUE;
        for (int n = 0; n < 3; n++) {
            long start = System.nanoTime();
            ExactNeighbours.search(distinct, 10, 0, "test", task);
            long between = System.nanoTime();
            ExactNeighbours.search(alike, 10, 0, "test", task);
            fastestOfDistinct = Math.min(fastestOfDistinct, between - start);
            fastestOfAlike = Math.min(fastestOfAlike, System.nanoTime() - between);
        }
        assertThat(fastestOfAlike).isLessThan(10 * fastestOfDistinct);
    }

    @Test
    @Tag("timing")
    void shouldTakeNoLongerForThousandsOfPlaceholdersThanForAsManyItems() {
        float[][] rows = randomMatrix(12_000, 128, 0).rows().clone();
        Arrays.fill(rows, 0, 10_000, rows[0]);
        FusedSimilarity placeholders = new FusedSimilarity(List.of(EmbeddingMatrix.of(128, rows)), new double[] {1});
        FusedSimilarity distinct = new FusedSimilarity(List.of(randomMatrix(12_000, 128, 0)), new double[] {1});
        Task task = new Task(2, TaskMonitor.NONE);
        ExactNeighbours.search(distinct, 10, 0, "test", task); // for the JIT compiler
        long start = System.nanoTime();
        ExactNeighbours.search(distinct, 10, 0, "test", task);
        long between = System.nanoTime();
        ExactNeighbours.search(placeholders, 10, 0, "test", task);
        assertThat(System.nanoTime() - between).isLessThan(2 * (between - start));
    }

    /** A monitor that checks that progress never falls within a phase, and keeps the last progress of each phase. */
    private static TaskMonitor rising(Map<String, Integer> progress) {
        return new TaskMonitor() {
            @Override
            public void checkTermination() {}

            @Override
            public void progress(String phase, int percent) {
                assertThat(percent).as(phase).isBetween(progress.getOrDefault(phase, 0), 100);
                progress.put(phase, percent);
            }

            @Override
            public void allocate(long bytes) {}
        };
    }

    private static void assertSame(Neighbours found, Neighbours expected) {
        assertThat(found.rows()).isEqualTo(expected.rows());
        for (int i = 0; i < found.rows(); i++) {
            assertThat(found.count(i)).isEqualTo(expected.count(i));
            for (int n = 0; n < found.count(i); n++) {
                assertThat(found.neighbour(i, n)).isEqualTo(expected.neighbour(i, n));
                assertThat(found.score(i, n)).isEqualTo(expected.score(i, n));
            }
        }
    }

    private static Neighbours scan(FusedSimilarity similarity, int topK) {
        return scan(similarity, topK, new BitSet());
    }

    /** Among all items except some. */
    private static Neighbours scan(FusedSimilarity similarity, int topK, BitSet without) {
        int[][] items = new int[similarity.items()][];
        double[][] scores = new double[similarity.items()][];
        for (int i = 0; i < items.length; i++) {
            TopKHeap best = new TopKHeap(topK);
            for (int j = 0; j < items.length; j++) {
                if (i != j && !without.get(j) && similarity.comparable(i, j)) {
                    best.offer(j, similarity.score(i, j));
                }
            }
            best.sort();
            items[i] = best.indexes();
            scores[i] = best.scores();
        }
        return new Neighbours(items, scores);
    }

    /** Groups of about {@code alike} items that differ only by a small random change of each component. */
    private static EmbeddingMatrix nearlyEqual(int items, int dimension, double missing, int alike, double nudge) {
        Random random = new Random(3);
        float[][] rows = randomMatrix(items, dimension, missing).rows().clone();
        double[][] originals = new double[(items + alike - 1) / alike][];
        Arrays.setAll(originals, n -> random.doubles(dimension, -1, 1).toArray());
        for (int i = 0; i < items; i++) {
            double[] original = originals[i % originals.length];
            rows[i] = rows[i] == null
                    ? null
                    : EmbeddingMatrix.row(Arrays.stream(original)
                            .map(value -> value + nudge * random.nextGaussian())
                            .toArray());
        }
        return EmbeddingMatrix.of(dimension, rows);
    }

    private static EmbeddingMatrix randomMatrix(int items, int dimension, double missing) {
        Random random = new Random(items * 31L + dimension);
        float[][] rows = new float[items][];
        for (int i = 0; i < items; i++) {
            double[] embedding = random.doubles(dimension, -1, 1).toArray();
            rows[i] = i > 0 && random.nextDouble() < missing ? null : EmbeddingMatrix.row(embedding);
        }
        return EmbeddingMatrix.of(dimension, rows);
    }
}
