package org.vimmrec.graph;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.neo4j.graphdb.Node;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/**
 * Distinguishes the embeddings that this plugin has written to a property from values of others. The plugin owns the
 * floating-point arrays of the nodes that the manifest lists. The manifest of an unfinished write does not list all
 * nodes, so all nodes with its labels count as listed.
 *
 * @param property the property
 * @param listed the nodes whose embeddings the plugin owns; null for all nodes, whatever their value
 */
public record EmbeddingOwnership(String property, IdIndex listed) {

    /**
     * Ownership according to the manifest.
     *
     * @param manifest null if there is none
     * @param users the nodes with the manifest's user label
     * @param items the nodes with the manifest's item label
     * @param adopt whether to overwrite the values of others, too
     */
    public static EmbeddingOwnership of(
            String property, Manifest manifest, IdIndex users, IdIndex items, boolean adopt) {
        if (adopt) {
            return new EmbeddingOwnership(property, null);
        }
        if (manifest == null) {
            return new EmbeddingOwnership(property, IdIndex.of());
        }
        long[] sources = manifest.sources().ids();
        long[] targets = manifest.items().ids();
        return new EmbeddingOwnership(
                property,
                manifest.settled()
                        ? IdIndex.of(sources, targets)
                        : IdIndex.of(IdIndex.of(sources, targets).ids(), users.ids(), items.ids()));
    }

    /**
     * Checks the values of nodes before the first change.
     *
     * @throws IllegalArgumentException if there are values of others; the message has their number
     */
    public void requireOwned(ReadTransactions reads, long[] nodes, Task task) {
        if (listed == null) {
            return;
        }
        AtomicLong foreign = new AtomicLong();
        AtomicReference<String> example = new AtomicReference<>();
        reads.forEachChunk(nodes.length, "checking " + property, task, () -> (tx, chunk, from, to) -> {
            for (int n = from; n < to; n++) {
                Node node = NodeIds.nodeOrNull(tx, nodes[n]);
                Object value = node == null ? null : node.getProperty(property, null);
                boolean owned = listed.index(nodes[n]) >= 0 && (value instanceof float[] || value instanceof double[]);
                if (value != null && !owned && foreign.getAndIncrement() == 0) {
                    example.set(node.getElementId());
                }
            }
        });
        if (foreign.get() > 0) {
            throw new IllegalArgumentException(("The property [%s] holds other data: this plugin did not write it on %d"
                            + " nodes, such as %s. Nothing was changed; name another `embeddingProperty`, or set"
                            + " `adopt: true` to let the plugin overwrite and remove it.")
                    .formatted(Shown.name(property), foreign.get(), example.get()));
        }
    }
}
