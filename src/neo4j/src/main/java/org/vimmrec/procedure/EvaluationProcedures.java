package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.EvaluationConfig;

/** {@code vimmrec.evaluate}: whether virtual interactions help on this graph, and which. */
public final class EvaluationProcedures extends VimmrecProcedures {
    private static final String EVALUATE = "vimmrec.evaluate";

    /** What a recommender finds of held-out interactions with one way to augment the graph, or with none. */
    public record EvaluationRow(
            @Description("'overlay' or 'synergistic'; 'none' for the baseline, which learns from real interactions alone.")
            String strategy,
            @Description("How many of an item's neighbours vouch.") Long topK,
            @Description("What a full virtual interaction weighs beside a real one's 1.") Double virtualWeight,
            @Description("How modalities got their weights.") String weighting,
            @Description("The weight of each modality; with several seeds, in the mean.")
            Map<String, Object> modalityWeights,
            @Description("Virtual interactions learnt from; with several seeds, in the mean.") long virtualInteractions,
            @Description("The share of a user's held-out test interactions among the first `at`; the mean over users.")
            double recall,
            @Description("The same, the more the higher they rank.") double ndcg,
            @Description("The share of all items that were among somebody's first `at`.") double coverage,
            @Description("The share of items that nobody has in training among all first `at`.") double coldItemShare,
            @Description("The share of held-out test interactions with such items that were found.") Double coldItemRecall,
            @Description("By how much recall is above the baseline's; 0.05 is 5 %.") Double recallUplift,
            @Description("By how much NDCG is above the baseline's.") Double ndcgUplift,
            @Description("recallUplift is above this with 97.5 % confidence.") Double upliftLow,
            @Description("recallUplift is below this with 97.5 % confidence.") Double upliftHigh,
            @Description("By how much recall on the validation interactions is above the baseline's.")
            Double validationUplift,
            @Description("validationUplift is above this with 97.5 % confidence, for all variants together.")
            Double validationLow,
            @Description("What recallUplift comes to when the embeddings are dealt out to the items at random, in the mean; of the variant chosen on the validation interactions.")
            Double controlUplift,
            @Description("What it hardly exceeds so. Only a variant with a higher recallUplift is the best.") Double controlHigh,
            @Description("The recall and its uplift by how many training interactions users have. Users without any, if they have test interactions, are the group from 0 to 0 and part of no other figure.")
            List<Map<String, Object>> recallByInteractions,
            @Description("Whether this is what to use, chosen on the validation interactions.") boolean best,
            @Description("In words: what to do; in the best row.") String recommendation,
            @Description("Milliseconds to learn and to rank.") long millis,
            @Description("What was asked: 'graphFilter', 'ease', 'lightGcn', or 'popularity', which has a baseline only.")
            String recommender,
            @Description("What to know about the data and the figures, the same in every row; empty if there is nothing.")
            List<String> notices) {
    }

    /** Compares ways to augment the graph. */
    @Procedure(name = EVALUATE, mode = READ)
    @Description("Tells whether virtual interactions help a recommender on this graph, and which: a row per recommender and variant, each recommender's baseline first. Writes nothing.")
    public Stream<EvaluationRow> evaluate(@Name(value = CONFIGURATION, defaultValue = "{}", description = "Required:"
            + " modalities, a map from modality to embedding property. Optional: strategies, weightings, topKs,"
            + " virtualWeights (a list each), maxVariants, recommender ('graphFilter', 'ease', 'lightGcn') or recommenders (a list), at, split"
            + " ('random', 'latest' or {property: ...}), testFraction, timestampProperty, seeds, itemLabel, userLabel,"
            + " interactionType, interactionWeightProperty, similarityCutoff, aggregation, minWeight, maxPerUser, weighted,"
            + " invalidEmbeddings, sampleSize, randomSeed, concurrency, sudo") Map<String, Object> configuration) {
        return UserError.guard(() -> {
            EvaluationConfig config = EvaluationConfig.of(config(EVALUATE, configuration));
            return new EvaluationRun(call(EVALUATE), config).rows();
        });
    }
}
