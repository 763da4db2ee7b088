package org.vimmrec.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The result of an experiment.
 *
 * @param recommenders the results by recommender, in the order of the parameters
 * @param reference the result of popularity if it is not among the recommenders, otherwise null; never recommended
 * @param lead the uplift of the best recommender's test recall over the second best one's; null with a single
 *     recommender
 * @param notices what to know about the data and the metrics; may be empty
 */
public record ExperimentResult(
        List<RecommenderResult> recommenders, RecommenderResult reference, Uplift lead, List<String> notices) {

    /** Returns all results, the reference last. */
    public List<RecommenderResult> withReference() {
        return reference == null
                ? recommenders
                : Stream.concat(recommenders.stream(), Stream.of(reference)).toList();
    }

    /**
     * Returns the recommenders, the best first: by the objective of what each recommends on the validation
     * interactions. Those whose recall is more than {@code maxRecallLoss} below the highest come last.
     */
    static List<RecommenderResult> ranked(List<RecommenderResult> results) {
        Goal goal = results.get(0).parameters().goal();
        double floor = goal.recallFloor(results.stream()
                .mapToDouble(each -> RecommenderResult.validation(Objective.RECALL, each.recommended()))
                .max()
                .orElseThrow());
        Comparator<RecommenderResult> accurateFirst = Comparator.comparingInt(
                each -> RecommenderResult.validation(Objective.RECALL, each.recommended()) >= floor ? 0 : 1);
        return results.stream()
                .sorted(accurateFirst.thenComparingDouble(
                        each -> -RecommenderResult.validation(goal.objective(), each.recommended())))
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
                ? text + popularityIsHigher(ranked.get(0))
                : new Verdict(ranked.get(0), ranked.subList(1, ranked.size()), lead).text(text);
    }

    /** A warning if a list of the most popular items would do better than what is recommended; otherwise empty. */
    private String popularityIsHigher(RecommenderResult best) {
        if (reference == null) {
            return "";
        }
        double popularity = RecommenderResult.validation(Objective.RECALL, reference.recommended());
        double recommended = RecommenderResult.validation(Objective.RECALL, best.recommended());
        return popularity <= recommended
                ? ""
                : Recommendation.format(
                        " But popularity alone has a higher recall@%d on the validation interactions, %.4f instead of"
                                + " %.4f: compare it with `recommenders`.",
                        best.parameters().at(), popularity, recommended);
    }
}
