package org.vimmrec.alternative;

import java.util.List;
import org.vimmrec.evaluation.ModalityEmbeddings;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.recommender.VirtualUse;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * A way to derive virtual interactions and to train with them.
 *
 * @param name what differs from the reference
 * @param derivation how they are derived
 * @param use what the recommender uses them for
 */
public record Alternative(String name, Derivation derivation, VirtualUse use) {

    /** Derives virtual interactions from real ones. */
    interface Derivation {

        /**
         * Returns the training data with virtual interactions.
         *
         * @param real the training interactions
         * @param seed the seed of what is random about the derivation
         */
        TrainingData training(Interactions real, long seed, Task task);
    }

    /**
     * Lists the alternatives that a recommender can use: first none, which has no virtual interactions, and then the
     * reference.
     */
    public static List<Alternative> all(List<ModalityEmbeddings> modalities, RecommenderType recommender, Task task) {
        return new Derivations(modalities, task)
                .alternatives().stream()
                        .filter(each -> each.use.appliesTo(recommender))
                        .toList();
    }
}
