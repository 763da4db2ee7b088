package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import org.vimmrec.evaluation.Recommendations;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.update.IdIndex;

/**
 * The recommendations of a model, whose rows are computed when they are read.
 *
 * @param users all users
 * @param items the items of the model
 * @param interactions those of the graph, without a session
 * @param embeddingFingerprints by item the fingerprint of its embeddings in all modalities
 * @param rows the users to recommend items to, ascending; a session is the user after the last one
 * @param preProcessingMillis the time to read the graph
 * @param trainMillis the time to train the model
 */
record RecommendData(
        IdIndex users,
        IdIndex items,
        Interactions interactions,
        long[] embeddingFingerprints,
        Model model,
        Recommendations recommendations,
        int[] rows,
        List<String> notices,
        long preProcessingMillis,
        long trainMillis) {

    /**
     * What results tell of a model.
     *
     * @param modalityWeights the weights of modalities in virtual interactions; empty without them
     * @param virtualInteractions the number of virtual interactions it has learned from
     * @param epochs the epochs of training; 0 if it has none, or if they are unknown
     */
    record Model(Map<String, Double> modalityWeights, int virtualInteractions, int epochs) {}
}
