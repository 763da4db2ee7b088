package org.vimmrec.procedure;

import java.util.Map;
import org.neo4j.graphdb.Node;
import org.neo4j.procedure.Description;
import org.vimmrec.graph.WriteCounts;

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
            @Description("The configuration in effect.") Map<String, Object> configuration) {
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
            @Description("Milliseconds to write.") long writeMillis) {

        static WriteRow of(StatsRow stats, String type, WriteCounts counts, long writeMillis) {
            return new WriteRow(stats.usersProcessed, stats.usersAugmented, stats.virtualInteractions, stats.meanPerUser,
                    stats.coldItems, stats.coldItemsReached, stats.modalityWeights, stats.weightDistribution,
                    stats.preProcessingMillis, stats.computeMillis, stats.configuration, type, counts.created(),
                    counts.updated(), counts.deleted(), counts.unchanged(), writeMillis);
        }
    }
}
