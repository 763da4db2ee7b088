package org.vimmrec.cli.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options that become configurations of the plugin's procedures. An option that is not given is not passed on, so
 * the plugin's default applies. All values are checked before anything starts.
 */
public final class MethodOptions {

    public static final int MAX_THREADS = 1024;
    private static final int DEFAULT_TOP_K = 10;
    /** The start of the description of --similarity-cutoff. */
    public static final String SIMILARITY_CUTOFF =
            "Keep neighbours only if their similarity is above this: a number from -1 to 1, or a percentile of each item's "
                    + "neighbours such as p90.";
    /** The description of --max-per-item. */
    public static final String MAX_PER_ITEM =
            "Maximum number of virtual interactions with an item, the strongest ones; a limit for items that are similar to"
                    + " many. Default: no limit.";

    @Option(
            names = "--top-k",
            paramLabel = "COUNT",
            description =
                    "Number of neighbours per item: in each modality, and by the fused similarity of Synergistic. Or a "
                            + "number for each modality, such as visual=10,text=30; Synergistic then has the default. "
                            + "Default: " + DEFAULT_TOP_K + ".")
    private String topK;

    @Option(
            names = "--similarity-cutoff",
            paramLabel = "CUTOFF",
            description =
                    SIMILARITY_CUTOFF + " Or one for each modality, such as visual=p50,text=0.2; Synergistic then has "
                            + "the default. Not for export. Default: 0.")
    private String similarityCutoff;

    @Option(
            names = "--virtual-top-k",
            paramLabel = "COUNT",
            description =
                    "Number of neighbours per item that contribute to virtual interactions. Default: the value of "
                            + "--top-k.")
    private Long virtualTopK;

    @Option(
            names = "--virtual-weight",
            paramLabel = "WEIGHT",
            description =
                    "Weight of a virtual interaction with score 1; a real interaction weighs 1. Above 0, at most 1. "
                            + "Default: 0.01.")
    private Double virtualWeight;

    @Option(
            names = "--max-per-user",
            paramLabel = "COUNT",
            description = "Maximum number of virtual interactions per user. Default: no limit.")
    private Long maxPerUser;

    @Option(names = "--max-per-item", paramLabel = "COUNT", description = MAX_PER_ITEM)
    private Long maxPerItem;

    @Option(
            names = {"--max-per-interaction", "--max-per-real"},
            paramLabel = "NUMBER",
            description = "Maximum number of virtual interactions for each real one of a user, such as 3 or 0.5. "
                    + "Default: no limit.")
    private Double maxPerInteraction;

    @Option(
            names = "--max-weight",
            paramLabel = "WEIGHT",
            description = "Upper bound of the weight of a virtual interaction. Above 0, at most 1. Default: 1.")
    private Double maxWeight;

    @Option(
            names = "--popularity-discount",
            paramLabel = "EXPONENT",
            description =
                    "Weights are divided by (1 + the item's number of users) to the power of this number. At least "
                            + "0. Default: 0.")
    private Double popularityDiscount;

    @Option(
            names = "--aggregation",
            paramLabel = "NAME",
            description =
                    "How the votes of a user's items for a candidate are combined: mean, sum or max. Default: mean.")
    private String aggregation;

    @Option(
            names = "--modality-weights",
            paramLabel = "WEIGHTS",
            converter = WeightsConverter.class,
            description =
                    "Weights of the modalities: mean, coInteraction, uniform, or numbers such as visual=0.7,text=0.3. "
                            + "Default: mean.")
    private Object modalityWeights;

    @Option(
            names = "--concurrency",
            paramLabel = "THREADS",
            description = "Number of threads. Default: the number of processors, at most 4.")
    private Long concurrency;

