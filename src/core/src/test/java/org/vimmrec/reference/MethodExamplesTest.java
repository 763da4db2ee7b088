package org.vimmrec.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * docs/explanation/method.md worked out on paper. One catalogue of five items serves all examples:
 *
 * <pre>
 *   item   visual    text
 *     0    (1, 0)    (1, 0)
 *     1    (3, 4)    (4, 3)
 *     2    (0, 2)      -        visual alone
 *     3      -       (5, 0)     text alone
 *     4    (0, 0)      -        nothing: a zero vector points nowhere
 *
 *   visual cosines:  0-1  3/5   = 0.6      text cosines:  0-1  4/5   = 0.8
 *                    0-2          0                       0-3          1
 *                    1-2  8/10  = 0.8                     1-3  20/25 = 0.8
 *
 *   neighbours, topK 2, above 0
 *     visual: 0 -> 1 (0.6)                   text: 0 -> 3 (1), 1 (0.8)
 *             1 -> 2 (0.8), 0 (0.6)                1 -> 0 (0.8), 3 (0.8)   a tie: 0 was read first
 *             2 -> 1 (0.8)                         3 -> 0 (1), 1 (0.8)
 * </pre>
 *
 * Weights are visual 1/4 and text 3/4 unless an example says otherwise. Items 0 and 1 have both modalities and use them
 * as they are; item 2 puts all its weight on visual, item 3 on text.
 */
class MethodExamplesTest {

    private static final Offset<Double> TINY = within(1e-12);
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final double NONE = Double.POSITIVE_INFINITY;

    private final Map<String, double[][]> catalogue = catalogue();
    private final Map<String, List<List<Neighbour>>> stored = neighboursOf(catalogue, 2);
    private final Map<String, Double> weights = Reference.normalised(weights(1, 3));

    private static Map<String, double[][]> catalogue() {
        Map<String, double[][]> catalogue = new LinkedHashMap<>();
        catalogue.put("visual", new double[][] {{1, 0}, {3, 4}, {0, 2}, null, {0, 0}});
        catalogue.put("text", new double[][] {{1, 0}, {4, 3}, null, {5, 0}, null});
        return catalogue;
    }

    private static Map<String, List<List<Neighbour>>> neighboursOf(Map<String, double[][]> embeddings, int topK) {
        Map<String, List<List<Neighbour>>> neighbours = new LinkedHashMap<>();
        embeddings.forEach((modality, table) -> neighbours.put(modality, Reference.neighbours(table, topK, 0)));
        return neighbours;
    }

    private static Map<String, Double> weights(double visual, double text) {
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put("visual", visual);
        weights.put("text", text);
        return weights;
    }

    private static void assertNeighbours(List<Neighbour> actual, Neighbour... expected) {
        List<Integer> items = new ArrayList<>();
        for (Neighbour neighbour : expected) {
            items.add(neighbour.item());
        }
        assertThat(actual).extracting(Neighbour::item).isEqualTo(items);
        for (int k = 0; k < expected.length; k++) {
            assertThat(actual.get(k).score()).isCloseTo(expected[k].score(), TINY);
        }
    }

    private static Neighbour neighbour(int item, double score) {
        return new Neighbour(item, score);
    }

    private static void assertValues(SortedMap<Integer, Double> actual, Map<Integer, Double> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((item, value) ->
                assertThat(actual.get(item)).as("item %d", item).isCloseTo(value, TINY));
    }

    @Nested
    @DisplayName("1. Similarity")
    class SimilarityExamples {

        @Test
        void shouldMeasureTheAngleWhateverTheLength() {
            assertThat(Reference.cosine(new double[] {3, 4}, new double[] {0, 2}))
                    .isEqualTo(0.8);
            assertThat(Reference.cosine(new double[] {3e300, 4e300}, new double[] {0, 2e-300}))
                    .isEqualTo(0.8);
            assertThat(Reference.cosine(new double[] {1, 0}, new double[] {0, 1}))
                    .isZero();
            assertThat(Reference.cosine(new double[] {1, 0}, new double[] {-7, 0}))
                    .isEqualTo(-1);
            assertThat(Reference.cosine(new double[] {Double.MIN_VALUE}, new double[] {Double.MAX_VALUE}))
                    .isEqualTo(1);
        }

