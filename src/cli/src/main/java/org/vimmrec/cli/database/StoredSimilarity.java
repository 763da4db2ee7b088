package org.vimmrec.cli.database;

import java.util.List;
import java.util.Map;

/**
 * The similarities of a modality that the plugin has stored.
 *
 * @param modality the name of the modality
 * @param embeddings the property of the items that holds its embeddings
 * @param topK the number of neighbours per item
 * @param property the relationship property that holds the similarity
 */
public record StoredSimilarity(String modality, String embeddings, int topK, String property) {

    /** The default of {@code relationshipTypePrefix}. */
    public static final String DEFAULT_PREFIX = "SIMILAR_";
    /** The default of {@code similarityProperty}. */
    public static final String DEFAULT_PROPERTY = "score";

    /**
     * Reads what is stored for items with a label, in relationship types with a prefix, ordered by modality. Other
     * prefixes may hold similarities of the same modalities.
     */
    public static List<StoredSimilarity> of(Database database, String itemLabel, String prefix) {
        return database.query("""
                        CALL vimmrec.list() YIELD kind, configuration AS c
                        WHERE kind = 'similarity' AND c.itemLabel = $itemLabel AND c.relationshipTypePrefix = $prefix
                        UNWIND keys(c.modalities) AS modality
                        RETURN modality, c.modalities[modality] AS embeddings, c.topK AS topK,
                               c.writeProperty AS property
                        ORDER BY modality""", Map.of("itemLabel", itemLabel, "prefix", prefix)).stream()
                .map(row -> new StoredSimilarity(
                        (String) row.get("modality"),
                        (String) row.get("embeddings"),
                        Math.toIntExact((Long) row.get("topK")),
                        (String) row.get("property")))
                .toList();
    }

    /** The prefixes under which similarities of items with a label are stored. */
    public static List<Object> prefixes(Database database, String itemLabel) {
        return database
                .query(
                        "CALL vimmrec.list() YIELD kind, configuration AS c WHERE kind = 'similarity' AND "
                                + "c.itemLabel = $itemLabel RETURN DISTINCT c.relationshipTypePrefix AS prefix "
                                + "ORDER BY prefix",
                        Map.of("itemLabel", itemLabel))
                .stream()
                .map(row -> row.get("prefix"))
                .toList();
    }
}