    /** @throws CommandFailure if a value is out of range */
    public void check() {
        parsedTopK();
        parsedCutoff();
        OptionChecks.range("--virtual-top-k", virtualTopK, 1, Integer.MAX_VALUE);
        OptionChecks.weight("--virtual-weight", virtualWeight);
        OptionChecks.range("--max-per-user", maxPerUser, 1, Integer.MAX_VALUE);
        OptionChecks.range("--max-per-item", maxPerItem, 1, Integer.MAX_VALUE);
        OptionChecks.positive("--max-per-interaction", maxPerInteraction);
        OptionChecks.weight("--max-weight", maxWeight);
        OptionChecks.range("--popularity-discount", popularityDiscount, 0, Double.MAX_VALUE);
        OptionChecks.choice("--aggregation", aggregation, List.of("mean", "sum", "max"));
        OptionChecks.range("--concurrency", concurrency, 1, MAX_THREADS);
    }

    private Object parsedTopK() {
        return OptionValues.counts("--top-k", topK);
    }

    private Object parsedCutoff() {
        return OptionValues.cutoffs("--similarity-cutoff", similarityCutoff);
    }

    /** @throws CommandFailure if --similarity-cutoff is given, which an export has no use for */
    public void checkNoCutoff() {
        if (similarityCutoff != null) {
            throw new CommandFailure("--similarity-cutoff does not apply to export. Filter the exported neighbours by "
                    + "their similarity instead.");
        }
    }

    /** @throws CommandFailure if Overlay would need more neighbours than are stored */
    public void checkOverlay() {
        long stored = parsedTopK() instanceof Map<?, ?> byModality
                ? byModality.values().stream().mapToLong(Long.class::cast).max().orElseThrow()
                : topK();
        if (virtualTopK != null && virtualTopK > stored) {
            throw new CommandFailure("--virtual-top-k is " + virtualTopK + ", but Overlay only has the " + stored
                    + " neighbours of --top-k. Raise --top-k.");
        }
    }

    /** @throws CommandFailure if the weights are numbers, but not one for each modality */
    public void check(List<String> modalities) {
        if (!(modalityWeights instanceof Map<?, ?> weights)) {
            return;
        }
        for (Object name : weights.keySet()) {
            if (!modalities.contains(name)) {
                throw new CommandFailure("--modality-weights has a weight for ["
                        + MessageText.abbreviate(name.toString()) + "], but the data set's modalities are "
                        + MessageText.abbreviate(modalities.toString()));
            }
        }
        for (String modality : modalities) {
            if (!weights.containsKey(modality)) {
                throw new CommandFailure("--modality-weights has no weight for [" + MessageText.abbreviate(modality)
                        + "]. Give one to each of " + MessageText.abbreviate(modalities.toString())
                        + "; 0 leaves a modality out.");
            }
        }
    }

    /** The number of neighbours per item by the fused similarity. */
    public int topK() {
        return parsedTopK() instanceof Long number ? number.intValue() : DEFAULT_TOP_K;
    }

    /** Whether an option other than --concurrency is given. */
    public boolean isMoreThanThreadsGiven() {
        return Stream.of(
                        topK,
                        similarityCutoff,
                        virtualTopK,
                        virtualWeight,
                        maxPerUser,
                        maxPerItem,
                        maxPerInteraction,
                        maxWeight,
                        popularityDiscount,
                        aggregation,
                        modalityWeights)
                .anyMatch(Objects::nonNull);
    }

    /** The number of threads. */
    public int threads() {
        return concurrency == null ? Math.min(4, Runtime.getRuntime().availableProcessors()) : concurrency.intValue();
    }

    /** The configuration of {@code vimmrec.similarity.write}. */
    public Map<String, Object> similarity(SourceGraph graph) {
        Map<String, Object> configuration = graph.ofSimilarities();
        putIfGiven(configuration, "concurrency", concurrency);
        putIfGiven(configuration, "topK", parsedTopK());
        putIfGiven(configuration, "similarityCutoff", parsedCutoff());
        return configuration;
    }

    /** The configuration of {@code vimmrec.statistics}, which computes weights and accepts no numbers. */
    public Map<String, Object> statistics(SourceGraph graph) {
        Map<String, Object> configuration = graph.ofStatistics();
        putIfGiven(configuration, "concurrency", concurrency);
        if (modalityWeights instanceof String) {
            configuration.put("weighting", modalityWeights);
        }
        return configuration;
    }

