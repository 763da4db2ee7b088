package org.vimmrec.graph;

import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;

/**
 * Access to nodes by their internal numeric id. Neo4j has deprecated the methods called here since 5.0, but still
 * provides them in 2026.08. Only this class calls them, so only this class must change when Neo4j removes them. The
 * last part of an element id is the same number.
 */
@SuppressWarnings("removal")
public final class NodeIds {

    private NodeIds() {}

    /** The internal id of a node. */
    public static long of(Node node) {
        return node.getId();
    }

    /** The id of the start node of a relationship. */
    static long startOf(Relationship relationship) {
        return relationship.getStartNodeId();
    }

    /** The id of the end node of a relationship. */
    static long endOf(Relationship relationship) {
        return relationship.getEndNodeId();
    }

    /**
     * The node with an id.
     *
     * @throws NotFoundException if the node does not exist
     */
    public static Node node(Transaction tx, long id) {
        return tx.getNodeById(id);
    }

    /** The node with an id, or null if it does not exist or is not visible in this transaction. */
    public static Node nodeOrNull(Transaction tx, long id) {
        try {
            return node(tx, id);
        } catch (NotFoundException e) {
            return null;
        }
    }
}
