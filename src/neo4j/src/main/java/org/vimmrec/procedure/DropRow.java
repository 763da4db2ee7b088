package org.vimmrec.procedure;

import org.neo4j.procedure.Description;

/** The row of a drop. */
public record DropRow(
        @Description("The type of the relationships.") String relationshipType,
        @Description("How many were deleted.") long relationshipsDeleted) {
}
