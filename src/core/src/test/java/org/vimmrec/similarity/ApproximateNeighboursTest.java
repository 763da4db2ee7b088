package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.reference.Neighbour;
import org.vimmrec.reference.Rankings;
import org.vimmrec.similarity.ApproximateNeighbours.Tuning;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Compares the approximate search with the exact one, which other tests compare with a brute-force scan. */
class ApproximateNeighboursTest {
    private static final int ITEMS = 3000;
    private static final int DIMENSION = 24;
    private static final int TOP_K = 10;
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /** Targets that a search in single cells reaches in its first step, and in its second or third one. */
    private static final double FIRST_LOOK = 0.01;

    private static final double LATER_LOOK = 0.75;

    private static Tuning tuning(long seed) {
        return new Tuning(100, 2, 2, 300, seed);
    }

    private static ApproximateNeighbours search(double targetRecall) {
        return new ApproximateNeighbours(targetRecall, tuning(1));
    }

    private static FusedSimilarity alone(EmbeddingMatrix matrix) {
        return new FusedSimilarity(List.of(matrix), new double[] {1});
    }

    private static FusedSimilarity spectral() {
        return alone(SpectralEmbeddings.matrix(ITEMS, DIMENSION, 0.5, 1));
    }

    private static FusedSimilarity similarity(List<float[]> embeddings) {
        return alone(EmbeddingMatrix.of(
                embeddings.get(0).length,
                embeddings.stream().map(EmbeddingMatrix::row).toArray(float[][]::new)));
    }

