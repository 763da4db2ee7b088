package org.vimmrec.procedure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Node;
import org.neo4j.procedure.Description;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.statistics.Summary;

/** The results of {@code vimmrec.recommend.*}. */
public final class RecommendRows {
    private static final String USERS_PROCESSED = "Users to whom items are recommended, with and without interactions.";
    private static final String RECOMMENDATIONS = "Pairs of a user and a recommended item.";
    private static final String ITEMS_RECOMMENDED = "Items that are recommended to at least one user.";
    private static final String VIRTUAL_INTERACTIONS = "Virtual interactions that the model has learned from.";
    private static final String WEIGHTS =
            "The weight of each modality in virtual interactions. Empty without virtual interactions.";
    private static final String EPOCHS =
            "Epochs of training. Null if the recommender is not trained in epochs, and for a stored model.";
    private static final String DISTRIBUTION =
            "min, mean, max, stdDev and percentiles (accurate to 1 part in 1,024) of the scores.";
    private static final String TRAIN_MILLIS = "Milliseconds to train the model.";

    private RecommendRows() {}

    /** A recommended item. */
    public record StreamRow(
            @Description("The user. Null for the anonymous user of `session` or `embeddings`.")
            Node user,

            @Description("An item that the user has not interacted with.")
            Node item,

            @Description(
                    "The score of the model. Scores of different recommenders, and those of users without interactions, are not comparable.")
            double score,

            @Description("The place of the item in the user's list, from 1.")
            long rank) {}

    /** A summary of recommendations. */
    public record StatsRow(
            @Description(USERS_PROCESSED) long usersProcessed,
            @Description(RECOMMENDATIONS) long recommendations,
            @Description(ITEMS_RECOMMENDED) long itemsRecommended,
            @Description(VIRTUAL_INTERACTIONS) long virtualInteractions,
            @Description(WEIGHTS) Map<String, Object> modalityWeights,
            @Description(EPOCHS) Long epochs,
            @Description(DISTRIBUTION) Map<String, Object> scoreDistribution,
            @Description(Columns.PREPROCESSING_MILLIS) long preProcessingMillis,
            @Description(TRAIN_MILLIS) long trainMillis,

            @Description("Milliseconds to rank the items.") long computeMillis,

            @Description(Columns.CONFIGURATION) Map<String, Object> configuration,
            @Description(Columns.NOTICES) List<String> notices) {

        static StatsRow of(RecommendData data, Summary summary, long rowMillis, Map<String, Object> configuration) {
            long reached = 0;
            for (boolean item : summary.columnReached()) {
                reached += item ? 1 : 0;
            }
            int epochs = data.model().epochs();
            return new StatsRow(
                    summary.rows(),
                    summary.values().count(),
                    reached,
                    data.model().virtualInteractions(),
                    new LinkedHashMap<>(data.model().modalityWeights()),
                    epochs == 0 ? null : (long) epochs,
                    DistributionMaps.map(summary.values()),
                    data.preProcessingMillis(),
                    data.trainMillis(),
                    rowMillis,
                    configuration,
                    data.notices());
        }
    }

    /** A trained model, and the changes to stored embeddings. */
    public record TrainRow(
            @Description("Users, with and without interactions.")
            long usersProcessed,

            @Description("Items.") long itemsProcessed,

            @Description("The node property with the embeddings.")
            String embeddingProperty,

            @Description("The length of the embeddings.") long embeddingDimension,
            @Description("Epochs of training.") long epochs,
            @Description(VIRTUAL_INTERACTIONS) long virtualInteractions,
            @Description(WEIGHTS) Map<String, Object> modalityWeights,
            @Description(Columns.PREPROCESSING_MILLIS) long preProcessingMillis,
            @Description(TRAIN_MILLIS) long trainMillis,
            @Description(Columns.CONFIGURATION) Map<String, Object> configuration,

            @Description("Users and items that got an embedding or another one.")
            long nodePropertiesWritten,

            @Description("Nodes that lost their embedding, because they are no users with interactions or items now.")
            long nodePropertiesRemoved,

            @Description("Users and items whose embedding was already correct.")
            long nodePropertiesUnchanged,

            @Description(Columns.WRITE_MILLIS) long writeMillis,
            @Description(Columns.NOTICES) List<String> notices) {}

    /** What a drop has deleted. */
    public record DropRow(
            @Description("The type of the relationships. Null if embeddings were dropped.")
            String relationshipType,

            @Description("Relationships deleted.") long relationshipsDeleted,

            @Description("The node property of the embeddings. Null if relationships were dropped.")
            String embeddingProperty,

            @Description("Nodes that have lost their embedding.")
            long nodePropertiesRemoved) {}

    /** A summary of recommendations, and the changes to stored relationships. */
    public record WriteRow(
            @Description(USERS_PROCESSED) long usersProcessed,
            @Description(RECOMMENDATIONS) long recommendations,
            @Description(ITEMS_RECOMMENDED) long itemsRecommended,
            @Description(VIRTUAL_INTERACTIONS) long virtualInteractions,
            @Description(WEIGHTS) Map<String, Object> modalityWeights,
            @Description(EPOCHS) Long epochs,
            @Description(DISTRIBUTION) Map<String, Object> scoreDistribution,
            @Description(Columns.PREPROCESSING_MILLIS) long preProcessingMillis,
            @Description(TRAIN_MILLIS) long trainMillis,

            @Description("Milliseconds to rank the items: the threads' time, divided by the number of threads.")
            long computeMillis,

            @Description(Columns.CONFIGURATION) Map<String, Object> configuration,
            @Description(Columns.RELATIONSHIP_TYPE) String relationshipType,
            @Description(Columns.CREATED) long relationshipsCreated,

            @Description("Existing relationships that got another score or rank.")
            long relationshipsUpdated,

            @Description(Columns.DELETED) long relationshipsDeleted,
            @Description(Columns.UNCHANGED) long relationshipsUnchanged,
            @Description(Columns.WRITE_MILLIS) long writeMillis,
            @Description(Columns.NOTICES) List<String> notices) {

        static WriteRow of(StatsRow stats, String type, WriteCounts counts, long writeMillis) {
            return new WriteRow(
                    stats.usersProcessed,
                    stats.recommendations,
                    stats.itemsRecommended,
                    stats.virtualInteractions,
                    stats.modalityWeights,
                    stats.epochs,
                    stats.scoreDistribution,
                    stats.preProcessingMillis,
                    stats.trainMillis,
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
}
