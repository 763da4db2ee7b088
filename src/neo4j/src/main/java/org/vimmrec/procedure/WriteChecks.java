package org.vimmrec.procedure;

import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.schema.ConstraintDefinition;
import org.vimmrec.config.WriteConfig;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Ownership;
import org.vimmrec.task.Task;
import org.vimmrec.update.Manifest;

/** What is asked before anything is computed: may this call write relationships of that type? */
final class WriteChecks {

    private WriteChecks() {
    }

    /**
     * The plugin's own part of the relationships of a type.
     *
     * @param stored what the manifest says of the type, or null
     * @param wanted what it is to say
     * @throws IllegalArgumentException if the type was written for something else, or a constraint forbids what is wanted
     * @throws RuntimeException Neo4j's own, if the database takes no writes
     */
    static Ownership ownership(ProcedureContext call, ManifestStore manifests, Manifest stored, Manifest wanted, WriteConfig write, Task task) {
        manifests.requireWritable();
        String difference = stored == null || write.replace() ? null : stored.identityDifference(wanted);
        if (difference != null) {
            throw new IllegalArgumentException(("The relationships of type [%s] %s. Nothing was changed; write to another"
                    + " type, or replace them with `onMismatch: 'replace'`.").formatted(wanted.type(), difference));
        }
        requireNoUniqueness(call, wanted.type(), write.property());
        return Ownership.of(call.tx(), wanted.type(), stored, write.adopt(), task);
    }

    /** Equal scores are normal, so a uniqueness constraint fails sooner or later. */
    private static void requireNoUniqueness(ProcedureContext call, String type, String property) {
        for (ConstraintDefinition constraint : call.tx().schema().getConstraints(RelationshipType.withName(type))) {
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
                throw new IllegalArgumentException(("The constraint [%s] requires the property [%s] of relationships of type"
                        + " [%s] to be unique, but equal values are normal. Nothing was changed; drop the constraint, or give"
                        + " another `writeProperty`.").formatted(constraint.getName(), property, type));
            }
        }
    }
}
