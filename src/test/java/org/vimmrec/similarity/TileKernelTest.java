package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vimmrec.task.Host;
import org.vimmrec.task.Task;

/** Every kernel against plain double precision, and the two against each other. */
class TileKernelTest {

    @Test
    void shouldRunTheKernelThatThisBuildMeansToTest() {
        assertThat(Kernels.inUse().name().toLowerCase(java.util.Locale.ROOT))
                .isEqualTo(System.getProperty("vimmrec.expected.kernel"));
    }

    @ParameterizedTest
    @CsvSource({"VECTOR, 1", "VECTOR, 2", "VECTOR, 13", "VECTOR, 207", "VECTOR, 512", "VECTOR, 513", "VECTOR, 702",
            "VECTOR, 4098", "PLAIN, 1", "PLAIN, 2", "PLAIN, 13", "PLAIN, 207", "PLAIN, 512", "PLAIN, 513", "PLAIN, 702",
            "PLAIN, 4098"})
    void shouldStayWithinTheErrorBoundAtAwkwardDimensions(Kernels kernels, int dimension) {
        assumeTrue(kernels.available(), "needs --add-modules=jdk.incubator.vector; the other execution has it");
        TileKernel kernel = kernels.create();
        int rows = 50;
        int columns = kernel.columns() + 7; // a full panel and a begun one
        EmbeddingMatrix matrix = randomMatrix(columns, dimension, 0.1);
        int[] index = new int[columns];
        Arrays.setAll(index, i -> i);
        double[] rowScale = new double[columns];
        float[] columnScale = new float[2 * kernel.columns()];
        for (int i = 0; i < columns; i++) {
            rowScale[i] = matrix.inverseNorm(i);
            columnScale[i] = (float) matrix.inverseNorm(i);
        }
        kernel.packColumns(0, dimension, matrix.rows(), index, 0, columns);
        kernel.packRows(0, matrix.rows(), index, 0, rows, rowScale);

        float[] factor = new float[2 * kernel.columns()];
        Arrays.fill(factor, 0, columns, 1);
        Arrays.fill(factor, columns, factor.length, Float.NaN);
        float[] thresholds = new float[2 * kernel.columns()];
        Arrays.fill(thresholds, -2);
        int[] hits = new int[kernel.columns()];
        float[] scores = new float[kernel.columns()];
        for (int panel = 0; panel < 2; panel++) {
            kernel.multiply(panel, rows, new float[][] {columnScale});
            int expected = panel == 0 ? kernel.columns() : 7;
            for (int r = 0; r < rows; r++) {
                int at = panel * kernel.columns();
                assertThat(kernel.above(r, factor, at, -2, thresholds, at, hits, scores)).isEqualTo(expected);
                for (int n = 0; n < expected; n++) {
                    int column = at + hits[n];
                    double exact = matrix.has(r) && matrix.has(column) ? matrix.cosine(r, column) : 0;
                    assertThat((double) scores[n]).isCloseTo(exact, within(TileKernel.errorBound(dimension)));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void shouldReportColumnsAboveEitherThreshold(Kernels kernels) {
        assumeTrue(kernels.available(), "needs --add-modules=jdk.incubator.vector; the other execution has it");
        TileKernel kernel = kernels.create();
        float[][] rows = {{1, 0}, {0, 1}, {1, 1}};
        kernel.packColumns(0, 2, rows, new int[] {0, 1, 2}, 0, 3);
        kernel.packRows(0, rows, new int[] {0, 1, 2}, 0, 3, new double[] {1, 1, 1});
        float[] ones = new float[kernel.columns()];
        Arrays.fill(ones, 1);
        kernel.multiply(0, 3, new float[][] {ones});
        float[] factor = new float[kernel.columns()];
        Arrays.fill(factor, 3, factor.length, Float.NaN);
        Arrays.fill(factor, 0, 3, 1);
        float[] thresholds = new float[kernel.columns()];
        Arrays.fill(thresholds, 10);
        thresholds[1] = 0.5f;
        int[] hits = new int[kernel.columns()];
        float[] scores = new float[kernel.columns()];

        // Row 2 has the products 1, 1, 2.
        assertThat(kernel.above(2, factor, 0, 1, thresholds, 0, hits, scores)).isEqualTo(2);
        assertThat(hits).startsWith(1, 2);
        assertThat(scores).startsWith(1, 2);
    }

    @ParameterizedTest
    @CsvSource({"1, 40, 1", "3, 700, 5", "64, 1700, 10", "384, 900, 50"})
    void shouldFindTheSameNeighboursWithEveryKernelAsADoublePrecisionScan(int dimension, int items, int topK) {
        List<EmbeddingMatrix> modalities =
                List.of(randomMatrix(items, dimension, 0.2), randomMatrix(items, dimension + 5, 0.3));
        FusedSimilarity similarity = new FusedSimilarity(modalities, new double[] {0.3, 0.7});
        Neighbours expected = scan(similarity, topK);
        for (Kernels kernels : Kernels.values()) {
            for (int concurrency = 1; kernels.available() && concurrency <= 3; concurrency += 2) {
                Neighbours found = ExactNeighbours.search(similarity, topK, -2, "test", new Task(concurrency, Host.NONE),
                        kernels);
                assertSame(found, expected);
            }
        }
    }

    @Test
    void shouldDecideByIdAmongManyEqualItems() {
        // Three in four items share one picture, as placeholders do; nominees alone could not tell.
        Random random = new Random(7);
        float[][] rows = randomMatrix(800, 24, 0).rows().clone();
        for (int i = 0; i < rows.length; i++) {
            rows[i] = random.nextInt(4) > 0 ? rows[0] : rows[i];
        }
        FusedSimilarity similarity = new FusedSimilarity(List.of(EmbeddingMatrix.of(24, rows)), new double[] {1});
        Neighbours expected = scan(similarity, 10);
        for (Kernels kernels : Kernels.values()) {
            if (kernels.available()) {
                assertSame(ExactNeighbours.search(similarity, 10, 0, "test", new Task(2, Host.NONE), kernels), expected);
            }
        }
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
        int[][] items = new int[similarity.items()][];
        double[][] scores = new double[similarity.items()][];
        for (int i = 0; i < items.length; i++) {
            BestFirst best = new BestFirst(topK);
            for (int j = 0; j < items.length; j++) {
                if (i != j && similarity.comparable(i, j)) {
                    best.offer(j, similarity.score(i, j));
                }
            }
            best.sort();
            items[i] = best.indexes();
            scores[i] = best.scores();
        }
        return new Neighbours(items, scores);
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
