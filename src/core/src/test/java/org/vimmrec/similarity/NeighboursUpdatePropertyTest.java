package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** An update finds the same neighbours as a search, to the last bit. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class NeighboursUpdatePropertyTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /**
     * Embeddings of few distinct components, with many ties and duplicates, or without any; some items have no
     * embedding.
     */
    private static float[][] rows(int items, int dimension, int levels, SplittableRandom random) {
        float[][] rows = new float[items][];
        for (int i = 0; i < items; i++) {
            rows[i] = random.nextInt(9) == 0 ? null : row(dimension, levels, random);
        }
        return rows;
    }

    private static float[] row(int dimension, int levels, SplittableRandom random) {
        double[] embedding = new double[dimension];
        for (int k = 0; k < dimension; k++) {
            embedding[k] = levels == 0 ? random.nextDouble(-1, 1) : random.nextInt(levels) - levels / 2;
        }
        return EmbeddingMatrix.row(embedding);
    }

    private static FusedSimilarity similarity(List<float[][]> modalities, int dimension, double[] weights) {
        return new FusedSimilarity(
                modalities.stream()
                        .map(rows -> EmbeddingMatrix.of(dimension, rows))
                        .toList(),
                weights);
    }

    /** Without ties, because neighbours with equal similarity keep their order. */
    @Property(tries = 50)
    void shouldPermuteNeighboursLikeEmbeddings(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int items) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = rows(items, 7, 0, random);
        float[][] exchanged = new float[items][];
        int[] holders = IntStream.range(0, items).map(i -> (i + 3) % items).toArray();
        for (int i = 0; i < items; i++) {
            exchanged[holders[i]] = rows[i];
        }
        Neighbours found =
                ExactNeighbours.search(similarity(List.<float[][]>of(rows), 7, new double[] {1}), 5, 0, "", TASK);
        assertSame(
                found.exchanged(holders),
                ExactNeighbours.search(similarity(List.<float[][]>of(exchanged), 7, new double[] {1}), 5, 0, "", TASK));
    }

    @Property(tries = 300)
    void shouldFindTheNeighboursOfSomeItems(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 600) int items,
            @ForAll @IntRange(min = 0, max = 4) int levels,
            @ForAll @IntRange(min = 1, max = 30) int topK) {
        SplittableRandom random = new SplittableRandom(seed);
        double cutoff = random.nextBoolean() ? 0 : random.nextDouble(-1, 0.9);
        // a weight out of the range of single precision, for which there is no error bound
        double[] weights = {0.7, random.nextInt(4) == 0 ? 1e-20 : 0.3};
        int distinct = levels == 1 ? 0 : levels;
        FusedSimilarity similarity =
                similarity(List.of(rows(items, 5, distinct, random), rows(items, 5, distinct, random)), 5, weights);
        BitSet some = new BitSet(items);
        for (int n = random.nextInt(20); n > 0; n--) {
            some.set(random.nextInt(items));
        }
        Neighbours all = ExactNeighbours.search(similarity, topK, cutoff, "", TASK);
        Neighbours found = ExactNeighbours.searchOnly(similarity, some, topK, cutoff, "", TASK);
        for (int i = 0; i < items; i++) {
            assertThat(found.count(i)).as("item %d", i).isEqualTo(some.get(i) ? all.count(i) : 0);
            for (int n = 0; n < found.count(i); n++) {
                assertThat(found.neighbour(i, n)).isEqualTo(all.neighbour(i, n));
                assertThat(found.score(i, n)).isEqualTo(all.score(i, n));
            }
        }
    }

    @Property(tries = 300)
    void shouldFindWhatASearchFinds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 1300) int items,
            @ForAll @IntRange(min = 1, max = 9) int dimension,
            @ForAll @IntRange(min = 0, max = 4) int levels,
            @ForAll @IntRange(min = 1, max = 30) int topK,
            @ForAll @IntRange(min = 1, max = 2) int modalityCount) {
        SplittableRandom random = new SplittableRandom(seed);
        double cutoff = random.nextBoolean() ? 0 : random.nextDouble(-1, 0.9);
        double[] weights = modalityCount == 1 ? new double[] {1} : new double[] {0.3, 0.7};
        List<float[][]> before = new ArrayList<>();
        List<float[][]> after = new ArrayList<>();
        for (int m = 0; m < modalityCount; m++) {
            before.add(rows(items, dimension, levels == 1 ? 0 : levels, random));
            after.add(before.get(m).clone());
        }
        BitSet touched = new BitSet(items);
        int changes = random.nextInt(Math.max(1, items / 20)) + random.nextInt(2);
        for (int n = 0; n < changes; n++) {
            int item = random.nextInt(items);
            touched.set(item);
            after.get(random.nextInt(modalityCount))[item] = random.nextInt(4) == 0
                    ? null
                    : random.nextInt(4) == 0 ? before.get(0)[random.nextInt(items)] : row(dimension, 3, random);
        }
        FusedSimilarity now = similarity(after, dimension, weights);
        Neighbours old = ExactNeighbours.search(similarity(before, dimension, weights), topK, cutoff, "before", TASK);
        BitSet changed = new BitSet(items);
        BitSet searched = new BitSet(items);
        for (int i = 0; i < items; i++) {
            boolean lostNeighbour = false;
            for (int n = 0; n < old.count(i); n++) {
                lostNeighbour |= touched.get(old.neighbour(i, n));
            }
            changed.set(i, now.available(i) && touched.get(i));
            searched.set(i, now.available(i) && (touched.get(i) || lostNeighbour));
        }
        Neighbours expected = ExactNeighbours.search(now, topK, cutoff, "after", TASK);
        for (Kernels kernels : Kernels.values()) {
            if (kernels.available()) {
                assertSame(
                        ExactNeighbours.update(
                                now,
                                topK,
                                cutoff,
                                new KnownNeighbours(old, changed, searched),
                                "update",
                                TASK,
                                kernels),
                        expected);
            }
        }
    }

    /** Items that become targets or cease to be targets count as changed. */
    @Property(tries = 200)
    void shouldFindWhatASearchAmongTargetsFinds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 900) int items,
            @ForAll @IntRange(min = 0, max = 4) int levels,
            @ForAll @IntRange(min = 1, max = 30) int topK) {
        SplittableRandom random = new SplittableRandom(seed);
        double cutoff = random.nextBoolean() ? 0 : random.nextDouble(-1, 0.9);
        EmbeddingMatrix matrix = EmbeddingMatrix.of(6, rows(items, 6, levels == 1 ? 0 : levels, random));
        boolean[] before = new boolean[items];
        for (int i = 0; i < items; i++) {
            before[i] = random.nextInt(3) > 0;
        }
        boolean[] after = before.clone();
        BitSet changed = new BitSet(items);
        for (int n = random.nextInt(items / 20 + 2); n > 0; n--) {
            int item = random.nextInt(items);
            after[item] = !after[item];
            changed.set(item, matrix.has(item) && after[item] != before[item]);
        }
        FusedSimilarity now = new FusedSimilarity(List.of(matrix), new double[] {1}, after);
        Neighbours old = ExactNeighbours.search(
                new FusedSimilarity(List.of(matrix), new double[] {1}, before), topK, cutoff, "before", TASK);
        BitSet searched = (BitSet) changed.clone();
        for (int i = 0; i < items; i++) {
            for (int n = 0; n < old.count(i); n++) {
                searched.set(i, searched.get(i) || changed.get(old.neighbour(i, n)));
            }
        }
        assertSame(
                ExactNeighbours.update(now, topK, cutoff, new KnownNeighbours(old, changed, searched), "update", TASK),
                ExactNeighbours.search(now, topK, cutoff, "after", TASK));
    }

    private static void assertSame(Neighbours actual, Neighbours expected) {
        for (int i = 0; i < expected.rows(); i++) {
            assertThat(actual.count(i)).as("item " + i).isEqualTo(expected.count(i));
            for (int n = 0; n < expected.count(i); n++) {
                assertThat(actual.neighbour(i, n)).as("item " + i).isEqualTo(expected.neighbour(i, n));
                assertThat(actual.score(i, n)).as("item " + i).isEqualTo(expected.score(i, n));
            }
        }
    }
}
