package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.vimmrec.recommender.VirtualRanking;

/** Says in words what the result of one recommender means. */
record Recommendation(RecommenderResult result) {

    /** @param instruction says how to apply a variant on this host */
    String text(Function<Variant, String> instruction) {
        return switch (result.conclusion()) {
            case NO_VARIANTS ->
                format(
                        "%s no two items have a similarity above %s (`similarityCutoff`)"
                                + " in any modality, so there are no virtual interactions.",
                        refusal(), parameters().similarityCutoff().spelling());
            case NO_UPLIFT ->
                format(
                        "%s it does not help. None of %d variants %s than %s; the best one, %s, has a %s %s.",
                        refusal(),
                        result.variants().size(),
                        objective() == Objective.RECALL
                                ? "finds more of the validation interactions"
                                : format("has a higher %s on the validation interactions", objectiveName()),
                        ranksVirtualInteractions() ? "popularity alone" : "the real interactions alone",
                        describe(highest()),
                        objectiveName(),
                        validationChange());
            case NOT_SIGNIFICANT ->
                format(
                        "%s no variant is better than chance. The best of %d variants on"
                                + " the validation interactions, %s, has a %s %s, which is within noise.",
                        refusal(), result.variants().size(), describe(highest()), objectiveName(), validationChange());
            case TOO_COSTLY -> tooCostly();
            case NOT_CONFIRMED ->
                format(
                        "%s %s is the best variant on the validation interactions, but the test does not confirm it. %s",
                        refusal(), describe(selected().variant()), testMetrics());
            case NOT_ABOVE_CONTROL -> notAboveControl();
            case WITHIN_NOISE ->
                format(
                        "Within noise: on the validation interactions, %s is the best of %d variants and better"
                                + " than %s, but the test does not confirm it with certainty. %s Do not rely on it; more seeds or more data would"
                                + " decide.%s",
                        describe(selected().variant()), result.variants().size(), comparison(), testMetrics(), edge());
            case AUGMENT ->
                format(
                        "%s%s: %s. %s%s",
                        ranksVirtualInteractions()
                                ? "Show users their strongest virtual interactions"
                                : "Augment this graph",
                        objective() == Objective.RECALL
                                ? ""
                                : format(
                                        " for %s at a loss of at most %.1f %% of recall",
                                        objectiveName(),
                                        100 * parameters().goal().maxRecallLoss()),
                        instruction.apply(selected().variant()),
                        testMetrics(),
                        edge());
        };
    }

    /** How a recommendation of the baseline begins. */
    private String refusal() {
        return ranksVirtualInteractions() ? "Do not rank by virtual interactions alone:" : "Do not augment this graph:";
    }

    /** Whether the recommender is the virtual interactions themselves, with popularity as its baseline. */
    private boolean ranksVirtualInteractions() {
        return result.recommender().equals(VirtualRanking.TYPE);
    }

    /** What the selected variant exceeds on the validation interactions. */
    private String comparison() {
        return objective().isBoundedInSelection() ? "chance" : "the baseline";
    }

    private Objective objective() {
        return result.objective();
    }