    /** The true recall, over the items that have exact neighbours. */
    private static double recall(Neighbours found, Neighbours exact) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < exact.rows(); i++) {
            if (exact.count(i) > 0) {
                Set<Integer> neighbours = new HashSet<>();
                for (int n = 0; n < exact.count(i); n++) {
                    neighbours.add(exact.neighbour(i, n));
                }
                int hits = 0;
                for (int n = 0; n < found.count(i); n++) {
                    hits += neighbours.contains(found.neighbour(i, n)) ? 1 : 0;
                }
                sum += (double) hits / exact.count(i);
                count++;
            }
        }
        return sum / count;
    }

    private static void assertTrueSimilarities(Neighbours found, FusedSimilarity similarity, double cutoff) {
        for (int i = 0; i < found.rows(); i++) {
            for (int n = 0; n < found.count(i); n++) {
                int neighbour = found.neighbour(i, n);
                assertThat(neighbour).isNotEqualTo(i);
                assertThat(similarity.isTarget(neighbour)).isTrue();
                assertThat(found.score(i, n))
                        .isEqualTo(similarity.score(i, neighbour))
                        .isGreaterThan(cutoff);
                if (n > 0) {
                    boolean tie = found.score(i, n) == found.score(i, n - 1);
                    assertThat(found.score(i, n)).isLessThanOrEqualTo(found.score(i, n - 1));
                    assertThat(!tie || found.neighbour(i, n - 1) < neighbour).isTrue();
                }
            }
        }
    }

    private static List<Neighbour> row(Neighbours neighbours, int item) {
        return Rankings.row(neighbours.reader(), item);
    }

    /** The interval is one of 97.5 % at the first look, and the sample is a tenth of all items, which narrows it. */
    @Test
    void shouldReportTheRecallOfABruteForceScanWithinItsInterval() {
        assertThat(intervalsWithTheTrueRecall(20, FIRST_LOOK)).isGreaterThanOrEqualTo(19);
    }

    /** The search stops at the first look that shows enough, which favours samples that look good. */
    @Test
    void shouldReportTheRecallWithinItsIntervalIfItStopsAtALaterLook() {
        assertThat(intervalsWithTheTrueRecall(10, LATER_LOOK)).isGreaterThanOrEqualTo(9);
    }

    @Tag("long")
    @EnabledIfSystemProperty(named = "vimmrec.long", matches = "true")
    @ParameterizedTest
    @ValueSource(doubles = {FIRST_LOOK, LATER_LOOK})
    void shouldReportTheRecallWithinItsIntervalFor95Of100Seeds(double targetRecall) {
        assertThat(intervalsWithTheTrueRecall(100, targetRecall)).isGreaterThanOrEqualTo(95);
    }

    private static int intervalsWithTheTrueRecall(int seeds, double targetRecall) {
        FusedSimilarity similarity = spectral();
        Neighbours exact = ExactNeighbours.search(similarity, TOP_K, 0, "", TASK);
        int within = 0;
        int later = 0;
        Set<Double> recalls = new HashSet<>();
        for (int seed = 0; seed < seeds; seed++) {
            Set<String> phases = new HashSet<>();
            FoundNeighbours found = new ApproximateNeighbours(targetRecall, new Tuning(100, 1, 0, 300, seed))
                    .search(similarity, TOP_K, 0, "", new Task(2, recording(phases)));
            double recall = recall(found.neighbours(), exact);
            assertThat(found.exact()).isFalse();
            assertThat(recall).isBetween(0.2, 0.99);
            recalls.add(recall);
            later += phases.stream().anyMatch(phase -> phase.contains("step")) ? 1 : 0;
            within += found.recall().low() <= recall && recall <= found.recall().high() ? 1 : 0;
        }
        assertThat(recalls).hasSizeGreaterThan(seeds * 9 / 10);
        assertThat(later).isEqualTo(targetRecall == LATER_LOOK ? seeds : 0);
        return within;
    }

    private static TaskMonitor recording(Set<String> phases) {
        return new TaskMonitor() {
            @Override
            public void checkTermination() {}

            @Override
            public void progress(String phase, int percent) {
                phases.add(phase);
            }

            @Override
            public void allocate(long bytes) {}
        };
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.7, 0.9, 0.95})
    void shouldGoOnUntilTheTargetIsReached(double target) {
        FusedSimilarity similarity = spectral();
        Neighbours exact = ExactNeighbours.search(similarity, TOP_K, 0, "", TASK);
        FoundNeighbours found = search(target).search(similarity, TOP_K, 0, "", TASK);
        assertThat(found.recall().low()).isGreaterThanOrEqualTo(target);
        assertThat(recall(found.neighbours(), exact)).isGreaterThanOrEqualTo(target);
        assertTrueSimilarities(found.neighbours(), similarity, 0);
    }

    /** Without structure, all pairs must be compared. */
    @Test
    void shouldSearchExactlyWhereNothingElseReachesTheTarget() {
        SplittableRandom random = new SplittableRandom(1);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            rows.add(gaussian(random, 100, 1));
        }
        FusedSimilarity similarity = similarity(rows);
        FoundNeighbours found = search(0.95).search(similarity, TOP_K, 0, "", TASK);
        assertThat(found.exact()).isTrue();
        assertThat(found.recall()).isEqualTo(RecallEstimate.EXACT);
        assertThat(Rankings.rows(found.neighbours()))
                .isEqualTo(Rankings.rows(ExactNeighbours.search(similarity, TOP_K, 0, "", TASK)));
    }

    private static Stream<Kernels> kernels() {
        return Stream.of(Kernels.values()).filter(Kernels::available);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void shouldFindTheSameAtAnyConcurrency(Kernels kernel) {
        FusedSimilarity similarity = fused(null);
        FoundNeighbours one = search(0.8).search(similarity, TOP_K, 0, "", new Task(1, TaskMonitor.NONE), kernel);
        assertThat(one.exact()).isFalse();
        for (int concurrency : new int[] {2, 4}) {
            FoundNeighbours found =
                    search(0.8).search(similarity, TOP_K, 0, "", new Task(concurrency, TaskMonitor.NONE), kernel);
            assertThat(Rankings.rows(found.neighbours())).isEqualTo(Rankings.rows(one.neighbours()));
            assertThat(found.recall()).isEqualTo(one.recall());
        }
    }

    /** Two modalities, of which some items lack one and some both. */
    private static FusedSimilarity fused(boolean[] targets) {
        SplittableRandom random = new SplittableRandom(5);
        List<EmbeddingMatrix> modalities = new ArrayList<>();
        for (int m = 0; m < 2; m++) {
            SpectralEmbeddings embeddings = new SpectralEmbeddings(ITEMS, DIMENSION, 1, m);
            float[][] rows = new float[ITEMS][];
            for (int i = 0; i < ITEMS; i++) {
                float[] row = EmbeddingMatrix.row(embeddings.next());
                rows[i] = random.nextInt(4) == 0 ? null : row;
            }
            modalities.add(EmbeddingMatrix.of(DIMENSION, rows));
        }
        return new FusedSimilarity(modalities, new double[] {0.3, 0.7}, targets);
    }

    @Test
    void shouldFindFusedNeighboursOfItemsThatLackModalities() {
        FusedSimilarity similarity = fused(null);
        FoundNeighbours found = search(0.8).search(similarity, TOP_K, 0, "", TASK);
        assertThat(found.exact()).isFalse();
        assertTrueSimilarities(found.neighbours(), similarity, 0);
        Neighbours exact = ExactNeighbours.search(similarity, TOP_K, 0, "", TASK);
        assertThat(recall(found.neighbours(), exact))
                .isBetween(found.recall().low(), found.recall().high());
        assertAsManyAs(exact, found.neighbours());
    }

    /** No combination of ten modalities has enough items for cells. */
    @Test
    void shouldSearchExactlyIfAllCombinationsOfModalitiesAreRare() {
        SplittableRandom random = new SplittableRandom(8);
        List<EmbeddingMatrix> modalities = new ArrayList<>();
        for (int m = 0; m < 10; m++) {
            float[][] rows = new float[ITEMS][];
            for (int i = 0; i < ITEMS; i++) {
                rows[i] = random.nextBoolean() ? EmbeddingMatrix.row(gaussian(random, 4, 1)) : null;
            }
            modalities.add(EmbeddingMatrix.of(4, rows));
        }
        double[] weights = new double[10];
        Arrays.fill(weights, 0.1);
        FusedSimilarity similarity = new FusedSimilarity(modalities, weights);
        assertThat(search(0.8).search(similarity, TOP_K, 0, "", TASK).exact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 40, 1500})
    void shouldFindNeighboursAmongTargets(int count) {
        boolean[] targets = new boolean[ITEMS];
        for (int n = 0; n < count; n++) {
            targets[n * ITEMS / count] = true;
        }
        FusedSimilarity similarity = fused(targets);
        FoundNeighbours found = search(0.8).search(similarity, TOP_K, 0, "", TASK);
        assertTrueSimilarities(found.neighbours(), similarity, 0);
        assertAsManyAs(ExactNeighbours.search(similarity, TOP_K, 0, "", TASK), found.neighbours());
    }

    private static void assertAsManyAs(Neighbours exact, Neighbours found) {
        for (int i = 0; i < exact.rows(); i++) {
            assertThat(found.count(i)).as("item %d", i).isEqualTo(exact.count(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 2000, Integer.MAX_VALUE})
    void shouldFindAsManyAsThereAre(int topK) {
        FusedSimilarity similarity = spectral();
        FoundNeighbours found = search(0.5).search(similarity, topK, -1, "", TASK);
        assertAsManyAs(ExactNeighbours.search(similarity, topK, -1, "", TASK), found.neighbours());
        if (topK <= 100) { // the others are searched exactly
            assertTrueSimilarities(found.neighbours(), similarity, -1);
        }
    }

    /** Groups of five that are far from each other, so cells hold fewer items than {@code topK}. */
    @Test
    void shouldNotStarveItemsOfSmallCells() {
        SplittableRandom random = new SplittableRandom(2);
        List<float[]> rows = new ArrayList<>();
        for (int group = 0; group < 300; group++) {
            float[] centre = gaussian(random, 200, 1);
            for (int n = 0; n < 5; n++) {
                rows.add(sum(centre, gaussian(random, 200, 0.01)));
            }
        }
        FoundNeighbours found = search(0.1).search(similarity(rows), TOP_K, -1, "", TASK);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(found.neighbours().count(i)).isEqualTo(TOP_K);
        }
    }

    @Test
    void shouldKeepTheNeighboursOfAFarSmallCluster() {
        SplittableRandom random = new SplittableRandom(3);
        List<float[]> rows = new ArrayList<>();
        float[] centre = gaussian(random, DIMENSION, 1);
        float[] opposite = centre.clone();
        for (int k = 0; k < DIMENSION; k++) {
            opposite[k] *= -1;
        }
        for (int i = 0; i < ITEMS; i++) {
            rows.add(sum(i % 60 == 0 ? opposite : centre, gaussian(random, DIMENSION, 0.3)));
        }
        FusedSimilarity similarity = similarity(rows);
        FoundNeighbours found = search(0.5).search(similarity, TOP_K, 0, "", TASK);
        assertThat(found.exact()).isFalse();
        Neighbours exact = ExactNeighbours.search(similarity, TOP_K, 0, "", TASK);
        for (int i = 0; i < ITEMS; i += 60) {
            assertThat(row(found.neighbours(), i)).isEqualTo(row(exact, i));
        }
    }

    @Test
    void shouldFindTheNeighboursOfThousandsOfDuplicates() {
        SplittableRandom random = new SplittableRandom(4);
        SpectralEmbeddings embeddings = new SpectralEmbeddings(ITEMS, DIMENSION, 1, 4);
        float[] placeholder = embeddings.next();
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < 8000; i++) {
            rows.add(random.nextInt(8) < 5 ? placeholder : embeddings.next());
        }
        FusedSimilarity similarity = similarity(rows);
        FoundNeighbours found = search(0.9).search(similarity, TOP_K, 0, "", TASK);
        assertThat(found.exact()).isFalse();
        Neighbours exact = ExactNeighbours.search(similarity, TOP_K, 0, "", TASK);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i) == placeholder) {
                assertThat(row(found.neighbours(), i)).isEqualTo(row(exact, i));
            }
        }
        assertThat(recall(found.neighbours(), exact))
                .isBetween(found.recall().low(), found.recall().high());
    }

    /** Items between two clusters, whose neighbours lie on both sides. */
    @Test
    void shouldKeepNeighboursAcrossBordersOfCells() {
        SplittableRandom random = new SplittableRandom(6);
        float[] one = gaussian(random, DIMENSION, 1);
        float[] other = gaussian(random, DIMENSION, 1);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            rows.add(sum(i % 2 == 0 ? one : other, gaussian(random, DIMENSION, 0.5)));
        }
        float[] between = sum(one, other);
        rows.add(between);
        for (int n = 0; n < TOP_K; n++) {
            rows.add(sum(between, sum(n % 2 == 0 ? one : other, gaussian(random, DIMENSION, 0.2))));
        }
        FusedSimilarity similarity = similarity(rows);
        FoundNeighbours found = search(0.9).search(similarity, TOP_K, 0, "", TASK);
        assertThat(found.exact()).isFalse();
        Neighbours exact = ExactNeighbours.search(similarity, TOP_K, 0, "", TASK);
        assertThat(row(found.neighbours(), ITEMS)).isEqualTo(row(exact, ITEMS));
    }

    @Test
    void shouldUpdateWhatHasChanged() {
        SpectralEmbeddings embeddings = new SpectralEmbeddings(ITEMS, DIMENSION, 0.5, 1);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            rows.add(embeddings.next());
        }
        List<float[]> before = new ArrayList<>(rows);
        BitSet changed = new BitSet();
        for (int i = 0; i < 20; i++) {
            changed.set(i * 150);
            rows.set(i * 150, embeddings.next());
        }
        ApproximateNeighbours approximate = search(0.8);
        Neighbours written =
                approximate.search(similarity(before), TOP_K, 0, "", TASK).neighbours();
        BitSet searched = (BitSet) changed.clone();
        for (int i = 0; i < ITEMS; i++) {
            for (int n = 0; n < written.count(i); n++) {
                if (changed.get(written.neighbour(i, n))) {
                    searched.set(i);
                }
            }
        }
        FusedSimilarity similarity = similarity(rows);
        FoundNeighbours updated =
                approximate.update(similarity, TOP_K, 0, new KnownNeighbours(written, changed, searched), "", TASK);
        Neighbours exact = ExactNeighbours.search(similarity, TOP_K, 0, "", TASK);
        assertThat(updated.exact()).isFalse();
        assertTrueSimilarities(updated.neighbours(), similarity, 0);
        searched.stream().forEach(i -> assertThat(row(updated.neighbours(), i)).isEqualTo(row(exact, i)));
        assertThat(recall(updated.neighbours(), exact))
                .isBetween(updated.recall().low(), updated.recall().high());
    }

    @Test
    void shouldChooseExactSearchUpToItsLimit() {
        assertThat(NeighbourSearch.of(NeighbourSearch.Method.AUTO, 0.95, 20_000, 384))
                .isSameAs(NeighbourSearch.EXACT);
        assertThat(NeighbourSearch.of(NeighbourSearch.Method.AUTO, 0.95, 300_000, 384))
                .isInstanceOf(ApproximateNeighbours.class);
        assertThat(NeighbourSearch.of(NeighbourSearch.Method.EXACT, 0.95, 1_000_000, 384))
                .isSameAs(NeighbourSearch.EXACT);
        assertThat(NeighbourSearch.of(NeighbourSearch.Method.APPROXIMATE, 0.95, 20_000, 384))
                .isInstanceOf(ApproximateNeighbours.class);
    }

    /** Terminates the task at the beginning of a phase. */
    private record Terminating(String phase, Set<String> phases, boolean[] terminated) implements TaskMonitor {
        @Override
        public void checkTermination() {
            if (terminated[0]) {
                throw new CancellationException("terminated");
            }
        }

        @Override
        public void progress(String phase, int percent) {
            phases.add(phase);
            terminated[0] |= phase.equals(this.phase);
        }

        @Override
        public void allocate(long bytes) {}
    }

    @Test
    void shouldEndWithinASecondOfTermination() {
        FusedSimilarity similarity = alone(SpectralEmbeddings.matrix(8_000, 64, 1, 1));
        Set<String> phases = new LinkedHashSet<>();
        ApproximateNeighbours search = new ApproximateNeighbours(0.5);
        search.search(similarity, TOP_K, 0, "s", new Task(2, new Terminating("", phases, new boolean[1])));
        assertThat(phases).contains("s (sample)", "s (cells)", "s", "s (refining 1)", "s (refining 2)", "s (deciding)");
        phases.remove("s (deciding)"); // ends before the next check
        for (String phase : phases) {
            long start = System.nanoTime();
            Task task = new Task(2, new Terminating(phase, new HashSet<>(), new boolean[1]));
            assertThatThrownBy(() -> search.search(similarity, TOP_K, 0, "s", task))
                    .as(phase)
                    .isInstanceOf(CancellationException.class);
            assertThat(System.nanoTime() - start).as(phase).isLessThan(3_000_000_000L);
        }
    }

    private static float[] gaussian(SplittableRandom random, int dimension, double deviation) {
        float[] row = new float[dimension];
        for (int k = 0; k < dimension; k++) {
            row[k] = (float) (random.nextGaussian() * deviation);
        }
        return row;
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int k = 0; k < sum.length; k++) {
            sum[k] = a[k] + b[k];
        }
        return sum;
    }
}
