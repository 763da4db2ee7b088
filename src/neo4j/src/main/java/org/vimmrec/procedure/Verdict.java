package org.vimmrec.procedure;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.vimmrec.evaluation.EvaluationResult;
import org.vimmrec.evaluation.Uplift;

/**
 * What an evaluation says in words of several recommenders.
 *
 * @param best what was found with the recommender to use
 * @param others what was found with the others, the best first, at least one
 * @param lead how much more of the test interactions the recommended setting of the best one finds than that of the next
 */
record Verdict(Recommendation best, List<Recommendation> others, Uplift lead) {

    /** What was found with each recommender, the one to use first: that whose setting finds most of the validation interactions. */
    static List<Recommendation> ranked(List<Recommendation> found) {
        return found.stream().sorted(Comparator.comparingDouble(
                (Recommendation each) -> -each.recommended().validation().meanRecall())).toList();
    }

    String text() {
        boolean beyondAll = others.stream().allMatch(other -> best.recommended().validation().meanRecall()
                > other.highest().validation().meanRecall());
        String names = others.stream().map(Recommendation::name).collect(Collectors.joining(" or "));
        String head = Recommendation.format("Use %s: on the validation interactions, it is better than %s.", best.setting(),
                beyondAll ? "anything that " + names + " reached" : "what is recommended with " + names);
        Recommendation next = others.get(0);
        EvaluationResult here = best.recommended();
        EvaluationResult there = next.recommended();
        String tested = Recommendation.format("On the test interactions, its recall@%d is %.4f and that of %s %.4f: it is %s (95 %%"
                + " interval %+.1f %% to %+.1f %%)%s. Its coverage is %.2f beside %.2f.", best.config().at(),
                here.test().meanRecall(), next.setting(), there.test().meanRecall(), Recommendation.change(lead.mean()),
                100 * lead.low(), 100 * lead.high(), lead.low() > 0 ? "" : ", which does not confirm it for certain",
                here.coverage(), there.coverage());
        return best.isFloor() ? head + " " + tested : head + " " + tested + " " + best.text();
    }
}
