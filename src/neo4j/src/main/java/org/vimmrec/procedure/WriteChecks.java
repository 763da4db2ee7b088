package org.vimmrec.procedure;

import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.schema.ConstraintDefinition;
import org.vimmrec.config.WriteConfig;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Ownership;
import org.vimmrec.task.Task;
import org.vimmrec.update.Manifest;

/** Checks that a write makes before it computes anything. */
final class WriteChecks {

    private WriteChecks() {}

    /**
     * Determines which relationships of a type are the plugin's own.
     *
     * @param stored the manifest of the type, or null
     * @param wanted the manifest of the relationships to write
     * @throws IllegalArgumentException if the type was written for other data, or a constraint forbids the write
     * @throws RuntimeException if the database is read-only; Neo4j throws it
     */
    static Ownership ownership(
            ProcedureContext context,
            ManifestStore manifests,
            Manifest stored,
            Manifest wanted,
            WriteConfig write,
            Task task) {
        manifests.requireWritable();
        String difference = stored == null || write.replace() ? null : stored.identityDifference(wanted);
        if (difference != null) {
            throw new IllegalArgumentException(
                    ("The relationships of type [%s] %s. Nothing was changed; write to another"
                                    + " type, or replace them with `onMismatch: 'replace'`.")
                            .formatted(wanted.type(), difference));
        }
        requireNoUniqueness(context, wanted.type(), write.property());
        return Ownership.of(context.tx(), wanted.type(), stored, write.adopt(), task);
    }

    /** Refuses a uniqueness constraint, because equal values are normal and would violate it. */
    static void requireNoUniqueness(ProcedureContext context, String type, String property) {
        for (ConstraintDefinition constraint : context.tx().schema().getConstraints(RelationshipType.withName(type))) {
            boolean unique = switch (constraint.getConstraintType()) {
                case RELATIONSHIP_UNIQUENESS, RELATIONSHIP_KEY -> true;
                default -> false;
            };
            boolean alone = true;
            boolean found = false;
            for (String key : constraint.getPropertyKeys()) {
                alone &= key.equals(property);
                found |= key.equals(property);
            }
            if (unique && alone && found) {
                throw new IllegalArgumentException(
                        ("The constraint [%s] requires the property [%s] of relationships of type"
                                        + " [%s] to be unique, but equal values are normal. Nothing was changed; drop the constraint, or give"
                                        + " another `writeProperty`.")
                                .formatted(constraint.getName(), property, type));
            }
        }
    }
}
