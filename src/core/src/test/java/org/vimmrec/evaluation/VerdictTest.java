package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vimmrec.recommender.Ease;
import org.vimmrec.recommender.GraphFilter;
import org.vimmrec.recommender.Popularity;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.VirtualRanking;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.SimilarityCutoff;

/** The words on several recommenders. */
class VerdictTest {
    private static final ExperimentParameters PARAMETERS = new ExperimentParameters(
            List.of(GraphFilter.TYPE, Ease.TYPE, Popularity.TYPE),
            List.of(RecommendationTest.variant(10, 0.1), RecommendationTest.variant(10, 0.3)),
            true,
            SimilarityCutoff.of(0),
            SplitMethod.random(0.1),
            List.of(1L),
            5);

    private static VariantResult result(
            Variant variant, double recall, double coverage, double coldRecall, Uplift uplift) {
        EvaluationResult.Users users = new EvaluationResult.Users(
                new double[] {recall}, new double[] {recall}, new double[] {8 * coldRecall}, 8, coverage);
        return new VariantResult(
                variant, Map.of(), new EvaluationResult(users, users, List.of(), 0, 0, null), uplift, List.of(), 0);
    }

    /** @param selected the variant that is better than chance, or -1 */
    private static RecommenderResult result(
            RecommenderType recommender, double baseline, int selected, double... variants) {
        List<VariantResult> results = new ArrayList<>();
        int highest = variants.length == 0 ? -1 : 0;
        for (int v = 0; v < variants.length; v++) {
            results.add(result(
                    PARAMETERS.variants().get(v),
                    variants[v],
                    0.57,
                    0.125,
                    new Uplift(variants[v] / baseline - 1, 0.01, 0.9)));
            highest = variants[v] > variants[highest] ? v : highest;
        }
        return new RecommenderResult(
                recommender,
                PARAMETERS,
                result(null, baseline, 0.77, 0.5, new Uplift(0, 0, 0)),
                results,
                new VariantSelection(selected, highest, new double[variants.length], new double[variants.length]),
                selected < 0
                        ? null
                        : new Confirmation(
                                results.get(selected).uplift(),
                                new PermutationControl(0, 0),
                                new PermutationControl(0, 0),
                                new Uplift(0.1, 0.05, 0.2)));
    }

    private static String text(double low, RecommenderResult... results) {
        return new ExperimentResult(List.of(results), null, new Uplift(0.1, low, 0.2), List.of())
                .recommendation(variant -> "use virtualWeight " + variant.rule().virtualWeight());
    }

    @Test
    void shouldPreferAnotherRecommenderToAugmentation() {
        String text = text(
                0.05,
                result(GraphFilter.TYPE, 0.2, 1, 0.25, 0.3),
                result(Ease.TYPE, 0.4, -1, 0.3, 0.39),
                result(Popularity.TYPE, 0.05, -1));
        assertThat(text)
                .startsWith(
                        "Use ease without virtual interactions: on the validation interactions, it is better than any"
                                + " result of graphFilter or popularity. On the test interactions, its recall@5 is 0.4000 and that of graphFilter"
                                + " with overlay with topK 10, virtualWeight 0.3 and weighting 'uniform' 0.3000: it is 10.0 % higher (95 % interval"
                                + " +5.0 % to +20.0 %). Its coverage is 0.77, that of graphFilter 0.57.")
                .contains("Do not augment this graph: it does not help.");
    }

    @Test
    void shouldNameTheRecommenderToAugmentFor() {
        assertThat(text(
                        -0.01,
                        result(GraphFilter.TYPE, 0.2, 1, 0.25, 0.45),
                        result(Ease.TYPE, 0.4, -1, 0.3, 0.39),
                        result(Popularity.TYPE, 0.05, -1)))
                .startsWith("Use graphFilter with overlay with topK 10, virtualWeight 0.3"
                        + " and weighting 'uniform': on the validation interactions, it is better than any result of ease or"
                        + " popularity.")
                .contains(
                        "+20.0 %), which does not confirm it with certainty.",
                        "ease without virtual interactions",
                        "Augment this graph: use virtualWeight 0.3.",
                        "Coverage (the share of items that are recommended to at least one user) falls from 0.77 to 0.57; of"
                                + " held-out interactions with cold items (those without training interactions), 12.5 % are"
                                + " found instead of 50.0 %.",
                        "at the edge of the tested values: virtualWeight is the highest of `virtualWeights`.");
    }

