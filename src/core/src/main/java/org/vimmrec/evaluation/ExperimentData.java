package org.vimmrec.evaluation;

import java.util.List;
import org.vimmrec.interaction.ItemLimits;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;

/**
 * The data of an experiment.
 *
 * @param interactions the real interactions
 * @param splitKeys a time or a label for each interaction, in the order of users and their items; null for a random
 *     split
 * @param modalities at least one, all over the items of the interactions
 * @param candidates by item whether it may be proposed; null if all may
 * @param limits the limits on items of virtual interactions
 */
public record ExperimentData(
        Interactions interactions,
        double[] splitKeys,
        List<ModalityEmbeddings> modalities,
        boolean[] candidates,
        ItemLimits limits) {

    /** Data whose items may all be proposed, and as often as wanted. */
    public ExperimentData(Interactions interactions, double[] splitKeys, List<ModalityEmbeddings> modalities) {
        this(interactions, splitKeys, modalities, null, ItemLimits.NONE);
    }

    /** The number of items. */
    public int items() {
        return modalities.get(0).embeddings().items();
    }

    /** A fingerprint of each item's embeddings: it identifies an item independently of its index. */
    long[] fingerprints() {
        long[] fingerprints = new long[items()];
        for (ModalityEmbeddings modality : modalities) {
            EmbeddingMatrix embeddings = modality.embeddings();
            for (int i = 0; i < fingerprints.length; i++) {
                if (embeddings.has(i)) {
                    fingerprints[i] = Fingerprint.of(fingerprints[i], embeddings.fingerprints()[i]);
                }
            }
        }
        return fingerprints;
    }
}
