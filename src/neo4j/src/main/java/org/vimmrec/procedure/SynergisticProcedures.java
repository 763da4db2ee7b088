package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;
import static org.neo4j.procedure.Mode.WRITE;

import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.Mode;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.procedure.VirtualRows.EdgeRow;
import org.vimmrec.procedure.VirtualRows.StatsRow;
import org.vimmrec.procedure.VirtualRows.UpdateRow;
import org.vimmrec.procedure.VirtualRows.WriteRow;

/** {@code vimmrec.synergistic.*}: virtual interactions from one similarity, fused across the modalities. */
public final class SynergisticProcedures extends VimmrecProcedures {
    private static final String STREAM = "vimmrec.synergistic.stream";
    private static final String STATS = "vimmrec.synergistic.stats";
    private static final String WRITE_PROCEDURE = "vimmrec.synergistic.write";
    private static final String KEYS = "Required: modalities, a map from modality to embedding property. Optional:"
            + " itemLabel, userLabel, interactionType,"
            + " interactionWeightProperty, minInteractionWeight, excludeTypes,"
            + " negativeTypes, since, halfLife, asOf, timestampProperty, topK, similarityCutoff, search,"
            + " targetRecall, modalityWeights, aggregation, virtualWeight,"
            + " popularityDiscount, maxWeight, minWeight, maxPerUser, maxPerInteraction, candidateLabel,"
            + " candidateProperty, maxPerGroup, maxPerItem,"
            + " relationshipTypePrefix, similarityProperty, writeRelationshipType, invalidEmbeddings, sampleSize,"
            + " randomSeed, users, concurrency, sudo";
    private static final String WRITE_KEYS = KEYS + ", writeProperty, batchSize, adopt, onMismatch";
    private static final String UPDATE = "vimmrec.synergistic.update";
    private static final String UPDATE_KEYS = WRITE_KEYS + ", weights";

    /** Computes the virtual interactions. */
    @Procedure(name = STREAM, mode = READ)
    @Description("Streams virtual interactions from neighbours by one similarity, fused across the modalities.")
    public Stream<EdgeRow> stream(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(STREAM, configuration, Mode.STREAM).stream());
    }

    /** Computes the virtual interactions and summarises them. */
    @Procedure(name = STATS, mode = READ)
    @Description(
            "Computes virtual interactions from neighbours by one similarity, fused across the modalities, and returns a summary.")
    public Stream<StatsRow> stats(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(STATS, configuration, Mode.STATS).stats());
    }

    /** Computes the virtual interactions and writes them. */
    @Procedure(name = WRITE_PROCEDURE, mode = WRITE)
    @Description(
            "Writes virtual interactions from neighbours by one similarity, fused across the modalities. Changes only relationships that differ.")
    public Stream<WriteRow> write(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = WRITE_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(
                () -> run(WRITE_PROCEDURE, configuration, Mode.WRITE).write());
    }

    /** Brings stored virtual interactions up to date. */
    @Procedure(name = UPDATE, mode = WRITE)
    @Description(
            "Brings stored virtual interactions up to date. The result is that of vimmrec.synergistic.write, but only affected users are computed.")
    public Stream<UpdateRow> update(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = UPDATE_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(() -> run(UPDATE, configuration, Mode.UPDATE).update());
    }

    /** Estimates the memory of {@link #stats}. */
    @Procedure(name = STATS + ".estimate", mode = READ)
    @Description("Estimates the memory that vimmrec.synergistic.stats needs.")
    public Stream<EstimateRow> statsEstimate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(
                () -> run(STATS + ".estimate", configuration, Mode.STATS).estimate());
    }

    /** Estimates the memory of {@link #write}. */
    @Procedure(name = WRITE_PROCEDURE + ".estimate", mode = READ)
    @Description(
            "Estimates the memory that vimmrec.synergistic.write needs, and the most relationships that it can write.")
    public Stream<EstimateRow> writeEstimate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = WRITE_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(() ->
                run(WRITE_PROCEDURE + ".estimate", configuration, Mode.WRITE).estimate());
    }

    private VirtualRun run(String procedure, Map<String, Object> configuration, Mode mode) {
        Map<String, Object> resolved =
                RecommendedConfiguration.resolve(tx, procedure, configuration, Strategy.SYNERGISTIC);
        VirtualConfig config = VirtualConfig.of(config(procedure, resolved), Strategy.SYNERGISTIC, mode);
        return new VirtualRun(call(procedure), config);
    }
}
