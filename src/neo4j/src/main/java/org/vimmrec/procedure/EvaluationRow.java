package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import org.neo4j.procedure.Description;

/** The result of a recommender with one variant, or of its baseline. */
public record EvaluationRow(
        @Description("'overlay' or 'synergistic'; 'none' for the baseline, which learns from real interactions alone.")
        String strategy,

        @Description(
                "The number of neighbours of an item that contribute; the largest if topKByModality differs. Null for the baseline.")
        Long topK,

        @Description(
                "The weight of a virtual interaction with the highest possible support; a real interaction has 1. Null for the baseline.")
        Double virtualWeight,

        @Description(
                "The method that computed the modality weights: 'mean', 'coInteraction' or 'uniform'. Null for the baseline.")
        String weighting,

        @Description("The weight of each modality, 0 to 1; the mean over seeds. Null for the baseline.")
        Map<String, Object> modalityWeights,

        @Description("The number of virtual interactions in the training data; the mean over seeds.")
        long virtualInteractions,

        @Description(
                "Recall@N: the share of a user's test interactions among the first `at` recommended items, 0 to 1; the mean over users.")
        double recall,

        @Description("NDCG@N: as recall, but interactions at higher ranks count more; 0 to 1, the mean over users.")
        double ndcg,

        @Description("The share of all items that are recommended to at least one user among the first `at`, 0 to 1.")
        double coverage,

        @Description(
                "The share of cold items, which have no training interactions, among all recommended items, 0 to 1.")
        double coldItemShare,

        @Description("The share of test interactions with cold items that were found, 0 to 1. Null if there are none.")
        Double coldItemRecall,

        @Description(
                "The relative difference between recall and the baseline's; 0.05 is 5 % higher. Null if only the baseline's is 0.")
        Double recallUplift,

        @Description("The relative difference between ndcg and the baseline's. Null if only the baseline's is 0.")
        Double ndcgUplift,

        @Description("Lower end of the 95 % interval of recallUplift. Null if it is not finite.")
        Double upliftLow,

        @Description("Upper end of the 95 % interval of recallUplift. Null if it is not finite.")
        Double upliftHigh,

        @Description(
                "The relative difference between the recall of validation interactions and the baseline's. Null if only the baseline's is 0.")
        Double validationUplift,

        @Description(
                "Lower bound of validationUplift with 97.5 % confidence, for all variants together. A variant can be selected only if it is above 0, or, with another objective than 'recall', at least -`maxRecallLoss`.")
        Double validationLow,

        @Description(
                "The mean recallUplift with embeddings permuted among the items. Null unless the variant was selected on the validation interactions.")
        Double controlUplift,

        @Description(
                "Upper bound of recallUplift with permuted embeddings. With the objective 'recall' or 'coverage', a variant must exceed it to be recommended. Null unless the variant was selected on the validation interactions.")
        Double controlHigh,

        @Description(
                "Recall and its uplift in groups of users by number of training interactions: maps with from, to, users, recall, uplift, and the 95 % intervals recallLow to recallHigh and upliftLow to upliftHigh. Users without training interactions are the group from 0 to 0 and count in no other column.")
        List<Map<String, Object>> recallByInteractions,

        @Description("Whether this is the recommended row. Exactly one row is.")
        boolean best,

        @Description("The recommendation in words. Null except in the best row.")
        String recommendation,

        @Description("The time of all training and ranking for this row, in milliseconds.")
        long millis,

        @Description(
                "'graphFilter', 'ease', 'lightGcn', 'freedom', 'bm3', 'vbpr', 'virtual', or 'popularity', which has a baseline only.")
        String recommender,

        @Description("What to know about the data and the metrics, the same in every row. May be empty.")
        List<String> notices,

        @Description(
                "The exponent of the number of an item's users, by which weights of virtual interactions are divided. Null for the baseline.")
        Double popularityDiscount,

        @Description(
                "The most virtual interactions for each real one. Null for the baseline, and if there is no limit.")
        Double maxPerInteraction,

        @Description(
                "The objective on the validation interactions: recall, NDCG, recall of cold items or coverage, 0 to 1. The selected variant has the highest of those that may be selected.")
        double validationObjective,

        @Description(
                "Lower bound of the difference between validationObjective and the baseline's, with 97.5 % confidence for all variants together; the difference itself if the objective is 'coldRecall' or 'coverage'. A variant can be selected only if it is above 0.")
        double validationObjectiveLow,

        @Description(
                "The share of test interactions with warm items, which have training interactions, that were found, 0 to 1. Null if there are none.")
        Double warmItemRecall,

        @Description(
                "Hit rate@N: the share of users with at least one test interaction among the first `at` recommended items, 0 to 1.")
        double hitRate,

        @Description(
                "Mean reciprocal rank@N: 1 divided by the rank of the first test interaction, 0 if it is not among the first `at`; 0 to 1, the mean over users.")
        double mrr,

        @Description(
                "Novelty of the recommended items in bits: -log2 of the share of users who interacted with an item in training, the mean over the items of a list and over users. An item without training interactions counts as if it had one. Null without lists.")
        Double novelty,

        @Description(
                "Intra-list diversity: 1 minus the mean cosine of two items of a list over the modalities that both have, 0 to 2; the mean over users. Null if no list has two items with a common modality.")
        Double intraListDiversity,

        @Description("The number of neighbours by modality, if it differs between modalities. Otherwise null.")
        Map<String, Object> topKByModality,

        @Description(
                "What the evaluation concludes on the recommender, the same in all of its rows. A variant is recommended if this is 'augment' or 'withinNoise', and otherwise the baseline: 'notAboveControl', 'notConfirmed', 'tooCostly', 'notSignificant', 'noUplift' or 'noVariants'.")
        String conclusion) {}
