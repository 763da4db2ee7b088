package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;
import static org.neo4j.procedure.Mode.WRITE;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.graphdb.Node;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.DropConfig;
import org.vimmrec.config.Mode;
import org.vimmrec.config.SimilarityConfig;

/** {@code vimmrec.similarity.*}: embeddings to exact nearest neighbours. */
public final class SimilarityProcedures extends VimmrecProcedures {
    private static final String STREAM = "vimmrec.similarity.stream";
    private static final String STATS = "vimmrec.similarity.stats";
    private static final String WRITE_PROCEDURE = "vimmrec.similarity.write";
    private static final String UPDATE = "vimmrec.similarity.update";
    private static final String DROP = "vimmrec.similarity.drop";
    private static final String KEYS = "Required: modalities, a map from modality to embedding property. Optional:"
            + " itemLabel, topK, similarityCutoff, invalidEmbeddings, relationshipTypePrefix, concurrency, sudo";
    private static final String WRITE_KEYS = KEYS + ", writeProperty, batchSize, adopt, onMismatch";
    private static final String UPDATE_KEYS = WRITE_KEYS + ", changedItems";

    /** A pair of similar items. */
    public record PairRow(
            @Description("The modality in which they are similar.") String modality,
            @Description("The item.") Node source,
            @Description("One of its nearest neighbours.") Node target,
            @Description("The cosine of their embeddings, from -1 to 1.") double similarity) {
    }

    /** What the search found in a modality. */
    public record StatsRow(
            @Description("The modality.") String modality,
            @Description("Items with an embedding, each compared with every other.") long nodesCompared,
            @Description("Items without a usable embedding: no property, all zero, or skipped.") long nodesMissing,
            @Description("Items among nodesMissing whose embedding was broken and was skipped.") long nodesInvalid,
            @Description("The length of the embeddings.") long dimension,
            @Description("Pairs of an item and a neighbour.") long similarityPairs,
            @Description("min, mean, max, stdDev and percentiles of their similarity.")
            Map<String, Object> similarityDistribution,
            @Description("Milliseconds to read the embeddings of all modalities.") long preProcessingMillis,
            @Description("Milliseconds to find the neighbours.") long computeMillis,
            @Description("The configuration in effect.") Map<String, Object> configuration,
            @Description("What to know about the result, such as which modality is empty and why. Empty if there is nothing to report.")
            List<String> notices) {
    }

    /** What the search found in a modality, and what writing it changed. */
    public record WriteRow(
            @Description("The modality.") String modality,
            @Description("Items with an embedding, each compared with every other.") long nodesCompared,
            @Description("Items without a usable embedding: no property, all zero, or skipped.") long nodesMissing,
            @Description("Items among nodesMissing whose embedding was broken and was skipped.") long nodesInvalid,
            @Description("The length of the embeddings.") long dimension,
            @Description("Pairs of an item and a neighbour.") long similarityPairs,
            @Description("min, mean, max, stdDev and percentiles of their similarity.")
            Map<String, Object> similarityDistribution,
            @Description("Milliseconds to read the embeddings of all modalities.") long preProcessingMillis,
            @Description("Milliseconds to find the neighbours.") long computeMillis,
            @Description("The configuration in effect.") Map<String, Object> configuration,
            @Description("The type of the relationships.") String relationshipType,
            @Description("Relationships that were not there.") long relationshipsCreated,
            @Description("Relationships whose similarity was another.") long relationshipsUpdated,
            @Description("Relationships that no longer hold.") long relationshipsDeleted,
            @Description("Relationships that were there as they should be.") long relationshipsUnchanged,
            @Description("Milliseconds to write.") long writeMillis,
            @Description("What to know about the result, such as which modality is empty and why. Empty if there is nothing to report.")
            List<String> notices) {
    }

