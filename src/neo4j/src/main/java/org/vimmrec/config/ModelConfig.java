package org.vimmrec.config;

import java.util.List;
import org.vimmrec.evaluation.ExperimentParameters;
import org.vimmrec.evaluation.Goal;
import org.vimmrec.evaluation.TrainingPlan;
import org.vimmrec.evaluation.Variant;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.recommender.Popularity;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.Recommenders;
import org.vimmrec.recommender.VirtualRanking;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.statistics.SimilarityCutoff;

/**
 * The keys of {@code vimmrec.recommend.*} that say which model to train, and on what.
 *
 * @param embeddings the modalities and their embeddings; without modalities if the model needs none
 * @param interactions the real interactions
 * @param selection which items may be recommended, and limits of virtual interactions
 * @param split the property to split interactions by, if any
 * @param plan the model
 */
public record ModelConfig(
        EmbeddingSource embeddings,
        InteractionSource interactions,
        ItemSelection selection,
        SplitSource split,
        TrainingPlan plan) {
    private static final String SPLIT = "split";
    /** The most neighbours that {@code vimmrec.evaluate} searches with its defaults. */
    private static final int DEFAULT_SEARCH = 30;

    private static final int DEFAULT_TOP_K = 10;

    private enum Augmentation {
        NONE,
        OVERLAY,
        SYNERGISTIC,
        RECOMMENDED
    }

    /** The virtual interactions to learn from. */
    private record Virtual(Variant variant, double[] modalityWeights, boolean weighted) {}

    /**
     * Reads the keys, after {@code 'recommended'} has been replaced.
     *
     * @param others the values of {@code recommender} that are no recommenders, for the error
     */
    static ModelConfig of(ConfigMap config, InteractionSource interactions, List<String> others) {
        RecommenderType recommender = recommender(config, others);
        Modalities modalities = Modalities.optional(config);
        Strategy strategy = strategy(config, recommender);
        boolean needsNeighbours = strategy != null || Recommenders.usesFeatures(recommender);
        if (needsNeighbours && !modalities.haveProperties()) {
            throw config.error(("`modalities` is required for %s: a map from modality to embedding property, such as"
                            + " {visual: 'imageEmbedding', text: 'textEmbedding'}")
                    .formatted(strategy == null ? "'" + recommender.name() + "'" : "virtual interactions"));
        }
        if (!modalities.names().isEmpty() && !modalities.haveProperties()) {
            throw config.expected("modalities", "a map from modality to embedding property", modalities.names());
        }
        EmbeddingSource embeddings = EmbeddingSource.of(config, modalities);
        Virtual virtual = strategy == null ? without(config) : virtual(config, strategy, modalities);
        Variant variant = virtual.variant();
        SplitSource split = SplitSource.of(config);
        boolean onSplit = config.given(SPLIT);
        if (!onSplit) {
            config.show(SPLIT, null);
        }
        long seed = config.seed("seed", 1);
        int at = config.integer(RecommendKeys.AT, 20, 1, 1000);
        TrainingPlan plan = new TrainingPlan(
                new ExperimentParameters(
                        List.of(recommender),
                        List.of(searched(config, variant, needsNeighbours)),
                        virtual.weighted(),
                        needsNeighbours ? NeighbourKeys.fusedCutoff(config) : SimilarityCutoff.of(0),
                        needsNeighbours ? SearchKeys.of(config) : SearchMethod.EXACT,
                        split.method(),
                        List.of(seed),
                        at,
                        Goal.RECALL),
                variant,
                virtual.modalityWeights(),
                seed,
                onSplit);
        return new ModelConfig(embeddings, interactions, ItemSelection.of(config), split, plan);
    }

    private static RecommenderType recommender(ConfigMap config, List<String> others) {
        String name = config.value(
                RecommendKeys.RECOMMENDER,
                null,
                given -> EvaluationConfig.name(config, RecommendKeys.RECOMMENDER, given, others));
        if (name == null) {
            throw config.error("`%s` is required: the name of a recommender".formatted(RecommendKeys.RECOMMENDER));
        }
        RecommenderType type = HyperparameterKeys.apply(
                        config, List.of(Recommenders.named(name).orElseThrow()))
                .get(0);
        HyperparameterKeys.values(type).forEach(config::show);
        return type;
    }

    /** Returns the strategy, or null to learn from the real interactions alone. */
    private static Strategy strategy(ConfigMap config, RecommenderType recommender) {
        boolean virtual = recommender.name().equals(VirtualRanking.TYPE.name());
        Augmentation given = config.choice(RecommendKeys.STRATEGY, virtual ? Augmentation.OVERLAY : Augmentation.NONE);
        if (given == Augmentation.RECOMMENDED) {
            throw config.expected(RecommendKeys.STRATEGY, "'none', 'overlay' or 'synergistic'", "recommended");
        }
        if (given != Augmentation.NONE && !recommender.usesVirtualInteractions()) {
            throw config.error(
                    ("`%s` has no effect on '%s', because virtual interactions do not change it; leave it" + " out")
                            .formatted(RecommendKeys.STRATEGY, Popularity.TYPE.name()));
        }
        return switch (given) {
            case OVERLAY -> Strategy.OVERLAY;
            case SYNERGISTIC -> Strategy.SYNERGISTIC;
            default -> null;
        };
    }

    private static Virtual without(ConfigMap config) {
        for (String key : RecommendKeys.AUGMENTATION) {
            if (config.given(key)) {
                throw config.error(("`%s` has no effect without virtual interactions. Set `strategy` to 'overlay' or"
                                + " 'synergistic', or leave the key out")
                        .formatted(key));
            }
        }
        return new Virtual(null, null, true);
    }

    private static Virtual virtual(ConfigMap config, Strategy strategy, Modalities modalities) {
        Weighting weighting = Weighting.ofStrategy(config, modalities);
        boolean given = weighting.given() != null;
        Variant variant = NeighbourKeys.ofModel(config, DEFAULT_TOP_K, strategy, modalities.names())
                .variant(
                        strategy,
                        given ? new ModalityWeighting(Method.UNIFORM, 1, 0) : weighting.computed(),
                        VirtualConfig.edgeRule(config));
        return new Virtual(variant, given ? weighting.given(modalities.names()) : null, config.flag("weighted", true));
    }

    /** Returns the variant of the experiment, which says how many neighbours to search. */
    private static Variant searched(ConfigMap config, Variant variant, boolean needsNeighbours) {
        int topK = variant == null ? 1 : variant.topK();
        if (!needsNeighbours) {
            for (String key : RecommendKeys.SEARCH) {
                if (config.given(key)) {
                    throw config.error(
                            ("`%s` has no effect on this recommender without virtual interactions; leave it" + " out")
                                    .formatted(key));
                }
            }
        }
        int search = needsNeighbours
                ? config.integer(RecommendKeys.SEARCH_TOP_K, Math.max(DEFAULT_SEARCH, topK), topK, Integer.MAX_VALUE)
                : DEFAULT_SEARCH;
        return variant == null
                ? new Variant(
                        Strategy.OVERLAY,
                        search,
                        new ModalityWeighting(Method.UNIFORM, 1, 0),
                        new EdgeRule(Aggregation.MEAN, 1, 0, Integer.MAX_VALUE))
                : new Variant(variant.strategy(), search, variant.weighting(), variant.rule());
    }
}
