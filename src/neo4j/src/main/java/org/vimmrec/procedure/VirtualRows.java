package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Node;
import org.neo4j.procedure.Description;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.statistics.Summary;

/** The rows of both strategies. */
public final class VirtualRows {

    private VirtualRows() {
    }

    /** A virtual interaction. */
    public record EdgeRow(
            @Description("The user.") Node user,
            @Description("An item that the user has not touched.") Node item,
            @Description("How much it counts; a real interaction counts 1.") double weight) {
    }

    /** What a strategy amounts to. */
    public record StatsRow(
            @Description("Users, with and without interactions.") long usersProcessed,
            @Description("Users who have a virtual interaction.") long usersAugmented,
            @Description("Virtual interactions.") long virtualInteractions,
            @Description("Virtual interactions per user processed.") double meanPerUser,
            @Description("Items without any real interaction.") long coldItems,
            @Description("Items among coldItems that have a virtual interaction.") long coldItemsReached,
            @Description("The weight of each modality; they sum to 1.") Map<String, Object> modalityWeights,
            @Description("min, mean, max, stdDev and percentiles (to 1 part in 1,024) of the virtual interactions' weight.")
            Map<String, Object> weightDistribution,
            @Description("Milliseconds to read the graph.") long preProcessingMillis,
            @Description("Milliseconds to compute.") long computeMillis,
            @Description("The configuration in effect.") Map<String, Object> configuration,
            @Description("What to know about the result, such as which modality is empty and why. Empty if there is nothing to report.")
            List<String> notices) {

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
            return new StatsRow(summary.rows(), summary.rowsWithEntries(), edges, (double) edges / summary.rows(), cold,
                    reached, layers.weightMap(), DistributionMaps.map(summary.values()), data.preProcessingMillis(),
                    layers.computeMillis() + rowMillis, configuration, layers.notices());
        }
    }

    /** What a strategy amounts to, and what writing it changed. */
    public record WriteRow(
            @Description("Users, with and without interactions.") long usersProcessed,
            @Description("Users who have a virtual interaction.") long usersAugmented,
            @Description("Virtual interactions.") long virtualInteractions,
            @Description("Virtual interactions per user processed.") double meanPerUser,
            @Description("Items without any real interaction.") long coldItems,
            @Description("Items among coldItems that have a virtual interaction.") long coldItemsReached,
            @Description("The weight of each modality; they sum to 1.") Map<String, Object> modalityWeights,
            @Description("min, mean, max, stdDev and percentiles (to 1 part in 1,024) of the virtual interactions' weight.")
            Map<String, Object> weightDistribution,
            @Description("Milliseconds to read the graph.") long preProcessingMillis,
            @Description("Milliseconds to compute.") long computeMillis,
            @Description("The configuration in effect.") Map<String, Object> configuration,
            @Description("The type of the relationships.") String relationshipType,
            @Description("Relationships that were not there.") long relationshipsCreated,
            @Description("Relationships whose weight was another.") long relationshipsUpdated,
            @Description("Relationships that no longer hold.") long relationshipsDeleted,
            @Description("Relationships that were there as they should be.") long relationshipsUnchanged,
            @Description("Milliseconds to write.") long writeMillis,
            @Description("What to know about the result, such as which modality is empty and why. Empty if there is nothing to report.")
            List<String> notices) {

        static WriteRow of(StatsRow stats, String type, WriteCounts counts, long writeMillis) {
            return new WriteRow(stats.usersProcessed, stats.usersAugmented, stats.virtualInteractions, stats.meanPerUser,
                    stats.coldItems, stats.coldItemsReached, stats.modalityWeights, stats.weightDistribution,
                    stats.preProcessingMillis, stats.computeMillis, stats.configuration, type, counts.created(),
                    counts.updated(), counts.deleted(), counts.unchanged(), writeMillis, stats.notices);
        }
    }

    /** What an update changed, and what stands then. */
    public record UpdateRow(
            @Description("How it was done: 'update' or 'full'.") String mode,
            @Description("Why it was done in full; null for an update.") String reason,
            @Description("Users, with and without interactions.") long usersProcessed,
            @Description("Users who have a virtual interaction.") long usersAugmented,
            @Description("Virtual interactions.") long virtualInteractions,
            @Description("Virtual interactions per user processed.") double meanPerUser,
            @Description("The weight of each modality; they sum to 1.") Map<String, Object> modalityWeights,
            @Description("By modality, how much higher the weight would be if it were found anew.")
            Map<String, Object> weightDrift,
            @Description("Items whose neighbours are others, or have another similarity, or which are new.") long itemsChanged,
            @Description("Users whose interactions are others, or who are new or gone, or who were named.") long usersChanged,
            @Description("Users whose virtual interactions were computed.") long usersRecomputed,
            @Description("Milliseconds to read the graph.") long preProcessingMillis,
            @Description("Milliseconds to compute.") long computeMillis,
            @Description("The configuration in effect.") Map<String, Object> configuration,
            @Description("The type of the relationships.") String relationshipType,
            @Description("Relationships that were not there.") long relationshipsCreated,
            @Description("Relationships whose weight was another.") long relationshipsUpdated,
            @Description("Relationships that no longer hold.") long relationshipsDeleted,
            @Description("Relationships that were there as they should be.") long relationshipsUnchanged,
            @Description("Milliseconds to write.") long writeMillis,
            @Description("What to know about the result, such as which modality is empty and why. Empty if there is nothing to report.")
            List<String> notices) {

        /** Of a full write, for which everything counts as changed. */
        static UpdateRow of(WriteRow row, String reason, Map<String, Object> weightDrift, long items) {
            return new UpdateRow("full", reason, row.usersProcessed, row.usersAugmented, row.virtualInteractions,
                    row.meanPerUser, row.modalityWeights, weightDrift, items, row.usersProcessed, row.usersProcessed,
                    row.preProcessingMillis, row.computeMillis, row.configuration, row.relationshipType,
                    row.relationshipsCreated, row.relationshipsUpdated, row.relationshipsDeleted,
                    row.relationshipsUnchanged, row.writeMillis, row.notices);
        }
    }
}
