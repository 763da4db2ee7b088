package org.vimmrec.config;

/**
 * The relationships that {@code vimmrec.similarity.write} has written.
 *
 * @param itemLabel label of the nodes at both ends
 * @param typePrefix the relationship type is this prefix and the modality in upper case
 * @param property relationship property that holds the similarity
 */
public record StoredSimilarities(String itemLabel, String typePrefix, String property) {

    static final String DEFAULT_PREFIX = "SIMILAR_";

    static StoredSimilarities of(ConfigMap config, Modalities modalities) {
        return new StoredSimilarities(
                config.name("itemLabel", "Item"),
                typePrefix(config, modalities),
                config.name("similarityProperty", "score"));
    }

    /** Reads the prefix of the relationship types only. */
    static String typePrefix(ConfigMap config, Modalities modalities) {
        String prefix = config.text("relationshipTypePrefix", DEFAULT_PREFIX);
        if (prefix.isBlank() && modalities.names().isEmpty()) {
            throw config.error("`modalities` is required if `relationshipTypePrefix` is empty");
        }
        return prefix;
    }
}
