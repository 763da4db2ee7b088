package org.vimmrec.procedure;

import java.util.BitSet;
import java.util.List;
import org.neo4j.graphdb.Node;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.task.Shown;
import org.vimmrec.update.IdIndex;

/** Reads lists of nodes in configurations. */
final class NodeLists {

    private NodeLists() {}

    /**
     * Returns the indexes of the listed nodes, ascending; a node that is listed twice counts once.
     *
     * @param key the key of the list, for error messages
     * @param nodes all nodes with the label
     * @throws IllegalArgumentException if an element is not a node, or lacks the label
     */
    static int[] indexes(String key, List<?> list, IdIndex nodes, String label) {
        BitSet indexes = new BitSet(nodes.size());
        for (Object each : list) {
            Node node = node(key, each);
            int index = nodes.index(NodeIds.of(node));
            if (index < 0) {
                throw withoutLabel(key, node, label);
            }
            indexes.set(index);
        }
        return indexes.stream().toArray();
    }

    /** Returns an element as a node. */
    static Node node(String key, Object element) {
        if (element instanceof Node node) {
            return node;
        }
        throw new IllegalArgumentException(
                "`%s` must be a list of nodes, but has %s.".formatted(key, Shown.value(element)));
    }

    /** The error for a listed node of another kind. */
    static IllegalArgumentException withoutLabel(String key, Node node, String label) {
        return new IllegalArgumentException("`%s` must be nodes with the label [%s], but node %s is not one of them."
                .formatted(key, Shown.name(label), node.getElementId()));
    }
}
