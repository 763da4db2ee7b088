package org.vimmrec.procedure;

/**
 * Descriptions of columns that several results have. The results do not inherit the columns: Neo4j lists the fields of
 * a class before those of its superclass, which would change the order of the columns.
 */
final class Columns {
    static final String MODE = "'update' if only affected rows were computed, or 'full'.";
    static final String REASON = "Why the update was a full run. Null for an update.";
    static final String PREPROCESSING_MILLIS = "Milliseconds to read the graph.";
    static final String CONFIGURATION = "The configuration in effect.";
    static final String RELATIONSHIP_TYPE = "The type of the relationships.";
    static final String CREATED = "Relationships created.";
    static final String UPDATED = "Existing relationships that got another value.";
    static final String DELETED = "Relationships deleted, because they no longer hold.";
    static final String UNCHANGED = "Existing relationships that were already correct.";
    static final String WRITE_MILLIS = "Milliseconds to write.";
    static final String NOTICES =
            "Remarks on the result, such as which modality is empty and why. Empty if there are none.";

    static final String MODALITY = "The modality.";
    static final String NODES_COMPARED = "Items with an embedding.";
    static final String NODES_MISSING =
            "Items without a usable embedding: no property, all zeros, or skipped as invalid.";
    static final String NODES_INVALID =
            "Items among nodesMissing that were skipped because their embedding is invalid.";
    static final String DIMENSION = "The length of the embeddings.";
    static final String SIMILARITY_PAIRS = "Pairs of an item and a neighbour.";
    static final String SIMILARITY_DISTRIBUTION = "min, mean, max, stdDev and percentiles of the similarities.";
    static final String SEARCH = "How the neighbours were found: 'exact' or 'approximate'.";
    static final String RECALL =
            "Share of an item's exact neighbours that were found, from 0 to 1: a mean over items. It is measured on a"
                    + " sample, or 1 if `search` is 'exact'.";
    static final String RECALL_LOW = "Lower end of the 95 % confidence interval of `recall`.";
    static final String RECALL_HIGH = "Upper end of the 95 % confidence interval of `recall`.";
    static final String READ_MILLIS = "Milliseconds to read the embeddings of all modalities.";
    static final String SEARCH_MILLIS = "Milliseconds to find the neighbours.";

    static final String USERS_PROCESSED = "Users, with and without interactions.";
    static final String USERS_AUGMENTED = "Users with at least one virtual interaction.";
    static final String VIRTUAL_INTERACTIONS = "Virtual interactions.";
    static final String MEAN_PER_USER = "Virtual interactions per processed user.";
    static final String COLD_ITEMS = "Items without a real interaction. Null if `users` is given.";
    static final String COLD_ITEMS_REACHED =
            "Items among coldItems that have a virtual interaction. Null if `users` is given.";
    static final String MODALITY_WEIGHTS = "The weight of each modality. The weights sum to 1.";
    static final String WEIGHT_DISTRIBUTION =
            "min, mean, max, stdDev and percentiles (accurate to 1 part in 1,024) of the weights.";
    static final String COMPUTE_MILLIS = "Milliseconds to compute the neighbours and the virtual interactions.";
    static final String COMPUTE_WHILE_WRITING_MILLIS =
            "Milliseconds to compute the neighbours and the virtual interactions. The"
                    + " latter are computed while others are written: their share is the threads' time divided by the number of threads.";

    private Columns() {}
}