        @Test
        void shouldStayWithinOneWhereRoundingWouldLeaveIt() {
            for (int seed = 1; seed < 1000; seed++) {
                double[] vector = {seed * 0.1, seed * 0.7, 0.3, 1.0 / seed};
                assertThat(Reference.cosine(vector, vector))
                        .isLessThanOrEqualTo(1)
                        .isCloseTo(1, TINY);
            }
        }

        @Test
        void shouldKeepTheBestAboveTheCutoffAndSettleTiesByTheItemReadFirst() {
            List<List<Neighbour>> visual = stored.get("visual");
            assertNeighbours(visual.get(0), neighbour(1, 0.6)); // 0-2 is 0, and 0 is not above 0
            assertNeighbours(visual.get(1), neighbour(2, 0.8), neighbour(0, 0.6));
            assertNeighbours(visual.get(2), neighbour(1, 0.8));
            assertNeighbours(visual.get(3));
            assertNeighbours(visual.get(4));

            List<List<Neighbour>> text = stored.get("text");
            assertNeighbours(text.get(0), neighbour(3, 1), neighbour(1, 0.8));
            assertNeighbours(text.get(1), neighbour(0, 0.8), neighbour(3, 0.8));
            assertNeighbours(text.get(2));
            assertNeighbours(text.get(3), neighbour(0, 1), neighbour(1, 0.8));
            assertNeighbours(text.get(4));

            // With topK 1 the tie decides who is stored at all.
            assertNeighbours(Reference.neighbours(catalogue.get("text"), 1, 0).get(1), neighbour(0, 0.8));
        }

        @Test
        void shouldTakeACutoffBelowZeroAtItsWord() {
            List<List<Neighbour>> all = Reference.neighbours(catalogue.get("visual"), 2, -1);
            assertNeighbours(all.get(0), neighbour(1, 0.6), neighbour(2, 0));
            // Opposite vectors are at -1, which is not above -1.
            assertNeighbours(Reference.neighbours(new double[][] {{1}, {-1}}, 2, -1)
                    .get(0));
            assertNeighbours(
                    Reference.neighbours(new double[][] {{1}, {-1}}, 2, -1.5).get(0), neighbour(1, -1));
        }

        @Test
        void shouldHaveNothingToSayOfNoItems() {
            assertThat(Reference.neighbours(new double[0][], 10, 0)).isEmpty();
            assertThat(Reference.neighbours(new double[][] {{1, 2}}, 10, 0)).containsExactly(List.of());
        }
    }

    @Nested
    @DisplayName("2. Statistics and modality weights")
    class WeightExamples {

        /**
         * Visual scores 0.6, 0.6, 0.8, 0.8: mean 0.7, every one 0.1 away from it. Text scores 0.8 four times and 1
         * twice: mean 5.2 / 6 = 13/15, variance (4 * (1/15)^2 + 2 * (2/15)^2) / 6 = 12/6 / 225, standard deviation
         * sqrt(2) / 15.
         */
        @Test
        void shouldDescribeTheStoredScores() {
            Distribution visual = Distribution.of(stored.get("visual"));
            assertThat(visual.count()).isEqualTo(4);
            assertThat(visual.mean()).isCloseTo(0.7, TINY);
            assertThat(visual.standardDeviation()).isCloseTo(0.1, TINY);
            assertThat(visual.min()).isEqualTo(0.6);
            assertThat(visual.max()).isEqualTo(0.8);

            Distribution text = Distribution.of(stored.get("text"));
            assertThat(text.count()).isEqualTo(6);
            assertThat(text.mean()).isCloseTo(13.0 / 15, TINY);
            assertThat(text.standardDeviation()).isCloseTo(Math.sqrt(2) / 15, TINY);
        }

        /**
         * Of 1, 2, 4, 8 the median is at place 1.5, half way from 2 to 4; the 90th percentile at place 2.7, seven
         * tenths of the way from 4 to 8; the 10th at 0.3.
         */
        @Test
        void shouldInterpolatePercentilesLinearly() {
            Distribution distribution = new Distribution(new double[] {1, 2, 4, 8});
            assertThat(distribution.percentile(0)).isEqualTo(1);
            assertThat(distribution.percentile(10)).isCloseTo(1.3, TINY);
            assertThat(distribution.percentile(50)).isCloseTo(3, TINY);
            assertThat(distribution.percentile(90)).isCloseTo(6.8, TINY);
            assertThat(distribution.percentile(100)).isEqualTo(8);
            assertThat(new Distribution(new double[] {5}).percentile(37)).isEqualTo(5);
        }

