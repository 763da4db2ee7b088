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
import org.vimmrec.config.ModelDropConfig;
import org.vimmrec.config.QueryConfig;
import org.vimmrec.config.RecommendConfig;
import org.vimmrec.config.RecommendUpdateConfig;
import org.vimmrec.procedure.RecommendRows.DropRow;
import org.vimmrec.procedure.RecommendRows.StatsRow;
import org.vimmrec.procedure.RecommendRows.StreamRow;
import org.vimmrec.procedure.RecommendRows.TrainRow;
import org.vimmrec.procedure.RecommendRows.WriteRow;

/** {@code vimmrec.recommend.*}: the items that a recommender recommends to users. */
public final class RecommendProcedures extends VimmrecProcedures {
    private static final String STREAM = "vimmrec.recommend.stream";
    private static final String STATS = "vimmrec.recommend.stats";
    private static final String WRITE_PROCEDURE = "vimmrec.recommend.write";
    private static final String UPDATE = "vimmrec.recommend.update";
    private static final String TRAIN = "vimmrec.recommend.train";
    private static final String DROP = "vimmrec.recommend.drop";
    private static final String MODEL_KEYS = "recommender ('recommended', 'graphFilter', 'ease', 'lightGcn', 'freedom',"
            + " 'bm3', 'vbpr', 'virtual', 'popularity'), strategy ('recommended', 'none', 'overlay', 'synergistic'),"
            + " modalities (a map to embedding properties), itemLabel, userLabel, interactionType,"
            + " interactionWeightProperty, minInteractionWeight, excludeTypes, negativeTypes, since, halfLife, asOf,"
            + " candidateLabel, candidateProperty, maxPerGroup, maxPerItem, dimensions, layers, learningRate, regularization, epochs, topK,"
            + " modalityWeights, aggregation, virtualWeight, popularityDiscount, maxWeight, minWeight, maxPerUser,"
            + " maxPerInteraction, weighted, searchTopK, similarityCutoff, search, targetRecall, sampleSize, randomSeed, invalidEmbeddings,"
            + " seed, at, split ('random', 'latest' or {property: ...}), testFraction, coldItemFraction,"
            + " timestampProperty";
    private static final String KEYS = "Optional: " + MODEL_KEYS + ", embeddingProperty (with recommender: 'stored')"
            + ", limit, users (a list of nodes), writeRelationshipType, concurrency, sudo";
    private static final String TRAIN_KEYS = "Optional: " + MODEL_KEYS
            + ", embeddingProperty, batchSize, adopt, onMismatch ('fail', 'replace'), concurrency, sudo";
    private static final String STREAM_KEYS =
            KEYS + ", session (a list of items), embeddings (a map from modality to a list of numbers)";
    private static final String WRITE_KEYS =
            KEYS + ", writeProperty, rankProperty, batchSize, adopt, onMismatch ('fail', 'replace')";

    private static final String UPDATE_KEYS = "Optional: writeRelationshipType, users (a list of nodes),"
            + " invalidEmbeddings, batchSize, adopt, concurrency, sudo. The other keys of write have the values of the"
            + " last write";

    /** Recommends items. */
    @Procedure(name = STREAM, mode = READ)
    @Description("Streams the items that a recommender recommends to users, best first.")
    public Stream<StreamRow> stream(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = STREAM_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(() -> {
            if (configuration != null && configuration.containsKey(QueryConfig.KEY)) {
                QueryConfig config = QueryConfig.of(config(STREAM, configuration));
                return new QueryRun(call(STREAM), config).stream();
            }
            Map<String, Object> resolved = RecommendedModel.resolve(tx, STREAM, configuration);
            RecommendConfig config = RecommendConfig.of(config(STREAM, resolved), Mode.STREAM);
            boolean request = config.model() == null
                    && (config.request().users() != null || config.request().session() != null);
            return request
                    ? new StoredRequest(briefCall(STREAM), config).stream()
                    : new RecommendRun(call(STREAM), config).stream();
        });
    }

