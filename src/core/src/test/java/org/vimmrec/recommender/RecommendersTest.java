package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Compares each recommender with a computation by its definition, on dense matrices in double precision. */
class RecommendersTest {
    private static final int USERS = 90;
    private static final int ITEMS = 75;
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    private static float[][] scores(Recommender recommender, Interactions interactions, Task task) {
        return PlantedInteractions.scores(
                recommender.fit(TrainingData.ofReal(ITEMS, interactions), scorer -> 0, task),
                interactions.users(),
                ITEMS);
    }

    private static void assertSame(float[][] actual, double[][] expected, double tolerance) {
        for (int u = 0; u < expected.length; u++) {
            for (int i = 0; i < expected[u].length; i++) {
                assertThat((double) actual[u][i])
                        .as("user %d, item %d", u, i)
                        .isCloseTo(expected[u][i], within(tolerance));
            }
        }
    }

    @Test
    void shouldAverageTheWeightsOfVirtualInteractionsOnly() {
        Interactions real = PlantedInteractions.random(USERS, ITEMS, 0.1, true, new SplittableRandom(4));
        Interactions.Builder both = new Interactions.Builder(true);
        double[][] before = PlantedInteractions.dense(real, ITEMS);
        SplittableRandom random = new SplittableRandom(5);
        double sum = 0;
        int count = 0;
        for (double[] user : before) {
            for (int i = 0; i < ITEMS; i++) {
                double virtual = user[i] == 0 && random.nextInt(5) == 0 ? random.nextDouble(0.01, 1) : 0;
                sum += virtual;
                count += virtual > 0 ? 1 : 0;
                if (user[i] + virtual > 0) {
                    both.add(i, user[i] + virtual);
                }
            }
            both.endUser();
        }
        TrainingData augmented = new TrainingData(ITEMS, real, both.build(), List.of());
        double[][] weighted = PlantedInteractions.dense(augmented.all(), ITEMS);
        double[][] unweighted = PlantedInteractions.dense(augmented.unweighted().all(), ITEMS);
        assertThat(augmented.unweighted().virtualInteractions())
                .isEqualTo(count)
                .isPositive();
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                double expected = before[u][i] > 0 || weighted[u][i] == 0 ? before[u][i] : sum / count;
                assertThat(unweighted[u][i]).isCloseTo(expected, within(1e-12));
            }
        }
    }

    /** EASE by its objective: each item's column is a ridge regression on all other items. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldComputeTheScoresOfEase(boolean weighted) {
        Interactions interactions = PlantedInteractions.random(USERS, ITEMS, 0.1, weighted, new SplittableRandom(1));
        double[][] x = PlantedInteractions.dense(interactions, ITEMS);
        double[][] expected = new double[USERS][ITEMS];
        for (int j = 0; j < ITEMS; j++) {
            double[] b = ridge(x, j, 3);
            for (int u = 0; u < USERS; u++) {
                for (int i = 0; i < ITEMS; i++) {
                    expected[u][j] += x[u][i] * b[i];
                }
            }
        }
        assertSame(scores(new Ease(3), interactions, TASK), expected, 1e-6);
    }

    /**
     * The coefficients of a ridge regression of one item on all others, by Gaussian elimination with pivoting; its own
     * is 0.
     */
    private static double[] ridge(double[][] x, int target, double regularization) {
        double[][] system = new double[ITEMS][ITEMS + 1];
        for (int i = 0; i < ITEMS; i++) {
            for (int j = 0; j < ITEMS; j++) {
                for (double[] user : x) {
                    system[i][j] += i == target || j == target ? 0 : user[i] * user[j];
                }
                system[i][j] += i == j ? regularization : 0;
            }
            for (double[] user : x) {
                system[i][ITEMS] += i == target ? 0 : user[i] * user[target];
            }
        }
        for (int p = 0; p < ITEMS; p++) {
            int pivot = p;
            for (int i = p; i < ITEMS; i++) {
                pivot = Math.abs(system[i][p]) > Math.abs(system[pivot][p]) ? i : pivot;
            }
            double[] row = system[pivot];
            system[pivot] = system[p];
            system[p] = row;
            for (int i = 0; i < ITEMS; i++) {
                double factor = i == p ? 0 : system[i][p] / row[p];
                for (int j = p; factor != 0 && j <= ITEMS; j++) {
                    system[i][j] -= factor * row[j];
                }
            }
        }
        double[] solution = new double[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            solution[i] = system[i][ITEMS] / system[i][i];
        }
        return solution;
    }

    @ParameterizedTest
    @CsvSource({"0.5, false", "0.5, true", "1, true", "0, true", "0.7, false"})
    void shouldComputeTheScoresOfTheGraphFilter(double exponent, boolean weighted) {
        Interactions interactions = PlantedInteractions.random(USERS, ITEMS, 0.1, weighted, new SplittableRandom(2));
        double[][] x = PlantedInteractions.dense(interactions, ITEMS);
        double[] ofUsers = new double[USERS];
        double[] ofItems = new double[ITEMS];
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                ofUsers[u] += x[u][i];
                ofItems[i] += x[u][i];
            }
        }
        double[][] expected = new double[USERS][ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            for (int j = 0; j < ITEMS; j++) {
                double step = 0;
                for (int v = 0; v < USERS; v++) {
                    step += ofUsers[v] == 0 ? 0 : x[v][i] * x[v][j] / ofUsers[v];
                }
                double walk =
                        step == 0 ? 0 : step / Math.pow(ofItems[i], exponent) / Math.pow(ofItems[j], 1 - exponent);
                for (int u = 0; u < USERS; u++) {
                    expected[u][j] += x[u][i] * walk;
                }
            }
        }
        assertSame(scores(new GraphFilter(exponent), interactions, TASK), expected, 1e-6);
    }

    /** Items 0 to 4 have 3, 0, 1, 2 and 0 users. User 0 has item 0, and virtual interactions with 1 and 4. */
    @Test
    void shouldRankVirtualInteractionsByWeightAndOthersByPopularity() {
        Interactions.Builder real = new Interactions.Builder(true);
        Interactions.Builder all = new Interactions.Builder(true);
        int[][] items = {{0}, {0, 3}, {0, 2, 3}};
        for (int[] user : items) {
            for (int item : user) {
                real.add(item, 1);
                all.add(item, 1);
            }
            if (user.length == 1) {
                all.add(1, 1e-9);
                all.add(4, 0.3);
            }
            real.endUser();
            all.endUser();
        }
        Interactions training = real.build();
        TrainingData augmented = new TrainingData(5, training, all.build(), List.of());
        assertThat(unseen(new VirtualRanking(), augmented, 0)).containsExactly(4, 1, 3, 2);
        assertThat(unseen(new VirtualRanking(), augmented, 1)).containsExactly(2, 1, 4);
        // Without virtual interactions, it is popularity.
        TrainingData plain = TrainingData.ofReal(5, training);
        assertThat(unseen(new VirtualRanking(), plain, 0)).containsExactly(3, 2, 1, 4);
        assertThat(unseen(new Popularity(), plain, 0)).containsExactly(3, 2, 1, 4);
    }

    /** The items that a user has not interacted with, by score and then by index. */
    private static List<Integer> unseen(Recommender recommender, TrainingData training, int user) {
        float[] scores = PlantedInteractions.scores(
                recommender.fit(training, scorer -> 0, TASK), training.real().users(), training.items())[user];
        boolean[] seen = new boolean[scores.length];
        for (int n = 0; n < training.real().count(user); n++) {
            seen[training.real().item(user, n)] = true;
        }
        return IntStream.range(0, scores.length)
                .filter(item -> !seen[item])
                .boxed()
                .sorted(Comparator.comparingDouble(item -> -scores[item]))
                .toList();
    }

    @Test
    void shouldScoreAnItemByItsNumberOfUsers() {
        Interactions interactions = PlantedInteractions.random(USERS, ITEMS, 0.1, true, new SplittableRandom(2));
        double[] users = new double[ITEMS];
        for (double[] user : PlantedInteractions.dense(interactions, ITEMS)) {
            for (int i = 0; i < ITEMS; i++) {
                users[i] += user[i] > 0 ? 1 : 0;
            }
        }
        double[][] expected = new double[USERS][];
        Arrays.fill(expected, users);
        assertSame(scores(new Popularity(), interactions, TASK), expected, 0);
    }

    /** Half of the items have no training interactions. Only their features tell which of them a user likes. */
    @ParameterizedTest
    @ValueSource(strings = {"freedom", "vbpr"})
    void shouldFindColdItemsByTheirFeatures(String name) {
        int tastes = 5;
        Interactions.Builder builder = new Interactions.Builder(false);
        SplittableRandom random = new SplittableRandom(7);
        for (int u = 0; u < 300; u++) {
            for (int n = 0; n < 6; n++) {
                builder.add(random.nextInt(10) * tastes + u % tastes, 1);
            }
            builder.endUser();
        }
        float[][] rows = new float[100][];
        for (int i = 0; i < rows.length; i++) {
            double[] embedding = new double[tastes];
            for (int k = 0; k < tastes; k++) {
                embedding[k] = random.nextDouble() + (i % tastes == k ? 3 : 0);
            }
            rows[i] = EmbeddingMatrix.row(embedding);
        }
        TrainingData training = TrainingData.ofReal(100, builder.build())
                .withFeatures(List.of(PlantedInteractions.features("taste", EmbeddingMatrix.of(tastes, rows))));
        Scorer scorer = Recommenders.named(name)
                .orElseThrow()
                .with(new Hyperparameters(8, null, 0.01, null, 100))
                .create(1)
                .fit(training, new RisingValidation(), TASK);
        float[][] scores = PlantedInteractions.scores(scorer, 300, 100);
        int liked = 0;
        for (int u = 0; u < 300; u++) {
            int best = 50;
            for (int i = 51; i < 100; i++) {
                best = scores[u][i] > scores[u][best] ? i : best;
            }
            liked += best % tastes == u % tastes ? 1 : 0;
        }
        assertThat(liked).isGreaterThan(270); // chance finds 60
    }

    /** Rates every model higher than the one before, so that a training takes all its epochs. */
    private static final class RisingValidation implements ToDoubleFunction<Scorer> {
        private int models;

        @Override
        public double applyAsDouble(Scorer scorer) {
            return models++;
        }
    }

    @Test
    void shouldBeTheSameAtAnyConcurrency() {
        Interactions interactions = PlantedInteractions.tasteful(USERS, ITEMS, 5, 8, new SplittableRandom(3));
        TrainingData training = TrainingData.ofReal(ITEMS, interactions)
                .withFeatures(List.of(
                        PlantedInteractions.features("a", ITEMS, 6), PlantedInteractions.features("b", ITEMS, 9)));
        Hyperparameters few = new Hyperparameters(16, null, null, null, 10);
        for (RecommenderType type : Recommenders.ALL) {
            Recommender recommender = type.with(few).create(7);
            Function<Integer, float[][]> run = threads -> PlantedInteractions.scores(
                    recommender.fit(training, scorer -> 0, new Task(threads, TaskMonitor.NONE)), USERS, ITEMS);
            float[][] one = run.apply(1);
            assertThat(one).isDeepEqualTo(run.apply(1));
            assertThat(one).isDeepEqualTo(run.apply(3));
            float[][] ofOtherSeed =
                    PlantedInteractions.scores(type.with(few).create(8).fit(training, scorer -> 0, TASK), USERS, ITEMS);
            assertThat(Arrays.deepEquals(one, ofOtherSeed)).as(type.name()).isEqualTo(!type.seeded());
        }
    }
}