    /** What an update found in a modality, and what writing it changed. */
    public record UpdateRow(
            @Description("How it was done: 'update' or 'full'.") String mode,
            @Description("Why it was done in full; null for an update.") String reason,
            @Description("The modality.") String modality,
            @Description("Items with an embedding, each compared with every other.") long nodesCompared,
            @Description("Items without a usable embedding: no property, all zero, or skipped.") long nodesMissing,
            @Description("Items among nodesMissing whose embedding was broken and was skipped.") long nodesInvalid,
            @Description("The length of the embeddings.") long dimension,
            @Description("Pairs of an item and a neighbour.") long similarityPairs,
            @Description("min, mean, max, stdDev and percentiles of their similarity.")
            Map<String, Object> similarityDistribution,
            @Description("Milliseconds to read the embeddings of all modalities.") long preProcessingMillis,
            @Description("Milliseconds to find the neighbours.") long computeMillis,
            @Description("The configuration in effect.") Map<String, Object> configuration,
            @Description("The type of the relationships.") String relationshipType,
            @Description("Relationships that were not there.") long relationshipsCreated,
            @Description("Relationships whose similarity was another.") long relationshipsUpdated,
            @Description("Relationships that no longer hold.") long relationshipsDeleted,
            @Description("Relationships that were there as they should be.") long relationshipsUnchanged,
            @Description("Milliseconds to write.") long writeMillis,
            @Description("Items whose embedding is new, another than before, or gone.") long itemsChanged,
            @Description("Items whose neighbours were searched among all items.") long itemsRecomputed,
            @Description("What to know about the result, such as which modality is empty and why. Empty if there is nothing to report.")
            List<String> notices) {

        static UpdateRow of(WriteRow row, String reason, long itemsChanged, long itemsRecomputed) {
            return new UpdateRow(reason == null ? "update" : "full", reason, row.modality, row.nodesCompared,
                    row.nodesMissing, row.nodesInvalid, row.dimension, row.similarityPairs, row.similarityDistribution,
                    row.preProcessingMillis, row.computeMillis, row.configuration, row.relationshipType,
                    row.relationshipsCreated, row.relationshipsUpdated, row.relationshipsDeleted,
                    row.relationshipsUnchanged, row.writeMillis, itemsChanged, itemsRecomputed, row.notices);
        }
    }

    /** Finds each item's neighbours. */
    @Procedure(name = STREAM, mode = READ)
    @Description("Streams each item's exact nearest neighbours by embedding cosine, per modality.")
    public Stream<PairRow> stream(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(STREAM, configuration, Mode.STREAM).stream());
    }

    /** Finds each item's neighbours and sums them up. */
    @Procedure(name = STATS, mode = READ)
    @Description("Finds each item's exact nearest neighbours per modality, and returns figures only.")
    public Stream<StatsRow> stats(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(STATS, configuration, Mode.STATS).stats());
    }

    /** Finds each item's neighbours and writes them. */
    @Procedure(name = WRITE_PROCEDURE, mode = WRITE)
    @Description("Writes each item's exact nearest neighbours as SIMILAR_<MODALITY> relationships, changing only what differs.")
    public Stream<WriteRow> write(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = WRITE_KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(WRITE_PROCEDURE, configuration, Mode.WRITE).write());
    }

    /** Makes the neighbours that were written what they should be by now. */
    @Procedure(name = UPDATE, mode = WRITE)
    @Description("Does what vimmrec.similarity.write does, at the cost of what has changed since it was last done.")
    public Stream<UpdateRow> update(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = UPDATE_KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(UPDATE, configuration, Mode.UPDATE).update());
    }

    /** What {@link #stats} needs. */
    @Procedure(name = STATS + ".estimate", mode = READ)
    @Description("Estimates the memory that vimmrec.similarity.stats needs.")
    public Stream<EstimateRow> statsEstimate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(STATS + ".estimate", configuration, Mode.STATS).estimate());
    }

    /** What {@link #write} needs. */
    @Procedure(name = WRITE_PROCEDURE + ".estimate", mode = READ)
    @Description("Estimates the memory that vimmrec.similarity.write needs, and how many relationships it can write.")
    public Stream<EstimateRow> writeEstimate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = WRITE_KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(WRITE_PROCEDURE + ".estimate", configuration, Mode.WRITE).estimate());
    }

    /** Deletes stored similarities. */
    @Procedure(name = DROP, mode = WRITE)
    @Description("Deletes the SIMILAR_<MODALITY> relationships of the given modalities, or of all.")
    public Stream<DropRow> drop(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = "Optional: modalities (names, or a map),"
                    + " relationshipTypePrefix, itemLabel, batchSize, adopt, concurrency") Map<String, Object> configuration) {
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
