package org.vimmrec.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vimmrec.evaluation.ExperimentParameters;
import org.vimmrec.evaluation.Goal;
import org.vimmrec.evaluation.Objective;
import org.vimmrec.evaluation.Variant;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.recommender.GraphFilter;
import org.vimmrec.recommender.Popularity;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.Recommenders;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.SimilarityCutoff;

/**
 * The configuration of {@code vimmrec.evaluate}.
 *
 * @param embeddings the modalities and their embeddings
 * @param interactions the real interactions
 * @param selection which items may be proposed, and how often
 * @param split the property to split interactions by, if any
 * @param experiment the parameters of the experiment
 * @param run how to run
 */
public record EvaluationConfig(
        EmbeddingSource embeddings,
        InteractionSource interactions,
        ItemSelection selection,
        SplitSource split,
        ExperimentParameters experiment,
        RunConfig run) {
    private static final String RECOMMENDER = "recommender";
    private static final String RECOMMENDERS = "recommenders";

    /** The interactions that the evaluation is about. */
    public EvaluationSubject subject() {
        return new EvaluationSubject(embeddings.itemLabel(), interactions.userLabel(), interactions.types());
    }

    /** The configuration with which {@code vimmrec.recommend.*} trains a recommender of this evaluation. */
    public Map<String, Object> model(RecommenderType recommender) {
        return RecommendKeys.model(this, recommender);
    }

    /** Reads the configuration. */
    public static EvaluationConfig of(ConfigMap config) {
        Modalities modalities = Modalities.required(config);
        EmbeddingSource embeddings = EmbeddingSource.of(config, modalities);
        InteractionSource interactions = InteractionSource.of(config).withAsOf(config);
        SimilarityCutoff similarityCutoff = NeighbourKeys.fusedCutoff(config);
        SearchMethod search = SearchKeys.of(config);
        ItemSelection selection = ItemSelection.of(config);
        SplitSource split = SplitSource.of(config);
        List<Long> seeds = config.seeds("seeds", List.of(1L, 2L, 3L));
        List<RecommenderType> recommenders = HyperparameterKeys.apply(config, recommenders(config));
        int at = config.integer("at", 20, 1, 1000);
        Goal goal = new Goal(config.choice("objective", Objective.RECALL), config.number("maxRecallLoss", 0.01, 0, 1));
        List<Variant> variants = variants(config, goal.objective(), modalities);
        boolean weighted = config.flag("weighted", true);
        return new EvaluationConfig(
                embeddings,
                interactions,
                selection,
                split,
                new ExperimentParameters(
                        recommenders, variants, weighted, similarityCutoff, search, split.method(), seeds, at, goal),
                RunConfig.of(config));
    }

    /** Returns the recommenders. Popularity comes last if `recommenders` is given, as a reference for the others. */
    private static List<RecommenderType> recommenders(ConfigMap config) {
        String one = config.value(RECOMMENDER, GraphFilter.TYPE.name(), given -> name(config, RECOMMENDER, given));
        if (!config.given(RECOMMENDERS)) {
            if (!type(one).usesVirtualInteractions()) {
                throw config.error(
                        ("`%s` must not be '%s' alone, because virtual interactions do not change it; name another,"
                                        + " or several in `%s`, which adds popularity")
                                .formatted(RECOMMENDER, one, RECOMMENDERS));
            }
            config.show(RECOMMENDERS, List.of(one));
            return List.of(type(one));
        }
        if (config.given(RECOMMENDER)) {
            throw config.error("`%s` and `%s` must not both be given; name all in `%s`"
                    .formatted(RECOMMENDER, RECOMMENDERS, RECOMMENDERS));
        }
        List<String> names = new ArrayList<>(config.list(
                RECOMMENDERS, List.of(one), "a name or a list of names", given -> name(config, RECOMMENDERS, given)));
        names.remove(Popularity.TYPE.name());
        if (names.isEmpty()) {
            throw config.error(
                    ("`%s` must name another recommender beside '%s', because virtual interactions do not change"
                                    + " that one")
                            .formatted(RECOMMENDERS, Popularity.TYPE.name()));
        }
        names.add(Popularity.TYPE.name());
        config.show(RECOMMENDERS, names);
        config.show(RECOMMENDER, null);
        return names.stream().map(EvaluationConfig::type).toList();
    }

    private static String name(ConfigMap config, String key, Object given) {
        return name(config, key, given, List.of());
    }

    /**
     * The name of a recommender.
     *
     * @param others other values of the key, for the error
     */
    static String name(ConfigMap config, String key, Object given, List<String> others) {
        if (given instanceof String name && Recommenders.named(name).isPresent()) {
            return type(name).name();
        }
        String names = Stream.concat(others.stream(), Recommenders.ALL.stream().map(RecommenderType::name))
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(" or "));
        throw config.expected(key, names, given);
    }

    private static RecommenderType type(String name) {
        return Recommenders.named(name).orElseThrow();
    }

    /**
     * Returns the default. Discounts make room for rare and cold items, so they matter where these are the objective.
     */
    private static List<Double> popularityDiscounts(Objective objective) {
        return switch (objective) {
            case RECALL, NDCG -> List.of(0.0);
            case COLD_RECALL, COVERAGE -> List.of(0.0, 0.5, 1.0);
        };
    }

    /** Returns every combination; the keys that differ most come first. */
    private static List<Variant> variants(ConfigMap config, Objective objective, Modalities modalities) {
        List<Strategy> strategies = config.choices("strategies", List.of(Strategy.OVERLAY, Strategy.SYNERGISTIC));
        List<ModalityWeighting> weightings = Weighting.ofEvaluation(config);
        List<NeighbourKeys.TopK> topKs = NeighbourKeys.topKs(config, List.of(10, 30), modalities.names());
        List<Double> virtualWeights = config.positiveNumbers("virtualWeights", List.of(0.01, 0.03, 0.1, 0.3), 1);
        List<Double> popularityDiscounts =
                config.numbers("popularityDiscounts", popularityDiscounts(objective), 0, Double.MAX_VALUE);
        List<Double> maxPerInteractions = config.positiveNumbers(
                "maxPerInteractions", List.of(Double.POSITIVE_INFINITY), Double.POSITIVE_INFINITY);
        EdgeConfig edges = EdgeConfig.of(config);
        int maxVariants = config.integer("maxVariants", 100, 1, 10_000);
        long count = variantsOfTopK(config, strategies, topKs)
                * weightings.size()
                * virtualWeights.size()
                * popularityDiscounts.size()
                * maxPerInteractions.size();
        if (count > maxVariants) {
            throw config.error(("`maxVariants` is %d, but `strategies`, `weightings`, `topKs`, `virtualWeights`,"
                            + " `popularityDiscounts` and `maxPerInteractions` make %d variants; name fewer, or raise"
                            + " it")
                    .formatted(maxVariants, count));
        }
        List<EdgeRule> rules = new ArrayList<>();
        for (double virtualWeight : virtualWeights) {
            for (double discount : popularityDiscounts) {
                for (double most : maxPerInteractions) {
                    rules.add(edges.rule(virtualWeight, discount, most));
                }
            }
        }
        List<Variant> variants = new ArrayList<>();
        for (Strategy strategy : strategies) {
            for (ModalityWeighting weighting : weightings) {
                for (NeighbourKeys.TopK topK : topKs) {
                    if (topK.suits(strategy)) {
                        rules.forEach(rule -> variants.add(topK.variant(strategy, weighting, rule)));
                    }
                }
            }
        }
        return variants;
    }

    /** The pairs of a strategy and a number of neighbours. Numbers by modality suit Overlay alone. */
    private static long variantsOfTopK(ConfigMap config, List<Strategy> strategies, List<NeighbourKeys.TopK> topKs) {
        for (Strategy strategy : strategies) {
            if (topKs.stream().noneMatch(topK -> topK.suits(strategy))) {
                throw config.error(("`topKs` must have a number for '%s', which has one list of neighbours for all"
                                + " modalities together; add one, or set `strategies` to 'overlay'")
                        .formatted(strategy.spelling()));
            }
        }
        return strategies.stream()
                .mapToLong(strategy ->
                        topKs.stream().filter(topK -> topK.suits(strategy)).count())
                .sum();
    }
}
