package org.vimmrec.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import org.vimmrec.similarity.ApproximateNeighbours;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** A catalogue changes after a write. The update that change detection plans must find what a full search finds. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class SimilarityChangesPropertyTest {
    private static final int DIMENSION = 3;
    private static final double CUTOFF = 0;
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    /** Items by id, with their embeddings; null for an item without one. */
    private record Catalogue(IdIndex items, EmbeddingMatrix matrix) {

        FusedSimilarity similarity() {
            return new FusedSimilarity(List.of(matrix), new double[] {1});
        }

        Neighbours search(int topK) {
            return ExactNeighbours.search(similarity(), topK, CUTOFF, "search", TASK);
        }

        long[] checksums(Neighbours neighbours) {
            SparseRows.Reader reader = neighbours.reader();
            long[] checksums = new long[items.size()];
            Arrays.setAll(checksums, i -> RowChecksum.of(reader, reader.read(i), items.ids(), true));
            return checksums;
        }
    }

    private static float[] embedding(SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        double[] embedding = new double[DIMENSION];
        Arrays.setAll(embedding, k -> random.nextInt(-3, 4) + 0.5);
        return EmbeddingMatrix.row(embedding);
    }

    /** The catalogue before the changes, and after some items were added, deleted, or got another embedding. */
    private static Catalogue[] catalogues(int size, SplittableRandom random) {
        List<Long> ids = new ArrayList<>();
        List<Long> newIds = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        List<float[]> newRows = new ArrayList<>();
        for (long id = 0; id < size; id++) {
            float[] row = embedding(random);
            int fate = random.nextInt(20);
            if (fate != 0) { // otherwise a new item
                ids.add(3 * id);
                rows.add(row);
            }
            if (fate != 1) { // otherwise deleted
                newIds.add(3 * id);
                newRows.add(fate == 2 ? embedding(random) : row);
            }
        }
        return new Catalogue[] {catalogue(ids, rows), catalogue(newIds, newRows)};
    }

    private static Catalogue catalogue(List<Long> ids, List<float[]> rows) {
        return new Catalogue(
                IdIndex.of(ids.stream().mapToLong(Long::longValue).toArray()),
                EmbeddingMatrix.of(DIMENSION, rows.toArray(float[][]::new)));
    }

    /** The stored similarities as a host reads them back. */
    private static StoredNeighbours stored(Catalogue before, Neighbours neighbours, Catalogue after) {
        Neighbours kept = NeighbourEntries.neighbours(NeighbourEntries.of(neighbours, before.items()), after.items());
        int[][] items = new int[after.items().size()][];
        double[][] scores = new double[after.items().size()][];
        int[] counts = new int[items.length];
        for (int i = 0; i < items.length; i++) {
            int row = i;
            counts[i] = kept.count(i);
            int[] present = IntStream.range(0, kept.count(i))
                    .filter(n -> kept.neighbour(row, n) >= 0)
                    .toArray();
            items[i] = Arrays.stream(present).map(n -> kept.neighbour(row, n)).toArray();
            scores[i] =
                    Arrays.stream(present).mapToDouble(n -> kept.score(row, n)).toArray();
        }
        long[] checksums = before.checksums(neighbours);
        return new StoredNeighbours(new Neighbours(items, scores), i -> counts[i], i -> {
            int old = before.items().index(after.items().id(i));
            return old < 0 ? 0 : checksums[old];
        });
    }

    private static Manifest.Entries manifest(Catalogue catalogue, Neighbours neighbours) {
        return SimilarityChanges.entries(
                catalogue.matrix(),
                catalogue.matrix().fingerprints(),
                catalogue.checksums(neighbours),
                catalogue.items());
    }

    private static Neighbours update(Catalogue after, SimilarityChanges changes, int topK) {
        return ExactNeighbours.update(after.similarity(), topK, CUTOFF, changes.known(), "update", TASK);
    }

    @Property(tries = 300)
    void shouldLeadToTheNeighboursOfAFullSearch(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 200) int size,
            @ForAll @IntRange(min = 1, max = 12) int topK) {
        Catalogue[] catalogues = catalogues(size, new SplittableRandom(seed));
        Catalogue before = catalogues[0];
        Catalogue after = catalogues[1];
        Neighbours written = before.search(topK);
        SimilarityChanges changes = SimilarityChanges.since(
                manifest(before, written),
                after.matrix(),
                after.matrix().fingerprints(),
                null,
                stored(before, written, after),
                after.items(),
                topK);
        assertSame(update(after, changes, topK), after.search(topK));
    }

    @Property(tries = 200)
    void shouldLeadToTheFusedNeighboursOfAFullSearch(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 200) int size,
            @ForAll @IntRange(min = 1, max = 12) int topK) {
        Catalogue[] catalogues = catalogues(size, new SplittableRandom(seed));
        Catalogue before = catalogues[0];
        Catalogue after = catalogues[1];
        Manifest manifest = Manifest.planned("VIRTUAL", Manifest.Kind.SYNERGISTIC, Map.of())
                .with(
                        Manifest.Entries.NONE,
                        new Manifest.Entries(
                                before.items().ids(),
                                new long[before.items().size()],
                                VirtualFingerprints.ofEmbeddings(
                                        List.of(before.matrix()), before.items().size())),
                        NeighbourEntries.of(before.search(topK), before.items()),
                        new long[0]);
        SimilarityChanges changes = SimilarityChanges.since(
                manifest,
                after.similarity()::available,
                VirtualFingerprints.ofEmbeddings(
                        List.of(after.matrix()), after.items().size()),
                after.items(),
                topK);
        assertSame(update(after, changes, topK), after.search(topK));
    }

    /**
     * An approximate search has missed some neighbours, so that even short rows lack items. A row that loses a
     * neighbour gets all that there are.
     */
    @Property(tries = 300)
    void shouldRefillShortRowsOfAnApproximateSearch(
            @ForAll long seed,
            @ForAll @IntRange(min = 20, max = 200) int size,
            @ForAll @IntRange(min = 1, max = 12) int topK) {
        SplittableRandom random = new SplittableRandom(seed);
        Catalogue[] catalogues = catalogues(size, random);
        Catalogue before = catalogues[0];
        Catalogue after = catalogues[1];
        Neighbours written = missingSome(before.search(topK), random);
        StoredNeighbours stored = stored(before, written, after);
        SimilarityChanges changes = SimilarityChanges.since(
                manifest(before, written),
                after.matrix(),
                after.matrix().fingerprints(),
                null,
                stored,
                after.items(),
                new ApproximateNeighbours(0.95).incompleteFrom(topK));
        Neighbours updated = update(after, changes, topK);
        Neighbours expected = after.search(topK);
        for (int i = 0; i < expected.rows(); i++) {
            boolean lost = changes.unchanged().count(i) < stored.counts().applyAsInt(i);
            if (lost && after.matrix().has(i)) {
                assertThat(updated.count(i)).as("item " + i).isEqualTo(expected.count(i));
                for (int n = 0; n < expected.count(i); n++) {
                    assertThat(updated.neighbour(i, n)).isEqualTo(expected.neighbour(i, n));
                }
            }
        }
    }

    /** Removes about a third of the neighbours. */
    private static Neighbours missingSome(Neighbours all, SplittableRandom random) {
        int[][] items = new int[all.rows()][];
        double[][] scores = new double[all.rows()][];
        for (int i = 0; i < items.length; i++) {
            int row = i;
            int[] kept = IntStream.range(0, all.count(i))
                    .filter(n -> random.nextInt(3) > 0)
                    .toArray();
            items[i] = Arrays.stream(kept).map(n -> all.neighbour(row, n)).toArray();
            scores[i] = Arrays.stream(kept).mapToDouble(n -> all.score(row, n)).toArray();
        }
        return new Neighbours(items, scores);
    }

    @Property(tries = 50)
    void shouldFindNoChangesInAnUnchangedCatalogue(@ForAll long seed, @ForAll @IntRange(min = 2, max = 100) int size) {
        Catalogue catalogue = catalogues(size, new SplittableRandom(seed))[0];
        Neighbours written = catalogue.search(5);
        Manifest.Entries manifest = manifest(catalogue, written);
        SimilarityChanges changes = SimilarityChanges.since(
                manifest,
                catalogue.matrix(),
                catalogue.matrix().fingerprints(),
                null,
                stored(catalogue, written, catalogue),
                catalogue.items(),
                5);
        assertThat(changes.changed().cardinality()
                        + changes.gone()
                        + changes.searched().cardinality())
                .isZero();
        assertSame(changes.unchanged(), written);
        assertThat(changes.inputs(manifest, catalogue.matrix().fingerprints(), catalogue.items()))
                .isEqualTo(catalogue.matrix().fingerprints());
    }

    /** Items that were changed but not named must still look changed to the next update. */
    @Property(tries = 100)
    void shouldRememberTheChangesThatTheCallerDidNotName(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 100) int size) {
        Catalogue[] catalogues = catalogues(size, new SplittableRandom(seed));
        Catalogue before = catalogues[0];
        Catalogue after = catalogues[1];
        Neighbours written = before.search(5);
        Manifest.Entries manifest = manifest(before, written);
        StoredNeighbours stored = stored(before, written, after);
        BitSet all = SimilarityChanges.since(
                        manifest, after.matrix(), after.matrix().fingerprints(), null, stored, after.items(), 5)
                .changed();
        SimilarityChanges named = SimilarityChanges.since(
                manifest, after.matrix(), after.matrix().fingerprints(), new BitSet(), stored, after.items(), 5);
        long[] inputs = named.inputs(manifest, after.matrix().fingerprints(), after.items());
        for (int i = 0; i < inputs.length; i++) {
            if (after.matrix().has(i)) {
                boolean left = all.get(i) && !named.changed().get(i);
                assertThat(inputs[i])
                        .isEqualTo(left ? Fingerprint.NONE : after.matrix().fingerprints()[i]);
            }
        }
    }

    private static void assertSame(Neighbours actual, Neighbours expected) {
        assertThat(actual.rows()).isEqualTo(expected.rows());
        for (int i = 0; i < expected.rows(); i++) {
            assertThat(actual.count(i)).as("item " + i).isEqualTo(expected.count(i));
            for (int n = 0; n < expected.count(i); n++) {
                assertThat(actual.neighbour(i, n)).as("item " + i).isEqualTo(expected.neighbour(i, n));
                assertThat(actual.score(i, n)).as("item " + i).isEqualTo(expected.score(i, n));
            }
        }
    }
}
