package org.vimmrec.procedure;

import java.util.List;
import java.util.Locale;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.EvaluationConfig.Variant;
import org.vimmrec.config.Strategy;
import org.vimmrec.evaluation.Choice;
import org.vimmrec.evaluation.Outcome;
import org.vimmrec.evaluation.Uplift;

/** What an evaluation says in words. */
record Recommendation(EvaluationConfig config, Outcome baseline, List<Outcome> variants, Choice choice, List<Uplift> uplifts) {

    String text() {
        if (choice.best() < 0) {
            double highest = Uplift.relative(baseline.validation().meanRecall(),
                    variants.get(choice.highest()).validation().meanRecall());
            String described = describe(config.variants().get(choice.highest()));
            return highest > 0
                    ? format("Do not augment this graph: nothing here is better than chance. The best of %d variants on the"
                            + " validation interactions, %s, has a recall@%d %s, which is within noise.", variants.size(),
                            described, config.at(), change(highest))
                    : format("Do not augment this graph: it does not help. None of %d variants finds more of the validation"
                            + " interactions than the real interactions alone do; the best, %s, has a recall@%d %s.",
                            variants.size(), described, config.at(), change(highest));
        }
        Variant best = config.variants().get(choice.best());
        Uplift uplift = uplifts.get(choice.best());
        double ndcg = Uplift.relative(baseline.test().meanNdcg(), variants.get(choice.best()).test().meanNdcg());
        String tested = format("On the test interactions, recall@%d is %s (95 %% interval %+.1f %% to %+.1f %%) and NDCG@%d %s.",
                config.at(), change(uplift.mean()), 100 * uplift.low(), 100 * uplift.high(), config.at(), change(ndcg));
        if (uplift.low() > 0) {
            return format("Augment this graph: %s. %s", call(best), tested);
        }
        if (uplift.mean() > 0) {
            return format("Within noise: on the validation interactions, %s is the best of %d variants and better than"
                    + " chance, but the test does not confirm it for certain. %s Do not count on it; more seeds or more"
                    + " data would tell.", describe(best), variants.size(), tested);
        }
        return format("Do not augment this graph: %s looked best on the validation interactions, but the test does not"
                + " confirm it. %s", describe(best), tested);
    }

    private static String describe(Variant variant) {
        return format("%s with topK %d, virtualWeight %s and weighting '%s'", variant.strategy().spelling(), variant.topK(),
                variant.rule().virtualWeight(), variant.weighting().name());
    }

    private String call(Variant variant) {
        boolean stored = variant.strategy() == Strategy.OVERLAY || variant.weighting().name().equals("mean");
        return format("%scall vimmrec.%s.write with topK: %d, virtualWeight: %s, modalityWeights: '%s'",
                stored ? format("call vimmrec.similarity.write with topK: %d, then ", config.mostNeighbours()) : "",
                variant.strategy().spelling(), variant.topK(), variant.rule().virtualWeight(), variant.weighting().name());
    }

    private static String change(double uplift) {
        return Double.isFinite(uplift)
                ? format("%.1f %% %s", 100 * Math.abs(uplift), uplift < 0 ? "lower" : "higher")
                : "above a baseline of 0";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