        /** Means 7/10 = 21/30 and 13/15 = 26/30: weights 21/47 and 26/47. */
        @Test
        void shouldWeighModalitiesByTheirMean() {
            Map<String, Double> byMean = Reference.meanWeights(stored);
            assertThat(byMean.keySet()).containsExactly("visual", "text");
            assertThat(byMean.get("visual")).isCloseTo(21.0 / 47, TINY);
            assertThat(byMean.get("text")).isCloseTo(26.0 / 47, TINY);
        }

        @Test
        void shouldCountANegativeMeanAndNoScoresAsZero() {
            Map<String, List<List<Neighbour>>> scores = new LinkedHashMap<>();
            scores.put("visual", List.of(List.of(neighbour(1, -0.5)), List.of(neighbour(0, -0.5))));
            scores.put("text", List.of(List.of(neighbour(1, 0.2)), List.of()));
            scores.put("acoustic", List.of(List.of(), List.of()));
            assertThat(Reference.meanWeights(scores)).isEqualTo(Map.of("visual", 0.0, "text", 1.0, "acoustic", 0.0));

            scores.remove("text");
            assertThat(Reference.meanWeights(scores)).isEqualTo(Map.of("visual", 0.5, "acoustic", 0.5));
        }

        @Test
        void shouldSpreadWeightsEvenlyOrAsGiven() {
            assertThat(Reference.uniformWeights(List.of("visual", "text")))
                    .isEqualTo(Map.of("visual", 0.5, "text", 0.5));
            assertThat(weights).isEqualTo(Map.of("visual", 0.25, "text", 0.75));
            assertThatThrownBy(() -> Reference.normalised(weights(0, 0))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /**
     * What each touched item says of the others (w * s):
     *
     * <pre>
     *   item 0, visual 1/4: of 1  0.25 * 0.6 = 0.15        text 3/4: of 3  0.75 * 1   = 0.75
     *                                                                of 1  0.75 * 0.8 = 0.60
     *   item 1, visual 1/4: of 2  0.25 * 0.8 = 0.20        text 3/4: of 0  0.75 * 0.8 = 0.60
     *                       of 0  0.25 * 0.6 = 0.15                  of 3  0.75 * 0.8 = 0.60
     *   item 2, visual 1:   of 1  0.80
     *   item 3,                                            text 1:   of 0  1
     *                                                                of 1  0.80
     *   item 4: nothing
     * </pre>
     */
    @Nested
    @DisplayName("3. Overlay")
    class OverlayExamples {

        private SortedMap<Integer, Double> overlay(
                Aggregation aggregation, int topK, boolean weighted, Interaction... interactions) {
            return Reference.overlay(stored, weights, topK, List.of(interactions), weighted, aggregation)
                    .get(7);
        }

        /** Item 1 gets 0.15 + 0.60. */
        @Test
        void shouldLayTheModalitiesOverEachOther() {
            assertValues(overlay(Aggregation.MEAN, 2, false, new Interaction(7, 0)), Map.of(1, 0.75, 3, 0.75));
        }

        /** User 7 touched 0 and 2: item 1 gets (0.75 + 0.80) / 2, item 3 gets (0.75 + 0) / 2. */
        @Test
        void shouldAverageOverWhatTheUserTouched() {
            assertValues(
                    overlay(Aggregation.MEAN, 2, false, new Interaction(7, 0), new Interaction(7, 2)),
                    Map.of(1, 0.775, 3, 0.375));
        }

        /** Item 4 contributes nothing, but counts as one of the two items of the user. */
        @Test
        void shouldCountAnItemWithoutEmbeddingsAmongThoseTouched() {
            assertValues(
                    overlay(Aggregation.MEAN, 2, false, new Interaction(7, 0), new Interaction(7, 4)),
                    Map.of(1, 0.375, 3, 0.375));
            assertValues(overlay(Aggregation.MEAN, 2, false, new Interaction(7, 4)), Map.of());
        }

        @Test
        void shouldCountParallelInteractionsOnceUnlessWeighted() {
            Interaction[] parallel = {new Interaction(7, 0), new Interaction(7, 0, 5), new Interaction(7, 2)};
            assertValues(overlay(Aggregation.MEAN, 2, false, parallel), Map.of(1, 0.775, 3, 0.375));
        }

        /** r is 0.5 + 0.5 = 1 for item 0 and 3 for item 2: item 1 gets (0.75 + 3 * 0.80) / 4, item 3 gets 0.75 / 4. */
        @Test
        void shouldAddUpParallelInteractionsThatAreWeighted() {
            Interaction[] parallel = {new Interaction(7, 0, 0.5), new Interaction(7, 2, 3), new Interaction(7, 0, 0.5)};
            assertValues(overlay(Aggregation.MEAN, 2, true, parallel), Map.of(1, 0.7875, 3, 0.1875));
            assertValues(overlay(Aggregation.SUM, 2, true, parallel), Map.of(1, 3.15, 3, 0.75));
            // max: 1 hears 0.15 and 0.80 by visual, 0.60 by text; r plays no part.
            assertValues(overlay(Aggregation.MAX, 2, true, parallel), Map.of(1, 1.4, 3, 0.75));
        }

        /** Sum: item 1 gets 0.75 + 0.80. Max: 0.80 by visual (above 0.15) and 0.60 by text. */
        @Test
        void shouldSumOrTakeTheBestPerModality() {
            Interaction[] both = {new Interaction(7, 0), new Interaction(7, 2)};
            assertValues(overlay(Aggregation.SUM, 2, false, both), Map.of(1, 1.55, 3, 0.75));
            assertValues(overlay(Aggregation.MAX, 2, false, both), Map.of(1, 1.4, 3, 0.75));
        }

        /**
         * User 7 touched 0 and 1, which are neighbours of each other: only 2 (0.20 / 2) and 3 ((0.75 + 0.60) / 2) are
         * new.
         */
        @Test
        void shouldNeverDoubleARealInteraction() {
            assertValues(
                    overlay(Aggregation.MEAN, 2, false, new Interaction(7, 0), new Interaction(7, 1)),
                    Map.of(2, 0.1, 3, 0.675));
        }

        /** With one neighbour each, item 1 has 2 by visual (0.20) and 0 by text (0.60), and 3 has lost the tie. */
        @Test
        void shouldUseOnlyTheFirstStoredNeighbours() {
            assertValues(overlay(Aggregation.MEAN, 1, false, new Interaction(7, 1)), Map.of(0, 0.6, 2, 0.2));
        }

        /**
         * With a cutoff of 0.7 item 0 has no stored visual neighbour left: it puts all its weight on text, though it
         * has a visual embedding.
         */
        @Test
        void shouldTakeStoredNeighboursForWhatAnItemHas() {
            Map<String, List<List<Neighbour>>> above = new LinkedHashMap<>();
            catalogue.forEach((modality, table) -> above.put(modality, Reference.neighbours(table, 2, 0.7)));
            assertThat(above.get("visual").get(0)).isEmpty();
            assertValues(
                    Reference.overlay(above, weights, 2, List.of(new Interaction(7, 0)), false, Aggregation.MEAN)
                            .get(7),
                    Map.of(1, 0.8, 3, 1.0));
        }

        @Test
        void shouldHearNothingFromAnItemWhoseModalitiesHaveNoWeight() {
            Map<String, Double> textAlone = weights(0, 1);
            List<Interaction> touchesVisualAlone = List.of(new Interaction(7, 2));
            assertValues(
                    Reference.overlay(stored, textAlone, 2, touchesVisualAlone, false, Aggregation.MEAN)
                            .get(7),
                    Map.of());
        }
    }

    /**
     * The fused similarities:
     *
     * <pre>
     *   0-1  0.25 * 0.6 + 0.75 * 0.8 = 0.75      1-2  visual alone: 0.8
     *   0-2  visual alone: 0                     1-3  text alone:   0.8
     *   0-3  text alone:   1                     2-3  no modality in common: no pair
     *
     *   neighbours, topK 2, above 0
     *     0 -> 3 (1), 1 (0.75)      1 -> 2 (0.8), 3 (0.8)   0 at 0.75 does not make it
     *     2 -> 1 (0.8)              3 -> 0 (1), 1 (0.8)
     * </pre>
     */
    @Nested
    @DisplayName("4. Synergistic")
    class SynergisticExamples {

        private final List<List<Neighbour>> fused = Reference.fusedNeighbours(catalogue, weights, 2, 0);

        @Test
        void shouldFuseOverCommonModalitiesOnly() {
            assertThat(Reference.fusedSimilarity(catalogue, weights, 0, 1)).isCloseTo(0.75, TINY);
            assertThat(Reference.fusedSimilarity(catalogue, weights, 1, 2)).isCloseTo(0.8, TINY);
            assertThat(Reference.fusedSimilarity(catalogue, weights, 3, 0)).isCloseTo(1, TINY);
            assertThat(Reference.fusedSimilarity(catalogue, weights, 2, 3)).isNaN();
            assertThat(Reference.fusedSimilarity(catalogue, weights, 0, 4)).isNaN();
        }

        @Test
        void shouldHaveNoPairWhereTheCommonModalitiesHaveNoWeight() {
            Map<String, Double> textAlone = weights(0, 1);
            assertThat(Reference.fusedSimilarity(catalogue, textAlone, 1, 2)).isNaN();
            assertThat(Reference.fusedSimilarity(catalogue, textAlone, 0, 1)).isCloseTo(0.8, TINY);
            // Even with a cutoff that anything passes.
            assertNeighbours(
                    Reference.fusedNeighbours(catalogue, textAlone, 5, -2).get(2));
        }

        @Test
        void shouldRankAllItemsByTheFusedSimilarity() {
            assertNeighbours(fused.get(0), neighbour(3, 1), neighbour(1, 0.75));
            assertNeighbours(fused.get(1), neighbour(2, 0.8), neighbour(3, 0.8));
            assertNeighbours(fused.get(2), neighbour(1, 0.8));
            assertNeighbours(fused.get(3), neighbour(0, 1), neighbour(1, 0.8));
            assertNeighbours(fused.get(4));
            assertNeighbours(
                    Reference.fusedNeighbours(catalogue, weights, 3, -2).get(0),
                    neighbour(3, 1),
                    neighbour(1, 0.75),
                    neighbour(2, 0));
            // 0.8 is not above 0.8.
            assertNeighbours(
                    Reference.fusedNeighbours(catalogue, weights, 2, 0.8).get(0), neighbour(3, 1));
            assertNeighbours(
                    Reference.fusedNeighbours(catalogue, weights, 2, 0.8).get(1));
        }

        private SortedMap<Integer, Double> synergistic(
                Aggregation aggregation, boolean weighted, Interaction... interactions) {
            return Reference.synergistic(fused, List.of(interactions), weighted, aggregation)
                    .get(7);
        }

        /** User 7 touched 0 and 2: item 1 hears 0.75 and 0.80, item 3 hears 1 from item 0. */
        @Test
        void shouldAggregateOverWhatTheUserTouched() {
            Interaction[] both = {new Interaction(7, 0), new Interaction(7, 2), new Interaction(7, 2)};
            assertValues(synergistic(Aggregation.MEAN, false, both), Map.of(1, 0.775, 3, 0.5));
            assertValues(synergistic(Aggregation.SUM, false, both), Map.of(1, 1.55, 3, 1.0));
            assertValues(synergistic(Aggregation.MAX, false, both), Map.of(1, 0.8, 3, 1.0));
        }

        /** Item 2 counts 2 + 1: item 1 gets (0.75 + 3 * 0.80) / 4, item 3 gets 1 / 4. */
        @Test
        void shouldAddUpParallelInteractionsThatAreWeighted() {
            Interaction[] parallel = {new Interaction(7, 0), new Interaction(7, 2, 2), new Interaction(7, 2)};
            assertValues(synergistic(Aggregation.MEAN, true, parallel), Map.of(1, 0.7875, 3, 0.25));
        }

        /** Neighbours are over all items: what the user has already touched takes its place among them. */
        @Test
        void shouldNotFillThePlacesOfTouchedItems() {
            assertValues(
                    synergistic(
                            Aggregation.SUM,
                            false,
                            new Interaction(7, 1),
                            new Interaction(7, 2),
                            new Interaction(7, 4)),
                    Map.of(3, 0.8));
        }
    }

    @Nested
    @DisplayName("5. Edge weights")
    class EdgeExamples {

        /** User 7 touched 0, so 1 and 3 are at 0.75 alike; user 2 touched 1: 0 at 0.75, 2 at 0.20, 3 at 0.60. */
        private final List<Interaction> interactions = List.of(new Interaction(7, 0), new Interaction(2, 1));

        private final SortedMap<Integer, SortedMap<Integer, Double>> values =
                Reference.overlay(stored, weights, 2, interactions, false, Aggregation.MEAN);

        private void assertEdges(List<VirtualInteraction> actual, VirtualInteraction... expected) {
            assertThat(actual).hasSameSizeAs(expected);
            for (int e = 0; e < expected.length; e++) {
                assertThat(actual.get(e).user()).isEqualTo(expected[e].user());
                assertThat(actual.get(e).item()).isEqualTo(expected[e].item());
                assertThat(actual.get(e).weight()).isCloseTo(expected[e].weight(), TINY);
            }
        }

        @Test
        void shouldScaleByTheVirtualWeightStrongestFirst() {
            assertEdges(
                    Reference.edges(values, 0.1, 0, NO_LIMIT),
                    new VirtualInteraction(2, 0, 0.075),
                    new VirtualInteraction(2, 3, 0.06),
                    new VirtualInteraction(2, 2, 0.02),
                    new VirtualInteraction(7, 1, 0.075),
                    new VirtualInteraction(7, 3, 0.075));
        }

        /** One half is exact in binary: 0.5 * 0.75 = 0.375 is not above 0.375. */
        @Test
        void shouldKeepOnlyWeightsAboveTheMinimum() {
            assertEdges(
                    Reference.edges(values, 0.5, 0.35, NO_LIMIT),
                    new VirtualInteraction(2, 0, 0.375),
                    new VirtualInteraction(7, 1, 0.375),
                    new VirtualInteraction(7, 3, 0.375));
            SortedMap<Integer, SortedMap<Integer, Double>> exact = Reference.synergistic(
                    List.of(List.of(neighbour(1, 0.75), neighbour(2, 0.5)), List.of(), List.of()),
                    List.of(new Interaction(0, 0)),
                    false,
                    Aggregation.MEAN);
            assertEdges(Reference.edges(exact, 0.5, 0.25, NO_LIMIT), new VirtualInteraction(0, 1, 0.375));
        }

        @Test
        void shouldKeepTheHighestOfEachUserAndSettleTiesByTheItemReadFirst() {
            assertEdges(
                    Reference.edges(values, 1, 0, 1),
                    new VirtualInteraction(2, 0, 0.75),
                    new VirtualInteraction(7, 1, 0.75));
        }

        private EdgeOptions options(double popularityDiscount, double maxWeight, double maxPerInteraction) {
            return new EdgeOptions(popularityDiscount, maxWeight, 0, NO_LIMIT, maxPerInteraction);
        }

        /**
         * Item 0 has one user (7) and item 1 has one (2), items 2 and 3 have none. With the exponent 1, the values of
         * item 0 for user 2 and of item 1 for user 7 are halved: 0.75 / 2. Item 2 keeps 0.20, item 3 keeps 0.60 and
         * 0.75, so it is now the strongest for both.
         */
        @Test
        void shouldDivideByThePopularityOfTheItem() {
            assertEdges(
                    Reference.edges(values, interactions, 0.1, options(1, NONE, NONE)),
                    new VirtualInteraction(2, 3, 0.06),
                    new VirtualInteraction(2, 0, 0.0375),
                    new VirtualInteraction(2, 2, 0.02),
                    new VirtualInteraction(7, 3, 0.075),
                    new VirtualInteraction(7, 1, 0.0375));
            // With the exponent 2 they are divided by 4.
            assertEdges(
                    Reference.edges(values, interactions, 0.1, options(2, NONE, NONE)),
                    new VirtualInteraction(2, 3, 0.06),
                    new VirtualInteraction(2, 2, 0.02),
                    new VirtualInteraction(2, 0, 0.01875),
                    new VirtualInteraction(7, 3, 0.075),
                    new VirtualInteraction(7, 1, 0.01875));
        }

        /** 0.75 and 0.60 become 0.5, and 0.20 stays. The bound does not change the order: 0 is before 3. */
        @Test
        void shouldBoundWeights() {
            assertEdges(
                    Reference.edges(values, interactions, 1, options(0, 0.5, NONE)),
                    new VirtualInteraction(2, 0, 0.5),
                    new VirtualInteraction(2, 3, 0.5),
                    new VirtualInteraction(2, 2, 0.2),
                    new VirtualInteraction(7, 1, 0.5),
                    new VirtualInteraction(7, 3, 0.5));
        }

        /**
         * Both users have one interaction: 2.9 for each is two for each user. A user with interactions may have one,
         * however low the number.
         */
        @Test
        void shouldKeepAsManyAsTheInteractionsAllow() {
            VirtualInteraction[] two = {
                new VirtualInteraction(2, 0, 0.75),
                new VirtualInteraction(2, 3, 0.6),
                new VirtualInteraction(7, 1, 0.75),
                new VirtualInteraction(7, 3, 0.75)
            };
            assertEdges(Reference.edges(values, interactions, 1, options(0, NONE, 2.9)), two);
            assertEdges(Reference.edges(values, interactions, 1, options(0, NONE, 0.1)), two[0], two[2]);
        }

        /** The table in section 5 of docs/explanation/method.md: user 0 has items 0 and 1, candidates 2, 3 and 4. */
        @Test
        void shouldComputeTheTableOfTheDocumentation() {
            SortedMap<Integer, SortedMap<Integer, Double>> value =
                    new TreeMap<>(Map.of(0, new TreeMap<>(Map.of(2, 0.8, 3, 0.6, 4, 0.3))));
            List<Interaction> real = List.of(
                    new Interaction(0, 0),
                    new Interaction(0, 1),
                    new Interaction(1, 2),
                    new Interaction(2, 2),
                    new Interaction(3, 2));
            assertEdges(Reference.edges(value, real, 0.5, options(0, NONE, NONE)), edges(2, 0.4, 3, 0.3, 4, 0.15));
            assertEdges(Reference.edges(value, real, 0.5, options(1, NONE, NONE)), edges(3, 0.3, 4, 0.15, 2, 0.1));
            assertEdges(Reference.edges(value, real, 0.5, options(0.5, NONE, NONE)), edges(3, 0.3, 2, 0.2, 4, 0.15));
            assertEdges(Reference.edges(value, real, 0.5, options(0, 0.25, NONE)), edges(2, 0.25, 3, 0.25, 4, 0.15));
            assertEdges(Reference.edges(value, real, 0.5, options(0, NONE, 1)), edges(2, 0.4, 3, 0.3));
            assertEdges(Reference.edges(value, real, 0.5, options(0, NONE, 0.3)), edges(2, 0.4));
        }

        /** Edges of user 0, from items and weights in turn. */
        private VirtualInteraction[] edges(double... itemsAndWeights) {
            VirtualInteraction[] edges = new VirtualInteraction[itemsAndWeights.length / 2];
            for (int e = 0; e < edges.length; e++) {
                edges[e] = new VirtualInteraction(0, (int) itemsAndWeights[2 * e], itemsAndWeights[2 * e + 1]);
            }
            return edges;
        }
    }

    /** Section 6: interactions that count against similar items. */
    @Nested
    class NegativeInteractions {

        /**
         * The table of the documentation, with items from 0: the user bought 0 and 1, and disliked 2; the candidates
         * are 3 and 4.
         */
        @Test
        void shouldComputeTheTableOfTheDocumentation() {
            assertThat(values(List.of(), Aggregation.MEAN)).containsExactly(0.667, 0.067);
            assertThat(values(List.of(new Interaction(0, 2)), Aggregation.MEAN)).containsExactly(0.4, -0.533);
            assertThat(values(List.of(new Interaction(0, 2)), Aggregation.SUM)).containsExactly(0.6, -0.8);
            assertThat(values(List.of(new Interaction(0, 2)), Aggregation.MAX)).containsExactly(0.4, -0.7);
        }

        private List<Double> values(List<Interaction> negatives, Aggregation aggregation) {
            List<List<Neighbour>> neighbours = List.of(
                    List.of(new Neighbour(3, 0.8), new Neighbour(4, 0.2)),
                    List.of(new Neighbour(3, 0.6)),
                    List.of(new Neighbour(4, 0.9), new Neighbour(3, 0.4)),
                    List.of(),
                    List.of());
            return Reference.overlay(
                            Map.of("m", neighbours),
                            Map.of("m", 1.0),
                            NO_LIMIT,
                            List.of(new Interaction(0, 0, 0.5), new Interaction(0, 1, 1)),
                            new Reference.Others(negatives, Set.of()),
                            true,
                            aggregation)
                    .get(0)
                    .values()
                    .stream()
                    .map(value -> Math.round(value * 1000) / 1000.0)
                    .toList();
        }
    }
}
