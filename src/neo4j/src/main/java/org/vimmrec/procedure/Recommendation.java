package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.EvaluationConfig.Variant;
import org.vimmrec.config.RecommenderChoice;
import org.vimmrec.config.Strategy;
import org.vimmrec.evaluation.VariantSelection;
import org.vimmrec.evaluation.PermutationControl;
import org.vimmrec.evaluation.EvaluationResult;
import org.vimmrec.evaluation.Uplift;

/**
 * What an evaluation says in words of one recommender.
 *
 * @param variants none for popularity, and none where no items are similar
 * @param control null unless a variant was chosen
 */
record Recommendation(RecommenderChoice recommender, EvaluationConfig config, EvaluationResult baseline, List<EvaluationResult> variants,
        VariantSelection choice, PermutationControl control, List<Uplift> uplifts) {

    /** The variant to use: the one that was chosen, unless the test or the control objects; -1 if none is to be used. */
    int best() {
        return choice.best() >= 0 && confirmed() && beyondControl() ? choice.best() : -1;
    }

    /** What the setting to use came to. */
    EvaluationResult recommended() {
        return best() < 0 ? baseline : variants.get(best());
    }

    /** What the setting with the highest recall on the validation interactions came to, recommended or not. */
    EvaluationResult highest() {
        boolean isBaseline = choice.highest() < 0
                || variants.get(choice.highest()).validation().meanRecall() <= baseline.validation().meanRecall();
        return isBaseline ? baseline : variants.get(choice.highest());
    }

    String name() {
        return recommender.spelling();
    }

    /** Whether this is the recommender that the others have to exceed, which virtual interactions do not change. */
    boolean isFloor() {
        return recommender == RecommenderChoice.POPULARITY;
    }

    /** The recommender and the setting to use. */
    String setting() {
        return isFloor() ? name()
                : best() < 0 ? name() + " without virtual interactions"
                : name() + " with " + describe(config.variants().get(best()));
    }

    /** Whether the chosen variant finds no less of the test interactions than the baseline. */
    private boolean confirmed() {
        EvaluationResult.Users test = variants.get(choice.best()).test();
        return test.meanRecall() > baseline.test().meanRecall() && test.meanNdcg() >= baseline.test().meanNdcg();
    }

    private boolean beyondControl() {
        return variants.get(choice.best()).test().meanRecall() > control.bound();
    }

    String text() {
        if (variants.isEmpty()) {
            return format("Do not augment this graph: no two items have a similarity above %s (`similarityCutoff`) in any"
                    + " modality, so there is nothing to augment it with.", config.similarityCutoff());
        }
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
        String tested = format("On the test interactions, recall@%d is %s (95 %% interval %+.1f %% to %+.1f %%) and NDCG@%d %s. %s",
                config.at(), change(uplift.mean()), 100 * uplift.low(), 100 * uplift.high(), config.at(), change(ndcg),
                items(variants.get(choice.best())));
        if (!confirmed()) {
            return format("Do not augment this graph: %s looked best on the validation interactions, but the test does not"
                    + " confirm it. %s", describe(best), tested);
        }
        if (!beyondControl()) {
            double bare = baseline.test().meanRecall();
            return format("Do not augment this graph: %s is better than chance on the validation interactions, but not for what"
                    + " the embeddings say. %s With the same embeddings dealt out to the items at random, recall@%d is %s"
                    + " in the mean of %d times, and up to %s by chance.", describe(best), tested, config.at(),
                    change(Uplift.relative(bare, control.mean())), PermutationControl.PERMUTATIONS,
                    change(Uplift.relative(bare, control.bound())));
        }
        if (uplift.low() > 0) {
            return format("Augment this graph: %s. %s%s", call(best), tested, edge(best));
        }
        return format("Within noise: on the validation interactions, %s is the best of %d variants and better than"
                + " chance, but the test does not confirm it for certain. %s Do not count on it; more seeds or more"
                + " data would tell.%s", describe(best), variants.size(), tested, edge(best));
    }

    /** What becomes of the items. */
    private String items(EvaluationResult variant) {
        String coverage = format("Coverage (the share of items that are recommended to at least one user) %s",
                Math.round(100 * variant.coverage()) == Math.round(100 * baseline.coverage())
                        ? format("stays at %.2f", baseline.coverage())
                        : format("%s from %.2f to %.2f", variant.coverage() < baseline.coverage() ? "falls" : "rises",
                                baseline.coverage(), variant.coverage()));
        return Double.isNaN(variant.coldRecall())
                ? coverage + "; no held-out interaction is with one of the cold items (those without training interactions)."
                : coverage + format("; of held-out interactions with cold items (those without training interactions), %.1f %%"
                        + " are found instead of %.1f %%.", 100 * variant.coldRecall(), 100 * baseline.coldRecall());
    }

    /** Whether a setting has only been compared with others on one side of it, and the best may lie beyond. */
    private String edge(Variant variant) {
        List<String> edges = new ArrayList<>();
        addEdge(edges, "topK", "topKs", variant.topK(), config.variants().stream().mapToDouble(Variant::topK), 1,
                Integer.MAX_VALUE);
        addEdge(edges, "virtualWeight", "virtualWeights", variant.rule().virtualWeight(),
                config.variants().stream().mapToDouble(each -> each.rule().virtualWeight()), 0, 1);
        return edges.isEmpty() ? "" : format(" This setting is at the edge of what was tried: %s. Values beyond may do better.",
                String.join(" and ", edges));
    }

    /** @param least the least that can be tried, and so the most */
    private static void addEdge(List<String> edges, String name, String key, double value, DoubleStream tried, double least,
            double most) {
        DoubleSummaryStatistics all = tried.summaryStatistics();
        if (all.getMin() == all.getMax()) {
            return;
        }
        if (value == all.getMax() && value < most) {
            edges.add(name + " is the highest of `" + key + "`");
        } else if (value == all.getMin() && value > least) {
            edges.add(name + " is the lowest of `" + key + "`");
        }
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

    static String change(double uplift) {
        return Double.isFinite(uplift)
                ? format("%.1f %% %s", 100 * Math.abs(uplift), uplift < 0 ? "lower" : "higher")
                : "above a baseline of 0";
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
