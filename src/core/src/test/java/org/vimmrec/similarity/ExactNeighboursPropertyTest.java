package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.vimmrec.reference.Neighbour;
import org.vimmrec.reference.Rankings;
import org.vimmrec.reference.Reference;
import org.vimmrec.similarity.AdversarialEmbeddings.Profile;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Compares the search with a brute-force scan in double precision. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class ExactNeighboursPropertyTest {

    /** The rounding of sums of 207 products. Closer similarities may come in either order. */
    private static final double ROUNDING = 1e-12;

    /**
     * The error of a cosine from rounding components to single precision: half a unit in the last place for both items.
     */
    private static final double SINGLE_PRECISION = 2 * 0x1p-24 * 1.5;

    @Provide
    Arbitrary<AdversarialEmbeddings> embeddings() {
        return AdversarialEmbeddings.any();
    }

    @Provide
    Arbitrary<AdversarialEmbeddings> exactEmbeddings() {
        return AdversarialEmbeddings.exact();
    }

    @Provide
    Arbitrary<AdversarialEmbeddings> many() {
        return AdversarialEmbeddings.many();
    }

    @Provide
    Arbitrary<List<AdversarialEmbeddings>> modalities() {
        return AdversarialEmbeddings.modalities(Arbitraries.of(Profile.class), 4);
    }

    @Provide
    Arbitrary<List<AdversarialEmbeddings>> exactModalities() {
        return AdversarialEmbeddings.modalities(Arbitraries.just(Profile.EXACT), 3);
    }

    /** From one to more than there can be. */
    @Provide
    Arbitrary<Integer> topK() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(1, 12), Arbitraries.of(299, 300, 1000, Integer.MAX_VALUE));
    }

    @Provide
    Arbitrary<Double> cutoffs() {
        return Arbitraries.oneOf(
                Arbitraries.of(-1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0),
                Arbitraries.doubles().between(-1, 1).ofScale(14));
    }

    private static Task threads(int concurrency) {
        return new Task(concurrency, TaskMonitor.NONE);
    }

    private static FusedSimilarity alone(EmbeddingMatrix matrix) {
        return new FusedSimilarity(List.of(matrix), new double[] {1});
    }

    private static List<List<Neighbour>> search(FusedSimilarity similarity, int topK, double cutoff) {
        return Rankings.rows(ExactNeighbours.search(similarity, topK, cutoff, "test", threads(1)));
    }

    @Property(tries = 400)
    void shouldFindWhatABruteForceScanFinds(
            @ForAll("embeddings") AdversarialEmbeddings embeddings,
            @ForAll("topK") int topK,
            @ForAll("cutoffs") double cutoff) {
        double[][] rows = embeddings.rows();
        List<List<Neighbour>> actual = search(alone(embeddings.matrix()), topK, cutoff);
        assertThat(actual).hasSize(rows.length);
        for (int i = 0; i < rows.length; i++) {
            Rankings.assertBest(actual.get(i), cosines(rows, i), topK, cutoff, ROUNDING);
            assertWithinOne(actual.get(i));
        }
    }

    /** Hundreds of copies and near copies, more than the candidates of the first pass. */
    @Property(tries = 16)
    void shouldFindWhatABruteForceScanFindsAmongMany(
            @ForAll("many") AdversarialEmbeddings embeddings,
            @ForAll @IntRange(min = 1, max = 40) int topK,
            @ForAll("cutoffs") double cutoff) {
        double[][] rows = embeddings.rows();
        FusedSimilarity similarity = alone(embeddings.matrix());
        List<List<Neighbour>> actual = search(similarity, topK, cutoff);
        for (int i = 0; i < rows.length; i += 13) {
            Rankings.assertBest(actual.get(i), cosines(rows, i), topK, cutoff, ROUNDING);
        }
        for (int concurrency : new int[] {2, 3, 8}) {
            assertThat(Rankings.rows(ExactNeighbours.search(similarity, topK, cutoff, "test", threads(concurrency))))
                    .isEqualTo(actual);
        }
    }

    @Property(tries = 300)
    void shouldSettleTiesByTheItemReadFirst(
            @ForAll("exactEmbeddings") AdversarialEmbeddings embeddings,
            @ForAll("topK") int topK,
            @ForAll("cutoffs") double cutoff) {
        assertThat(search(alone(embeddings.matrix()), topK, cutoff))
                .isEqualTo(Reference.neighbours(embeddings.rows(), topK, cutoff));
    }

    /** The neighbours among some items are the first of all neighbours that are such items, to the last bit. */
    @Property(tries = 400)
    void shouldFindTheNeighboursAmongTargets(
            @ForAll("embeddings") AdversarialEmbeddings embeddings,
            @ForAll("topK") int topK,
            @ForAll("cutoffs") double cutoff,
            @ForAll @IntRange(max = 10) int tenths,
            @ForAll long seed) {
        assertSearchesAmong(targets(embeddings.items(), tenths, seed), embeddings.matrix(), topK, cutoff);
    }

    @Property(tries = 16)
    void shouldFindTheNeighboursAmongTargetsOfMany(
            @ForAll("many") AdversarialEmbeddings embeddings,
            @ForAll @IntRange(min = 1, max = 40) int topK,
            @ForAll("cutoffs") double cutoff,
            @ForAll @IntRange(max = 10) int tenths,
            @ForAll long seed) {
        assertSearchesAmong(targets(embeddings.items(), tenths, seed), embeddings.matrix(), topK, cutoff);
    }

    private static boolean[] targets(int items, int tenths, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] targets = new boolean[items];
        for (int i = 0; i < items; i++) {
            targets[i] = random.nextInt(10) < tenths;
        }
        return targets;
    }

    private static void assertSearchesAmong(boolean[] targets, EmbeddingMatrix matrix, int topK, double cutoff) {
        List<List<Neighbour>> expected =
                Rankings.rows(ExactNeighbours.search(alone(matrix), Integer.MAX_VALUE, cutoff, "all", threads(2))
                        .among(targets)
                        .first(topK));
        FusedSimilarity among = new FusedSimilarity(List.of(matrix), new double[] {1}, targets);
        for (Kernels kernels : Kernels.values()) {
            if (kernels.available()) {
                assertThat(Rankings.rows(ExactNeighbours.search(among, topK, cutoff, "targets", threads(3), kernels)))
                        .isEqualTo(expected);
            }
        }
    }

    /** The candidate heaps rely on a random order. Otherwise most rows of a sorted catalogue would be unresolved. */
    @Property(tries = 20)
    void shouldVisitItemsInAPseudoRandomOrder(@ForAll @IntRange(min = 1000, max = 30_000) int count) {
        int[] items = IntStream.range(0, count).map(n -> 2 * n).toArray();
        int[] shuffled = SearchOrder.shuffled(items).items();
        assertThat(shuffled).isEqualTo(SearchOrder.shuffled(items).items());
        assertThat(Arrays.stream(shuffled).sorted().toArray()).isEqualTo(items);
        int[] shares = new int[10];
        for (int n = 0; n < count / 10; n++) {
            shares[shuffled[n] / 2 * 10 / count]++;
        }
        assertThat(Arrays.stream(shares))
                .as("of the first tenth, from each tenth")
                .allSatisfy(share ->
                        assertThat((double) share).isCloseTo(count / 100.0, within(6 * Math.sqrt(count / 100.0))));
    }

    /** A copy has the same similarities as its original, to the last bit, so the earlier of the two comes first. */
    @Property(tries = 300)
    void shouldRankCopiesInTheOrderTheyWereRead(
            @ForAll("embeddings") AdversarialEmbeddings embeddings, @ForAll("topK") int topK) {
        int[] originals = embeddings.originals();
        List<List<Neighbour>> actual = search(alone(embeddings.matrix()), topK, -1);
        for (int i = 0; i < actual.size(); i++) {
            int[] places = new int[originals.length];
            Arrays.fill(places, Integer.MAX_VALUE);
            for (int n = 0; n < actual.get(i).size(); n++) {
                places[actual.get(i).get(n).item()] = n;
            }
            for (Neighbour neighbour : actual.get(i)) {
                int original = originals[neighbour.item()];
                if (original != i && original != neighbour.item()) {
                    assertThat(places[original]).isLessThan(places[neighbour.item()]);
                    assertThat(actual.get(i).get(places[original]).score()).isEqualTo(neighbour.score());
                }
            }
        }
    }

    @Property(tries = 100)
    void shouldNotDependOnTheLengthOfAnEmbedding(
            @ForAll("embeddings") AdversarialEmbeddings embeddings,
            @ForAll("topK") int topK,
            @ForAll("cutoffs") double cutoff,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] scaled = embeddings.rows();
        for (double[] row : scaled) {
            int exponent = random.nextInt(0, 800); // upwards only: nothing rounds
            for (int d = 0; row != null && d < row.length; d++) {
                row[d] = Math.scalb(row[d], exponent);
            }
        }
        assertThat(search(alone(AdversarialEmbeddings.matrix(embeddings.dimension(), scaled)), topK, cutoff))
                .isEqualTo(search(alone(embeddings.matrix()), topK, cutoff));
    }

    @Property(tries = 80)
    void shouldGiveTheSameBitsAtAnyConcurrency(
            @ForAll("embeddings") AdversarialEmbeddings embeddings,
            @ForAll("topK") int topK,
            @ForAll("cutoffs") double cutoff) {
        FusedSimilarity similarity = alone(embeddings.matrix());
        List<List<Neighbour>> one = search(similarity, topK, cutoff);
        for (int concurrency : new int[] {2, 3, 8}) {
            assertThat(Rankings.rows(ExactNeighbours.search(similarity, topK, cutoff, "test", threads(concurrency))))
                    .isEqualTo(one);
        }
    }

    /** Embeddings in double precision lose no more than the rounding to single precision. */
    @Property(tries = 100)
    void shouldLoseNoMoreThanSinglePrecisionOfDoubles(
            @ForAll("embeddings") AdversarialEmbeddings embeddings, @ForAll("topK") int topK, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = embeddings.rows();
        for (double[] row : rows) {
            for (int d = 0; row != null && d < row.length; d++) {
                row[d] *= random.nextDouble(0.5, 1);
            }
        }
        List<List<Neighbour>> actual =
                search(alone(AdversarialEmbeddings.matrix(embeddings.dimension(), rows)), topK, 0);
        for (int i = 0; i < rows.length; i++) {
            Rankings.assertBest(actual.get(i), cosines(rows, i), topK, 0, SINGLE_PRECISION);
        }
    }

    @Property(tries = 400)
    void shouldFuseOverTheModalitiesThatBothItemsHave(
            @ForAll("modalities") List<AdversarialEmbeddings> modalities,
            @ForAll("topK") int topK,
            @ForAll("cutoffs") double cutoff,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] weights = new double[modalities.size()];
        for (int m = 0; m < weights.length; m++) {
            weights[m] = random.nextInt(4) == 0 ? 0 : random.nextDouble();
            weights[m] *= random.nextInt(4) == 0 ? Math.pow(10, random.nextInt(-60, 1)) : 1;
        }
        Map<String, double[][]> rows = rowsByName(modalities);
        Map<String, Double> byName = weightsByName(weights);
        List<List<Neighbour>> actual = search(fused(modalities, weights), topK, cutoff);
        int items = modalities.get(0).items();
        assertThat(actual).hasSize(items);
        for (int i = 0; i < items; i++) {
            double[] similarities = new double[items];
            for (int j = 0; j < items; j++) {
                similarities[j] = j == i ? Double.NaN : Reference.fusedSimilarity(rows, byName, i, j);
            }
            Rankings.assertBest(actual.get(i), similarities, topK, cutoff, ROUNDING);
            assertWithinOne(actual.get(i));
        }
    }

    @Property(tries = 300)
    void shouldSettleTiesOfFusedSimilarityByTheItemReadFirst(
            @ForAll("exactModalities") List<AdversarialEmbeddings> modalities,
            @ForAll("topK") int topK,
            @ForAll("cutoffs") double cutoff,
            @ForAll long seed) {
        // Any of their sums divides any of their parts exactly.
        double[][][] exact = {{{1}}, {{0.25, 0.75}, {0.5, 0.5}, {1, 0}}, {{0.5, 0.5, 0}, {0, 0.25, 0.75}, {0, 0, 1}}};
        double[][] choice = exact[modalities.size() - 1];
        double[] weights = choice[(int) Math.floorMod(seed, (long) choice.length)];
        assertThat(search(fused(modalities, weights), topK, cutoff))
                .isEqualTo(Reference.fusedNeighbours(rowsByName(modalities), weightsByName(weights), topK, cutoff));
    }

    /** Rounding could exceed the range. */
    private static void assertWithinOne(List<Neighbour> neighbours) {
        for (Neighbour neighbour : neighbours) {
            assertThat(neighbour.score()).isBetween(-1.0, 1.0);
        }
    }

    private static double[] cosines(double[][] rows, int i) {
        double[] cosines = new double[rows.length];
        for (int j = 0; j < rows.length; j++) {
            boolean pair = j != i && Reference.present(rows[i]) && Reference.present(rows[j]);
            cosines[j] = pair ? Reference.cosine(rows[i], rows[j]) : Double.NaN;
        }
        return cosines;
    }

    private static FusedSimilarity fused(List<AdversarialEmbeddings> modalities, double[] weights) {
        List<EmbeddingMatrix> matrices = new ArrayList<>();
        for (AdversarialEmbeddings modality : modalities) {
            matrices.add(modality.matrix());
        }
        return new FusedSimilarity(matrices, weights);
    }

    private static Map<String, double[][]> rowsByName(List<AdversarialEmbeddings> modalities) {
        Map<String, double[][]> rows = new LinkedHashMap<>();
        for (AdversarialEmbeddings modality : modalities) {
            rows.put("m" + rows.size(), modality.rows());
        }
        return rows;
    }

    private static Map<String, Double> weightsByName(double[] weights) {
        Map<String, Double> byName = new LinkedHashMap<>();
        for (double weight : weights) {
            byName.put("m" + byName.size(), weight);
        }
        return byName;
    }
}
