package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import org.neo4j.procedure.Description;

/** The stored similarities of a modality. */
public record StatisticsRow(
        @Description(Columns.MODALITY) String modality,
        @Description(Columns.RELATIONSHIP_TYPE) String relationshipType,
        @Description("Relationships that join two items.") long relationshipCount,

        @Description("The mean similarity. Null without relationships, as are the following numbers.")
        Double mean,

        @Description("The population standard deviation of the similarity.")
        Double stdDev,

        @Description("The lowest similarity.") Double min,
        @Description("The highest similarity.") Double max,

        @Description("Percentiles of the similarity, p1 to p100.")
        Map<String, Object> percentiles,

        @Description(
                "The weight of the modality, 0 if it is empty. The weights of all rows sum to 1, unless all are empty.")
        double weight,

        @Description(
                "Similarity of pairs of items that a user has in common: pairs, mean, stdDev. Null unless `weighting` is"
                        + " 'coInteraction'.")
        Map<String, Object> coInteracted,

        @Description("Similarity of random pairs of items with the same popularity: pairs, mean, stdDev. The weight is"
                + " proportional to (coInteracted.mean - random.mean) / random.stdDev. Null unless `weighting` is"
                + " 'coInteraction'.")
        Map<String, Object> random,

        @Description(Columns.NOTICES) List<String> notices) {}
