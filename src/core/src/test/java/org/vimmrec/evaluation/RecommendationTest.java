package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.evaluation.RecommenderResult.Conclusion;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.recommender.GraphFilter;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.VirtualRanking;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.SimilarityCutoff;

/**
 * The conclusion, and its words, from a baseline of 0.4 and two variants. The second has the higher validation recall.
 */
class RecommendationTest {

    static Variant variant(int topK, double virtualWeight) {
        return new Variant(
                Strategy.OVERLAY,
                topK,
                new ModalityWeighting(ModalityWeighting.Method.UNIFORM, 1, 1),
                new EdgeRule(Aggregation.MEAN, virtualWeight, 0, Integer.MAX_VALUE));
    }

    private static VariantResult result(Variant variant, double validation, double test, Uplift uplift) {
        return new VariantResult(
                variant,
                Map.of(),
                new EvaluationResult(users(validation), users(test), List.of(), 0, 0, null),
                uplift,
                List.of(),
                0);
    }

    private static EvaluationResult.Users users(double value) {
        return users(value, 0, 0);
    }

    private static EvaluationResult.Users users(double recall, int coldHits, double coverage) {
        return new EvaluationResult.Users(
                new double[] {recall}, new double[] {recall}, new double[] {coldHits}, 10, coverage);
    }

    private static RecommenderResult recommender(
            int selected, double validation, double test, double low, double controlBound, double aboveControlLow) {
        List<Variant> variants = List.of(variant(10, 0.1), variant(30, 0.1));
        ExperimentParameters parameters = new ExperimentParameters(
                List.of(GraphFilter.TYPE),
                variants,
                true,
                SimilarityCutoff.of(0),
                SplitMethod.random(0.1),
                List.of(1L),
                5);
        return new RecommenderResult(
                GraphFilter.TYPE,
                parameters,
                result(null, 0.4, 0.4, new Uplift(0, 0, 0)),
                List.of(
                        result(variants.get(0), 0.3, 0.3, new Uplift(0, 0, 0)),
                        result(variants.get(1), validation, test, new Uplift(test / 0.4 - 1, low, 0.5))),
                new VariantSelection(selected, 1, new double[2], new double[2]),
                new Confirmation(
                        new Uplift(test / 0.4 - 1, low, 0.5),
                        new PermutationControl(0.38, controlBound),
                        new PermutationControl(0.38, controlBound),
                        new Uplift(0.1, aboveControlLow, 0.2)));
    }

