package org.vimmrec.evaluation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Says in words which of several recommenders to use.
 *
 * @param best the result of the recommender to use
 * @param others the results of the others, the best first, at least one
 * @param lead the uplift of the best recommender's test recall over the second best one's, each with its recommended
 *     variant
 */
record Verdict(RecommenderResult best, List<RecommenderResult> others, Uplift lead) {

    /** @param recommendation the words on the best recommender alone */
    String text(String recommendation) {
        String head = best.objective() == Objective.RECALL ? byRecall() : byOtherObjective();
        RecommenderResult next = others.get(0);
        EvaluationResult here = best.recommended().metrics();
        EvaluationResult there = next.recommended().metrics();
        String tested = Recommendation.format(
                "On the test interactions, its recall@%d is %.4f and that of %s %.4f: it is %s (95 %%"
                        + " interval %+.1f %% to %+.1f %%)%s. Its coverage is %.2f, that of %s %.2f.",
                best.parameters().at(),
                here.test().meanRecall(),
                next.setting(),
                there.test().meanRecall(),
                Recommendation.change(lead.mean()),
                100 * lead.low(),
                100 * lead.high(),
                lead.low() > 0 || best.objective() != Objective.RECALL
                        ? ""
                        : ", which does not confirm it with certainty",
                here.test().coverage(),
                next.name(),
                there.test().coverage());
        return head + " " + tested + (best.recommender().usesVirtualInteractions() ? " " + recommendation : "");
    }

    private String byRecall() {
        boolean aboveAll = others.stream()
                .allMatch(other -> RecommenderResult.validation(Objective.RECALL, best.recommended())
                        > RecommenderResult.validation(Objective.RECALL, other.highest()));
        String names = others.stream().map(RecommenderResult::name).collect(Collectors.joining(" or "));
        return Recommendation.format(
                "Use %s: on the validation interactions, it is better than %s.",
                best.setting(), aboveAll ? "any result of " + names : "the recommended result of " + names);
    }

    private String byOtherObjective() {
        return Recommendation.format(
                "Use %s: of the recommended results whose recall@%d on the validation interactions is at most %.1f %%"
                        + " (`maxRecallLoss`) below the highest, it has the highest %s.",
                best.setting(),
                best.parameters().at(),
                100 * best.parameters().goal().maxRecallLoss(),
                best.objective().name(best.parameters().at()));
    }
}
