package org.vimmrec.config;

import java.util.List;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.update.Manifest;

/**
 * The configuration of {@code vimmrec.overlay.*} and {@code vimmrec.synergistic.*}.
 *
 * @param strategy Overlay or Synergistic
 * @param embeddings the modalities and their embedding properties
 * @param similarities the stored similarities
 * @param interactions the real interactions
 * @param weighting the method that determines the modality weights
 * @param search which neighbours of an item contribute
 * @param rule which virtual interactions are kept, and their weight
 * @param relationshipType relationship type of the virtual interactions
 * @param write write options; null in the read-only modes
 * @param update update options; null in the other modes
 * @param users the only users to process, as the caller listed them; null for all users, and in the update mode
 * @param run execution options
 */
public record VirtualConfig(
        Strategy strategy,
        EmbeddingSource embeddings,
        StoredSimilarities similarities,
        InteractionSource interactions,
        Weighting weighting,
        Search search,
        EdgeRule rule,
        String relationshipType,
        WriteConfig write,
        UpdateConfig update,
        List<?> users,
        RunConfig run) {
    /** A weight that did no harm on any data that we evaluated; see docs/explanation/evaluation.md. */
    private static final double DEFAULT_WEIGHT = 0.01;

    /**
     * The neighbours of an item that contribute to virtual interactions.
     *
     * @param topK number of neighbours per item; {@link Integer#MAX_VALUE} for all stored neighbours
     * @param similarityCutoff lower bound of the fused similarity, exclusive; Synergistic only
     */
    public record Search(int topK, double similarityCutoff) {

        private static Search of(ConfigMap config, Strategy strategy) {
            if (strategy == Strategy.SYNERGISTIC) {
                return new Search(
                        config.integer("topK", 10, 1, Integer.MAX_VALUE), config.number("similarityCutoff", 0, -1, 1));
            }
            Integer topK = config.optionalInteger("topK", 1, Integer.MAX_VALUE);
            return new Search(topK == null ? Integer.MAX_VALUE : topK, 0);
        }
    }

    /** The interactions that an evaluation of these virtual interactions is about. */
    public EvaluationSubject subject() {
        return new EvaluationSubject(embeddings.itemLabel(), interactions.userLabel(), interactions.types());
    }

    /** The kind of relationships that the strategy writes. */
    public Manifest.Kind kind() {
        return strategy == Strategy.OVERLAY ? Manifest.Kind.OVERLAY : Manifest.Kind.SYNERGISTIC;
    }

    /** Reads the configuration of the procedure for a strategy and a mode. */
    public static VirtualConfig of(ConfigMap config, Strategy strategy, Mode mode) {
        Modalities modalities =
                strategy == Strategy.SYNERGISTIC ? Modalities.required(config) : Modalities.optional(config);
        StoredSimilarities similarities = StoredSimilarities.of(config, modalities);
        InteractionSource interactions = InteractionSource.of(config);
        UpdateConfig update = mode == Mode.UPDATE ? UpdateConfig.ofStrategy(config) : null;
        return new VirtualConfig(
                strategy,
                EmbeddingSource.of(config, modalities),
                similarities,
                interactions,
                Weighting.ofStrategy(config, modalities),
                Search.of(config, strategy),
                edgeRule(config),
                VirtualRelationships.type(config, interactions, similarities.typePrefix(), modalities),
                mode.writes() ? WriteConfig.of(config, "weight", update) : null,
                update,
                mode == Mode.UPDATE || mode == Mode.EXPLAIN ? null : NodeList.of(config, "users"),
                RunConfig.of(config));
    }

    private static EdgeRule edgeRule(ConfigMap config) {
        Double maxPerInteraction = config.optionalPositiveNumber("maxPerInteraction", Double.MAX_VALUE);
        return EdgeConfig.of(config)
                .rule(
                        config.positiveNumber("virtualWeight", DEFAULT_WEIGHT, 1),
                        config.number("popularityDiscount", 0, 0, Double.MAX_VALUE),
                        maxPerInteraction == null ? Double.POSITIVE_INFINITY : maxPerInteraction);
    }
}
