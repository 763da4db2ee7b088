package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.vimmrec.recommender.RecommenderType;

/** The keys of {@code vimmrec.recommend.*} that an evaluation determines. */
public final class RecommendKeys {
    public static final String RECOMMENDER = "recommender";
    public static final String STRATEGY = "strategy";
    /** The value of {@link #RECOMMENDER} and {@link #STRATEGY} that an evaluation determines. */
    public static final String RECOMMENDED = "recommended";

    static final String SEARCH_TOP_K = "searchTopK";
    static final String AT = "at";

    /** The keys that have an effect on virtual interactions alone. */
    public static final Set<String> AUGMENTATION = Set.of(
            "topK",
            "modalityWeights",
            "sampleSize",
            "randomSeed",
            "virtualWeight",
            "popularityDiscount",
            "aggregation",
            "maxWeight",
            "minWeight",
            "maxPerUser",
            "maxPerInteraction",
            "maxPerGroup",
            "maxPerItem",
            "weighted");
    /** The keys that have an effect on the search of similar items alone. */
    public static final Set<String> SEARCH =
            Set.of(SEARCH_TOP_K, "similarityCutoff", SearchKeys.SEARCH, SearchKeys.TARGET_RECALL);
    /** The hyperparameters. */
    public static final Set<String> HYPERPARAMETERS =
            Set.of("dimensions", "layers", "learningRate", "regularization", "epochs");

    /** The keys of an evaluation that change what a recommender learns, and that have the same meaning here. */
    private static final Set<String> OF_EVALUATION = Set.of(
            "modalities",
            "interactionWeightProperty",
            "similarityCutoff",
            SearchKeys.SEARCH,
            SearchKeys.TARGET_RECALL,
            "weighted",
            "invalidEmbeddings",
            "sampleSize",
            "randomSeed",
            "minInteractionWeight",
            "timestampProperty",
            "since",
            "halfLife",
            "excludeTypes",
            "negativeTypes",
            "candidateLabel",
            "candidateProperty",
            AT);

    private RecommendKeys() {}

    /** Returns the configuration that trains a recommender as an evaluation did, without the keys of the strategy. */
    static Map<String, Object> model(EvaluationConfig evaluation, RecommenderType recommender) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put(RECOMMENDER, recommender.name());
        model.putAll(HyperparameterKeys.values(recommender));
        model.put(SEARCH_TOP_K, (long) evaluation.experiment().maxTopK());
        evaluation.run().effective().forEach((key, value) -> {
            if (OF_EVALUATION.contains(key) && value != null) {
                model.put(key, value);
            }
        });
        return model;
    }
}
