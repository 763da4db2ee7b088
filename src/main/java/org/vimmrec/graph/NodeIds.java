package org.vimmrec.graph;

import org.neo4j.graphdb.Node;
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

    /**
     * The node with an id.
     *
     * @throws org.neo4j.graphdb.NotFoundException if it is gone
     */
    public static Node node(Transaction tx, long id) {
        return tx.getNodeById(id);
    }
}
