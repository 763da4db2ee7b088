package org.vimmrec.config;

import java.util.List;
import java.util.TreeSet;

/**
 * The configuration of {@code vimmrec.similarity.drop} and {@code vimmrec.virtual.drop}.
 *
 * @param modalities whose similarities to drop; without names, all that the manifest has for the items' label; null to drop
 *     virtual interactions
 * @param relationshipTypePrefix of the similarities' types; null to drop virtual interactions
 * @param relationshipType of the virtual interactions; null to drop similarities
 * @param itemLabel of the items
 * @param labels what the caller says of the relationships beside their type; the keys that are not given are null
 * @param batchSize relationships per transaction, about
 * @param adopt whether relationships of the type that others have written are dropped, too
 * @param concurrency threads
 */
public record DropConfig(Modalities modalities, String relationshipTypePrefix, String relationshipType, String itemLabel,
        Labels labels, int batchSize, boolean adopt, int concurrency) {

    /**
     * What the caller says that the relationships join.
     *
     * @param itemLabel null if not given
     * @param userLabel null if not given
     * @param interactionTypes in alphabetical order; null if not given
     */
    public record Labels(String itemLabel, String userLabel, List<String> interactionTypes) {
    }

    /** Reads the configuration of {@code vimmrec.similarity.drop}. */
    public static DropConfig ofSimilarity(ConfigMap config) {
        Modalities modalities = Modalities.optional(config);
        config.name("userLabel", "User");
        return of(config, modalities, StoredSimilarities.typePrefix(config, modalities), null, null);
    }

    /** Reads the configuration of {@code vimmrec.virtual.drop}. */
    public static DropConfig ofVirtual(ConfigMap config) {
        Modalities modalities = Modalities.optional(config);
        InteractionSource interactions = InteractionSource.of(config);
        String type = VirtualRelationships.type(config, interactions, StoredSimilarities.typePrefix(config, modalities),
                modalities);
        return of(config, null, null, type, interactions);
    }

    private static DropConfig of(ConfigMap config, Modalities modalities, String prefix, String type,
            InteractionSource interactions) {
        String itemLabel = config.name("itemLabel", "Item");
        Labels labels = new Labels(config.given("itemLabel") ? itemLabel : null,
                interactions != null && config.given("userLabel") ? interactions.userLabel() : null,
                interactions != null && config.given("interactionType") ? List.copyOf(new TreeSet<>(interactions.types())) : null);
        DropConfig drop = new DropConfig(modalities, prefix, type, itemLabel, labels, WriteConfig.batchSize(config),
                WriteConfig.adopt(config), RunConfig.concurrency(config));
        config.effective();
        return drop;
    }

    /** Whether similarities are to be dropped, and not virtual interactions. */
    public boolean similarities() {
        return relationshipType == null;
    }

    /** The types to drop, where they are known without a look at the database; else empty. */
    public List<String> types() {
        return relationshipType != null ? List.of(relationshipType) : modalities.names().stream()
                .map(modality -> Modalities.relationshipType(relationshipTypePrefix, modality)).toList();
    }
}
