package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.graphdb.Node;
import org.neo4j.procedure.Description;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.statistics.Summary;

/** The results of both strategies. */
public final class VirtualRows {

    private VirtualRows() {}

    /** A virtual interaction. */
    public record EdgeRow(
            @Description("The user.") Node user,

            @Description("An item that the user has not interacted with.")
            Node item,

            @Description("The weight. A real interaction weighs 1.")
            double weight) {}

    /** A summary of virtual interactions. */
    public record StatsRow(
            @Description(Columns.USERS_PROCESSED) long usersProcessed,
            @Description(Columns.USERS_AUGMENTED) long usersAugmented,
            @Description(Columns.VIRTUAL_INTERACTIONS) long virtualInteractions,
            @Description(Columns.MEAN_PER_USER) double meanPerUser,
            @Description(Columns.COLD_ITEMS) Long coldItems,
            @Description(Columns.COLD_ITEMS_REACHED) Long coldItemsReached,
            @Description(Columns.MODALITY_WEIGHTS) Map<String, Object> modalityWeights,
            @Description(Columns.WEIGHT_DISTRIBUTION) Map<String, Object> weightDistribution,
            @Description(Columns.PREPROCESSING_MILLIS) long preProcessingMillis,
            @Description(Columns.COMPUTE_MILLIS) long computeMillis,
            @Description(Columns.CONFIGURATION) Map<String, Object> configuration,
            @Description(Columns.NOTICES) List<String> notices) {

        /** @param rowMillis the time to compute the rows */
        static StatsRow of(VirtualData data, Summary summary, long rowMillis, Map<String, Object> configuration) {
            boolean[] warm = data.interactions().touched(data.items().size());
            long cold = 0;
            long reached = 0;
            for (int i = 0; i < warm.length; i++) {
                cold += warm[i] ? 0 : 1;
                reached += !warm[i] && summary.columnReached()[i] ? 1 : 0;
            }
            long edges = summary.values().count();
            WeightedLayers layers = data.layers();
            return new StatsRow(
                    summary.rows(),
                    summary.rowsWithEntries(),
                    edges,
                    summary.rows() == 0 ? 0 : (double) edges / summary.rows(),
                    data.complete() ? cold : null,
                    data.complete() ? reached : null,
                    layers.weightMap(),
                    DistributionMaps.map(summary.values()),
                    data.preProcessingMillis(),
                    layers.computeMillis() + rowMillis,
                    configuration,
                    layers.notices());
        }
    }

    /** A summary of virtual interactions, and the changes to stored relationships. */
    public record WriteRow(
            @Description(Columns.USERS_PROCESSED) long usersProcessed,
            @Description(Columns.USERS_AUGMENTED) long usersAugmented,
            @Description(Columns.VIRTUAL_INTERACTIONS) long virtualInteractions,
            @Description(Columns.MEAN_PER_USER) double meanPerUser,
            @Description(Columns.COLD_ITEMS) Long coldItems,
            @Description(Columns.COLD_ITEMS_REACHED) Long coldItemsReached,
            @Description(Columns.MODALITY_WEIGHTS) Map<String, Object> modalityWeights,
            @Description(Columns.WEIGHT_DISTRIBUTION) Map<String, Object> weightDistribution,
            @Description(Columns.PREPROCESSING_MILLIS) long preProcessingMillis,

            @Description(Columns.COMPUTE_WHILE_WRITING_MILLIS)
            long computeMillis,

            @Description(Columns.CONFIGURATION) Map<String, Object> configuration,
            @Description(Columns.RELATIONSHIP_TYPE) String relationshipType,
            @Description(Columns.CREATED) long relationshipsCreated,
            @Description(Columns.UPDATED) long relationshipsUpdated,
            @Description(Columns.DELETED) long relationshipsDeleted,
            @Description(Columns.UNCHANGED) long relationshipsUnchanged,
            @Description(Columns.WRITE_MILLIS) long writeMillis,
            @Description(Columns.NOTICES) List<String> notices) {

        /** @param notices those that come before the summary's own */
        static WriteRow of(List<String> notices, StatsRow stats, String type, WriteCounts counts, long writeMillis) {
            return new WriteRow(
                    stats.usersProcessed,
                    stats.usersAugmented,
                    stats.virtualInteractions,
                    stats.meanPerUser,
                    stats.coldItems,
                    stats.coldItemsReached,
                    stats.modalityWeights,
                    stats.weightDistribution,
                    stats.preProcessingMillis,
                    stats.computeMillis,
                    stats.configuration,
                    type,
                    counts.created(),
                    counts.updated(),
                    counts.deleted(),
                    counts.unchanged(),
                    writeMillis,
                    Stream.concat(notices.stream(), stats.notices.stream()).toList());
        }
    }

    /** A summary of virtual interactions after an update, and the changes to stored relationships. */
    public record UpdateRow(
            @Description(Columns.MODE) String mode,
            @Description(Columns.REASON) String reason,
            @Description(Columns.USERS_PROCESSED) long usersProcessed,
            @Description(Columns.USERS_AUGMENTED) long usersAugmented,
            @Description(Columns.VIRTUAL_INTERACTIONS) long virtualInteractions,
            @Description(Columns.MEAN_PER_USER) double meanPerUser,
            @Description(Columns.MODALITY_WEIGHTS) Map<String, Object> modalityWeights,

            @Description(
                    "By modality, the weight that a full run would compute now, minus the weight of the last write.")
            Map<String, Object> weightDrift,

            @Description("Items that are new, or whose neighbours or similarities have changed.")
            long itemsChanged,

            @Description("Users that are new, gone, named by the caller, or whose interactions have changed.")
            long usersChanged,

            @Description("Users whose virtual interactions were computed again.")
            long usersRecomputed,

            @Description(Columns.PREPROCESSING_MILLIS) long preProcessingMillis,

            @Description(Columns.COMPUTE_WHILE_WRITING_MILLIS)
            long computeMillis,

            @Description(Columns.CONFIGURATION) Map<String, Object> configuration,
            @Description(Columns.RELATIONSHIP_TYPE) String relationshipType,
            @Description(Columns.CREATED) long relationshipsCreated,
            @Description(Columns.UPDATED) long relationshipsUpdated,
            @Description(Columns.DELETED) long relationshipsDeleted,
            @Description(Columns.UNCHANGED) long relationshipsUnchanged,
            @Description(Columns.WRITE_MILLIS) long writeMillis,
            @Description(Columns.NOTICES) List<String> notices) {

        /** The result of a full run, for which everything counts as changed. */
        static UpdateRow of(WriteRow row, String reason, Map<String, Object> weightDrift, long items) {
            return new UpdateRow(
                    "full",
                    reason,
                    row.usersProcessed,
                    row.usersAugmented,
                    row.virtualInteractions,
                    row.meanPerUser,
                    row.modalityWeights,
                    weightDrift,
                    items,
                    row.usersProcessed,
                    row.usersProcessed,
                    row.preProcessingMillis,
                    row.computeMillis,
                    row.configuration,
                    row.relationshipType,
                    row.relationshipsCreated,
                    row.relationshipsUpdated,
                    row.relationshipsDeleted,
                    row.relationshipsUnchanged,
                    row.writeMillis,
                    row.notices);
        }
    }
}
