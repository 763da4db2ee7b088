package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.recommender.PlantedInteractions;
import org.vimmrec.sparse.Interactions;

class SplitTest {
    private static final int ITEMS = 60;

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.1, 0.3, 0.45})
    void shouldPutEveryInteractionInOnePartAndLeaveOneForTraining(double fraction) {
        Interactions all = PlantedInteractions.random(2000, ITEMS, 0.08, true, new SplittableRandom(1));
        Split split = Split.random(all, fraction, 5);
        double[][] expected = PlantedInteractions.dense(all, ITEMS);
        double[][] training = PlantedInteractions.dense(split.training(), ITEMS);
        double[][] validation = PlantedInteractions.dense(split.validation(), ITEMS);
        double[][] test = PlantedInteractions.dense(split.test(), ITEMS);
        for (int u = 0; u < all.users(); u++) {
            for (int i = 0; i < ITEMS; i++) {
                assertThat(training[u][i] + validation[u][i] + test[u][i]).isEqualTo(expected[u][i]);
                assertThat(Math.max(training[u][i], Math.max(validation[u][i], test[u][i])))
                        .isEqualTo(expected[u][i]);
            }
            assertThat(all.count(u) == 0 || split.training().count(u) > 0).isTrue();
        }
        if (fraction
                <= 0.3) { // beyond, the rounding up of users with few items meets the one that is left to learn from
            assertThat(split.test().total() / (double) all.total()).isCloseTo(fraction, within(0.02));
            assertThat(split.validation().total() / (double) all.total()).isCloseTo(fraction, within(0.02));
        }
    }

    @Test
    void shouldHoldOutItemsWithAllTheirInteractions() {
        Interactions all = PlantedInteractions.random(2000, 400, 0.02, true, new SplittableRandom(1));
        Split plain = Split.random(all, 0.1, 5);
        Split split = plain.withColdItems(0.2, 5);
        boolean[] before = plain.training().touched(400);
        boolean[] warm = split.training().touched(400);
        boolean[] validated = split.validation().touched(400);
        boolean[] tested = split.test().touched(400);
        int cold = 0;
        int validatedCold = 0;
        for (int i = 0; i < 400; i++) {
            if (before[i] && !warm[i]) {
                assertThat(validated[i]).as("item %d is in one part", i).isNotEqualTo(tested[i]);
                cold++;
                validatedCold += validated[i] ? 1 : 0;
            }
        }
        assertThat(cold).isBetween(60, 100);
        assertThat(validatedCold).isBetween(cold / 3, cold * 2 / 3);
        double[][] expected = PlantedInteractions.dense(all, 400);
        double[][] training = PlantedInteractions.dense(split.training(), 400);
        double[][] validation = PlantedInteractions.dense(split.validation(), 400);
        double[][] test = PlantedInteractions.dense(split.test(), 400);
        double[][] trainedBefore = PlantedInteractions.dense(plain.training(), 400);
        for (int u = 0; u < all.users(); u++) {
            for (int i = 0; i < 400; i++) {
                assertThat(training[u][i] + validation[u][i] + test[u][i]).isEqualTo(expected[u][i]);
                assertThat(training[u][i]).isEqualTo(warm[i] ? trainedBefore[u][i] : 0);
            }
        }
        assertThat(split.coldInteractions(split.test(), 400)).isPositive();
        assertThat(plain.withColdItems(0, 5)).isSameAs(plain);
        assertThat(plain.withColdItems(0.2, 6).training().touched(400)).isNotEqualTo(warm);
    }

    @Test
    void shouldDependOnTheSeedAlone() {
        Interactions all = PlantedInteractions.random(100, ITEMS, 0.2, false, new SplittableRandom(1));
        double[][] test = PlantedInteractions.dense(Split.random(all, 0.2, 5).test(), ITEMS);
        assertThat(PlantedInteractions.dense(Split.random(all, 0.2, 5).test(), ITEMS))
                .isDeepEqualTo(test);
        assertThat(PlantedInteractions.dense(Split.random(all, 0.2, 6).test(), ITEMS)[1])
                .isNotEqualTo(test[1]);
    }

    @Test
    void shouldHoldOutTheLatest() {
        SplittableRandom random = new SplittableRandom(3);
        Interactions all = PlantedInteractions.random(50, ITEMS, 0.4, false, random);
        double[][] times = new double[50][ITEMS];
        double[] keys = new double[all.total()];
        int at = 0;
        for (int u = 0; u < times.length; u++) {
            for (int n = 0; n < all.count(u); n++) {
                keys[at] = random.nextInt(1_000_000);
                times[u][all.item(u, n)] = keys[at++];
            }
        }
        Split split = Split.latest(new KeyedInteractions(all, keys), 0.2, 1);
        for (int u = 1; u < times.length; u++) { // the first one has no interactions
            assertThat(split.test().count(u)).isPositive();
            assertThat(latest(split.training(), u, times)).isLessThanOrEqualTo(earliest(split.validation(), u, times));
            assertThat(latest(split.validation(), u, times)).isLessThanOrEqualTo(earliest(split.test(), u, times));
        }
    }

    /** Times from 0 to 99, so that many are equal to a point of the split. */
    @ParameterizedTest
    @CsvSource({"40, 50, 75", "50, 50, 75", "30, 80, 95"})
    void shouldSplitAllUsersAtTheSameTimes(double trainingEnd, double validationFrom, double testFrom) {
        SplittableRandom random = new SplittableRandom(4);
        Interactions all = PlantedInteractions.random(300, ITEMS, 0.1, true, random);
        double[] times = new double[all.total()];
        Arrays.setAll(times, n -> random.nextInt(100));
        Split split =
                Split.byTime(new KeyedInteractions(all, times), new TimeCuts(trainingEnd, validationFrom, testFrom));
        double[][] training = PlantedInteractions.dense(split.training(), ITEMS);
        double[][] validation = PlantedInteractions.dense(split.validation(), ITEMS);
        double[][] test = PlantedInteractions.dense(split.test(), ITEMS);
        int at = 0;
        int ignored = 0;
        for (int u = 0; u < all.users(); u++) {
            for (int n = 0; n < all.count(u); n++) {
                double time = times[at++];
                int item = all.item(u, n);
                double weight = all.weight(u, n);
                assertThat(training[u][item]).isEqualTo(time < trainingEnd ? weight : 0);
                assertThat(validation[u][item]).isEqualTo(time >= validationFrom && time < testFrom ? weight : 0);
                assertThat(test[u][item]).isEqualTo(time >= testFrom ? weight : 0);
                ignored += time >= trainingEnd && time < validationFrom ? 1 : 0;
            }
        }
        assertThat(split.training().total()
                        + split.validation().total()
                        + split.test().total())
                .isEqualTo(all.total() - ignored);
        assertThat(ignored > 0).isEqualTo(trainingEnd < validationFrom);
        assertThat(split.tiedUsers()).isZero();
    }

    @Test
    void shouldRefuseEmptyPartsOfASplitByTime() {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int item = 0; item < 4; item++) {
            builder.add(item, 1);
        }
        builder.endUser();
        KeyedInteractions timed = new KeyedInteractions(builder.build(), new double[] {1, 2, 3, 4});
        assertThat(Split.byTime(timed, new TimeCuts(2, 3, 4)).training().total())
                .isEqualTo(1);
        assertThatThrownBy(() -> Split.byTime(timed, new TimeCuts(1, 3, 4)))
                .hasMessageContaining(
                        "of 4 interactions, 0 are for training, 2 in the gap, 1 for validation and 1 for the test");
        assertThatThrownBy(() -> Split.byTime(timed, new TimeCuts(3.5, 3.5, 4)))
                .hasMessageContaining("3 are for training, 0 in the gap, 0 for validation and 1 for the test");
        assertThatThrownBy(() -> Split.byTime(timed, new TimeCuts(3, 3, 4.5)))
                .hasMessageContaining("2 for validation and 0 for the test");
        assertThatThrownBy(() ->
                        SplitMethod.byTime(new TimeCuts(3, 3, 4.5), "at").split(timed.interactions(), timed.keys(), 1))
                .hasMessage(
                        "`split`: by the times in the property [at], of 4 interactions, 2 are for training, 0 in the"
                                + " gap, 2 for validation and 0 for the test, but training, validation and test need at least"
                                + " one each. Move `split.validationFrom` or `split.testFrom`, or shorten `split.gap`.");
        assertThatThrownBy(() -> new TimeCuts(2, 1, 3)).hasMessageContaining("not in order");
        assertThatThrownBy(() -> new TimeCuts(1, 2, 2)).hasMessageContaining("not in order");
        assertThatThrownBy(() -> new TimeCuts(Double.NaN, 2, 3)).hasMessageContaining("not in order");
    }

    /** The second user's only interactions are in one held-out part. */
    @ParameterizedTest
    @CsvSource({"validation, 3, 5", "test, 5, 3"})
    void shouldRefuseASplitByTimeWithColdUsersOnly(String part, double ofSecond, double ofFirst) {
        Interactions.Builder builder = new Interactions.Builder(false);
        builder.add(0, 1);
        builder.add(1, 1);
        builder.endUser();
        builder.add(0, 1);
        builder.endUser();
        assertThatThrownBy(() -> Split.byTime(
                        new KeyedInteractions(builder.build(), new double[] {1, ofFirst, ofSecond}),
                        new TimeCuts(2, 3, 4)))
                .hasMessageContaining("no user with " + part + " interactions has training interactions");
    }

    private static double latest(Interactions part, int user, double[][] times) {
        double latest = Double.NEGATIVE_INFINITY;
        for (int n = 0; n < part.count(user); n++) {
            latest = Math.max(latest, times[user][part.item(user, n)]);
        }
        return latest;
    }

    private static double earliest(Interactions part, int user, double[][] times) {
        double earliest = Double.POSITIVE_INFINITY;
        for (int n = 0; n < part.count(user); n++) {
            earliest = Math.min(earliest, times[user][part.item(user, n)]);
        }
        return earliest;
    }

    /** Ten users with ten items each; the first three have no ties at a cut. */
    @Test
    void shouldCountUsersWithEqualTimesAtACut() {
        double[][] times = {
            {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
            {5, 5, 5, 5, 5, 6, 7, 8, 9, 9},
            {0, 0, 0, 0, 0, 0, 1, 1, 2, 2},
            {0, 1, 2, 3, 4, 5, 6, 8, 8, 9},
            {0, 1, 2, 3, 4, 5, 7, 8, 8, 8},
            {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
        };
        Interactions.Builder builder = new Interactions.Builder(false);
        double[] keys = new double[60];
        for (int u = 0; u < times.length; u++) {
            for (int i = 0; i < 10; i++) {
                builder.add(i, 1);
                keys[10 * u + i] = times[u][i];
            }
            builder.endUser();
        }
        Split split = Split.latest(new KeyedInteractions(builder.build(), keys), 0.2, 1);
        assertThat(split.test().total()).isEqualTo(12);
        assertThat(split.tiedUsers()).isEqualTo(3);
        assertThat(Split.random(builder.build(), 0.2, 1).tiedUsers()).isZero();
    }

    @Test
    void shouldHoldOutEqualTimesWithTheSameProbability() {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int n = 0; n < 500; n++) {
            for (int item = 0; item < 10; item++) {
                builder.add(item, 1);
            }
            builder.endUser();
        }
        int[] tests = new int[10];
        int[] validations = new int[10];
        KeyedInteractions all = new KeyedInteractions(builder.build(), new double[5000]);
        for (long seed = 0; seed < 4; seed++) {
            Split split = Split.latest(all, 0.1, seed);
            assertThat(split.tiedUsers()).isEqualTo(500);
            for (int u = 0; u < 500; u++) {
                tests[split.test().item(u, 0)]++;
                validations[split.validation().item(u, 0)]++;
            }
        }
        assertThat(Arrays.stream(tests)).allMatch(count -> Math.abs(count - 200) < 60);
        assertThat(Arrays.stream(validations)).allMatch(count -> Math.abs(count - 200) < 60);
        assertThat(PlantedInteractions.dense(Split.latest(all, 0.1, 3).test(), 10))
                .isDeepEqualTo(
                        PlantedInteractions.dense(Split.latest(all, 0.1, 3).test(), 10));
    }

    @Test
    void shouldFollowLabelsAndRefuseOthers() {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int item : new int[] {3, 5, 7, 9}) {
            builder.add(item, 1);
        }
        builder.endUser();
        Split split = Split.labelled(new KeyedInteractions(builder.build(), new double[] {0, 1, 1, 2}));
        assertThat(PlantedInteractions.dense(split.training(), 10)[0])
                .isEqualTo(new double[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        assertThat(PlantedInteractions.dense(split.validation(), 10)[0])
                .isEqualTo(new double[] {0, 0, 0, 0, 0, 1, 0, 1, 0, 0});
        assertThat(PlantedInteractions.dense(split.test(), 10)[0])
                .isEqualTo(new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

        KeyedInteractions interactions = new KeyedInteractions(split.test(), new double[] {3});
        assertThatThrownBy(() -> Split.labelled(interactions)).hasMessageContaining("one is 3.0");
        KeyedInteractions trainingOnly = new KeyedInteractions(split.test(), new double[] {0});
        assertThatThrownBy(() -> Split.labelled(trainingOnly)).hasMessageContaining("on 1, 0 and 0 interactions");
    }
}
