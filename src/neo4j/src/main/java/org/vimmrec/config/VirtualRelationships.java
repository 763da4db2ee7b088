package org.vimmrec.config;

import org.vimmrec.task.Shown;

/** The relationship type that virtual interactions have, kept apart from those of other data. */
final class VirtualRelationships {
    private static final String KEY = "writeRelationshipType";

    private VirtualRelationships() {
    }

    /** Reads the key; a type that holds real interactions or similarities is refused, because both would be lost. */
    static String type(ConfigMap config, InteractionSource interactions, String similarityPrefix,
            Modalities modalities) {
        String type = config.name(KEY, "VIRTUAL_INTERACTED");
        if (interactions.types().contains(type)) {
            throw config.error(("`%s` must not be a type of real interactions, but [%s] is in `interactionType`")
                    .formatted(KEY, Shown.name(type)));
        }
        if (!similarityPrefix.isBlank() && type.startsWith(similarityPrefix)) {
            throw config.error(("`%s` must not begin as the types of stored similarities do, with [%s], but is [%s]")
                    .formatted(KEY, Shown.name(similarityPrefix), Shown.name(type)));
        }
        for (String modality : modalities.names()) {
            if (type.equals(Modalities.relationshipType(similarityPrefix, modality))) {
                throw config.error(("`%s` must not be a type of stored similarities, but [%s] is that of modality [%s]")
                        .formatted(KEY, Shown.name(type), Shown.name(modality)));
            }
        }
        return type;
    }
}
