package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Compares the memory estimate of the approximate search with the heap that is in use while it runs. */
class SearchMemoryTest {
    private static final int ITEMS = 20_000;
    private static final int DIMENSION = 16;
    private static final int TOP_K = 10;
    private static final int THREADS = 4;
    /** What the virtual machine, other threads and objects of constant size take. */
    private static final long TOLERANCE = 1 << 20;
    /** A lower peak was missed: on a busy machine, the search may report its progress too late. */
    private static final long SEEN = 100L * ITEMS;

    private static final int MAX_ATTEMPTS = 5;

    /** Collects garbage and looks at the heap at each change of the phase, and once in a while within a phase. */
    private static final class Peak implements TaskMonitor {
        private long bytes;
        private String phase = "";
        private long last;

        @Override
        public void checkTermination() {}

        @Override
        public void progress(String phase, int percent) {
            long now = System.nanoTime();
            if (!phase.equals(this.phase) || now - last > 60_000_000) {
                this.phase = phase;
                bytes = Math.max(bytes, used());
                last = System.nanoTime();
            }
        }

        @Override
        public void allocate(long bytes) {}

        static long used() {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }

    private static void assertWithinEstimate(List<float[]> embeddings, double target, double cutoff, boolean exact) {
        EmbeddingMatrix matrix = EmbeddingMatrix.of(
                DIMENSION, embeddings.stream().map(EmbeddingMatrix::row).toArray(float[][]::new));
        embeddings.clear();
        ApproximateNeighbours search = new ApproximateNeighbours(target);
        FusedSimilarity warmUp = new FusedSimilarity(List.of(matrix), new double[] {1});
        search.search(warmUp, TOP_K, cutoff, "warm-up", new Task(THREADS, TaskMonitor.NONE));
        long estimate = search.bytes(ITEMS, TOP_K, new int[] {DIMENSION}, THREADS) + Neighbours.bytes(ITEMS, TOP_K);
        long highest = 0;
        for (int attempt = 0; attempt < MAX_ATTEMPTS && highest < SEEN; attempt++) {
            Peak peak = new Peak();
            long before = Peak.used();
            FusedSimilarity similarity = new FusedSimilarity(List.of(matrix), new double[] {1});
            FoundNeighbours found = search.search(similarity, TOP_K, cutoff, "search", new Task(THREADS, peak));
            assertThat(found.exact()).isEqualTo(exact);
            highest = Math.max(highest, peak.bytes - before);
            assertThat(highest).isLessThan(estimate + TOLERANCE);
        }
        assertThat(highest).isGreaterThan(SEEN);
    }

    private static List<float[]> spectral() {
        SpectralEmbeddings embeddings = new SpectralEmbeddings(ITEMS, DIMENSION, 1, 3);
        List<float[]> rows = new ArrayList<>();
        IntStream.range(0, ITEMS).forEach(i -> rows.add(embeddings.next()));
        return rows;
    }

    @Test
    void shouldBeAnUpperBound() {
        assertWithinEstimate(spectral(), 0.95, 0, false);
    }

    /** The neighbours of all items are made beside those of the representatives. */
    @Test
    void shouldBeAnUpperBoundWithADuplicate() {
        List<float[]> rows = spectral();
        rows.set(7, rows.get(8));
        assertWithinEstimate(rows, 0.95, 0, false);
    }

    /** Without structure, an exact search follows. */
    @Test
    void shouldBeAnUpperBoundIfItEndsExactly() {
        SplittableRandom random = new SplittableRandom(1);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            float[] row = new float[DIMENSION];
            for (int k = 0; k < DIMENSION; k++) {
                row[k] = (float) random.nextGaussian();
            }
            rows.add(row);
        }
        assertWithinEstimate(rows, 0.999999, 0, true);
    }
}
