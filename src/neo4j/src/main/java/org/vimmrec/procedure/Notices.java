package org.vimmrec.procedure;

import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.task.Shown;

/** The notices in results about modalities without pairs. */
final class Notices {
    static final String ALL_EMPTY = "Every modality is empty, so there are no virtual interactions.";

    private static final String EMPTY = "Modality [%s] is empty: %s.";
    private static final String NO_EFFECT = " It has no effect.";

    private Notices() {}

    /** Why a search found no pairs. */
    static String ofFound(EmbeddingReader.Modality modality, double cutoff) {
        String reason = embeddings(modality);
        return EMPTY.formatted(
                Shown.name(modality.name()),
                reason != null
                        ? reason
                        : "no two items have a similarity above %s (`similarityCutoff`)".formatted(cutoff));
    }

    /** Why a modality with stored similarities is empty. */
    static String ofStored(String modality) {
        return EMPTY.formatted(Shown.name(modality), "none of its relationships joins two items") + NO_EFFECT;
    }

    /** Why a modality is empty: it lacks embeddings or, if it has them, stored similarities. */
    static String ofFused(EmbeddingReader.Modality modality) {
        String reason = embeddings(modality);
        return reason == null
                ? ofStored(modality.name())
                : EMPTY.formatted(Shown.name(modality.name()), reason) + NO_EFFECT;
    }

    private static String embeddings(EmbeddingReader.Modality modality) {
        return switch (modality.matrix().present()) {
            case 0 -> "no item has a usable embedding";
            case 1 -> "only one item has a usable embedding";
            default -> null;
        };
    }
}
