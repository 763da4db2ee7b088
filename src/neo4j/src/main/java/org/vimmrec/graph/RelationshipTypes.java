package org.vimmrec.graph;

import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/** The sizes of relationship types, for other packages. */
public final class RelationshipTypes {

    private RelationshipTypes() {}

    /** The number of relationships of a type. */
    public static long count(Transaction tx, String type, Task task) {
        return Relationships.count(tx, type, task);
    }
}