    private static String text(RecommenderResult result) {
        return new Recommendation(result).text(variant -> "use topK " + variant.topK());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
             1 | 0.5 | 0.5  |  0.1  | 0.42 |  1 | AUGMENT           | Augment this graph: use topK 30. On the test interactions,
             1 | 0.5 | 0.41 | -0.01 | 0.39 |  1 | WITHIN_NOISE      | Within noise: on the validation interactions, overlay with topK 30, virtualWeight 0.1
             1 | 0.5 | 0.39 | -0.05 | 0.38 | -1 | NOT_CONFIRMED     | Do not augment this graph: overlay with topK 30, virtualWeight 0.1 and weighting
             1 | 0.5 | 0.5  |  0.1  | 0.5  | -1 | NOT_ABOVE_CONTROL | Do not augment this graph: overlay with topK 30, virtualWeight 0.1 and weighting
            -1 | 0.5 | 0.5  |  0.1  | 0.42 | -1 | NOT_SIGNIFICANT   | Do not augment this graph: no variant is better than chance.
            -1 | 0.4 | 0.5  |  0.1  | 0.42 | -1 | NO_UPLIFT         | Do not augment this graph: it does not help.
            """)
    @SuppressWarnings("ParameterNumber") // the columns of the table
    void shouldConclude(
            int selected,
            double validation,
            double test,
            double low,
            double controlBound,
            int best,
            Conclusion conclusion,
            String text) {
        RecommenderResult result = recommender(selected, validation, test, low, controlBound, 0.05);
        assertThat(result.conclusion()).isEqualTo(conclusion);
        assertThat(result.best()).isEqualTo(best);
        assertThat(text(result)).startsWith(text);
    }

    @ParameterizedTest
    @CsvSource({"0.45, 5.0 % lower, 12.5 % higher", "0.41, 5.0 % lower, 2.5 % higher"})
    void shouldReportThePermutationControl(double controlBound, String mean, String bound) {
        assertThat(text(recommender(1, 0.5, 0.404, 0.01, controlBound, 0.05)))
                .contains(
                        "not because of the embeddings. On the test" + " interactions, recall@5 is 1.0 % higher",
                        "With the same embeddings permuted at random among the items, recall@5" + " is " + mean
                                + " in the mean of 9 permutations, and up to " + bound + " by chance.");
    }

    /** The nine permutations may differ so little by chance that their bound is low. */
    @Test
    void shouldAlsoCompareWithThePermutationsUserByUser() {
        assertThat(recommender(1, 0.5, 0.45, 0.01, 0.44, 0.001).conclusion()).isEqualTo(Conclusion.AUGMENT);
        RecommenderResult result = recommender(1, 0.5, 0.45, 0.01, 0.44, -0.001);
        assertThat(result.conclusion()).isEqualTo(Conclusion.NOT_ABOVE_CONTROL);
        assertThat(text(result))
                .contains(
                        "and up to 10.0 % higher by chance. The variant's lead over that mean is +10.0 % (95 % interval"
                                + " -0.1 % to +20.0 %), which is within noise.");
    }

    /** The baseline finds 1 of 10 cold items and has a coverage of 0.5. */
    private static RecommenderResult result(
            RecommenderType recommender, Goal goal, VariantSelection selection, EvaluationResult.Users variant) {
        Variant only = variant(10, 0.1);
        EvaluationResult.Users before = users(0.4, 1, 0.5);
        Uplift uplift = new Uplift(variant.meanRecall() / 0.4 - 1, -0.02, 0.02);
        return new RecommenderResult(
                recommender,
                new ExperimentParameters(
                        List.of(recommender),
                        List.of(only),
                        true,
                        SimilarityCutoff.of(0),
                        SearchMethod.EXACT,
                        SplitMethod.random(0.1),
                        List.of(1L),
                        5,
                        goal),
                new VariantResult(
                        null,
                        Map.of(),
                        new EvaluationResult(before, before, List.of(), 0, 0, null),
                        new Uplift(0, 0, 0),
                        List.of(),
                        0),
                List.of(new VariantResult(
                        only,
                        Map.of(),
                        new EvaluationResult(variant, variant, List.of(), 0, 0, null),
                        uplift,
                        List.of(),
                        0)),
                selection,
                new Confirmation(
                        new Uplift(
                                goal.objective().of(variant) / goal.objective().of(before) - 1, 0.05, 4),
                        new PermutationControl(0.3, 0.35),
                        new PermutationControl(0.15, 0.25),
                        null));
    }

    private static VariantSelection selection(int best, double objectiveBound) {
        return new VariantSelection(best, 0, new double[1], new double[] {objectiveBound});
    }

    @Test
    void shouldSayWhatAnotherObjectiveCosts() {
        Goal goal = new Goal(Objective.COLD_RECALL, 0.015);
        RecommenderResult result = result(GraphFilter.TYPE, goal, selection(0, 0.1), users(0.396, 3, 0.6));
        assertThat(result.conclusion()).isEqualTo(Conclusion.AUGMENT);
        assertThat(text(result))
                .startsWith(
                        "Augment this graph for recall@5 of cold items at a loss of at most 1.5 % of recall: use topK"
                                + " 10. The objective, recall@5 of cold items, is 0.3000 instead of 0.1000, 200.0 % higher (95 %"
                                + " interval +5.0 % to +400.0 %). On the test interactions, recall@5 is 1.0 % lower");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            COLD_RECALL | 0.01 | 0.39  | 3 | 0.6 | NOT_CONFIRMED     | the test does not confirm it.
            COLD_RECALL | 0.01 | 0.4   | 1 | 0.6 | NOT_CONFIRMED     | the test does not confirm it.
            COLD_RECALL | 0.01 | 0.4   | 2 | 0.6 | NOT_ABOVE_CONTROL | recall@5 of cold items is 50.0 % higher in the mean of 9 permutations, and up to 150.0 % higher
            COVERAGE    | 0.05 | 0.39  | 1 | 0.6 | AUGMENT           | The objective, coverage, is 0.6000 instead of 0.5000.
            COVERAGE    | 0.5  | 0.24  | 1 | 0.6 | NOT_ABOVE_CONTROL | recall@5 is 62.5 % lower in the mean of 9 permutations
            COVERAGE    | 0.01 | 0.4   | 1 | 0.4 | NOT_CONFIRMED     | the test does not confirm it.
            NDCG        | 0.01 | 0.5   | 1 | 0.5 | AUGMENT           | The objective, NDCG@5, is 0.5000 instead of 0.4000, 25.0 % higher
            """)
    @SuppressWarnings("ParameterNumber") // the columns of the table
    void shouldConfirmAnotherObjectiveInTheTest(
            Objective objective,
            double loss,
            double recall,
            int coldHits,
            double coverage,
            Conclusion conclusion,
            String part) {
        RecommenderResult result = result(
                GraphFilter.TYPE, new Goal(objective, loss), selection(0, 0.1), users(recall, coldHits, coverage));
        assertThat(result.conclusion()).isEqualTo(conclusion);
        assertThat(text(result)).contains(part);
    }

