package org.vimmrec.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.reference.Reference;
import org.vimmrec.similarity.AdversarialEmbeddings;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Tests {@code coInteraction} on generated catalogues in which the taste of users is known. */
class CoInteractionTest {
    private static final int ITEMS = 400;
    private static final int USERS = 1500;
    private static final int TASTES = 8;
    private static final int DIMENSION = 16;
    private static final int SAMPLE = 40_000;

    /** Items of eight tastes, and users who take most of theirs from one; low item numbers are the popular ones. */
    private static Interactions tasteful(SplittableRandom random) {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int u = 0; u < USERS; u++) {
            int taste = random.nextInt(TASTES);
            for (int n = random.nextInt(1, 12); n > 0; n--) {
                int popular = (int) (ITEMS / TASTES * Math.pow(random.nextDouble(), 2));
                int of = random.nextInt(5) == 0 ? random.nextInt(TASTES) : taste;
                builder.add(popular * TASTES + of, 1);
            }
            builder.endUser();
        }
        return builder.build();
    }

    /** Each item's taste, under so much noise; every {@code missing}-th item has no embedding. */
    private static double[][] rows(SplittableRandom random, double clarity, int missing) {
        double[][] rows = new double[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            if (missing == 0 || i % missing != 0) {
                rows[i] = new double[DIMENSION];
                Arrays.setAll(rows[i], d -> random.nextGaussian());
                rows[i][i % TASTES] += clarity;
            }
        }
        return rows;
    }

    private static EmbeddingMatrix matrix(double[][] rows) {
        return AdversarialEmbeddings.matrix(DIMENSION, rows);
    }

    private static double[] z(Interactions interactions, long seed, EmbeddingMatrix... modalities) {
        return z(CoInteraction.contrasts(
                interactions, List.of(modalities), SAMPLE, seed, new Task(1, TaskMonitor.NONE)));
    }

    private static double[] z(List<CoInteraction.Contrast> contrasts) {
        return contrasts.stream().mapToDouble(CoInteraction.Contrast::z).toArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldPreferTheModalityThatCarriesTaste(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Interactions interactions = tasteful(random);
        double[] z = z(
                interactions, seed, matrix(rows(random, 0, 0)), matrix(rows(random, 6, 0)), matrix(rows(random, 2, 0)));
        assertThat(z[0]).as("noise").isCloseTo(0, within(0.05));
        assertThat(z[1]).as("clear").isGreaterThan(1);
        assertThat(z[2]).as("faint").isGreaterThan(0.15).isLessThan(0.6 * z[1]);

        double[] weights = ModalityWeights.proportional(z);
        assertThat(weights[0] + weights[1] + weights[2]).isCloseTo(1, within(1e-14));
        assertThat(weights[0]).isLessThan(0.05);
        assertThat(weights[1]).isGreaterThan(0.6);
    }

    /** The less useful modality has similarities near 1 everywhere. */
    @Test
    void shouldIgnoreSimilaritiesThatAreHighEverywhere() {
        SplittableRandom random = new SplittableRandom(5);
        Interactions interactions = tasteful(random);
        double[][] high = rows(random, 0, 0);
        for (double[] row : high) {
            row[DIMENSION - 1] += 50;
        }
        double[] weights = ModalityWeights.proportional(z(interactions, 5, matrix(high), matrix(rows(random, 3, 0))));
        assertThat(weights[0]).isLessThan(0.05);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeedTheEmbeddingsOfDrawnItemsAlone(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Interactions interactions = tasteful(random);
        double[][] all = rows(random, 2, 5);
        Task task = new Task(1, TaskMonitor.NONE);
        BitSet drawn = CoInteraction.drawn(interactions, 60, seed, task);
        double[][] some = new double[ITEMS][];
        drawn.stream().forEach(item -> some[item] = all[item]);
        List<CoInteraction.Contrast> expected =
                CoInteraction.contrasts(interactions, List.of(matrix(all)), 60, seed, task);
        assertThat(CoInteraction.contrasts(interactions, List.of(matrix(some)), 60, seed, task))
                .isEqualTo(expected);
        assertThat(drawn.cardinality()).isLessThan(180);
        some[drawn.nextSetBit(1)] = null;
        some[drawn.nextSetBit(20)] = null;
        some[drawn.nextSetBit(40)] = null;
        assertThat(CoInteraction.contrasts(interactions, List.of(matrix(some)), 60, seed, task))
                .isNotEqualTo(expected);
    }

    /** The sample must approximate the definition over all pairs. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void shouldEstimateWhatAllPairsGive(int missing) {
        SplittableRandom random = new SplittableRandom(11);
        Interactions interactions = tasteful(random);
        double[][] noise = rows(random, 0, missing);
        double[][] clear = rows(random, 4, missing);
        double[] z = z(CoInteraction.contrasts(
                interactions, List.of(matrix(noise), matrix(clear)), 400_000, 17, new Task(1, TaskMonitor.NONE)));
        assertThat(z[0]).isCloseTo(zOverAllPairs(interactions, noise), within(0.01));
        assertThat(z[1]).isCloseTo(zOverAllPairs(interactions, clear), within(0.01));
    }

    /**
     * Of users with {@code n >= 2} items, every interaction is as likely to give the first item, and each of the user's
     * {@code n - 1} others to give the second; or, by chance, any such interaction of anyone with a different item.
     */
    private static double zOverAllPairs(Interactions interactions, double[][] rows) {
        double[] popularity = new double[ITEMS];
        double together = 0;
        double togetherWeight = 0;
        for (int u = 0; u < interactions.users(); u++) {
            int count = interactions.count(u);
            for (int a = 0; count >= 2 && a < count; a++) {
                popularity[interactions.item(u, a)]++;
                for (int b = 0; b < count; b++) {
                    double[] first = rows[interactions.item(u, a)];
                    double[] second = rows[interactions.item(u, b)];
                    if (a != b && first != null && second != null) {
                        together += Reference.cosine(first, second) / (count - 1);
                        togetherWeight += 1.0 / (count - 1);
                    }
                }
            }
        }
        double chance = 0;
        double chanceSquares = 0;
        double chanceWeight = 0;
        for (int i = 0; i < ITEMS; i++) {
            for (int j = 0; j < ITEMS; j++) {
                if (i != j && rows[i] != null && rows[j] != null) {
                    double weight = popularity[i] * popularity[j];
                    double cosine = Reference.cosine(rows[i], rows[j]);
                    chance += weight * cosine;
                    chanceSquares += weight * cosine * cosine;
                    chanceWeight += weight;
                }
            }
        }
        double mean = chance / chanceWeight;
        return (together / togetherWeight - mean) / Math.sqrt(chanceSquares / chanceWeight - mean * mean);
    }

    @Test
    void shouldGiveTheSameBitsForTheSameSeedAtAnyConcurrency() {
        SplittableRandom random = new SplittableRandom(7);
        Interactions interactions = tasteful(random);
        EmbeddingMatrix matrix = matrix(rows(random, 4, 0));
        double[] z = z(interactions, 42, matrix);
        for (int concurrency : new int[] {1, 2, 3, 8}) {
            assertThat(z(CoInteraction.contrasts(
                            interactions, List.of(matrix), SAMPLE, 42, new Task(concurrency, TaskMonitor.NONE))))
                    .isEqualTo(z);
        }
        assertThat(z(interactions, 43, matrix)[0]).isNotEqualTo(z[0]).isCloseTo(z[0], within(0.1));
    }

    /** The result of a modality does not depend on the other modalities. */
    @Test
    void shouldJudgeEachModalityByItself() {
        SplittableRandom random = new SplittableRandom(8);
        Interactions interactions = tasteful(random);
        EmbeddingMatrix clear = matrix(rows(random, 4, 0));
        EmbeddingMatrix gaps = matrix(rows(random, 0, 2));
        assertThat(z(interactions, 1, gaps, clear)[1]).isEqualTo(z(interactions, 1, clear)[0]);
    }

    @Test
    void shouldScoreZeroForAModalityThatNoPairHasOrThatNeverVaries() {
        SplittableRandom random = new SplittableRandom(9);
        Interactions interactions = tasteful(random);
        double[][] same = new double[ITEMS][DIMENSION];
        for (double[] row : same) {
            row[3] = 1;
        }
        assertThat(z(interactions, 1, matrix(new double[ITEMS][]), matrix(same)))
                .containsExactly(0, 0);
    }

    @Test
    void shouldRefuseUsersWithoutTwoItems() {
        Interactions.Builder builder = new Interactions.Builder(false);
        builder.add(0, 1);
        builder.add(0, 1);
        builder.endUser();
        builder.endUser();
        EmbeddingMatrix matrix = matrix(new double[2][]);
        assertThatThrownBy(() -> z(builder.build(), 1, matrix))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two items");
    }

    @Test
    void shouldDrawTheRequestedNumberOfPairs() {
        SplittableRandom random = new SplittableRandom(12);
        Interactions interactions = tasteful(random);
        List<CoInteraction.Contrast> contrasts = CoInteraction.contrasts(
                interactions, List.of(matrix(rows(random, 1, 0))), 500, 1, new Task(1, TaskMonitor.NONE));
        assertThat(contrasts.get(0).together().count()).isEqualTo(500);
        assertThat(contrasts.get(0).random().count()).isBetween(400L, 500L);
    }

    @Test
    void shouldReportProgressAndCheckForTermination() {
        SplittableRandom random = new SplittableRandom(13);
        List<String> calls = new ArrayList<>();
        TaskMonitor monitor = new TaskMonitor() {
            @Override
            public void checkTermination() {
                calls.add("check");
            }

            @Override
            public void progress(String phase, int percent) {
                calls.add(phase + " " + percent);
            }

            @Override
            public void allocate(long bytes) {}
        };
        CoInteraction.contrasts(tasteful(random), List.of(matrix(rows(random, 1, 0))), 3000, 1, new Task(1, monitor));
        assertThat(calls)
                .containsExactly("check", "coInteraction 0", "check", "coInteraction 34", "check", "coInteraction 68");
    }

    @Test
    void shouldWeighByThePositiveScores() {
        CoInteraction.Pairs random = new CoInteraction.Pairs(2, 0.25, 0.125);
        List<CoInteraction.Contrast> contrasts = List.of(
                new CoInteraction.Contrast(new CoInteraction.Pairs(1, 0.5, 0), random),
                new CoInteraction.Contrast(new CoInteraction.Pairs(1, 1, 0), random),
                new CoInteraction.Contrast(new CoInteraction.Pairs(1, 0, 0), random));
        assertThat(z(contrasts)).containsExactly(2, 6, -2);
        assertThat(CoInteraction.weights(contrasts)).containsExactly(0.25, 0.75, 0);
    }
}
