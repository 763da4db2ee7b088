package org.vimmrec.config;

import java.util.List;
import java.util.Map;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.rule.InteractionTimes;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.SimilarityCutoff;
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
 * @param selection which items may be proposed, and how often
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
        ItemSelection selection,
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
     * @param topK number of neighbours per item in all modalities; {@link Integer#MAX_VALUE} for all stored neighbours,
     *     and if modalities have numbers of their own
     * @param topKs the numbers of neighbours per item by modality, null for all stored neighbours; Overlay only
     * @param similarityCutoff lower bound of the fused similarity; Synergistic only
     * @param method how fused neighbours are searched; null with Overlay
     */
    public record Search(int topK, PerModality<Integer> topKs, SimilarityCutoff similarityCutoff, SearchMethod method) {

        private static Search of(ConfigMap config, Strategy strategy, Modalities modalities) {
            if (strategy == Strategy.SYNERGISTIC) {
                return new Search(
                        NeighbourKeys.fusedTopK(config),
                        null,
                        NeighbourKeys.fusedCutoff(config),
                        SearchKeys.of(config));
            }
            PerModality<Integer> topKs = NeighbourKeys.topK(config, null, modalities.names());
            boolean all = topKs.isMap() || topKs.byDefault() == null;
            return new Search(all ? Integer.MAX_VALUE : topKs.byDefault(), topKs, SimilarityCutoff.of(0), null);
        }

        /** The number of neighbours per item in a modality; {@link Integer#MAX_VALUE} for all stored neighbours. */
        public int topK(String modality) {
            Integer ofModality = topKs.of(modality);
            return ofModality == null ? Integer.MAX_VALUE : ofModality;
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
        List<?> users = mode == Mode.UPDATE || mode == Mode.EXPLAIN ? null : NodeList.of(config, "users");
        boolean continues = mode == Mode.UPDATE || mode == Mode.WRITE && users != null;
        if (!continues) { // otherwise the time comes from the manifest
            interactions = interactions.withAsOf(config);
        }
        UpdateConfig update = mode == Mode.UPDATE ? UpdateConfig.ofStrategy(config) : null;
        EmbeddingSource embeddings = EmbeddingSource.of(config, modalities);
        Weighting weighting = Weighting.ofStrategy(config, modalities);
        Search search = Search.of(config, strategy, modalities);
        ItemSelection selection = ItemSelection.of(config);
        if (users != null) {
            requireSeparable(config, search, selection);
        }
        EdgeRule rule = edgeRule(config);
        return new VirtualConfig(
                strategy,
                embeddings,
                similarities,
                rule.aggregation() == Aggregation.SUM ? interactions : interactions.relative(),
                weighting,
                search,
                selection,
                rule,
                VirtualRelationships.type(config, interactions, similarities.typePrefix(), modalities),
                mode.writes() ? WriteConfig.of(config, "weight", update) : null,
                update,
                users,
                RunConfig.of(config));
    }

    /**
     * The configuration of an update, or of a write for some users: {@code asOf} is that of the stored relationships
     * unless the caller gave one. So time alone changes nothing.
     *
     * @param stored the configuration in the manifest; empty if there is none
     * @throws IllegalArgumentException if {@code asOf} is needed, and there is neither a stored one nor a default
     */
    public VirtualConfig continuing(Map<String, Object> stored) {
        InteractionTimes times = interactions.rules().times();
        if (times == null || !times.needsAsOf()) {
            return this;
        }
        Object kept = stored.get(TimeKeys.AS_OF);
        if (!times.accepts(kept) && !times.temporal()) {
            throw new IllegalArgumentException(TimeKeys.AS_OF_REQUIRED + ".");
        }
        Object asOf = times.accepts(kept) ? kept : TimeKeys.now();
        return new VirtualConfig(
                strategy,
                embeddings,
                similarities,
                interactions.with(interactions.rules().with(times.at(asOf))),
                weighting,
                search,
                selection,
                rule,
                relationshipType,
                write,
                update,
                users,
                run.with(TimeKeys.AS_OF, asOf));
    }

    /**
     * The keys that decide what is written.
     *
     * @param used the search that finds fused neighbours; null with Overlay
     */
    public Map<String, Object> resultKeys(NeighbourSearch used) {
        Map<String, Object> keys = run.resultKeys();
        if (used != null) {
            SearchKeys.decide(keys, search.method(), used);
        }
        return keys;
    }

    /**
     * The keys that decide what is written, where {@code search: 'auto'} stands for the search of a manifest.
     *
     * @param stored the configuration in the manifest
     */
    public Map<String, Object> resultKeysLike(Map<String, Object> stored) {
        return resultKeys(search.method() == null ? null : SearchKeys.like(search.method(), stored));
    }

    /** Checks that the virtual interactions of some users do not depend on those of others, or on all similarities. */
    private static void requireSeparable(ConfigMap config, Search search, ItemSelection selection) {
        if (selection.comparesUsers()) {
            throw config.error("`users` and `maxPerItem` must not both be given, because `maxPerItem` compares the"
                    + " virtual interactions of all users");
        }
        if (search.similarityCutoff().isPercentile()) {
            throw config.error("`users` must not be given with a percentile as `similarityCutoff`, which depends on all"
                    + " items; give a number");
        }
    }

    static EdgeRule edgeRule(ConfigMap config) {
        Double maxPerInteraction = config.optionalPositiveNumber("maxPerInteraction", Double.MAX_VALUE);
        return EdgeConfig.of(config)
                .rule(
                        config.positiveNumber("virtualWeight", DEFAULT_WEIGHT, 1),
                        config.number("popularityDiscount", 0, 0, Double.MAX_VALUE),
                        maxPerInteraction == null ? Double.POSITIVE_INFINITY : maxPerInteraction);
    }
}
