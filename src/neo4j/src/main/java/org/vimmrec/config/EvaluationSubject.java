package org.vimmrec.config;

import java.util.List;
import java.util.TreeSet;
import org.vimmrec.task.Shown;

/**
 * The interactions that an evaluation is about, and that its recommendation holds for.
 *
 * @param itemLabel label of the items
 * @param userLabel label of the users
 * @param interactionTypes relationship types of the interactions, sorted
 */
public record EvaluationSubject(String itemLabel, String userLabel, List<String> interactionTypes) {

    /** Sorts the types. */
    public EvaluationSubject {
        interactionTypes = List.copyOf(new TreeSet<>(interactionTypes));
    }

    /** Reads the keys of a procedure that evaluates or writes virtual interactions. */
    public static EvaluationSubject of(ConfigMap config) {
        InteractionSource interactions = InteractionSource.of(config);
        return new EvaluationSubject(
                config.name("itemLabel", EmbeddingSource.DEFAULT_LABEL),
                interactions.userLabel(),
                interactions.types());
    }

    /** Says that no evaluation is recorded, as a part of messages. */
    public String notRecorded() {
        return "no evaluation of [%s], [%s] and %s is recorded"
                .formatted(Shown.name(userLabel), Shown.name(itemLabel), Shown.names(interactionTypes));
    }
}
