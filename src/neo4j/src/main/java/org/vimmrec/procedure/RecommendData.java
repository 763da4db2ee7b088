package org.vimmrec.procedure;

import java.util.List;
import org.vimmrec.evaluation.ModalityEmbeddings;
import org.vimmrec.evaluation.TrainedModel;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.update.IdIndex;

/**
 * A trained model, and what it was trained on.
 *
 * @param interactions those of the graph, without a session
 * @param rows the users to recommend items to, ascending; a session is the user after the last one
 * @param preProcessingMillis the time to read the graph
 * @param trainMillis the time to train the model
 */
record RecommendData(
        IdIndex users,
        IdIndex items,
        Interactions interactions,
        List<ModalityEmbeddings> modalities,
        TrainedModel model,
        int[] rows,
        List<String> notices,
        long preProcessingMillis,
        long trainMillis) {}