    /** The configuration of {@code vimmrec.overlay.write} or {@code vimmrec.synergistic.write}. */
    public Map<String, Object> virtual(SourceGraph graph, boolean synergistic, String relationshipType) {
        Map<String, Object> configuration = stream(graph, synergistic);
        configuration.put("writeRelationshipType", relationshipType);
        return configuration;
    }

    /** The configuration of {@code vimmrec.overlay.stream} or {@code vimmrec.synergistic.stream}. */
    public Map<String, Object> stream(SourceGraph graph, boolean synergistic) {
        Map<String, Object> configuration = graph.ofVirtual();
        putIfGiven(configuration, "concurrency", concurrency);
        putIfGiven(configuration, "topK", virtualTopK == null ? forStrategy(parsedTopK(), synergistic) : virtualTopK);
        if (synergistic) {
            putIfGiven(configuration, "similarityCutoff", forStrategy(parsedCutoff(), true));
        }
        putIfGiven(configuration, "virtualWeight", virtualWeight);
        putIfGiven(configuration, "maxPerUser", maxPerUser);
        putIfGiven(configuration, "maxPerItem", maxPerItem);
        putIfGiven(configuration, "maxPerInteraction", maxPerInteraction);
        putIfGiven(configuration, "maxWeight", maxWeight);
        putIfGiven(configuration, "popularityDiscount", popularityDiscount);
        putIfGiven(configuration, "aggregation", aggregation);
        putIfGiven(configuration, "modalityWeights", modalityWeights);
        return configuration;
    }

    /** A modality's share of the weights, if they are given as numbers. */
    public OptionalDouble givenWeight(String modality) {
        if (!(modalityWeights instanceof Map<?, ?> weights)) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (Object weight : weights.values()) {
            sum += (Double) weight;
        }
        Object weight = weights.get(modality);
        return OptionalDouble.of(weight == null ? 0 : (Double) weight / sum);
    }

    /** A value of each modality is none of Synergistic, which has one list of neighbours for all modalities. */
    private static Object forStrategy(Object value, boolean synergistic) {
        return synergistic && value instanceof Map ? null : value;
    }

    private static void putIfGiven(Map<String, Object> configuration, String key, Object value) {
        if (value != null) {
            configuration.put(key, value);
        }
    }

    /** Converts the name of a weighting to a string, and {@code name=number,...} to a map. */
    static final class WeightsConverter implements ITypeConverter<Object> {

        private static final List<String> WEIGHTINGS = List.of("mean", "coInteraction", "uniform");

        @Override
        public Object convert(String text) {
            if (!text.contains("=")) {
                return WEIGHTINGS.stream()
                        .filter(text::equalsIgnoreCase)
                        .findFirst()
                        .orElseThrow(() -> new TypeConversionException(
                                "expected mean, coInteraction, uniform or name=number,..., found ["
                                        + MessageText.abbreviate(text) + "]"));
            }
            Map<String, Object> weights = new LinkedHashMap<>();
            double sum = 0;
            for (String entry : text.split(",", -1)) {
                double weight = weight(entry);
                sum += weight;
                if (weights.put(entry.substring(0, entry.indexOf('=')).strip(), weight) != null) {
                    throw malformed(entry);
                }
            }
            if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
                throw new TypeConversionException(
                        "expected weights with a finite sum above 0, found [" + MessageText.abbreviate(text) + "]");
            }
            return weights;
        }

        private static double weight(String entry) {
            String[] nameAndNumber = entry.split("=", -1);
            if (nameAndNumber.length != 2) {
                throw malformed(entry);
            }
            double weight;
            try {
                weight = Double.parseDouble(nameAndNumber[1]);
            } catch (NumberFormatException notANumber) {
                throw malformed(entry);
            }
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new TypeConversionException(
                        "expected a finite number of at least 0, found [" + MessageText.abbreviate(entry) + "]");
            }
            return weight;
        }

        private static TypeConversionException malformed(String entry) {
            return new TypeConversionException(
                    "expected name=number,... with each name once, found [" + MessageText.abbreviate(entry) + "]");
        }
    }
}
