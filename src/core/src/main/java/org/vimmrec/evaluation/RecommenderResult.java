package org.vimmrec.evaluation;

import java.util.List;
import org.vimmrec.recommender.RecommenderType;

/**
 * The result of one recommender: its baseline, its variants, and which of them to use.
 *
 * @param recommender the recommender
 * @param parameters the parameters of the experiment
 * @param baseline the result without virtual interactions
 * @param variants the results of the variants; empty if virtual interactions do not change the recommender, or if no
 *     items are similar
 * @param selection the variant that the validation interactions select
 * @param control the permutation control of the selected variant; null if none is selected
 */
public record RecommenderResult(
        RecommenderType recommender,
        ExperimentParameters parameters,
        VariantResult baseline,
        List<VariantResult> variants,
        VariantSelection selection,
        PermutationControl control) {

    /** The conclusion. Only the last two recommend a variant. */
    public enum Conclusion {
        /** There are no variants. */
        NO_VARIANTS,
        /** No variant has a higher validation recall than the baseline. */
        NO_UPLIFT,
        /** The best validation recall is higher than the baseline's, but within noise. */
        NOT_SIGNIFICANT,
        /** The selected variant does not exceed the baseline in the test. */
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
            return validationUplift(selection.highest()) > 0 ? Conclusion.NOT_SIGNIFICANT : Conclusion.NO_UPLIFT;
        }
        VariantResult selected = variants.get(selection.best());
        EvaluationResult.Users test = selected.metrics().test();
        EvaluationResult.Users baselineTest = baseline.metrics().test();
        if (!(test.meanRecall() > baselineTest.meanRecall() && test.meanNdcg() >= baselineTest.meanNdcg())) {
            return Conclusion.NOT_CONFIRMED;
        }
        if (!(test.meanRecall() > control.bound())) {
            return Conclusion.NOT_ABOVE_CONTROL;
        }
        return selected.uplift().low() > 0 ? Conclusion.AUGMENT : Conclusion.WITHIN_NOISE;
    }

    /** The index of the variant to use; -1 for the baseline. */
    public int best() {
        return conclusion().compareTo(Conclusion.WITHIN_NOISE) >= 0 ? selection.best() : -1;
    }

    /** The result to use: of a variant or of the baseline. */
    public VariantResult recommended() {
        return best() < 0 ? baseline : variants.get(best());
    }

    /** The result with the highest validation recall, recommended or not. */
    VariantResult highest() {
        boolean isBaseline = selection.highest() < 0
                || validationRecall(variants.get(selection.highest())) <= validationRecall(baseline);
        return isBaseline ? baseline : variants.get(selection.highest());
    }

    /** The uplift of a variant's validation recall over the baseline's. */
    public double validationUplift(int variant) {
        return Uplift.relative(validationRecall(baseline), validationRecall(variants.get(variant)));
    }

    static double validationRecall(VariantResult result) {
        return result.metrics().validation().meanRecall();
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
                        : name() + " with "
                                + Recommendation.describe(variants.get(best()).variant());
    }
}
