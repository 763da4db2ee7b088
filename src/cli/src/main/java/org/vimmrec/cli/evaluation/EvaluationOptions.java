package org.vimmrec.cli.evaluation;

import java.util.List;
import java.util.Map;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.options.MethodOptions;
import org.vimmrec.cli.options.OptionChecks;
import org.vimmrec.cli.options.OptionValues;
import org.vimmrec.cli.options.SourceGraph;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options that become the configuration of {@code vimmrec.evaluate}. An option that is not given is not passed on,
 * so the plugin's default applies. All values are checked before anything starts.
 */
final class EvaluationOptions {

    private static final List<String> RECOMMENDERS =
            List.of("graphFilter", "ease", "lightGcn", "freedom", "bm3", "vbpr", "virtual");
    private static final String DEFAULT_RECOMMENDER = "graphFilter";
    private static final List<String> OBJECTIVES = List.of("recall", "ndcg", "coldRecall", "coverage");
    private static final int MAX_VARIANTS = 100;
    private static final int MAX_EASE_ITEMS = 10_000;

    @Option(
            names = "--strategies",
            paramLabel = "NAMES",
            split = ",",
            description = "Strategies to compare: overlay, synergistic. Default: both.")
    private List<String> strategies;

    @Option(
            names = "--weightings",
            paramLabel = "NAMES",
            split = ",",
            description = "Modality weightings to compare: mean, coInteraction, uniform. Default: mean,coInteraction.")
    private List<String> weightings;

    @Option(
            names = "--top-ks",
            paramLabel = "COUNTS",
            split = ",",
            description =
                    "Numbers of neighbours per item to compare. For Overlay also a number for each modality, such as "
                            + "10,visual=10+text=30. Default: 10,30.")
    private List<String> topKs;

    @Option(
            names = "--similarity-cutoff",
            paramLabel = "CUTOFF",
            description = MethodOptions.SIMILARITY_CUTOFF + " Default: 0.")
    private String similarityCutoff;

    @Option(
            names = "--virtual-weights",
            paramLabel = "WEIGHTS",
            split = ",",
            description = "Weights to compare for a virtual interaction with score 1; a real interaction weighs 1. "
                    + "Default: 0.01,0.03,0.1,0.3.")
    private List<Double> virtualWeights;

    @Option(
            names = "--popularity-discounts",
            paramLabel = "EXPONENTS",
            split = ",",
            description =
                    "Values of --popularity-discount to compare. Default: 0; 0,0.5,1 if the objective is coldRecall "
                            + "or coverage.")
    private List<Double> popularityDiscounts;

    @Option(
            names = "--max-per-interactions",
            paramLabel = "NUMBERS",
            split = ",",
            description =
                    "Values of --max-per-interaction to compare. Infinity stands for no limit. " + "Default: Infinity.")
    private List<Double> maxPerInteractions;

