package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.RecommenderChoice;
import org.vimmrec.evaluation.VariantSelection;
import org.vimmrec.evaluation.PermutationControl;
import org.vimmrec.evaluation.EvaluationResult;
import org.vimmrec.evaluation.Uplift;

/** What is said of several recommenders. */
class VerdictTest {
    private static final EvaluationConfig CONFIG = EvaluationConfig.of(new ConfigMap("vimmrec.evaluate",
            Map.of("modalities", Map.of("visual", "v"), "strategies", "overlay", "weightings", "uniform", "topKs", 10,
                    "virtualWeights", List.of(0.1, 0.3), "at", 5, "recommenders", List.of("graphFilter", "ease"))));

    private static EvaluationResult outcome(double recall, double coverage, double coldRecall) {
        EvaluationResult.Users users = new EvaluationResult.Users(new double[] {recall}, new double[] {recall});
        return new EvaluationResult(users, users, List.of(), 0, coverage, 0, coldRecall);
    }

    /** @param chosen the variant that is better than chance, or -1 */
    private static Recommendation found(RecommenderChoice recommender, double baseline, int chosen, double... variants) {
        List<EvaluationResult> outcomes = new java.util.ArrayList<>();
        List<Uplift> uplifts = new java.util.ArrayList<>();
        int highest = variants.length == 0 ? -1 : 0;
        for (int v = 0; v < variants.length; v++) {
            outcomes.add(outcome(variants[v], 0.57, 0.125));
            uplifts.add(new Uplift(variants[v] / baseline - 1, 0.01, 0.9));
            highest = variants[v] > variants[highest] ? v : highest;
        }
        return new Recommendation(recommender, CONFIG, outcome(baseline, 0.77, 0.5), outcomes,
                new VariantSelection(chosen, highest, new double[variants.length]), chosen < 0 ? null : new PermutationControl(0, 0), uplifts);
    }

    private static String text(double lead, Recommendation... found) {
        List<Recommendation> ranked = Verdict.ranked(List.of(found));
        return new Verdict(ranked.get(0), ranked.subList(1, ranked.size()), new Uplift(0.1, lead, 0.2)).text();
    }

    @Test
    void shouldSayThatAnotherRecommenderHelpsMoreThanAugmentation() {
        String text = text(0.05, found(RecommenderChoice.GRAPH_FILTER, 0.2, 1, 0.25, 0.3), found(RecommenderChoice.EASE, 0.4, -1, 0.3, 0.39),
                found(RecommenderChoice.POPULARITY, 0.05, -1));
        assertThat(text).startsWith("Use ease without virtual interactions: on the validation interactions, it is better than anything"
                + " that graphFilter or popularity reached. On the test interactions, its recall@5 is 0.4000 and that of graphFilter"
                + " with overlay with topK 10, virtualWeight 0.3 and weighting 'uniform' 0.3000: it is 10.0 % higher (95 % interval"
                + " +5.0 % to +20.0 %). Its coverage is 0.77 beside 0.57.").contains("Do not augment this graph: it does not help.");
    }

    @Test
    void shouldSayWhichRecommenderToAugmentFor() {
        assertThat(text(-0.01, found(RecommenderChoice.GRAPH_FILTER, 0.2, 1, 0.25, 0.45), found(RecommenderChoice.EASE, 0.4, -1, 0.3, 0.39),
                found(RecommenderChoice.POPULARITY, 0.05, -1))).startsWith("Use graphFilter with overlay with topK 10, virtualWeight 0.3"
                        + " and weighting 'uniform': on the validation interactions, it is better than anything that ease or popularity"
                        + " reached.").contains("+20.0 %), which does not confirm it for certain.", "ease without virtual interactions",
                                "Augment this graph: call vimmrec.similarity.write", "Coverage (the share of items that are"
                                        + " recommended to at least one user) falls from 0.77 to 0.57; of held-out interactions with cold items"
                                        + " (those without training interactions), 12.5 % are found instead of 50.0 %.",
                                "at the edge of what was tried: virtualWeight is the highest of `virtualWeights`.");
    }

    /** EASE's second variant is higher still, but not for certain. */
    @Test
    void shouldNotClaimMoreThanItFound() {
        assertThat(text(0.01, found(RecommenderChoice.GRAPH_FILTER, 0.2, 1, 0.25, 0.45), found(RecommenderChoice.EASE, 0.4, -1, 0.3, 0.46),
                found(RecommenderChoice.POPULARITY, 0.05, -1))).contains("it is better than what is recommended with ease or popularity.");
    }

    @Test
    void shouldRecommendWhatIsPopularWhereNothingIsBetter() {
        assertThat(text(0.01, found(RecommenderChoice.GRAPH_FILTER, 0.2, 1, 0.25, 0.3), found(RecommenderChoice.POPULARITY, 0.5, -1)))
                .startsWith("Use popularity: on the validation interactions, it is better than anything that graphFilter reached.")
                .endsWith("beside 0.57.");
    }
}
