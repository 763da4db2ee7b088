package org.vimmrec.config;

import java.util.List;
import java.util.Map;
import org.vimmrec.recommender.RecommenderType;

/**
 * The configuration of {@code vimmrec.recommend.*}.
 *
 * @param embeddings the items, and the modalities of those that have embeddings
 * @param interactions the real interactions
 * @param candidates the items that may be recommended
 * @param model the model to train; null to use the one that {@code vimmrec.recommend.train} has written
 * @param embeddingProperty the property with the embeddings of the written model; null if a model is trained
 * @param request who gets recommendations, and how many; null when a model is written
 * @param relationshipType relationship type of the recommendations; null when a model is written
 * @param rankProperty relationship property that receives the rank; null unless recommendations are written
 * @param write write options; null in the read-only modes
 * @param run execution options
 */
public record RecommendConfig(
        EmbeddingSource embeddings,
        InteractionSource interactions,
        CandidateSource candidates,
        ModelConfig model,
        String embeddingProperty,
        Request request,
        String relationshipType,
        String rankProperty,
        WriteConfig write,
        RunConfig run) {
    /** The value of {@code recommender} that uses the written model. */
    public static final String STORED = "stored";

    public static final String EMBEDDING_PROPERTY = "embeddingProperty";
    private static final String DEFAULT_EMBEDDING = "vimmrecEmbedding";
    private static final String DEFAULT_TYPE = "RECOMMENDED";

    /**
     * Who gets recommendations.
     *
     * @param limit the most items for a user
     * @param users the users, as the caller listed them; null for all
     * @param session the items of an anonymous user, as the caller listed them; null for users of the graph
     */
    public record Request(int limit, List<?> users, List<?> session) {

        private static Request of(ConfigMap config, Mode mode) {
            Request request = new Request(
                    config.integer("limit", 10, 1, 1000),
                    NodeList.of(config, "users"),
                    mode == Mode.STREAM ? NodeList.of(config, "session") : null);
            if (request.users != null && request.session != null) {
                throw config.error(
                        "`users` and `session` must not both be given: a session is that of an anonymous" + " user");
            }
            if (request.session != null && config.given("split")) {
                throw config.error("`split` must not be given with `session`, which no evaluation measures");
            }
            return request;
        }
    }

    /** Reads the configuration, after {@code 'recommended'} has been replaced. */
    public static RecommendConfig of(ConfigMap config, Mode mode) {
        boolean stored = config.given(RecommendKeys.RECOMMENDER)
                && config.requiredValue(
                        RecommendKeys.RECOMMENDER,
                        given -> given instanceof String name && name.equalsIgnoreCase(STORED));
        config.show(RecommendKeys.RECOMMENDER, STORED);
        InteractionSource interactions = InteractionSource.of(config).withAsOf(config);
        if (stored) {
            requireNoModelKeys(config);
        }
        ModelConfig model =
                stored ? null : ModelConfig.of(config, interactions, List.of(RecommendKeys.RECOMMENDED, STORED));
        EmbeddingSource embeddings = stored ? EmbeddingSource.of(config, new Modalities(Map.of())) : model.embeddings();
        String property = stored ? config.name(EMBEDDING_PROPERTY, DEFAULT_EMBEDDING) : null;
        Request request = Request.of(config, mode);
        String type = relationshipType(config, interactions);
        WriteConfig write = mode.writes()
                ? WriteConfig.of(config, "score", mode == Mode.UPDATE ? UpdateConfig.ofRecommendations() : null)
                : null;
        String rank = mode.writes() ? config.name("rankProperty", "rank") : null;
        if (write != null && write.property().equals(rank)) {
            throw config.error("`writeProperty` and `rankProperty` must differ, but both are [%s]".formatted(rank));
        }
        CandidateSource candidates =
                stored ? CandidateSource.of(config) : model.selection().candidates();
        return new RecommendConfig(
                embeddings,
                interactions,
                candidates,
                model,
                property,
                request,
                type,
                rank,
                write,
                RunConfig.of(config));
    }

    /** Reads the configuration of {@code vimmrec.recommend.train}, after {@code 'recommended'} has been replaced. */
    public static RecommendConfig ofTraining(ConfigMap config) {
        InteractionSource interactions = InteractionSource.of(config).withAsOf(config);
        ModelConfig model = ModelConfig.of(config, interactions, List.of(RecommendKeys.RECOMMENDED));
        RecommenderType recommender = model.plan().recommender();
        if (recommender.parameters().dimensions() == null) {
            throw config.error(("`%s` must have embeddings, which '%s' does not have; name 'lightGcn', 'freedom', 'bm3'"
                            + " or 'vbpr'")
                    .formatted(RecommendKeys.RECOMMENDER, recommender.name()));
        }
        WriteConfig write = WriteConfig.of(config, EMBEDDING_PROPERTY, DEFAULT_EMBEDDING, null);
        if (model.embeddings().modalities().properties().containsValue(write.property())) {
            throw config.error(("`%s` must not be a property of `modalities`, but [%s] is one")
                    .formatted(EMBEDDING_PROPERTY, write.property()));
        }
        return new RecommendConfig(
                model.embeddings(),
                interactions,
                model.selection().candidates(),
                model,
                write.property(),
                null,
                null,
                null,
                write,
                RunConfig.of(config));
    }

    /** Reads which data a write was about from the configuration that its manifest has. */
    static RecommendConfig ofStored(ConfigMap config) {
        InteractionSource interactions = InteractionSource.of(config);
        EmbeddingSource embeddings = EmbeddingSource.of(config, Modalities.optional(config));
        return new RecommendConfig(embeddings, interactions, null, null, null, null, null, null, null, null);
    }

    /** Reads the relationship type of recommendations, if nothing else is known of the call. */
    static String relationshipType(ConfigMap config) {
        return config.name(VirtualRelationships.KEY, DEFAULT_TYPE);
    }

    /** Reads the relationship type of recommendations. */
    static String relationshipType(ConfigMap config, InteractionSource interactions) {
        return VirtualRelationships.type(
                config, DEFAULT_TYPE, interactions, StoredSimilarities.DEFAULT_PREFIX, new Modalities(Map.of()));
    }

    private static void requireNoModelKeys(ConfigMap config) {
        for (List<String> keys : List.of(
                List.copyOf(RecommendKeys.AUGMENTATION),
                List.copyOf(RecommendKeys.SEARCH),
                List.copyOf(RecommendKeys.HYPERPARAMETERS),
                List.of("modalities", "strategy", "split", "testFraction", "seed", RecommendKeys.AT))) {
            for (String key : keys) {
                if (config.given(key)) {
                    throw config.error(("`%s` has no effect with `recommender: 'stored'`, because the model is already"
                                    + " trained; leave it out")
                            .formatted(key));
                }
            }
        }
    }
}