    /** Recommends items and summarises them. */
    @Procedure(name = STATS, mode = READ)
    @Description("Computes the items that a recommender recommends to users, and returns a summary.")
    public Stream<StatsRow> stats(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(STATS, configuration, Mode.STATS).stats());
    }

    /** Recommends items and writes them. */
    @Procedure(name = WRITE_PROCEDURE, mode = WRITE)
    @Description(
            "Writes the items that a recommender recommends to users, as relationships with score and rank. Changes only relationships that differ.")
    public Stream<WriteRow> write(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = WRITE_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(
                () -> run(WRITE_PROCEDURE, configuration, Mode.WRITE).write());
    }

    /** Brings stored recommendations up to date. */
    @Procedure(name = UPDATE, mode = WRITE)
    @Description(
            "Brings stored recommendations up to date. The result is that of vimmrec.recommend.write with the configuration of the last write. Changes only relationships that differ.")
    public Stream<WriteRow> update(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = UPDATE_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(
                () -> RecommendRun.update(call(UPDATE), RecommendUpdateConfig.of(UPDATE, configuration)));
    }

    /** Trains a model and writes its embeddings. */
    @Procedure(name = TRAIN, mode = WRITE)
    @Description(
            "Trains a recommender and writes its embeddings to a property of users and items, where `recommender: 'stored'` finds them. The dot product of a user's and an item's embedding is the score.")
    public Stream<TrainRow> train(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = TRAIN_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(() -> {
            Map<String, Object> resolved = RecommendedModel.resolve(tx, TRAIN, configuration);
            RecommendConfig config = RecommendConfig.ofTraining(config(TRAIN, resolved));
            return new TrainRun(call(TRAIN), config).rows();
        });
    }

    /** Estimates the memory of {@link #stats}. */
    @Procedure(name = STATS + ".estimate", mode = READ)
    @Description("Estimates the memory that vimmrec.recommend.stats needs.")
    public Stream<EstimateRow> statsEstimate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(
                () -> run(STATS + ".estimate", configuration, Mode.STATS).estimate());
    }

    /** Estimates the memory of {@link #write}. */
    @Procedure(name = WRITE_PROCEDURE + ".estimate", mode = READ)
    @Description(
            "Estimates the memory that vimmrec.recommend.write needs, and the most relationships that it can write.")
    public Stream<EstimateRow> writeEstimate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = WRITE_KEYS)
                    Map<String, Object> configuration) {
        return UserError.guard(() ->
                run(WRITE_PROCEDURE + ".estimate", configuration, Mode.WRITE).estimate());
    }

    /** Estimates the memory of {@link #train}. */
    @Procedure(name = TRAIN + ".estimate", mode = READ)
    @Description("Estimates the memory that vimmrec.recommend.train needs.")
    public Stream<EstimateRow> trainEstimate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = TRAIN_KEYS)
                    Map<String, Object> configuration) {
        String procedure = TRAIN + ".estimate";
        return UserError.guard(() -> {
            Map<String, Object> resolved = RecommendedModel.resolve(tx, procedure, configuration);
            return new TrainRun(call(procedure), RecommendConfig.ofTraining(config(procedure, resolved))).estimate();
        });
    }

    /** Deletes recommendations. */
    @Procedure(name = DROP, mode = WRITE)
    @Description(
            "Deletes recommendations: the relationships of the type that `writeRelationshipType` names, or, if `embeddingProperty` is given, the embeddings of a model.")
    public Stream<DropRow> drop(
            @Name(
                            value = CONFIGURATION,
                            defaultValue = "{}",
                            description = "Optional: writeRelationshipType,"
                                    + " embeddingProperty, itemLabel, userLabel, interactionType, batchSize, adopt,"
                                    + " concurrency")
                    Map<String, Object> configuration) {
        return UserError.guard(() -> {
            if (configuration != null && configuration.containsKey(RecommendConfig.EMBEDDING_PROPERTY)) {
                return new ModelDrop(call(DROP), ModelDropConfig.of(config(DROP, configuration))).rows();
            }
            DropConfig config = DropConfig.ofRecommendations(config(DROP, configuration));
            return new DropRun(call(DROP), config)
                    .rows()
                    .map(row -> new DropRow(row.relationshipType(), row.relationshipsDeleted(), null, 0));
        });
    }

    private RecommendRun run(String procedure, Map<String, Object> configuration, Mode mode) {
        Map<String, Object> resolved = RecommendedModel.resolve(tx, procedure, configuration);
        RecommendConfig config = RecommendConfig.of(config(procedure, resolved), mode);
        return new RecommendRun(call(procedure), config);
    }
}