    private String objectiveName() {
        return objective().name(parameters().at());
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

    private String tooCostly() {
        VariantResult highest = result.variants().get(result.selection().highest());
        return format(
                "%s a higher %s may cost too much recall. No variant with a higher %s is sure to keep recall@%d on the validation"
                        + " interactions within %.1f %% (`maxRecallLoss`) of the baseline's. The highest, %s, has"
                        + " a %s of %.4f instead of %.4f, and a recall@%d %s.",
                refusal(),
                objectiveName(),
                objectiveName(),
                parameters().at(),
                100 * parameters().goal().maxRecallLoss(),
                describe(highest.variant()),
                objectiveName(),
                objective().of(highest.metrics().validation()),
                objective().of(baseline().validation()),
                parameters().at(),
                change(result.validationUplift(
                        Objective.RECALL, result.selection().highest())));
    }

    private String notAboveControl() {
        Objective controlled = objective().controlled();
        double before = controlled.of(baseline().test());
        PermutationControl control = result.confirmation().objectiveControl();
        Uplift above = result.confirmation().aboveControl();
        boolean withinNoise =
                above != null && controlled.of(selected().metrics().test()) > control.bound();
        return format(
                "%s %s is better than %s on the validation interactions, but not because of the embeddings. %s With the same embeddings permuted at random among the items, %s is %s in the mean of %d"
                        + " permutations, and up to %s by chance.%s",
                refusal(),
                describe(selected().variant()),
                comparison(),
                testMetrics(),
                controlled.name(parameters().at()),
                changeOrValue(before, control.mean()),
                PermutationControl.PERMUTATIONS,
                changeOrValue(before, control.bound()),
                withinNoise
                        ? format(
                                " The variant's lead over that mean is %+.1f %% (95 %% interval %+.1f %% to %+.1f %%),"
                                        + " which is within noise.",
                                100 * above.mean(), 100 * above.low(), 100 * above.high())
                        : "");
    }

    private static String changeOrValue(double before, double after) {
        return before == 0 ? format("%.4f", after) : change(Uplift.relative(before, after));
    }

    private String objectiveMetrics() {
        if (objective() == Objective.RECALL) {
            return ranksVirtualInteractions() ? "The baseline is popularity. " : "";
        }
        Uplift uplift = result.confirmation().uplift();
        boolean interval = objective().isMean() && Double.isFinite(uplift.low()) && Double.isFinite(uplift.high());
        return format(
                "The objective, %s, is %.4f instead of %.4f%s%s. ",
                objectiveName(),
                objective().of(selected().metrics().test()),
                objective().of(baseline().test()),
                interval
                        ? format(
                                ", %s (95 %% interval %+.1f %% to %+.1f %%)",
                                change(uplift.mean()), 100 * uplift.low(), 100 * uplift.high())
                        : "",
                ranksVirtualInteractions() ? "; the baseline is popularity" : "");
    }

    private String testMetrics() {
        VariantResult selected = selected();
        Uplift uplift = selected.uplift();
        double ndcg = Uplift.relative(
                baseline().test().meanNdcg(), selected.metrics().test().meanNdcg());
        return format(
                "%sOn the test interactions, recall@%d is %s (95 %% interval %+.1f %% to %+.1f %%) and NDCG@%d %s. %s",
                objectiveMetrics(),
                parameters().at(),
                change(uplift.mean()),
                100 * uplift.low(),
                100 * uplift.high(),
                parameters().at(),
                change(ndcg),
                itemMetrics(selected.metrics()));
    }

    private String itemMetrics(EvaluationResult variant) {
        double before = baseline().test().coverage();
        double after = variant.test().coverage();
        double cold = variant.test().coldRecall();
        String coverage = format(
                "Coverage (the share of items that are recommended to at least one user) %s",
                Math.round(100 * after) == Math.round(100 * before)
                        ? format("stays at %.2f", before)
                        : format("%s from %.2f to %.2f", after < before ? "falls" : "rises", before, after));
        return Double.isNaN(cold)
                ? coverage + "; no held-out interaction is with cold items (those without training interactions)."
                : coverage
                        + format(
                                "; of held-out interactions with cold items (those without training interactions), %.1f %%"
                                        + " are found instead of %.1f %%.",
                                100 * cold, 100 * baseline().test().coldRecall());
    }

    /**
     * Says whether the selected variant has the highest or lowest value of a parameter, so that a better one may lie
     * beyond.
     */
    private String edge() {
        Variant variant = selected().variant();
        List<String> edges = new ArrayList<>();
        if (!variant.byModality()) {
            addEdge(
                    edges,
                    "topK",
                    variant.topK(),
                    parameters().variants().stream().mapToDouble(Variant::topK),
                    new double[] {1, Integer.MAX_VALUE});
        }
        addEdge(
                edges,
                "popularityDiscount",
                variant.rule().popularityDiscount(),
                parameters().variants().stream().mapToDouble(each -> each.rule().popularityDiscount()),
                new double[] {0, Double.MAX_VALUE});
        if (!ranksVirtualInteractions()) { // the order of virtual interactions does not depend on it
            addEdge(
                    edges,
                    "virtualWeight",
                    variant.rule().virtualWeight(),
                    parameters().variants().stream()
                            .mapToDouble(each -> each.rule().virtualWeight()),
                    new double[] {0, 1});
        }
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
                "%s with topK %s, virtualWeight %s%s%s and weighting '%s'",
                variant.strategy().spelling(),
                variant.byModality() ? variant.topKs() : variant.topK(),
                variant.rule().virtualWeight(),
                variant.rule().popularityDiscount() == 0
                        ? ""
                        : ", popularityDiscount " + variant.rule().popularityDiscount(),
                Double.isInfinite(variant.rule().maxPerInteraction())
                        ? ""
                        : ", maxPerInteraction " + variant.rule().maxPerInteraction(),
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