    /** The second variant of EASE has a higher recall, but it is not significant. */
    @Test
    void shouldCompareRecommendedResultsOnly() {
        assertThat(text(
                        0.01,
                        result(GraphFilter.TYPE, 0.2, 1, 0.25, 0.45),
                        result(Ease.TYPE, 0.4, -1, 0.3, 0.46),
                        result(Popularity.TYPE, 0.05, -1)))
                .contains("it is better than the recommended result of ease or popularity.");
    }

    @Test
    void shouldRecommendPopularityWhereNothingIsBetter() {
        assertThat(text(0.01, result(GraphFilter.TYPE, 0.2, 1, 0.25, 0.3), result(Popularity.TYPE, 0.5, -1)))
                .startsWith(
                        "Use popularity: on the validation interactions, it is better than any result of graphFilter.")
                .endsWith("that of graphFilter 0.57.");
    }

    /** EASE has the highest coverage, but a recall that is more than 10 % below that of the graph filter. */
    @Test
    void shouldPreferTheHighestObjectiveAmongAccurateRecommenders() {
        Goal goal = new Goal(Objective.COVERAGE, 0.1);
        RecommenderResult filter = baselineOnly(GraphFilter.TYPE, goal, 0.4, 0.3);
        RecommenderResult ease = baselineOnly(Ease.TYPE, goal, 0.35, 0.9);
        RecommenderResult virtual = baselineOnly(VirtualRanking.TYPE, goal, 0.37, 0.6);
        ExperimentResult result =
                new ExperimentResult(List.of(ease, filter, virtual), null, new Uplift(-0.075, -0.1, -0.05), List.of());
        assertThat(result.best()).isSameAs(virtual);
        assertThat(result.recommendation(variant -> ""))
                .startsWith(
                        "Use virtual without virtual interactions, which is popularity: of the recommended results whose recall@5 on the"
                                + " validation interactions is at most 10.0 % (`maxRecallLoss`) below the highest, it has the highest"
                                + " coverage. On the test interactions, its recall@5 is 0.3700 and that of graphFilter")
                .doesNotContain("does not confirm it");
    }

    private static RecommenderResult baselineOnly(RecommenderType type, Goal goal, double recall, double coverage) {
        return new RecommenderResult(
                type,
                new ExperimentParameters(
                        List.of(type),
                        List.of(),
                        true,
                        SimilarityCutoff.of(0),
                        SearchMethod.EXACT,
                        SplitMethod.random(0.1),
                        List.of(1L),
                        5,
                        goal),
                result(null, recall, coverage, 0.5, new Uplift(0, 0, 0)),
                List.of(),
                new VariantSelection(-1, -1, new double[0], new double[0]),
                null);
    }

    /**
     * With one recommender, popularity is a reference: it is never the best, but a reader must know if it is better.
     */
    @Test
    void shouldWarnIfPopularityIsBetter() {
        RecommenderResult filter = result(GraphFilter.TYPE, 0.4, -1, 0.3);
        for (double recall : new double[] {0.3, 0.4, 0.5}) {
            ExperimentResult experiment =
                    new ExperimentResult(List.of(filter), result(Popularity.TYPE, recall, -1), null, List.of());
            assertThat(experiment.best()).isSameAs(filter);
            String text = experiment.recommendation(variant -> "");
            assertThat(text).startsWith("Do not augment this graph: it does not help.");
            if (recall > 0.4) {
                assertThat(text)
                        .endsWith(" But popularity alone has a higher recall@5 on the validation interactions, 0.5000"
                                + " instead of 0.4000: compare it with `recommenders`.");
            } else {
                assertThat(text).doesNotContain("popularity alone");
            }
        }
    }
}
