package org.vimmrec.config;

import java.util.List;

/**
 * The configuration of {@code vimmrec.similarity.drop} and {@code vimmrec.virtual.drop}.
 *
 * @param modalities whose similarities to drop; without names, all that are stored; null to drop virtual interactions
 * @param relationshipTypePrefix of the similarities' types; null to drop virtual interactions
 * @param relationshipType of the virtual interactions; null to drop similarities
 * @param batchSize relationships per transaction, about
 * @param concurrency threads
 */
public record DropConfig(Modalities modalities, String relationshipTypePrefix, String relationshipType, int batchSize,
        int concurrency) {

    /** Reads the configuration of {@code vimmrec.similarity.drop}. */
    public static DropConfig ofSimilarity(ConfigMap config) {
        Modalities modalities = Modalities.optional(config);
        String prefix = StoredSimilarities.typePrefix(config, modalities);
        return of(config, modalities, prefix, null);
    }

    /** Reads the configuration of {@code vimmrec.virtual.drop}. */
    public static DropConfig ofVirtual(ConfigMap config) {
        Modalities modalities = Modalities.optional(config);
        String type = VirtualRelationships.type(config, InteractionSource.of(config),
                StoredSimilarities.typePrefix(config, modalities), modalities);
        return of(config, null, null, type);
    }

    private static DropConfig of(ConfigMap config, Modalities modalities, String prefix, String type) {
        config.name("itemLabel", "Item");
        config.name("userLabel", "User");
        DropConfig drop = new DropConfig(modalities, prefix, type, WriteConfig.batchSize(config),
                RunConfig.concurrency(config));
        config.effective();
        return drop;
    }

    /** The types to drop, where they are known without a look at the database; else empty. */
    public List<String> types() {
        return relationshipType != null ? List.of(relationshipType) : modalities.names().stream()
                .map(modality -> Modalities.relationshipType(relationshipTypePrefix, modality)).toList();
    }
}
