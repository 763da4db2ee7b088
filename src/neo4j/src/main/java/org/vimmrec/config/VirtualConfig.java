package org.vimmrec.config;

import java.util.Map;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;

/**
 * The configuration of {@code vimmrec.overlay.*} and {@code vimmrec.synergistic.*}.
 *
 * @param strategy which of the two
 * @param embeddings the modalities, and where their embeddings are
 * @param similarities where the similarities are stored
 * @param interactions where the real interactions are
 * @param weighting how modalities get their weights
 * @param search how many of an item's neighbours vouch for
 * @param rule which edges are kept, with what weight
 * @param relationshipType of the virtual interactions
 * @param write how to write; null in the modes that do not
 * @param update how to update; null in the other modes
 * @param run how to run
 */
public record VirtualConfig(Strategy strategy, EmbeddingSource embeddings, StoredSimilarities similarities,
        InteractionSource interactions, Weighting weighting, Search search, EdgeRule rule, String relationshipType,
        WriteConfig write, UpdateConfig update, RunConfig run) {

    /**
     * @param topK neighbours per item that vouch; {@link Integer#MAX_VALUE} for all that are stored
     * @param similarityCutoff only neighbours with a fused similarity above it; Synergistic only
     */
    public record Search(int topK, double similarityCutoff) {

        private static Search of(ConfigMap config, Strategy strategy) {
            if (strategy == Strategy.SYNERGISTIC) {
                return new Search(config.integer("topK", 10, 1, Integer.MAX_VALUE),
                        config.number("similarityCutoff", 0, -1, 1));
            }
            Integer topK = config.optionalInteger("topK", 1, Integer.MAX_VALUE);
            return new Search(topK == null ? Integer.MAX_VALUE : topK, 0);
        }
    }

    /** Reads the configuration of the strategy's procedure for the mode. */
    public static VirtualConfig of(ConfigMap config, Strategy strategy, Mode mode) {
        Modalities modalities = strategy == Strategy.SYNERGISTIC
                ? Modalities.required(config) : Modalities.optional(config);
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
                RunConfig.of(config));
    }

    private static EdgeRule edgeRule(ConfigMap config) {
        Integer maxPerUser = config.optionalInteger("maxPerUser", 1, Integer.MAX_VALUE);
        return new EdgeRule(
                config.choice("aggregation", Aggregation.MEAN),
                config.positiveNumber("virtualWeight", 0.1, 1),
                config.number("minWeight", 0, 0, Double.MAX_VALUE),
                maxPerUser == null ? Integer.MAX_VALUE : maxPerUser);
    }
}
