package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Node;
import org.neo4j.procedure.Description;
import org.vimmrec.graph.WriteCounts;

/** The results of {@code vimmrec.similarity.*}. */
public final class SimilarityRows {

    private SimilarityRows() {}

    /** A pair of similar items. */
    public record PairRow(
            @Description("The modality in which the items are similar.")
            String modality,

            @Description("The item.") Node source,
            @Description("One of its nearest neighbours.") Node target,

            @Description("The cosine of their embeddings, from -1 to 1.")
            double similarity) {}

    /** The neighbours found in a modality. */
    public record StatsRow(
            @Description(Columns.MODALITY) String modality,
            @Description(Columns.NODES_COMPARED) long nodesCompared,
            @Description(Columns.NODES_MISSING) long nodesMissing,
            @Description(Columns.NODES_INVALID) long nodesInvalid,
            @Description(Columns.DIMENSION) long dimension,
            @Description(Columns.SIMILARITY_PAIRS) long similarityPairs,
            @Description(Columns.SIMILARITY_DISTRIBUTION) Map<String, Object> similarityDistribution,
            @Description(Columns.SEARCH) String search,
            @Description(Columns.RECALL) double recall,
            @Description(Columns.RECALL_LOW) double recallLow,
            @Description(Columns.RECALL_HIGH) double recallHigh,
            @Description(Columns.READ_MILLIS) long preProcessingMillis,
            @Description(Columns.SEARCH_MILLIS) long computeMillis,
            @Description(Columns.CONFIGURATION) Map<String, Object> configuration,
            @Description(Columns.NOTICES) List<String> notices) {}

    /** The neighbours found in a modality, and the changes to stored relationships. */
    public record WriteRow(
            @Description(Columns.MODALITY) String modality,
            @Description(Columns.NODES_COMPARED) long nodesCompared,
            @Description(Columns.NODES_MISSING) long nodesMissing,
            @Description(Columns.NODES_INVALID) long nodesInvalid,
            @Description(Columns.DIMENSION) long dimension,
            @Description(Columns.SIMILARITY_PAIRS) long similarityPairs,
            @Description(Columns.SIMILARITY_DISTRIBUTION) Map<String, Object> similarityDistribution,
            @Description(Columns.SEARCH) String search,
            @Description(Columns.RECALL) double recall,
            @Description(Columns.RECALL_LOW) double recallLow,
            @Description(Columns.RECALL_HIGH) double recallHigh,
            @Description(Columns.READ_MILLIS) long preProcessingMillis,
            @Description(Columns.SEARCH_MILLIS) long computeMillis,
            @Description(Columns.CONFIGURATION) Map<String, Object> configuration,
            @Description(Columns.RELATIONSHIP_TYPE) String relationshipType,
            @Description(Columns.CREATED) long relationshipsCreated,
            @Description(Columns.UPDATED) long relationshipsUpdated,
            @Description(Columns.DELETED) long relationshipsDeleted,
            @Description(Columns.UNCHANGED) long relationshipsUnchanged,
            @Description(Columns.WRITE_MILLIS) long writeMillis,
            @Description(Columns.NOTICES) List<String> notices) {

        static WriteRow of(StatsRow stats, String type, WriteCounts counts, long writeMillis) {
            return new WriteRow(
                    stats.modality,
                    stats.nodesCompared,
                    stats.nodesMissing,
                    stats.nodesInvalid,
                    stats.dimension,
                    stats.similarityPairs,
                    stats.similarityDistribution,
                    stats.search,
                    stats.recall,
                    stats.recallLow,
                    stats.recallHigh,
                    stats.preProcessingMillis,
                    stats.computeMillis,
                    stats.configuration,
                    type,
                    counts.created(),
                    counts.updated(),
                    counts.deleted(),
                    counts.unchanged(),
                    writeMillis,
                    stats.notices);
        }
    }

    /** The neighbours of a modality after an update, and the changes to stored relationships. */
    public record UpdateRow(
            @Description(Columns.MODE) String mode,
            @Description(Columns.REASON) String reason,
            @Description(Columns.MODALITY) String modality,
            @Description(Columns.NODES_COMPARED) long nodesCompared,
            @Description(Columns.NODES_MISSING) long nodesMissing,
            @Description(Columns.NODES_INVALID) long nodesInvalid,
            @Description(Columns.DIMENSION) long dimension,
            @Description(Columns.SIMILARITY_PAIRS) long similarityPairs,
            @Description(Columns.SIMILARITY_DISTRIBUTION) Map<String, Object> similarityDistribution,
            @Description(Columns.SEARCH) String search,
            @Description(Columns.RECALL) double recall,
            @Description(Columns.RECALL_LOW) double recallLow,
            @Description(Columns.RECALL_HIGH) double recallHigh,
            @Description(Columns.READ_MILLIS) long preProcessingMillis,
            @Description(Columns.SEARCH_MILLIS) long computeMillis,
            @Description(Columns.CONFIGURATION) Map<String, Object> configuration,
            @Description(Columns.RELATIONSHIP_TYPE) String relationshipType,
            @Description(Columns.CREATED) long relationshipsCreated,
            @Description(Columns.UPDATED) long relationshipsUpdated,
            @Description(Columns.DELETED) long relationshipsDeleted,
            @Description(Columns.UNCHANGED) long relationshipsUnchanged,
            @Description(Columns.WRITE_MILLIS) long writeMillis,

            @Description("Items whose embedding is new, different, or gone.")
            long itemsChanged,

            @Description("Items whose neighbours were searched among all items.")
            long itemsRecomputed,

            @Description(Columns.NOTICES) List<String> notices) {

        static UpdateRow of(WriteRow row, String reason, long itemsChanged, long itemsRecomputed) {
            return new UpdateRow(
                    reason == null ? "update" : "full",
                    reason,
                    row.modality,
                    row.nodesCompared,
                    row.nodesMissing,
                    row.nodesInvalid,
                    row.dimension,
                    row.similarityPairs,
                    row.similarityDistribution,
                    row.search,
                    row.recall,
                    row.recallLow,
                    row.recallHigh,
                    row.preProcessingMillis,
                    row.computeMillis,
                    row.configuration,
                    row.relationshipType,
                    row.relationshipsCreated,
                    row.relationshipsUpdated,
                    row.relationshipsDeleted,
                    row.relationshipsUnchanged,
                    row.writeMillis,
                    itemsChanged,
                    itemsRecomputed,
                    row.notices);
        }
    }
}
