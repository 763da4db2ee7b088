package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;

import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.StatisticsConfig;

/**
 * {@code vimmrec.statistics}: statistics of the stored similarities, and the modality weights that follow from them.
 */
public final class StatisticsProcedures extends VimmrecProcedures {
    private static final String STATISTICS = "vimmrec.statistics";

    /** Computes a row for each modality. */
    @Procedure(name = STATISTICS, mode = READ)
    @Description("Statistics of the stored similarities per modality, and the weight that each modality gets.")
    public Stream<StatisticsRow> statistics(
            @Name(
                            value = CONFIGURATION,
                            defaultValue = "{}",
                            description =
                                    "Optional: modalities"
                                            + " (names, or a map to embedding properties), weighting ('mean', 'coInteraction', 'uniform'),"
                                            + " relationshipTypePrefix, similarityProperty, itemLabel, concurrency; for coInteraction: userLabel,"
                                            + " interactionType, interactionWeightProperty, minInteractionWeight, excludeTypes, negativeTypes,"
                                            + " since, halfLife, asOf, timestampProperty, invalidEmbeddings, sampleSize, randomSeed")
                    Map<String, Object> configuration) {
        return UserError.guard(() ->
                new StatisticsRun(call(STATISTICS), StatisticsConfig.of(config(STATISTICS, configuration))).rows());
    }
}
