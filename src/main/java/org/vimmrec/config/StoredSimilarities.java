package org.vimmrec.config;

/**
 * Where the similarities are that {@code vimmrec.similarity.write} has left.
 *
 * @param typePrefix their relationship type is this and the modality in upper case
 * @param property the relationship property that holds the similarity
 */
public record StoredSimilarities(String typePrefix, String property) {

    static StoredSimilarities of(ConfigMap config, Modalities modalities) {
        return new StoredSimilarities(typePrefix(config, modalities), config.name("similarityProperty", "score"));
    }

    /** The prefix alone, for those who do not read the similarities. */
    static String typePrefix(ConfigMap config, Modalities modalities) {
        String prefix = config.text("relationshipTypePrefix", "SIMILAR_");
        if (prefix.isBlank() && modalities.names().isEmpty()) {
            throw config.error("`modalities` is required where `relationshipTypePrefix` is empty: every relationship type"
                    + " would be taken for a modality");
        }
        return prefix;
    }
}
