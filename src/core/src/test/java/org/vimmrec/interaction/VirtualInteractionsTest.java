package org.vimmrec.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vimmrec.reference.Neighbour;
import org.vimmrec.reference.Rankings;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;

/** Four items: 0 has the neighbours 2 and 3, and 1 has the neighbour 3. */
class VirtualInteractionsTest {
    private static final long[] IDS = {10, 11, 12, 13};

    private static Neighbours neighbours(int first, double firstScore) {
        return new Neighbours(
                new int[][] {{first, 3}, {3}, {}, {}}, new double[][] {{firstScore, 0.25}, {0.5}, {}, {}});
    }

    private static Layer layer(double... factors) {
        return new Layer(neighbours(2, 0.5), factors);
    }

    private static VirtualInteractions rows(Aggregation aggregation, List<Layer> layers, int topK, double... weights) {
        Interactions.Builder interactions = new Interactions.Builder(true);
        for (int item = 0; item < weights.length; item++) {
            interactions.add(item, weights[item]);
        }
        interactions.endUser();
        return new VirtualInteractions(
                interactions.build(),
                layers,
                topK,
                new EdgeRule(aggregation, 1, Double.NEGATIVE_INFINITY, Integer.MAX_VALUE));
    }

    private static long fingerprint(Layer layer, int topK, long[] ids) {
        return rows(Aggregation.MEAN, List.of(layer), topK, 1).fingerprint(0, ids);
    }

    @Test
    void shouldChangeAnItemsFingerprintWithItsContributions() {
        long fingerprint = fingerprint(layer(1, 1, 1, 1), 2, IDS);
        assertThat(fingerprint(layer(1, 0, 0, 0), 2, IDS))
                .as("factors of other items")
                .isEqualTo(fingerprint);
        assertThat(fingerprint(layer(1, 1, 1, 1), 9, IDS))
                .as("topK beyond the neighbours")
                .isEqualTo(fingerprint);
        assertThat(fingerprint(layer(1, 1, 1, 1), 1, IDS)).as("topK").isNotEqualTo(fingerprint);
        assertThat(fingerprint(layer(0.5, 1, 1, 1), 2, IDS)).as("factor").isNotEqualTo(fingerprint);
        assertThat(fingerprint(layer(1, 1, 1, 1), 2, new long[] {10, 11, 12, 14}))
                .as("id")
                .isNotEqualTo(fingerprint);
        assertThat(fingerprint(new Layer(neighbours(1, 0.5), new double[] {1, 1, 1, 1}), 2, IDS))
                .as("neighbour")
                .isNotEqualTo(fingerprint);
        assertThat(fingerprint(new Layer(neighbours(2, 0.75), new double[] {1, 1, 1, 1}), 2, IDS))
                .as("similarity")
                .isNotEqualTo(fingerprint);
        assertThat(fingerprint(new Layer(neighbours(1, 0.75), new double[4]), 2, IDS))
                .as("neighbours with factor 0")
                .isEqualTo(fingerprint(layer(0, 1, 1, 1), 2, IDS));
    }

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void shouldIgnoreItemsWithFactorZero(Aggregation aggregation) {
        assertThat(Rankings.rows(rows(aggregation, List.of(layer(0, 1, 1, 1)), 2, 1))
                        .get(0))
                .isEmpty();
    }

    @Test
    void shouldKeepSmallSummandsBesideLargeOnes() {
        VirtualInteractions rows = rows(Aggregation.SUM, List.of(layer(1, 1, 1, 1)), 1, 0x1p1000, 0x1p-1000);
        assertThat(Rankings.rows(rows).get(0)).containsExactly(new Neighbour(2, 0x1p999), new Neighbour(3, 0x1p-1001));
    }

    @Test
    void shouldAverageWeightsWhoseSumOverflows() {
        VirtualInteractions rows = rows(Aggregation.MEAN, List.of(layer(1, 1, 1, 1)), 1, 0x1p1023, 0x1p1023);
        assertThat(Rankings.rows(rows).get(0)).containsExactly(new Neighbour(2, 0.25), new Neighbour(3, 0.25));
    }

    @Test
    void shouldRefuseASumThatOverflows() {
        VirtualInteractions rows = rows(
                Aggregation.SUM,
                List.of(new Layer(
                        new Neighbours(new int[][] {{2}, {2}, {}}, new double[][] {{1}, {1}, {}}),
                        new double[] {1, 1, 1})),
                1,
                0x1p1023,
                0x1p1023);
        assertThatThrownBy(() -> rows.reader().read(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("`aggregation: 'sum'`");
    }

    private static VirtualInteractions sum(double score, double... weights) {
        Neighbours neighbours =
                new Neighbours(new int[][] {{2, 3}, {3}, {}, {}}, new double[][] {{0.25, -score}, {score}, {}, {}});
        return rows(Aggregation.SUM, List.of(new Layer(neighbours, new double[] {1, 1, 1, 1})), 2, weights);
    }

    @Test
    void shouldForeseeASumThatOverflows() {
        assertThat(sum(1, 0x1p1022, 0x1p1022).mayOverflow())
                .as("largest weights")
                .isTrue();
        assertThat(sum(1, 0x1p1023, 0x1p1023).mayOverflow())
                .as("infinite sum of weights")
                .isTrue();
        assertThat(sum(0, 0x1p1023, 0x1p1023).mayOverflow())
                .as("infinite sum times 0")
                .isTrue();
        assertThat(sum(1, 0x1p1020, 0x1p1020).mayOverflow()).as("large weights").isFalse();
        assertThat(sum(1, Double.MIN_VALUE, 1).mayOverflow())
                .as("usual weights")
                .isFalse();
    }

    @Test
    void shouldAddTheVotesOfAllLayersToForeseeAnOverflow() {
        Layer layer = layer(1, 1, 1, 1);
        assertThat(rows(Aggregation.SUM, List.of(layer), 2, 0x1p1023).mayOverflow())
                .isFalse();
        assertThat(rows(Aggregation.SUM, List.of(layer, layer), 2, 0x1p1023).mayOverflow())
                .isTrue();
        assertThat(rows(Aggregation.SUM, List.of(layer, layer(0, 0, 1, 1)), 2, 0x1p1023)
                        .mayOverflow())
                .as("the second layer has only factors 0")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"MEAN", "MAX"})
    void shouldForeseeThatOtherAggregationsDoNotOverflow(Aggregation aggregation) {
        assertThat(rows(aggregation, List.of(layer(1, 1, 1, 1)), 2, 0x1p1023, 0x1p1023)
                        .mayOverflow())
                .isFalse();
    }

    @Test
    void shouldEstimateTheHeapOfAReader() {
        assertThat(VirtualInteractions.readerBytes(1000)).isEqualTo(25_000);
    }
}
