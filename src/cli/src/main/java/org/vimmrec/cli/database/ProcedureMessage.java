package org.vimmrec.cli.database;

import java.util.Map;
import java.util.regex.Pattern;

/** Translates a procedure's error message: configuration keys become the options that set them. */
public final class ProcedureMessage {

    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("`topK`", "--top-k"),
            Map.entry("`topKs`", "--top-ks"),
            Map.entry("`virtualWeight`", "--virtual-weight"),
            Map.entry("`virtualWeights`", "--virtual-weights"),
            Map.entry("`maxPerUser`", "--max-per-user"),
            Map.entry("`maxPerItem`", "--max-per-item"),
            Map.entry("`maxPerInteraction`", "--max-per-interaction"),
            Map.entry("`maxWeight`", "--max-weight"),
            Map.entry("`popularityDiscount`", "--popularity-discount"),
            Map.entry("`popularityDiscounts`", "--popularity-discounts"),
            Map.entry("`maxPerInteractions`", "--max-per-interactions"),
            Map.entry("`objective: 'coldRecall'`", "--objective coldRecall"),
            Map.entry("`objective`", "--objective"),
            Map.entry("`maxRecallLoss`", "--max-recall-loss"),
            Map.entry("`coldItemFraction`", "--cold-item-fraction"),
            Map.entry("`split`: by", "--validation-from and --test-from: by"),
            Map.entry("`split.validationFrom`", "--validation-from"),
            Map.entry("`split.testFrom`", "--test-from"),
            Map.entry("`split.gap`", "--gap"),
            Map.entry("`aggregation`", "--aggregation"),
            Map.entry("`modalityWeights`", "--modality-weights"),
            Map.entry("`concurrency`", "--concurrency"),
            Map.entry("`strategies`", "--strategies"),
            Map.entry("`weightings`", "--weightings"),
            Map.entry("`recommender`", "--recommender"),
            Map.entry("`recommenders`", "--recommenders"),
            Map.entry("`at`", "--at"),
            Map.entry("`seeds`", "--seeds"),
            Map.entry("`similarityCutoff`", "--similarity-cutoff"),
            Map.entry("`interactionWeightProperty`", "--interaction-weight-property"),
            Map.entry("`minInteractionWeight`", "--min-interaction-weight"),
            Map.entry("`since`", "--since"),
            Map.entry("`halfLife`", "--half-life"),
            Map.entry("`asOf`", "--as-of"),
            Map.entry("`timestampProperty`", "--timestamp-property"),
            Map.entry("`excludeTypes`", "--exclude-types"),
            Map.entry("`negativeTypes`", "--negative-types"),
            Map.entry("`candidateLabel`", "--candidate-label"),
            Map.entry("`candidateProperty`", "--candidate-property"),
            Map.entry("`maxPerGroup`", "--max-per-group"),
            Map.entry("`interactionType`", "--interaction-type"),
            Map.entry("`relationshipTypePrefix`", "--relationship-type-prefix"),
            Map.entry("`invalidEmbeddings: 'skip'`", "--invalid-embeddings skip"),
            Map.entry("`invalidEmbeddings`", "--invalid-embeddings"),
            Map.entry("`testFraction`", "the test fraction"));
    /** The sentence that names the server's setting, and what follows it. */
    private static final Pattern HEAP_ADVICE =
            Pattern.compile("(?<=^|\\. )(?:(?!\\. ).)*\\bserver\\.memory\\.heap\\.max_size.*");

    private ProcedureMessage() {}

    public static String translate(String message) {
        return ofServer(HEAP_ADVICE
                .matcher(message)
                .replaceFirst("Give Java more heap with -Xmx, or lower --top-k or --max-per-user."));
    }

    /** Translates the message of a procedure that runs on a server, whose settings it names. */
    static String ofServer(String message) {
        String translated = message;
        for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
            translated = translated.replace(option.getKey(), option.getValue());
        }
        return translated;
    }
}
