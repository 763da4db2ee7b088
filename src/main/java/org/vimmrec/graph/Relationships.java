package org.vimmrec.graph;

import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/** What all relationships of a type have to say. */
final class Relationships {
    private static final int CHECK_EVERY = 4096;

    private Relationships() {
    }

    /** How many there are. */
    static long count(Transaction tx, RelationshipType type, Task task) {
        long count = 0;
        try (ResourceIterator<Relationship> relationships = tx.findRelationships(type)) {
            while (relationships.hasNext()) {
                relationships.next();
                if (count++ % CHECK_EVERY == 0) {
                    task.checkTermination();
                }
            }
        }
        return count;
    }
}
