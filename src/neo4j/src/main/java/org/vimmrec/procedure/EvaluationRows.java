package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.ItemSelection;
import org.vimmrec.evaluation.ActivityGroup;
import org.vimmrec.evaluation.EvaluationResult;
import org.vimmrec.evaluation.ExperimentParameters;
import org.vimmrec.evaluation.ExperimentResult;
import org.vimmrec.evaluation.Objective;
import org.vimmrec.evaluation.PermutationControl;
import org.vimmrec.evaluation.RecommenderResult;
import org.vimmrec.evaluation.Uplift;
import org.vimmrec.evaluation.Variant;
import org.vimmrec.evaluation.VariantResult;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.statistics.SimilarityCutoff;

/** Maps the result of an experiment to the rows of {@code vimmrec.evaluate}. */
final class EvaluationRows {
    /** The index of a recommender's baseline beside its variants'. */
    private static final int BASELINE = -1;

    private static final String CUTOFF = "similarityCutoff";

    private final ExperimentResult experiment;
    /** Kept, because finding it sorts the metrics of all users. */
    private final RecommenderResult best;

    private final String recommendation;

    private EvaluationRows(ExperimentResult experiment, EvaluationConfig config) {
        this.experiment = experiment;
        this.best = experiment.best();
        this.recommendation =
                experiment.recommendation(variant -> instruction(variant, config.experiment(), config.selection()));
    }

    /** Returns a row per recommender and variant, each recommender's baseline first, and popularity last. */
    static List<EvaluationRow> of(ExperimentResult experiment, EvaluationConfig config) {
        EvaluationRows mapping = new EvaluationRows(experiment, config);
        List<EvaluationRow> rows = new ArrayList<>();
        for (RecommenderResult recommender : experiment.withReference()) {
            String conclusion = ConfigMap.spelling(recommender.conclusion());
            for (int v = BASELINE; v < recommender.variants().size(); v++) {
                rows.add(mapping.row(recommender, v, conclusion));
            }
        }
        return rows;
    }

    /**
     * The procedures to call, with their parameters. Mean weights and a percentile were computed from the most
     * neighbours.
     */
    static String instruction(Variant variant, ExperimentParameters experiment, ItemSelection selection) {
        SimilarityCutoff cutoff = experiment.similarityCutoff();
        boolean meanWeights = variant.weighting().method() == Method.MEAN;
        boolean usesStoredSimilarities = variant.strategy() == Strategy.OVERLAY || meanWeights;
        Map<String, Object> similarity = new LinkedHashMap<>();
        similarity.put("topK", (long) (meanWeights || cutoff.isPercentile() ? experiment.maxTopK() : variant.topK()));
        putUnless(0.0, similarity, CUTOFF, cutoff.spelling());
        putSearch(experiment.search(), similarity);
        similarity.putAll(selection.candidates().given());
        String stored = "call vimmrec.similarity.write with %s, then ".formatted(shown(similarity));
        return (usesStoredSimilarities ? stored : "")
                + "call vimmrec.%s.write with ".formatted(variant.strategy().spelling())
                + shown(configuration(variant, experiment, selection));
    }

