package org.vimmrec.evaluation;

import java.util.List;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.VirtualRanking;

/**
 * The result of one recommender: its baseline, its variants, and which of them to use.
 *
 * @param recommender the recommender
 * @param parameters the parameters of the experiment
 * @param baseline the result without virtual interactions
 * @param variants the results of the variants; empty if virtual interactions do not change the recommender, or if no
 *     items are similar
 * @param selection the variant that the validation interactions select
 * @param confirmation the test of the selected variant; null if none is selected
 */
public record RecommenderResult(
        RecommenderType recommender,
        ExperimentParameters parameters,
        VariantResult baseline,
        List<VariantResult> variants,
        VariantSelection selection,
        Confirmation confirmation) {

    /** The conclusion. Only the last two recommend a variant. */
    public enum Conclusion {
        /** There are no variants. */
        NO_VARIANTS,
        /** No variant has a higher objective than the baseline on the validation interactions. */
        NO_UPLIFT,
        /** The best objective is higher than the baseline's, but within noise. */
        NOT_SIGNIFICANT,
        /** Variants have a higher objective, but may lose too much recall. */
        TOO_COSTLY,
        /** The selected variant does not exceed the baseline in the test, or loses too much recall there. */
        NOT_CONFIRMED,
        /**
         * The selected variant does not exceed the permutation control, so the gain does not come from the embeddings.
         */
        NOT_ABOVE_CONTROL,
        /** The selected variant exceeds the baseline in the test, but the interval of its uplift includes 0. */
        WITHIN_NOISE,
        /** The selected variant exceeds the baseline in the test beyond noise. */
        AUGMENT
    }

    /** Returns the conclusion. */
    public Conclusion conclusion() {
        if (variants.isEmpty()) {
            return Conclusion.NO_VARIANTS;
        }
        if (selection.best() < 0) {
            return selection.anyHigherObjective() && objective() != Objective.RECALL
                    ? Conclusion.TOO_COSTLY
                    : validationUplift(selection.highest()) > 0 ? Conclusion.NOT_SIGNIFICANT : Conclusion.NO_UPLIFT;
        }
        EvaluationResult.Users test = variants.get(selection.best()).metrics().test();
        EvaluationResult.Users baselineTest = baseline.metrics().test();
        boolean affordable = objective() == Objective.RECALL
                ? test.meanNdcg() >= baselineTest.meanNdcg()
                : test.meanRecall() >= parameters.goal().recallFloor(baselineTest.meanRecall());
        if (!(objective().of(test) > objective().of(baselineTest) && affordable)) {
            return Conclusion.NOT_CONFIRMED;
        }
        if (!confirmation.isAboveControl(objective().controlled().of(test))) {
            return Conclusion.NOT_ABOVE_CONTROL;
        }
        return confirmation.uplift().low() > 0 ? Conclusion.AUGMENT : Conclusion.WITHIN_NOISE;
    }

    /** The metric that the variant was selected for. */
    Objective objective() {
        return parameters.goal().objective();
    }

    /** The index of the variant to use; -1 for the baseline. */
    public int best() {
        return conclusion().compareTo(Conclusion.WITHIN_NOISE) >= 0 ? selection.best() : -1;
    }

    /** The result to use: of a variant or of the baseline. */
    public VariantResult recommended() {
        return best() < 0 ? baseline : variants.get(best());
    }

    /** The result with the highest objective on the validation interactions, recommended or not. */
    VariantResult highest() {
        boolean isBaseline = selection.highest() < 0
                || validation(objective(), variants.get(selection.highest())) <= validation(objective(), baseline);
        return isBaseline ? baseline : variants.get(selection.highest());
    }

    /** The uplift of a variant's objective on the validation interactions over the baseline's. */
    double validationUplift(int variant) {
        return validationUplift(objective(), variant);
    }

    /** The uplift of a variant's metric on the validation interactions over the baseline's. */
    public double validationUplift(Objective metric, int variant) {
        return Uplift.relative(validation(metric, baseline), validation(metric, variants.get(variant)));
    }

    static double validation(Objective metric, VariantResult result) {
        return metric.of(result.metrics().validation());
    }

    String name() {
        return recommender.name();
    }

    /** Describes the recommender and the result to use. */
    String setting() {
        return !recommender.usesVirtualInteractions()
                ? name()
                : best() < 0
                        ? name() + " without virtual interactions"
                                + (recommender.equals(VirtualRanking.TYPE) ? ", which is popularity" : "")
                        : name() + " with "
                                + Recommendation.describe(variants.get(best()).variant());
    }
}
