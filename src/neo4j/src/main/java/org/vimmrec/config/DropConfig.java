package org.vimmrec.config;

import java.util.List;
import java.util.TreeSet;
import org.vimmrec.update.Manifest;

/**
 * The configuration of {@code vimmrec.similarity.drop}, {@code vimmrec.virtual.drop} and
 * {@code vimmrec.recommend.drop}.
 *
 * @param family what the relationships are, see {@link Manifest.Kind#family}
 * @param modalities the modalities to drop; if empty, every modality that the manifest lists for the item label; null
 *     unless similarities are dropped
 * @param relationshipTypePrefix prefix of the relationship types of similarities; null unless they are dropped
 * @param relationshipType relationship type of the virtual interactions or recommendations; null when similarities are
 *     dropped
 * @param itemLabel label of the items
 * @param labels the labels and interaction types that the caller gave explicitly
 * @param batchSize approximate number of relationships per transaction
 * @param adopt whether to also drop relationships of the type that this plugin did not write
 * @param concurrency number of threads
 */
public record DropConfig(
        String family,
        Modalities modalities,
        String relationshipTypePrefix,
        String relationshipType,
        String itemLabel,
        Labels labels,
        int batchSize,
        boolean adopt,
        int concurrency) {

    /**
     * The labels and types that the relationships must have been written for.
     *
     * @param itemLabel null if the caller did not give it
     * @param userLabel null if the caller did not give it
     * @param interactionTypes in alphabetical order; null if the caller did not give them
     */
    public record Labels(String itemLabel, String userLabel, List<String> interactionTypes) {}

    /** Reads the configuration of {@code vimmrec.similarity.drop}. */
    public static DropConfig ofSimilarity(ConfigMap config) {
        Modalities modalities = Modalities.optional(config);
        config.name("userLabel", "User");
        return of(
                config,
                Manifest.Kind.SIMILARITY,
                modalities,
                StoredSimilarities.typePrefix(config, modalities),
                null,
                null);
    }

    /** Reads the configuration of {@code vimmrec.virtual.drop}. */
    public static DropConfig ofVirtual(ConfigMap config) {
        Modalities modalities = Modalities.optional(config);
        InteractionSource interactions = InteractionSource.of(config);
        String type = VirtualRelationships.type(
                config, interactions, StoredSimilarities.typePrefix(config, modalities), modalities);
        return of(config, Manifest.Kind.OVERLAY, null, null, type, interactions);
    }

    /** Reads the configuration of {@code vimmrec.recommend.drop} for relationships. */
    public static DropConfig ofRecommendations(ConfigMap config) {
        InteractionSource interactions = InteractionSource.of(config);
        String type = RecommendConfig.relationshipType(config, interactions);
        return of(config, Manifest.Kind.RECOMMENDATION, null, null, type, interactions);
    }

    private static DropConfig of(
            ConfigMap config,
            Manifest.Kind kind,
            Modalities modalities,
            String prefix,
            String type,
            InteractionSource interactions) {
        String itemLabel = config.name("itemLabel", "Item");
        Labels labels = new Labels(
                config.given("itemLabel") ? itemLabel : null,
                interactions != null && config.given("userLabel") ? interactions.userLabel() : null,
                interactions != null && config.given("interactionType")
                        ? List.copyOf(new TreeSet<>(interactions.types()))
                        : null);
        DropConfig drop = new DropConfig(
                kind.family(),
                modalities,
                prefix,
                type,
                itemLabel,
                labels,
                WriteConfig.batchSize(config),
                WriteConfig.adopt(config),
                RunConfig.concurrency(config));
        config.effective();
        return drop;
    }

    /** The relationship types to drop; empty if the manifest must be read to find them. */
    public List<String> types() {
        return relationshipType != null
                ? List.of(relationshipType)
                : modalities.names().stream()
                        .map(modality -> Modalities.relationshipType(relationshipTypePrefix, modality))
                        .toList();
    }
}
