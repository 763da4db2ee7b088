package org.vimmrec.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The result of an experiment.
 *
 * @param recommenders the results by recommender, in the order of the parameters
 * @param lead the uplift of the best recommender's test recall over the second best one's; null with a single
 *     recommender
 * @param notices what to know about the data and the metrics; may be empty
 */
public record ExperimentResult(List<RecommenderResult> recommenders, Uplift lead, List<String> notices) {

    /** Returns the recommenders by the validation recall of what each recommends, the best first. */
    static List<RecommenderResult> ranked(List<RecommenderResult> results) {
        return results.stream()
                .sorted(Comparator.comparingDouble(
                        (RecommenderResult each) -> -RecommenderResult.validationRecall(each.recommended())))
                .toList();
    }

    /** Returns the recommender to use. */
    public RecommenderResult best() {
        return ranked(recommenders).get(0);
    }

    /**
     * Says in words what to do.
     *
     * @param instruction says how to apply a variant on this host, such as the procedure to call with its parameters
     */
    public String recommendation(Function<Variant, String> instruction) {
        List<RecommenderResult> ranked = ranked(recommenders);
        String text = new Recommendation(ranked.get(0)).text(instruction);
        return ranked.size() == 1
                ? text
                : new Verdict(ranked.get(0), ranked.subList(1, ranked.size()), lead).text(text);
    }
}
