package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.evaluation.RecommenderResult.Conclusion;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.recommender.GraphFilter;
import org.vimmrec.statistics.ModalityWeighting;

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
                new EvaluationResult(users(validation), users(test), List.of(), 0, 0, 0, 0),
                uplift,
                0);
    }

    private static EvaluationResult.Users users(double value) {
        return new EvaluationResult.Users(new double[] {value}, new double[] {value});
    }

    private static RecommenderResult recommender(
            int selected, double validation, double test, double low, double controlBound) {
        List<Variant> variants = List.of(variant(10, 0.1), variant(30, 0.1));
        ExperimentParameters parameters = new ExperimentParameters(
                List.of(GraphFilter.TYPE), variants, true, 0, SplitMethod.random(0.1), List.of(1L), 5);
        return new RecommenderResult(
                GraphFilter.TYPE,
                parameters,
                result(null, 0.4, 0.4, new Uplift(0, 0, 0)),
                List.of(
                        result(variants.get(0), 0.3, 0.3, new Uplift(0, 0, 0)),
                        result(variants.get(1), validation, test, new Uplift(test / 0.4 - 1, low, 0.5))),
                new VariantSelection(selected, 1, new double[2]),
                new PermutationControl(0.38, controlBound));
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
        RecommenderResult result = recommender(selected, validation, test, low, controlBound);
        assertThat(result.conclusion()).isEqualTo(conclusion);
        assertThat(result.best()).isEqualTo(best);
        assertThat(text(result)).startsWith(text);
    }

    @ParameterizedTest
    @CsvSource({"0.45, 5.0 % lower, 12.5 % higher", "0.41, 5.0 % lower, 2.5 % higher"})
    void shouldReportThePermutationControl(double controlBound, String mean, String bound) {
        assertThat(text(recommender(1, 0.5, 0.404, 0.01, controlBound)))
                .contains(
                        "not because of the embeddings. On the test" + " interactions, recall@5 is 1.0 % higher",
                        "With the same embeddings permuted at random among the items, recall@5" + " is " + mean
                                + " in the mean of 9 permutations, and up to " + bound + " by chance.");
    }
}
