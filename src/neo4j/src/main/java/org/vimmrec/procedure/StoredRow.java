package org.vimmrec.procedure;

import java.time.ZonedDateTime;
import java.util.Map;
import org.neo4j.procedure.Description;

/** A relationship type, or a property with embeddings, that the plugin has written. */
public record StoredRow(
        @Description("The type of the relationships. Null for embeddings, whose node property is in the configuration.")
        String relationshipType,

        @Description("'similarity', 'overlay', 'synergistic', 'recommendation' or 'embedding'.")
        String kind,

        @Description("The keys of the configuration that decide what is written, with their values.")
        Map<String, Object> configuration,

        @Description("The weight of each modality. Empty for similarities.")
        Map<String, Object> modalityWeights,

        @Description("When the relationships were last written or updated.")
        ZonedDateTime writtenAt,

        @Description("Relationships of the type.") long relationshipCount,

        @Description("Whether the last write or update ran to its end.")
        boolean complete,

        @Description(
                "Items that have changed since; for embeddings, only new and deleted ones. Null if `error` is not null.")
        Long itemsChanged,

        @Description("Users whose interactions have changed since. Null for similarities, and if `error` is not null.")
        Long usersChanged,

        @Description("Why the changes cannot be counted. Null if they can.")
        String error) {}
