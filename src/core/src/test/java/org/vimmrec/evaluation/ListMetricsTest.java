package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.recommender.PlantedInteractions;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Metrics of lists, against their definitions in double precision and examples computed by hand. */
class ListMetricsTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);
    private static final int ITEMS = 60;

    /** Interactions of users with the items of their rows. */
    private static Interactions interactions(int[]... users) {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int[] items : users) {
            for (int item : items) {
                builder.add(item, 1);
            }
            builder.endUser();
        }
        return builder.build();
    }

    private static int[] items(Interactions interactions, int user) {
        int[] items = new int[interactions.count(user)];
        for (int n = 0; n < items.length; n++) {
            items[n] = interactions.item(user, n);
        }
        return items;
    }

    private static boolean contains(int[] items, int item) {
        for (int each : items) {
            if (each == item) {
                return true;
            }
        }
        return false;
    }

    /** A list of up to {@code at} different items that the user does not know. */
    private static int[] randomList(Interactions known, int user, int at, SplittableRandom random) {
        int[] permutation = TieOrder.permutation(ITEMS, random);
        int[] list = new int[at];
        int length = 0;
        for (int item : permutation) {
            if (length < at && !contains(items(known, user), item)) {
                list[length++] = item;
            }
        }
        return Arrays.copyOf(list, length);
    }

    /** The embeddings as given, and the matrix that holds them. Items with null lack the modality. */
    private record Modality(double[][] embeddings, EmbeddingMatrix matrix) {
        static Modality of(int dimension, double[]... embeddings) {
            EmbeddingMatrix.Builder builder = new EmbeddingMatrix.Builder(embeddings.length);
            for (int i = 0; i < embeddings.length; i++) {
                if (embeddings[i] != null) {
                    builder.put(i, EmbeddingMatrix.row(embeddings[i]));
                }
            }
            return new Modality(embeddings, builder.build(dimension));
        }

        static Modality random(int dimension, double present, SplittableRandom random) {
            double[][] embeddings = new double[ITEMS][];
            for (int i = 0; i < ITEMS; i++) {
                double size = Math.pow(10, random.nextInt(-6, 7));
                if (random.nextDouble() < present) {
                    embeddings[i] = random.doubles(dimension, -0.5, 1)
                            .map(value -> size * value)
                            .toArray();
                }
            }
            return of(dimension, embeddings);
        }

        double cosine(int i, int j) {
            double product = 0;
            double left = 0;
            double right = 0;
            for (int k = 0; k < embeddings[i].length; k++) {
                product += embeddings[i][k] * embeddings[j][k];
                left += embeddings[i][k] * embeddings[i][k];
                right += embeddings[j][k] * embeddings[j][k];
            }
            return product / Math.sqrt(left) / Math.sqrt(right);
        }
    }

    private static double diversity(List<Modality> modalities, int[] list) {
        double sum = 0;
        int pairs = 0;
        for (Modality modality : modalities) {
            for (int a = 0; a < list.length; a++) {
                for (int b = 0; b < a; b++) {
                    if (modality.embeddings()[list[a]] != null && modality.embeddings()[list[b]] != null) {
                        sum += modality.cosine(list[a], list[b]);
                        pairs++;
                    }
                }
            }
        }
        return 1 - sum / pairs;
    }

    @ParameterizedTest
    @CsvSource({"1, 20, 1.0", "2, 5, 0.6", "3, 1, 1.0", "4, 60, 0.3", "5, 2, 0.1"})
    void shouldAgreeWithTheDefinitions(long seed, int at, double present) {
        SplittableRandom random = new SplittableRandom(seed);
        Split split = Split.random(PlantedInteractions.random(120, ITEMS, 0.05, false, random), 0.3, seed);
        Interactions known = split.training();
        Interactions heldOut = split.test();
        List<Modality> modalities =
                List.of(Modality.random(3, present, random), Modality.random(70, present / 2, random));
        int[][] lists = new int[known.users()][];
        int active = 0;
        int[] degrees = new int[ITEMS];
        for (int u = 0; u < lists.length; u++) {
            lists[u] = randomList(known, u, at, random);
            active += known.count(u) > 0 ? 1 : 0;
            for (int item : items(known, u)) {
                degrees[item]++;
            }
        }
        ListMetrics metrics = ListMetrics.of(
                new TopItems(lists, ITEMS, at),
                known,
                heldOut,
                modalities.stream().map(Modality::matrix).toList(),
                TASK);

        int n = 0;
        int warmFound = 0;
        int warmHeldOut = 0;
        int undefined = 0;
        for (int u = 0; u < lists.length; u++) {
            int[] wanted = items(heldOut, u);
            if (wanted.length == 0) {
                continue;
            }
            int first = 0;
            double information = 0;
            for (int p = lists[u].length; p >= 1; p--) {
                int item = lists[u][p - 1];
                first = contains(wanted, item) ? p : first;
                information += -Math.log((double) Math.max(1, degrees[item]) / active) / Math.log(2);
            }
            for (int item : wanted) {
                warmHeldOut += known.count(u) > 0 && degrees[item] > 0 ? 1 : 0;
                warmFound += known.count(u) > 0 && degrees[item] > 0 && contains(lists[u], item) ? 1 : 0;
            }
            double diversity = diversity(modalities, lists[u]);
            assertThat(metrics.hitRate()[n]).isEqualTo(first > 0 ? 1 : 0);
            assertThat(metrics.reciprocalRank()[n]).isEqualTo(first > 0 ? 1.0 / first : 0);
            assertThat(metrics.novelty()[n]).isCloseTo(information / lists[u].length, within(1e-12));
            assertThat(Double.isNaN(metrics.diversity()[n])).isEqualTo(Double.isNaN(diversity));
            if (Double.isNaN(diversity)) {
                undefined++;
            } else {
                assertThat(metrics.diversity()[n]).isCloseTo(diversity, within(3e-6));
            }
            n++;
        }
        assertThat(metrics.hitRate()).hasSize(n).hasSizeGreaterThan(40);
        assertThat(metrics.warmHeldOut()).isEqualTo(warmHeldOut).isPositive();
        assertThat(metrics.warmFound()).isEqualTo(warmFound);
        assertThat(undefined == n).isEqualTo(at == 1);
        assertThat(undefined).as("lists without two comparable items").isGreaterThan(at == 2 ? 0 : -1);
    }

    /** Of three users with training interactions, two know item 0 and one item 1; nobody knows item 2. */
    @Test
    void shouldComputeAnExampleByHand() {
        Interactions known = interactions(new int[] {0}, new int[] {0}, new int[] {1}, new int[] {});
        Interactions heldOut = interactions(new int[] {2, 3}, new int[] {}, new int[] {0}, new int[] {1});
        // Cosines: items 0 and 1: 0, items 0 and 2: 0.6, items 1 and 2: 0.8; item 3 has no embedding.
        EmbeddingMatrix matrix = Modality.of(2, new double[] {2, 0}, new double[] {0, 5}, new double[] {30, 40}, null)
                .matrix();
        int[][] lists = {{1, 2, 3}, null, {3, 0}, {0, 1, 2}};
        ListMetrics metrics = ListMetrics.of(new TopItems(lists, 4, 3), known, heldOut, List.of(matrix), TASK);
        double one = Math.log(3) / Math.log(2); // an item of one of three users, or of none
        double two = Math.log(1.5) / Math.log(2); // of two of them
        assertThat(metrics.hitRate()).containsExactly(1, 1, 1);
        assertThat(metrics.reciprocalRank()).containsExactly(1 / 2.0, 1 / 2.0, 1 / 2.0);
        assertThat(metrics.novelty())
                .containsExactly(new double[] {one, (one + two) / 2, (two + 2 * one) / 3}, within(1e-12));
        assertThat(metrics.diversity())
                .containsExactly(new double[] {1 - 0.8, Double.NaN, 1 - (0 + 0.6 + 0.8) / 3}, within(1e-6));
        assertThat(metrics.warmHeldOut()).as("item 0; the last user is cold").isEqualTo(1);
        assertThat(metrics.warmFound()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20, 1000})
    void shouldFindNoDiversityAmongEqualsAndTheMostAmongOpposites(int copies) {
        double[] one = new SplittableRandom(1).doubles(33, -1, 1).toArray();
        double[][] embeddings = new double[2 * copies][];
        for (int i = 0; i < copies; i++) {
            embeddings[i] = one.clone();
            embeddings[copies + i] = Arrays.stream(one).map(value -> -3 * value).toArray();
        }
        EmbeddingMatrix matrix = Modality.of(33, embeddings).matrix();
        Metric diversity = new IntraListDiversity(List.of(matrix));
        int[] equal = IntStream.range(0, copies).toArray();
        if (copies > 1) {
            assertThat(diversity.of(equal, new int[0])).isBetween(0.0, 1e-5);
        }
        assertThat(diversity.of(new int[] {0, copies}, new int[0])).isBetween(2 - 1e-6, 2.0);
        assertThat(diversity.of(new int[] {0}, new int[0])).isNaN();
        assertThat(diversity.of(new int[0], new int[0])).isNaN();
        assertThat(new IntraListDiversity(List.of()).of(new int[] {0, copies}, new int[0]))
                .isNaN();
    }

    /** The sums of single-precision numbers must not depend on which thread adds them. */
    @Test
    void shouldNotDependOnTheConcurrency() {
        SplittableRandom random = new SplittableRandom(7);
        Split split = Split.random(PlantedInteractions.random(500, ITEMS, 0.1, false, random), 0.3, 7);
        List<EmbeddingMatrix> modalities = List.of(
                Modality.random(40, 0.8, random).matrix(),
                Modality.random(9, 0.8, random).matrix());
        int[][] lists = new int[500][];
        for (int u = 0; u < lists.length; u++) {
            lists[u] = randomList(split.training(), u, 10, random);
        }
        List<double[]> results = new ArrayList<>();
        for (int threads = 1; threads <= 4; threads++) {
            results.add(ListMetrics.of(
                            new TopItems(lists, ITEMS, 10),
                            split.training(),
                            split.test(),
                            modalities,
                            new Task(threads, TaskMonitor.NONE))
                    .diversity());
        }
        assertThat(results).allSatisfy(result -> assertThat(result).isEqualTo(results.get(0)));
    }

    /** Values that are NaN and cold users do not count, and a user of two splits counts once. */
    @Test
    void shouldAverageOverUsers() {
        Run one = run(new int[] {0, 1, 2}, new int[] {3, 1, 0}, new double[] {1, Double.NaN, 9}, 1, 4);
        Run two = run(new int[] {0, 3}, new int[] {3, 2}, new double[] {2, 4}, 2, 6);
        EvaluationResult.Lists lists = EvaluationResult.of(List.of(one, two)).lists();
        assertThat(lists.diversity()).isEqualTo((1.5 + 4) / 2);
        assertThat(lists.novelty()).isEqualTo((1.5 + 4) / 2);
        assertThat(lists.hitRate()).isEqualTo((1.5 + 4) / 2);
        assertThat(lists.reciprocalRank()).isEqualTo((1.5 + 4) / 2);
        assertThat(lists.warmRecall()).isEqualTo(0.3);
        EvaluationResult.Lists none = EvaluationResult.of(
                        List.of(run(new int[] {2}, new int[] {0}, new double[] {1}, 0, 0)))
                .lists();
        assertThat(List.of(none.hitRate(), none.reciprocalRank())).containsOnly(0.0);
        assertThat(List.of(none.diversity(), none.novelty(), none.warmRecall())).containsOnly(Double.NaN);
    }

    private static Run run(int[] users, int[] known, double[] values, int warmFound, int warmHeldOut) {
        double[] zeros = new double[users.length];
        RankingMetrics ranking = new RankingMetrics(users, known, zeros, zeros, 0, 0, new int[users.length], 0);
        return new Run(0, ranking, ranking, new ListMetrics(values, values, values, values, warmFound, warmHeldOut));
    }
}
