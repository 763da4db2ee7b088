package org.vimmrec.graph;

import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;

/**
 * Nodes by number. The methods called here are deprecated since 5.0 and still there in 2026.08; this is the one place
 * to change when they go (an element id ends in the same number).
 */
@SuppressWarnings("removal")
public final class NodeIds {

    private NodeIds() {
    }

    /** The node's id inside the store. */
    public static long of(Node node) {
        return node.getId();
    }

    /** The id of the node that a relationship starts at. */
    static long startOf(Relationship relationship) {
        return relationship.getStartNodeId();
    }

    /** The id of the node that a relationship ends at. */
    static long endOf(Relationship relationship) {
        return relationship.getEndNodeId();
    }

    /**
     * The node with an id.
     *
     * @throws NotFoundException if it is gone
     */
    public static Node node(Transaction tx, long id) {
        return tx.getNodeById(id);
    }

    /** The node with an id, or null if it is gone, or was never there for this transaction. */
    public static Node nodeOrNull(Transaction tx, long id) {
        try {
            return node(tx, id);
        } catch (NotFoundException e) {
            return null;
        }
    }
}
