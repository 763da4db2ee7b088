package org.vimmrec.procedure;

import org.neo4j.procedure.Description;

/** The result of a drop, per relationship type. */
public record DropRow(
        @Description("The type of the relationships.") String relationshipType,
        @Description("Relationships deleted.") long relationshipsDeleted) {}
