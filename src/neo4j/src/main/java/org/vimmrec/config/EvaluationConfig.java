package org.vimmrec.config;

import java.util.ArrayList;
import java.util.List;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;

/**
 * The configuration of {@code vimmrec.evaluate}.
 *
 * @param embeddings the modalities, and where their embeddings are
 * @param interactions where the real interactions are
 * @param similarityCutoff only neighbours with a similarity above it
 * @param split how interactions are held out
 * @param seeds a split, a model and an order of equal scores each
 * @param recommenders what is to be helped; with popularity at the end if `recommenders` named them
 * @param at the length of the list that the metrics look at
 * @param variants what to compare
 * @param weighted whether virtual interactions have weights of their own, or all of a variant's the same
 * @param run how to run
 */
public record EvaluationConfig(EmbeddingSource embeddings, InteractionSource interactions, double similarityCutoff,
        SplitSource split, List<Long> seeds, List<RecommenderChoice> recommenders, int at, List<Variant> variants,
        boolean weighted, RunConfig run) {
    private static final String RECOMMENDER = "recommender";
    private static final String RECOMMENDERS = "recommenders";

    /**
     * A way to augment the graph.
     *
     * @param strategy which of the two
     * @param topK how many of an item's neighbours vouch
     * @param weighting how modalities get their weights
     * @param rule which edges are kept, with what weight
     */
    public record Variant(Strategy strategy, int topK, Weighting weighting, EdgeRule rule) {
    }

    /** Reads the configuration. */
    public static EvaluationConfig of(ConfigMap config) {
        Modalities modalities = Modalities.required(config);
        return new EvaluationConfig(
                EmbeddingSource.of(config, modalities),
                InteractionSource.of(config),
                config.number("similarityCutoff", 0, -1, 1),
                SplitSource.of(config),
                config.seeds("seeds", List.of(1L, 2L, 3L)),
                recommenders(config),
                config.integer("at", 20, 1, 1000),
                variants(config),
                config.flag("weighted", true),
                RunConfig.of(config));
    }

    private static List<RecommenderChoice> recommenders(ConfigMap config) {
        RecommenderChoice one = config.choice(RECOMMENDER, RecommenderChoice.GRAPH_FILTER);
        if (!config.given(RECOMMENDERS)) {
            if (one == RecommenderChoice.POPULARITY) {
                throw config.error(("`%s` must not be 'popularity' alone, because virtual interactions do not change it; name"
                        + " another, or several in `%s`, which adds popularity").formatted(RECOMMENDER, RECOMMENDERS));
            }
            config.show(RECOMMENDERS, List.of(one.spelling()));
            return List.of(one);
        }
        if (config.given(RECOMMENDER)) {
            throw config.error("`%s` and `%s` must not both be given; name all in `%s`".formatted(RECOMMENDER, RECOMMENDERS,
                    RECOMMENDERS));
        }
        List<RecommenderChoice> several = new ArrayList<>(config.choices(RECOMMENDERS, List.of(one)));
        several.remove(RecommenderChoice.POPULARITY);
        if (several.isEmpty()) {
            throw config.error(("`%s` must name another one beside 'popularity', because virtual interactions do not change"
                    + " that").formatted(RECOMMENDERS));
        }
        several.add(RecommenderChoice.POPULARITY);
        config.show(RECOMMENDERS, several.stream().map(RecommenderChoice::spelling).toList());
        config.show(RECOMMENDER, null);
        return List.copyOf(several);
    }

    /** Every combination, the strongest differences outermost. */
    private static List<Variant> variants(ConfigMap config) {
        List<Strategy> strategies = config.choices("strategies", List.of(Strategy.OVERLAY, Strategy.SYNERGISTIC));
        List<Weighting> weightings = Weighting.ofEvaluation(config);
        List<Integer> topKs = config.integers("topKs", List.of(10, 30), 1, Integer.MAX_VALUE);
        List<Double> virtualWeights = config.positiveNumbers("virtualWeights", List.of(0.01, 0.03, 0.1, 0.3), 1);
        Aggregation aggregation = config.choice("aggregation", Aggregation.MEAN);
        double minWeight = config.number("minWeight", 0, 0, Double.MAX_VALUE);
        Integer maxPerUser = config.optionalInteger("maxPerUser", 1, Integer.MAX_VALUE);
        int most = config.integer("maxVariants", 100, 1, 10_000);
        long count = (long) strategies.size() * weightings.size() * topKs.size() * virtualWeights.size();
        if (count > most) {
            throw config.error(("`maxVariants` is %d, but `strategies`, `weightings`, `topKs` and `virtualWeights` make %d"
                    + " variants; name fewer, or raise it").formatted(most, count));
        }
        List<Variant> variants = new ArrayList<>();
        for (Strategy strategy : strategies) {
            for (Weighting weighting : weightings) {
                for (int topK : topKs) {
                    for (double virtualWeight : virtualWeights) {
                        variants.add(new Variant(strategy, topK, weighting, new EdgeRule(aggregation, virtualWeight,
                                minWeight, maxPerUser == null ? Integer.MAX_VALUE : maxPerUser)));
                    }
                }
            }
        }
        return variants;
    }

    /** The most neighbours of an item that any variant needs. */
    public int mostNeighbours() {
        return variants.stream().mapToInt(Variant::topK).max().orElseThrow();
    }
}
