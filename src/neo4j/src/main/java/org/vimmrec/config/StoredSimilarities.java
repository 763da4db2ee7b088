package org.vimmrec.config;

/**
 * Where the similarities are that {@code vimmrec.similarity.write} has written.
 *
 * @param itemLabel the label of the nodes that they join
 * @param typePrefix their relationship type is this and the modality in upper case
 * @param property the relationship property that holds the similarity
 */
public record StoredSimilarities(String itemLabel, String typePrefix, String property) {

    static StoredSimilarities of(ConfigMap config, Modalities modalities) {
        return new StoredSimilarities(config.name("itemLabel", "Item"), typePrefix(config, modalities),
                config.name("similarityProperty", "score"));
    }

    /** The prefix alone, for those who do not read the similarities. */
    static String typePrefix(ConfigMap config, Modalities modalities) {
        String prefix = config.text("relationshipTypePrefix", "SIMILAR_");
        if (prefix.isBlank() && modalities.names().isEmpty()) {
            throw config.error("`modalities` is required where `relationshipTypePrefix` is empty");
        }
        return prefix;
    }
}
