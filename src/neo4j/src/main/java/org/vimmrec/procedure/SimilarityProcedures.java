package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;
import static org.neo4j.procedure.Mode.WRITE;

import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.DropConfig;
import org.vimmrec.config.Mode;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.procedure.SimilarityRows.PairRow;
import org.vimmrec.procedure.SimilarityRows.StatsRow;
import org.vimmrec.procedure.SimilarityRows.UpdateRow;
import org.vimmrec.procedure.SimilarityRows.WriteRow;

/** {@code vimmrec.similarity.*}: embeddings to nearest neighbours. */
public final class SimilarityProcedures extends VimmrecProcedures {
    private static final String STREAM = "vimmrec.similarity.stream";
    private static final String STATS = "vimmrec.similarity.stats";
    private static final String WRITE_PROCEDURE = "vimmrec.similarity.write";
    private static final String UPDATE = "vimmrec.similarity.update";
    private static final String DROP = "vimmrec.similarity.drop";
    private static final String KEYS = "Required: modalities, a map from modality to embedding property. Optional:"
            + " itemLabel, topK, similarityCutoff, search, targetRecall, candidateLabel, candidateProperty, invalidEmbeddings,"
            + " relationshipTypePrefix, concurrency, sudo";
    private static final String STREAM_KEYS = KEYS + ", items";
    private static final String WRITE_KEYS = KEYS + ", writeProperty, batchSize, adopt, onMismatch";
    private static final String UPDATE_KEYS = WRITE_KEYS + ", changedItems";

    /** Finds each item's neighbours. */
    @Procedure(name = STREAM, mode = READ)
    @Description("Streams each item's nearest neighbours by embedding cosine, per modality.")
    public Stream<PairRow> stream(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = STREAM_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(() -> run(STREAM, configuration, Mode.STREAM).stream());
    }

    /** Finds each item's neighbours and summarises them. */
    @Procedure(name = STATS, mode = READ)
    @Description("Finds each item's nearest neighbours per modality, and returns a summary.")
    public Stream<StatsRow> stats(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(STATS, configuration, Mode.STATS).stats());
    }

    /** Finds each item's neighbours and writes them. */
    @Procedure(name = WRITE_PROCEDURE, mode = WRITE)
    @Description(
            "Writes each item's nearest neighbours as SIMILAR_<MODALITY> relationships, and changes only what differs.")
    public Stream<WriteRow> write(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = WRITE_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(
                () -> run(WRITE_PROCEDURE, configuration, Mode.WRITE).write());
    }

    /** Brings stored neighbours up to date. */
    @Procedure(name = UPDATE, mode = WRITE)
    @Description(
            "Brings stored similarities up to date. The result is that of vimmrec.similarity.write (of an approximate"
                    + " search: up to its recall), but only affected items are computed.")
    public Stream<UpdateRow> update(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = UPDATE_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(() -> run(UPDATE, configuration, Mode.UPDATE).update());
    }

    /** Estimates the memory of {@link #stats}. */
    @Procedure(name = STATS + ".estimate", mode = READ)
    @Description("Estimates the memory that vimmrec.similarity.stats needs.")
    public Stream<EstimateRow> statsEstimate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(
                () -> run(STATS + ".estimate", configuration, Mode.STATS).estimate());
    }

    /** Estimates the memory of {@link #write}. */
    @Procedure(name = WRITE_PROCEDURE + ".estimate", mode = READ)
    @Description(
            "Estimates the memory that vimmrec.similarity.write needs, and the most relationships that it can write.")
    public Stream<EstimateRow> writeEstimate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = WRITE_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(() ->
                run(WRITE_PROCEDURE + ".estimate", configuration, Mode.WRITE).estimate());
    }

    /** Deletes stored similarities. */
    @Procedure(name = DROP, mode = WRITE)
    @Description("Deletes the SIMILAR_<MODALITY> relationships of the given modalities, or of all.")
    public Stream<DropRow> drop(
            @Name(
                            value = CONFIGURATION,
                            defaultValue = "{}",
                            description = "Optional: modalities (names, or a map),"
                                    + " relationshipTypePrefix, itemLabel, batchSize, adopt, concurrency")
                    Map<String, Object> configuration) {
        return UserError.guard(() -> {
            DropConfig config = DropConfig.ofSimilarity(config(DROP, configuration));
            return new DropRun(call(DROP), config).rows();
        });
    }

    private SimilarityRun run(String procedure, Map<String, Object> configuration, Mode mode) {
        SimilarityConfig config = SimilarityConfig.of(config(procedure, configuration), mode);
        return new SimilarityRun(call(procedure), config);
    }
}