    @Test
    void shouldSayThatAHigherObjectiveCostsTooMuch() {
        Goal goal = new Goal(Objective.COVERAGE, 0.01);
        RecommenderResult result = result(GraphFilter.TYPE, goal, selection(-1, 0.4), users(0.3, 1, 0.9));
        assertThat(result.conclusion()).isEqualTo(Conclusion.TOO_COSTLY);
        assertThat(result.best()).isEqualTo(-1);
        assertThat(text(result))
                .isEqualTo(
                        "Do not augment this graph: a higher coverage may cost too much recall. No variant with a higher"
                                + " coverage is sure to keep recall@5 on the validation interactions within 1.0 % (`maxRecallLoss`)"
                                + " of the baseline's. The highest, overlay with topK 10, virtualWeight 0.1 and weighting 'uniform',"
                                + " has a coverage of 0.9000 instead of 0.5000, and a recall@5 25.0 % lower.");
        assertThat(text(result(GraphFilter.TYPE, goal, selection(-1, -0.1), users(0.3, 1, 0.4))))
                .contains("None of 1 variants has a higher coverage on the validation interactions than the real");
    }

    @Test
    void shouldNameWhatDiffersFromTheDefaults() {
        EdgeRule rule = new EdgeRule(Aggregation.MEAN, 0.5, 0.1, 1, 0, Integer.MAX_VALUE, 3);
        assertThat(Recommendation.describe(new Variant(
                        Strategy.SYNERGISTIC, 10, new ModalityWeighting(ModalityWeighting.Method.MEAN, 1, 1), rule)))
                .isEqualTo("synergistic with topK 10, virtualWeight 0.1, popularityDiscount 0.5, maxPerInteraction 3.0"
                        + " and weighting 'mean'");
    }

    /** Its baseline has nothing but popularity, and there is no model to augment. */
    @Test
    void shouldNotSpeakOfAugmentationWhereVirtualInteractionsAreTheRanking() {
        assertThat(text(result(VirtualRanking.TYPE, Goal.RECALL, selection(0, 0.1), users(0.5, 1, 0.5))))
                .startsWith(
                        "Show users their strongest virtual interactions: use topK 10. The baseline is popularity. On the test interactions, recall@5 is 25.0 % higher");
        assertThat(text(result(VirtualRanking.TYPE, Goal.RECALL, selection(-1, 0), users(0.3, 1, 0.5))))
                .startsWith(
                        "Do not rank by virtual interactions alone: it does not help. None of 1 variants finds more of"
                                + " the validation interactions than popularity alone;");
    }
}
