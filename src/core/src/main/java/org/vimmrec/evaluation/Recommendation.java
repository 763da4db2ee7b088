package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Says in words what the result of one recommender means. */
record Recommendation(RecommenderResult result) {

    /** @param instruction says how to apply a variant on this host */
    String text(Function<Variant, String> instruction) {
        return switch (result.conclusion()) {
            case NO_VARIANTS ->
                format(
                        "Do not augment this graph: no two items have a similarity above %s (`similarityCutoff`)"
                                + " in any modality, so there are no virtual interactions.",
                        parameters().similarityCutoff());
            case NO_UPLIFT ->
                format(
                        "Do not augment this graph: it does not help. None of %d variants finds more of the"
                                + " validation interactions than the real interactions alone; the best one, %s, has a recall@%d %s.",
                        result.variants().size(),
                        describe(highest()),
                        parameters().at(),
                        validationChange());
            case NOT_SIGNIFICANT ->
                format(
                        "Do not augment this graph: no variant is better than chance. The best of %d variants on"
                                + " the validation interactions, %s, has a recall@%d %s, which is within noise.",
                        result.variants().size(),
                        describe(highest()),
                        parameters().at(),
                        validationChange());
            case NOT_CONFIRMED ->
                format(
                        "Do not augment this graph: %s is the best variant on the validation interactions, but the"
                                + " test does not confirm it. %s",
                        describe(selected().variant()), testMetrics());
            case NOT_ABOVE_CONTROL -> notAboveControl();
            case WITHIN_NOISE ->
                format(
                        "Within noise: on the validation interactions, %s is the best of %d variants and better than"
                                + " chance, but the test does not confirm it with certainty. %s Do not rely on it; more seeds or more data would"
                                + " decide.%s",
                        describe(selected().variant()), result.variants().size(), testMetrics(), edge());
            case AUGMENT ->
                format(
                        "Augment this graph: %s. %s%s",
                        instruction.apply(selected().variant()), testMetrics(), edge());
        };
    }

    private ExperimentParameters parameters() {
        return result.parameters();
    }

    private EvaluationResult baseline() {
        return result.baseline().metrics();
    }

    private VariantResult selected() {
        return result.variants().get(result.selection().best());
    }

    private Variant highest() {
        return result.variants().get(result.selection().highest()).variant();
    }

    private String validationChange() {
        return change(result.validationUplift(result.selection().highest()));
    }

    private String notAboveControl() {
        double recall = baseline().test().meanRecall();
        return format(
                "Do not augment this graph: %s is better than chance on the validation interactions, but not because of the"
                        + " embeddings. %s With the same embeddings permuted at random among the items, recall@%d is %s in the mean of %d"
                        + " permutations, and up to %s by chance.",
                describe(selected().variant()),
                testMetrics(),
                parameters().at(),
                change(Uplift.relative(recall, result.control().mean())),
                PermutationControl.PERMUTATIONS,
                change(Uplift.relative(recall, result.control().bound())));
    }

    private String testMetrics() {
        VariantResult selected = selected();
        Uplift uplift = selected.uplift();
        double ndcg = Uplift.relative(
                baseline().test().meanNdcg(), selected.metrics().test().meanNdcg());
        return format(
                "On the test interactions, recall@%d is %s (95 %% interval %+.1f %% to %+.1f %%) and NDCG@%d %s. %s",
                parameters().at(),
                change(uplift.mean()),
                100 * uplift.low(),
                100 * uplift.high(),
                parameters().at(),
                change(ndcg),
                itemMetrics(selected.metrics()));
    }

    private String itemMetrics(EvaluationResult variant) {
        double before = baseline().coverage();
        String coverage = format(
                "Coverage (the share of items that are recommended to at least one user) %s",
                Math.round(100 * variant.coverage()) == Math.round(100 * before)
                        ? format("stays at %.2f", before)
                        : format(
                                "%s from %.2f to %.2f",
                                variant.coverage() < before ? "falls" : "rises", before, variant.coverage()));
        return Double.isNaN(variant.coldRecall())
                ? coverage + "; no held-out interaction is with cold items (those without training interactions)."
                : coverage
                        + format(
                                "; of held-out interactions with cold items (those without training interactions), %.1f %%"
                                        + " are found instead of %.1f %%.",
                                100 * variant.coldRecall(), 100 * baseline().coldRecall());
    }

    /**
     * Says whether the selected variant has the highest or lowest value of a parameter, so that a better one may lie
     * beyond.
     */
    private String edge() {
        Variant variant = selected().variant();
        List<String> edges = new ArrayList<>();
        addEdge(
                edges,
                "topK",
                variant.topK(),
                parameters().variants().stream().mapToDouble(Variant::topK),
                new double[] {1, Integer.MAX_VALUE});
        addEdge(
                edges,
                "virtualWeight",
                variant.rule().virtualWeight(),
                parameters().variants().stream().mapToDouble(each -> each.rule().virtualWeight()),
                new double[] {0, 1});
        return edges.isEmpty()
                ? ""
                : format(
                        " This variant is at the edge of the tested values: %s. Values beyond may do better.",
                        String.join(" and ", edges));
    }

    /** @param range the lowest and the highest value that the parameter can have */
    private static void addEdge(List<String> edges, String name, double value, DoubleStream tested, double[] range) {
        DoubleSummaryStatistics all = tested.summaryStatistics();
        if (all.getMin() == all.getMax()) {
            return;
        }
        if (value == all.getMax() && value < range[1]) {
            edges.add(name + " is the highest of `" + name + "s`");
        } else if (value == all.getMin() && value > range[0]) {
            edges.add(name + " is the lowest of `" + name + "s`");
        }
    }

    static String describe(Variant variant) {
        return format(
                "%s with topK %d, virtualWeight %s and weighting '%s'",
                variant.strategy().spelling(),
                variant.topK(),
                variant.rule().virtualWeight(),
                variant.weighting().name());
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
