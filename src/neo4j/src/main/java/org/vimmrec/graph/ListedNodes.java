package org.vimmrec.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Shown;
import org.vimmrec.update.IdIndex;

/** The nodes that a caller lists in the configuration. An empty list is allowed: it asks for nothing. */
public final class ListedNodes {
    private ListedNodes() {}

    /**
     * The ids of nodes. A node that is listed twice counts once.
     *
     * @param tx the caller's transaction
     * @param key the configuration key of the list, for the error message
     * @param labelKey the configuration key of the label, for the error message
     * @throws IllegalArgumentException if an element is not a node, or if a node does not exist or does not have the
     *     label; names the first one
     */
    public static IdIndex of(Transaction tx, List<?> nodes, String key, String label, String labelKey) {
        long[] ids = new long[nodes.size()];
        for (int n = 0; n < ids.length; n++) {
            if (!(nodes.get(n) instanceof Node node)) {
                throw new IllegalArgumentException("`%s` must be a list of nodes, but has %s."
                        .formatted(Shown.name(key), Shown.value(nodes.get(n))));
            }
            ids[n] = requireLabel(tx, node, key, label, labelKey);
        }
        Arrays.sort(ids);
        return IdIndex.of(ids);
    }

    /**
     * The indexes of the listed nodes among others, ascending. The parameters are those of {@link #of}.
     *
     * @param all all nodes with the label
     * @throws IllegalArgumentException see {@link #of}
     * @throws IllegalStateException if another client has deleted a node, or its label, during this call
     */
    public static int[] indexes(Transaction tx, List<?> nodes, String key, String label, String labelKey, IdIndex all) {
        int[] indexes = all.indexes(of(tx, nodes, key, label, labelKey));
        for (int index : indexes) {
            if (index < 0) {
                throw new IllegalStateException(
                        "`%s`: another client has changed one of the nodes during this call. Call again."
                                .formatted(Shown.name(key)));
            }
        }
        return indexes;
    }

    /** The id of a node, which must exist and have the label. The parameters are those of {@link #of}. */
    public static long requireLabel(Transaction tx, Node given, String key, String label, String labelKey) {
        long id = NodeIds.of(given);
        Node node = NodeIds.nodeOrNull(tx, id);
        if (node == null) {
            throw new IllegalArgumentException(
                    "`%s`: node %s does not exist in this database.".formatted(Shown.name(key), given.getElementId()));
        }
        if (!node.hasLabel(Label.label(label))) {
            List<String> labels = new ArrayList<>();
            node.getLabels().forEach(each -> labels.add(each.name()));
            throw new IllegalArgumentException(
                    ("`%s` must be a node with the label [%s] that `%s` names, but node %s has the labels %s.")
                            .formatted(
                                    Shown.name(key),
                                    Shown.name(label),
                                    labelKey,
                                    node.getElementId(),
                                    Shown.names(labels)));
        }
        return id;
    }
}