    @Option(names = "--max-per-item", paramLabel = "COUNT", description = MethodOptions.MAX_PER_ITEM)
    private Long maxPerItem;

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            description = "The metric to maximise: recall, ndcg, coldRecall (recall of items without training "
                    + "interactions) or coverage. Default: recall.")
    private String objective;

    @Option(
            names = "--max-recall-loss",
            paramLabel = "SHARE",
            description = "Share of the baseline's recall that another objective than recall may cost. Default: 0.01.")
    private Double maxRecallLoss;

    @Mixin
    private SplitOptions split;

    @Option(
            names = "--recommender",
            paramLabel = "NAME",
            description =
                    "The recommender to evaluate with: graphFilter, ease, lightGcn, freedom, bm3, vbpr, or virtual, which "
                            + "ranks by the virtual interactions themselves. Default: graphFilter.")
    private String recommender;

    @Option(
            names = "--recommenders",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "Several recommenders to compare with each other and with popularity; replaces --recommender. "
                            + "Default: none.")
    private List<String> recommenders;

    @Mixin
    private HyperparameterOptions hyperparameters;

    @Option(
            names = "--at",
            paramLabel = "COUNT",
            description = "Length of the recommendation lists, for recall and NDCG. Default: 20.")
    private Long at;

    @Option(
            names = "--seeds",
            paramLabel = "NUMBERS",
            split = ",",
            description = "Random seeds; each gives a split and a model. Default: 1,2,3.")
    private List<Long> seeds;

    @Option(
            names = "--concurrency",
            paramLabel = "THREADS",
            description = "Number of threads. Default: the number of processors, at most 4.")
    private Long concurrency;

    /** @throws CommandFailure if a value is out of range or options contradict each other */
    void check() {
        OptionChecks.choices("--strategies", strategies, List.of("overlay", "synergistic"));
        OptionChecks.choices("--weightings", weightings, List.of("mean", "coInteraction", "uniform"));
        parsedTopKs();
        if (OptionValues.cutoffs("--similarity-cutoff", similarityCutoff) instanceof Map) {
            throw new CommandFailure(
                    "--similarity-cutoff must be one number or percentile: the strategies are compared "
                            + "with the same one in all modalities");
        }
        if (virtualWeights != null) {
            virtualWeights.forEach(weight -> OptionChecks.weight("--virtual-weights", weight));
        }
        if (popularityDiscounts != null) {
            popularityDiscounts.forEach(
                    discount -> OptionChecks.range("--popularity-discounts", discount, 0, Double.MAX_VALUE));
        }
        if (maxPerInteractions != null) {
            maxPerInteractions.forEach(
                    most -> OptionChecks.positive("--max-per-interactions", Double.POSITIVE_INFINITY, most));
        }
        OptionChecks.range("--max-per-item", maxPerItem, 1, Integer.MAX_VALUE);
        OptionChecks.choice("--objective", objective, OBJECTIVES);
        OptionChecks.range("--max-recall-loss", maxRecallLoss, 0.0, 1.0);
        split.check();
        OptionChecks.choice("--recommender", recommender, RECOMMENDERS);
        OptionChecks.choices("--recommenders", recommenders, RECOMMENDERS);
        if (recommender != null && recommenders != null) {
            throw new CommandFailure("--recommender and --recommenders cannot be combined. Give one of them.");
        }
        hyperparameters.check(recommenders());
        OptionChecks.range("--at", at, 1, 1000);
        OptionChecks.range("--concurrency", concurrency, 1, MethodOptions.MAX_THREADS);
        boolean discounts = "coldRecall".equalsIgnoreCase(objective) || "coverage".equalsIgnoreCase(objective);
        long variants = distinct(strategies, 2)
                * distinct(weightings, 2)
                * distinct(topKs, 2)
                * distinct(virtualWeights, 4)
                * distinct(popularityDiscounts, discounts ? 3 : 1)
                * distinct(maxPerInteractions, 1);
        if (variants > MAX_VARIANTS) {
            throw new CommandFailure(
                    "--strategies, --weightings, --top-ks, --virtual-weights, --popularity-discounts and "
                            + "--max-per-interactions make " + variants + " variants; the limit is " + MAX_VARIANTS
                            + ". Give fewer values.");
        }
    }

    /** Numbers, and maps from modality to number; null if they are not given. */
    private List<Object> parsedTopKs() {
        return topKs == null
                ? null
                : topKs.stream()
                        .map(topK -> OptionValues.counts("--top-ks", topK.replace('+', ',')))
                        .toList();
    }

    /** The recommenders to evaluate, without popularity. */
    private List<String> recommenders() {
        return recommenders != null ? recommenders : List.of(recommender != null ? recommender : DEFAULT_RECOMMENDER);
    }

    private static long distinct(List<?> values, int byDefault) {
        return values == null ? byDefault : values.stream().distinct().count();
    }

    /** @throws CommandFailure if this data set cannot be evaluated with these options */
    void check(DataSet dataSet) {
        InteractionTable interactions = dataSet.interactions();
        for (int label = 0; interactions.labelled() && label <= InteractionTable.TEST; label++) {
            if (interactions.size(label) == 0) {
                throw new CommandFailure(
                        "no interaction has x_label " + label + ". evaluate needs 0 (training), 1 (validation) "
                                + "and 2 (test), or a file without x_label, which it splits at random.");
            }
        }
        split.check(dataSet);
        boolean ease = recommenders().stream().anyMatch("ease"::equalsIgnoreCase);
        if (ease && dataSet.items() > MAX_EASE_ITEMS) {
            throw new CommandFailure(ConsoleOutput.format(
                    "the recommender ease supports at most %,d items, but the data set has "
                            + "%,d. Use another recommender.",
                    MAX_EASE_ITEMS, dataSet.items()));
        }
    }

    /** The configuration of {@code vimmrec.evaluate} for a data set, whose column x_label is its split. */
    Map<String, Object> configuration(DataSet dataSet, SourceGraph graph) {
        Map<String, Object> configuration = configuration(graph);
        if (dataSet.interactions().labelled()) {
            configuration.put("split", Map.of("property", "x_label"));
        }
        return configuration;
    }

    /** The configuration of {@code vimmrec.evaluate}. */
    Map<String, Object> configuration(SourceGraph graph) {
        Map<String, Object> configuration = graph.ofEvaluation();
        split.addTo(configuration);
        configuration.put("strategies", strategies);
        configuration.put("weightings", weightings);
        configuration.put("topKs", parsedTopKs());
        configuration.put("similarityCutoff", OptionValues.cutoffs("--similarity-cutoff", similarityCutoff));
        configuration.put("virtualWeights", virtualWeights);
        configuration.put("popularityDiscounts", popularityDiscounts);
        configuration.put("maxPerInteractions", maxPerInteractions);
        configuration.put("maxPerItem", maxPerItem);
        configuration.put("objective", objective);
        configuration.put("maxRecallLoss", maxRecallLoss);
        configuration.put("recommender", recommender);
        configuration.put("recommenders", recommenders);
        hyperparameters.addTo(configuration);
        configuration.put("at", at);
        configuration.put("seeds", seeds);
        configuration.put("concurrency", concurrency);
        configuration.values().removeIf(value -> value == null);
        return configuration;
    }
}