    private static String shown(Map<String, Object> configuration) {
        return configuration.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + shown(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String shown(Object value) {
        return value instanceof String text
                ? "'" + text + "'"
                : value instanceof Map<?, ?> map
                        ? map.entrySet().stream()
                                .map(entry -> "`" + entry.getKey() + "`: " + entry.getValue())
                                .collect(Collectors.joining(", ", "{", "}"))
                        : String.valueOf(value);
    }

    /** The configuration with which the strategy writes a variant, without the keys that have their default. */
    static Map<String, Object> configuration(
            Variant variant, ExperimentParameters experiment, ItemSelection selection) {
        EdgeRule rule = variant.rule();
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put(
                "topK", variant.byModality() ? ConfigMap.longs(variant.topKs()) : (Object) (long) variant.topK());
        if (variant.strategy() == Strategy.SYNERGISTIC) { // Overlay uses the neighbours that are stored
            putUnless(0.0, configuration, CUTOFF, experiment.similarityCutoff().spelling());
            putSearch(experiment.search(), configuration);
        }
        configuration.put("virtualWeight", rule.virtualWeight());
        configuration.put("modalityWeights", variant.weighting().name());
        putUnless(0.0, configuration, "popularityDiscount", rule.popularityDiscount());
        putUnless(
                ConfigMap.spelling(Aggregation.MEAN),
                configuration,
                "aggregation",
                ConfigMap.spelling(rule.aggregation()));
        putUnless(1.0, configuration, "maxWeight", Math.min(1, rule.maxWeight()));
        putUnless(0.0, configuration, "minWeight", rule.minWeight());
        putUnless((long) Integer.MAX_VALUE, configuration, "maxPerUser", (long) rule.maxPerUser());
        putUnless(Double.POSITIVE_INFINITY, configuration, "maxPerInteraction", rule.maxPerInteraction());
        configuration.putAll(selection.given());
        return configuration;
    }

    private static void putSearch(SearchMethod search, Map<String, Object> configuration) {
        putUnless(
                ConfigMap.spelling(NeighbourSearch.Method.AUTO),
                configuration,
                "search",
                ConfigMap.spelling(search.method()));
        putUnless(0.95, configuration, "targetRecall", search.targetRecall());
    }

    private static void putUnless(Object byDefault, Map<String, Object> configuration, String key, Object value) {
        if (!value.equals(byDefault)) {
            configuration.put(key, value);
        }
    }

    private EvaluationRow row(RecommenderResult recommender, int v, String conclusion) {
        VariantResult result =
                v == BASELINE ? recommender.baseline() : recommender.variants().get(v);
        Variant variant = result.variant();
        EvaluationResult metrics = result.metrics();
        EvaluationResult baseline = recommender.baseline().metrics();
        Uplift uplift = result.uplift();
        boolean selected = v != BASELINE && recommender.selection().best() == v;
        PermutationControl control =
                selected ? recommender.confirmation().recallControl() : new PermutationControl(Double.NaN, Double.NaN);
        boolean isBest = recommender.equals(best) && recommender.best() == v;
        return new EvaluationRow(
                variant == null ? "none" : variant.strategy().spelling(),
                variant == null ? null : (long) variant.topK(),
                variant == null ? null : variant.rule().virtualWeight(),
                variant == null ? null : variant.weighting().name(),
                variant == null ? null : new LinkedHashMap<>(result.modalityWeights()),
                Math.round(metrics.virtualInteractions()),
                metrics.test().meanRecall(),
                metrics.test().meanNdcg(),
                metrics.test().coverage(),
                metrics.coldItemShare(),
                DistributionMaps.orNull(metrics.test().coldRecall()),
                finite(uplift.mean()),
                finite(Uplift.relative(
                        baseline.test().meanNdcg(), metrics.test().meanNdcg())),
                finite(uplift.low()),
                finite(uplift.high()),
                finite(v == BASELINE ? 0 : recommender.validationUplift(Objective.RECALL, v)),
                finite(v == BASELINE ? 0 : recommender.selection().lowerBounds()[v]),
                finite(Uplift.relative(baseline.test().meanRecall(), control.mean())),
                finite(Uplift.relative(baseline.test().meanRecall(), control.bound())),
                result.groups().stream().map(EvaluationRows::group).toList(),
                isBest,
                isBest ? recommendation : null,
                result.millis(),
                recommender.recommender().name(),
                experiment.notices(),
                variant == null ? null : variant.rule().popularityDiscount(),
                variant == null ? null : finite(variant.rule().maxPerInteraction()),
                recommender.parameters().goal().objective().of(metrics.validation()),
                v == BASELINE ? 0 : recommender.selection().objectiveBounds()[v],
                DistributionMaps.orNull(metrics.lists().warmRecall()),
                metrics.lists().hitRate(),
                metrics.lists().reciprocalRank(),
                DistributionMaps.orNull(metrics.lists().novelty()),
                DistributionMaps.orNull(metrics.lists().diversity()),
                variant == null || !variant.byModality() ? null : ConfigMap.longs(variant.topKs()),
                conclusion);
    }

    private static Map<String, Object> group(ActivityGroup.Estimate group) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("from", (long) group.from());
        map.put("to", group.to() >= Integer.MAX_VALUE - 1 ? null : (long) group.to());
        map.put("users", (long) group.users());
        map.put("recall", DistributionMaps.orNull(group.recall()));
        map.put("recallLow", DistributionMaps.orNull(group.interval().low()));
        map.put("recallHigh", DistributionMaps.orNull(group.interval().high()));
        map.put("uplift", finite(group.uplift().mean()));
        map.put("upliftLow", finite(group.uplift().low()));
        map.put("upliftHigh", finite(group.uplift().high()));
        return map;
    }

    /** Returns null for an uplift over a baseline of 0. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
