package org.vimmrec.graph;

import java.util.function.Consumer;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/** All relationships of a type. */
final class Relationships {
    private static final int CHECK_EVERY = 4096;

    private Relationships() {
    }

    /** Visits each of them, and returns how many there are. */
    static long forEach(Transaction tx, String type, Task task, Consumer<Relationship> visitor) {
        long count = 0;
        try (ResourceIterator<Relationship> relationships = tx.findRelationships(RelationshipType.withName(type))) {
            while (relationships.hasNext()) {
                if (count++ % CHECK_EVERY == 0) {
                    task.checkTermination();
                }
                visitor.accept(relationships.next());
            }
        }
        return count;
    }

    /** How many there are. */
    static long count(Transaction tx, String type, Task task) {
        return forEach(tx, type, task, relationship -> { });
    }
}
