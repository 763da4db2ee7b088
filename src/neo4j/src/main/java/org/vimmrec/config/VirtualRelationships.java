package org.vimmrec.config;

import org.vimmrec.task.Shown;

/** The relationship type of virtual interactions. */
final class VirtualRelationships {
    static final String KEY = "writeRelationshipType";

    private VirtualRelationships() {}

    /**
     * Reads the key. Rejects the types of real interactions and similarities: a write would delete their relationships.
     */
    static String type(
            ConfigMap config, InteractionSource interactions, String similarityPrefix, Modalities modalities) {
        return type(config, "VIRTUAL_INTERACTED", interactions, similarityPrefix, modalities);
    }

    /** The same with another default. */
    static String type(
            ConfigMap config,
            String defaultType,
            InteractionSource interactions,
            String similarityPrefix,
            Modalities modalities) {
        String type = config.name(KEY, defaultType);
        String readBy = interactions.keyOf(type);
        if (readBy != null) {
            throw config.error(
                    ("`%s` must not be a type of real interactions, but [%s] is in `%s`. Choose another type")
                            .formatted(KEY, Shown.name(type), readBy));
        }
        if (!similarityPrefix.isBlank() && type.startsWith(similarityPrefix)) {
            throw config.error(("`%s` must not start like the types of stored similarities, but [%s] starts with [%s]."
                            + " Choose another type")
                    .formatted(KEY, Shown.name(type), Shown.name(similarityPrefix)));
        }
        for (String modality : modalities.names()) {
            if (type.equals(Modalities.relationshipType(similarityPrefix, modality))) {
                throw config.error(
                        ("`%s` must not be a type of stored similarities, but [%s] is the type of modality [%s]."
                                        + " Choose another type")
                                .formatted(KEY, Shown.name(type), Shown.name(modality)));
            }
        }
        return type;
    }
}
