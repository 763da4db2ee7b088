package org.vimmrec.procedure;

import java.util.List;
import java.util.Locale;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.EvaluationConfig.Variant;
import org.vimmrec.config.Strategy;
import org.vimmrec.evaluation.Choice;
import org.vimmrec.evaluation.Control;
import org.vimmrec.evaluation.Outcome;
import org.vimmrec.evaluation.Uplift;

/** What an evaluation says in words. */
record Recommendation(EvaluationConfig config, Outcome baseline, List<Outcome> variants, Choice choice, Control control,
        List<Uplift> uplifts) {

    /** The variant to use: the one that was chosen, unless the test or the control objects; -1 if none is to be used. */
    int best() {
        return choice.best() >= 0 && confirmed() && beyondControl() ? choice.best() : -1;
    }

    /** Whether the chosen variant finds no less of the test interactions than the baseline. */
    private boolean confirmed() {
        Outcome.Users test = variants.get(choice.best()).test();
        return test.meanRecall() > baseline.test().meanRecall() && test.meanNdcg() >= baseline.test().meanNdcg();
    }

    private boolean beyondControl() {
        return variants.get(choice.best()).test().meanRecall() > control.bound();
    }

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
        if (!confirmed()) {
            return format("Do not augment this graph: %s looked best on the validation interactions, but the test does not"
                    + " confirm it. %s", describe(best), tested);
        }
        if (!beyondControl()) {
            double bare = baseline.test().meanRecall();
            return format("Do not augment this graph: %s is better than chance on the validation interactions, but not for what"
                    + " the embeddings say. %s With the same embeddings dealt out to the items at random, recall@%d is %s"
                    + " in the mean of %d times, and up to %s by chance.", describe(best), tested, config.at(),
                    change(Uplift.relative(bare, control.mean())), Control.DEALINGS,
                    change(Uplift.relative(bare, control.bound())));
        }
        if (uplift.low() > 0) {
            return format("Augment this graph: %s. %s", call(best), tested);
        }
        return format("Within noise: on the validation interactions, %s is the best of %d variants and better than"
                + " chance, but the test does not confirm it for certain. %s Do not count on it; more seeds or more"
                + " data would tell.", describe(best), variants.size(), tested);
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
