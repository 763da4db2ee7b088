package org.vimmrec.graph;

import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/** How large relationship types are. */
public final class RelationshipTypes {

    private RelationshipTypes() {
    }

    /** How many relationships there are of a type. */
    public static long count(Transaction tx, String type, Task task) {
        return Relationships.count(tx, type, task);
    }
}
