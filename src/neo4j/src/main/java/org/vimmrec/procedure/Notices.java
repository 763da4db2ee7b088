package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.vimmrec.config.EvaluationSubject;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.EvaluationStore;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.Shown;

/** The notices in results: modalities without pairs, and first writes that no evaluation recommends. */
final class Notices {
    private static final String ALL_EMPTY = "Every modality is empty, so there are no virtual interactions.";

    static final String NO_CANDIDATES =
            "No item may be proposed (`candidateLabel`, `candidateProperty`), so there are no pairs.";

    private static final String EMPTY = "Modality [%s] is empty: %s.";
    private static final String NO_EFFECT = " It has no effect.";

    private Notices() {}

    /**
     * A notice if no item may be proposed.
     *
     * @param candidates by item whether it may be proposed; null if all may
     */
    static List<String> ofCandidates(boolean[] candidates) {
        for (int i = 0; candidates != null && i < candidates.length; i++) {
            if (candidates[i]) {
                return List.of();
            }
        }
        return candidates == null ? List.of() : List.of(NO_CANDIDATES);
    }

    /** A notice for each empty modality, and one if all are empty. */
    static List<String> ofEmpty(boolean[] empty, IntFunction<String> notice) {
        List<String> notices = new ArrayList<>();
        for (int m = 0; m < empty.length; m++) {
            if (empty[m]) {
                notices.add(notice.apply(m));
            }
        }
        if (notices.size() == empty.length) {
            notices.add(ALL_EMPTY);
        }
        return notices;
    }

    /** Why a search found no pairs. */
    static String ofFound(EmbeddingReader.Modality modality, SimilarityCutoff cutoff) {
        String reason = embeddings(modality);
        return EMPTY.formatted(
                Shown.name(modality.name()),
                reason != null
                        ? reason
                        : "no two items have a similarity above %s (`similarityCutoff`)".formatted(cutoff.ofSearch()));
    }

    /** The recall after an update, which may fall as items change. */
    static String ofRecall(String modality, double low, double target) {
        return String.format(
                Locale.ROOT,
                "The recall of modality [%s] may be %.3f, which is below `targetRecall` (%s). vimmrec.similarity.write"
                        + " searches all neighbours again.",
                Shown.name(modality),
                low,
                target);
    }

    /** Why a modality has no effect: no two items are similar. */
    static String ofUnrelated(String modality, SimilarityCutoff cutoff) {
        return EMPTY.formatted(
                        Shown.name(modality),
                        "no two items have a similarity above %s (`similarityCutoff`)".formatted(cutoff.spelling()))
                + NO_EFFECT;
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

    /**
     * The notice of virtual interactions that are written for the first time.
     *
     * @param evaluation the last evaluation of the subject, or null
     * @return one notice, or none if the evaluation recommends virtual interactions
     */
    static List<String> ofFirstWrite(EvaluationSubject subject, EvaluationStore.Recommended evaluation) {
        if (evaluation == null) {
            return List.of("It is not known whether these virtual interactions help: " + subject.notRecorded()
                    + ". vimmrec.evaluate.write finds out and keeps the answer.");
        }
        if (evaluation.strategy() != null) {
            return List.of();
        }
        return List.of(("The evaluation of %s recommends not to augment this graph. vimmrec.evaluate.write evaluates it"
                        + " again.")
                .formatted(evaluation.evaluatedAt()));
    }

    private static String embeddings(EmbeddingReader.Modality modality) {
        return switch (modality.matrix().present()) {
            case 0 -> "no item has a usable embedding";
            case 1 -> "only one item has a usable embedding";
            default -> null;
        };
    }
}
